"""Two versions side by side: counts per context, old beside new."""

from __future__ import annotations

from app.analysis.counts import count
from app.analysis.impact import ContextChange, compare_contexts
from app.engine.rules import Rulebook
from tests.analysis.drinks import DRINKS, planted
from tests.analysis.second_version import second_version
from tests.rulebooks.test_flask_fastapi import RULEBOOK


def by_option(old: Rulebook, new: Rulebook) -> dict[str | None, ContextChange]:
    return {each.option: each for each in compare_contexts(old, new)}


def test_the_same_version_changes_no_context():
    found = compare_contexts(DRINKS, DRINKS)
    assert [each.option for each in found] == [None, "morning", "evening"]
    assert not any(each.changed for each in found)


def test_each_context_has_its_counts_in_both_versions():
    new = second_version()
    found = by_option(RULEBOOK, new)
    here = {"situation": frozenset({"new"})}
    assert found["new"] == ContextChange("new", count(RULEBOOK, here), count(new, here))
    assert found[None] == ContextChange(None, count(RULEBOOK), count(new))
    assert found["new"].changed


def test_a_change_shows_where_it_happens_only():
    changed = planted(('when = { hour = ["morning"] }\npoints', 'when = { hour = ["morning"], '
                       'stomach = ["full"] }\npoints'))  # fmt: skip
    found = by_option(DRINKS, changed)
    assert [option for option, each in found.items() if each.changed] == [None, "morning"]


def test_more_answer_sets_alone_change_nothing():
    spare = '[[question]]\nid = "spare"\nsection = "table"\ntext = "?"\nkind = "one"\n'
    spare += 'type = "fact"\noptions = [{ id = "x", text = "X" }, { id = "y", text = "Y" }]\n\n'
    wider = planted(('[[claim]]\nid = "T1"\n', f'{spare}[[claim]]\nid = "T1"\n'))
    found = compare_contexts(DRINKS, wider)
    assert found[0].after.total == 2 * found[0].before.total
    assert not any(each.changed for each in found)


def test_a_context_that_one_version_lacks_is_a_change():
    evening = '{ id = "evening"'
    night = planted((evening, '{ id = "night", text = "Night" }, ' + evening))
    found = by_option(DRINKS, night)
    assert (found["night"].before, found["night"].changed) == (None, True)
    assert by_option(night, DRINKS)["night"].after is None


def test_without_a_common_context_question_all_answers_are_compared():
    assert [each.option for each in compare_contexts(DRINKS, RULEBOOK)] == [None]
