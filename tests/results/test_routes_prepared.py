"""The analysis of what was just saved is there before its page is asked for."""

from __future__ import annotations

import pytest

from app.results import firmness
from tests.web.people import ada, app
from tests.web.visitor import Visitor


def test_the_page_of_a_fresh_save_finds_its_analysis(
    ada: Visitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worked_out = []
    real = firmness.weightings

    def noting(*given: object) -> object:
        worked_out.append(given)
        return real(*given)

    firmness._analysis.cache_clear()
    monkeypatch.setattr(firmness, "weightings", noting)
    questionnaire = ada.start()
    ada.client.follow_redirects = False
    answers = {"situation": "new", "kind": "public_api", "load": "high"}
    saved = ada.submit(questionnaire, "Save and see the result", answers)
    assert (saved.status, len(worked_out)) == (303, 1)
    assert "What would change it" in ada.get(saved.headers["location"]).text()
    assert len(worked_out) == 1
