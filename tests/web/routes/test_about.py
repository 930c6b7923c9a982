"""The pages about the site itself."""

import pytest

from tests.web.visitor import Visitor


@pytest.mark.parametrize(
    ("path", "words"),
    [("/about", "What it does not know"), ("/privacy", "One cookie"), ("/rulebooks", "34 claims")],
)
def test_the_page_is_there_and_sets_no_cookie(ada: Visitor, path, words):
    view = ada.get(path)
    assert view.status == 200
    assert words in view.text()
    assert "set-cookie" not in view.headers
