"""Addresses that were sent on, clicked in mails and copied with what stood around them."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor

FILLED_IN = "/questionnaire/flask-fastapi?_rulebook=1.0.1&situation=new&kind=public_api"
TRACKED = [
    *("utm_source=mail", "UTM_Campaign=x", "fbclid=IwAR0", "gclid=x", "dclid=x", "msclkid=x"),
    *(
        "ttclid=x",
        "yclid=1",
        "twclid=x",
        "gbraid=x",
        "wbraid=x",
        "mc_cid=x",
        "mc_eid=x",
        "igshid=x",
    ),
    *(
        "_hsenc=x",
        "_hsmi=1",
        "mkt_tok=x",
        "_ga=1",
        "_gl=1",
        "li_fat_id=x",
        "srsltid=x",
        "ref_src=x",
    ),
]
PAGES = [
    FILLED_IN,
    f"{FILLED_IN}&_cleared=load%3Dhigh",
    "/questionnaire?situation=new&kind=public_api",
    "/questionnaire/flask-fastapi/steps?situation=new",
    "/?kind=public_api",
    "/assessments?q=a&sort=title",
    "/comparisons",
    "/rulebooks?x=y",
    "/about?x=y",
    "/deletion",
]
BEHIND = [
    ".",
    ",",
    ")",
    ").",
    '"',
    "'",
    "”",
    "…",
    " ",
    "\n",
    "\u00a0",
    "\u200b",
    "&",
    "&gt;",
    "*",
    ">",
]


def chosen(view: View) -> set[str]:
    return {str(one.get("id")) for one in view.all("input") if one.get("checked") is not None}


def notices(view: View) -> list[str]:
    return [one for one in view.text().split(". ") if "left out" in one]


@pytest.mark.parametrize("path", PAGES)
def test_marks_of_those_who_follow_a_link_change_no_page(ada: Visitor, path: str) -> None:
    plain = ada.get(path)
    joined = "&" if "?" in path else "?"
    view = ada.get(f"{path}{joined}{'&'.join(TRACKED)}")
    assert (view.status, view.title, chosen(view)) == (plain.status, plain.title, chosen(plain))
    assert notices(view) == notices(plain)
    assert "mc_eid" not in view.text()


@pytest.mark.parametrize("behind", BEHIND)
def test_what_stands_behind_a_filled_in_address_is_left_out(ada: Visitor, behind: str) -> None:
    wanted = chosen(ada.get(FILLED_IN))
    assert len(wanted) == 2
    for version_last in (False, True):
        path = f"{FILLED_IN}&_rulebook=1.0.1" if version_last else FILLED_IN
        path = path.replace("_rulebook=1.0.1&", "", 1)
        view = ada.get(path + quote(behind, safe="&;.,)*'"))
        assert (view.status, chosen(view), notices(view)) == (200, wanted, []), version_last


@pytest.mark.parametrize("space", ["%20", "+", "%0A", "%0D%0A", "%09", "%C2%A0", "%E2%80%8B"])
def test_spaces_and_broken_lines_are_left_out(ada: Visitor, space: str) -> None:
    wanted = chosen(ada.get(FILLED_IN))
    for broken in (
        FILLED_IN.replace("=", f"={space}"),
        FILLED_IN.replace("&", f"{space}&"),
        FILLED_IN.replace("&", f"&{space}"),
        FILLED_IN.replace("&", "&amp;") + space,
    ):
        view = ada.get(broken)
        assert (view.status, chosen(view), notices(view)) == (200, wanted, []), broken


def test_a_list_with_a_broken_line_in_its_address_is_a_list(ada: Visitor) -> None:
    ada.save({"situation": "new"})
    for path in ("/assessments?sort=title%0A&q=new%0Aapp", "/assessments?%20state=saved%20"):
        assert ada.get(path).status == 200
