"""Links as people paste them, and programs that fetch one to show a preview of it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from app.shares.pasted import meant_token, only_previews
from tests.shares.test_routes import CREATE, form, link_of, rows
from tests.web.people import ada, app, ben
from tests.web.visitor import Visitor

API = {"situation": "new", "kind": "public_api"}
TOKEN = "aB3_-" * 8 + "xyz"
BEHIND = {
    "ends of sentences": [".", ",", ";", ":", "!", "?", "...", "…", "?!", "。", "，请看", "、"],
    "quotes": ['"', "'", "”", "’", "»", "“", '".', "`", "´"],
    "brackets": [")", "]", "}", ">", ").", ")]", "》", "）"],
    "marked-up text": [
        "*",
        "**",
        "_",
        "__",
        "~~",
        "|",
        "&gt;",
        "&gt;.",
        "&quot;",
        "&#39;",
        "&nbsp",
    ],
    "tags": ["</a>", "<br>", '">', "<", "</a"],
    "white space": [" ", "\n", "\r\n", "\t", "\u00a0", "\u200b", "\u2028", "\ufeff", " .", "%20"],
    "slashes": ["/", "//", "/.", "/)"],
    "others": ["\\", "👍", "&", "=", "%", "%2520", "\x00", "-", "–"],
}
BEFORE = [" ", "\n", "<", "(", '"', "“", "[", "  ("]
NO_LINK = [
    *(TOKEN[:-1], f"{TOKEN}x", f"{TOKEN}1.", f"{TOKEN}.x", f"{TOKEN} and more", f"x {TOKEN}", ""),
    *(f"{TOKEN}/preview.png", f"{TOKEN}/copy", f"../{TOKEN}", f"{TOKEN}{TOKEN}", f"{TOKEN}&x;"),
]
# As they called themselves in November 2026 or before.
PREVIEWS = {
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack's pictures": "Slack-ImgProxy (+https://api.slack.com/robots)",
    "Twitter": "Twitterbot/1.0",
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp, Signal": "WhatsApp/2.23.20.0 A",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0; +http://www.linkedin.com)",
    "Teams, Skype": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "iMessage": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 "
    "(KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 "
    "facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Matrix": "Synapse (bot; +https://github.com/matrix-org/synapse)",
    "Mastodon": "http.rb/5.1.1 (Mastodon/4.2.1; +https://mastodon.example/) Bot",
    "a search engine": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
}
PEOPLE = {
    "Firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Chrome on a Cubot": "Mozilla/5.0 (Linux; Android 13; CUBOT KINGKONG 9) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
    "within Facebook": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) "
    "AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/440.0]",
    "within LinkedIn": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) [LinkedInApp]/9.29",
    "within Teams": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Teams/1.6 Electron/19.1",
    "none": "",
}


@pytest.mark.parametrize("kind", BEHIND)
def test_what_people_paste_behind_a_link_is_left_out(kind: str) -> None:
    assert {meant_token(TOKEN + behind) for behind in BEHIND[kind]} == {TOKEN}


def test_so_is_what_stands_before_it() -> None:
    assert {meant_token(before + TOKEN + ")") for before in BEFORE} == {TOKEN}


@pytest.mark.parametrize("written", NO_LINK)
def test_what_is_no_link_stays_none(written: str) -> None:
    assert meant_token(written) is None


def test_a_long_address_is_read_at_once() -> None:
    for part in ("&gt", "%20", "</a", "&#12345", "."):
        assert meant_token(TOKEN + part * 20_000 + "1") is None


@pytest.fixture
def link(ada: Visitor) -> str:
    return link_of(ada.submit(form(ada, ada.save(API)), CREATE))


def opened(ada: Visitor) -> bool:
    """Whether the list of links says that the one of the only assessment was opened."""
    saved = next(
        one for one in ada.get("/assessments").all("a") if "/assessments/" in one.get("href", "")
    )
    return "Last opened never" not in rows(form(ada, ada.get(str(saved.get("href")))))[0]


def test_each_leads_to_the_page_at_its_own_address(ben: Visitor, link: str) -> None:
    ben.client.follow_redirects = False
    every = {one for kind in BEHIND.values() for one in kind} - {"/."}  # browsers leave that out
    for behind in sorted(every):
        answer = ben.client.get(f"{link}{quote(behind)}")
        told = (answer.status_code, answer.headers.get("location"))
        assert told == (303, link), behind
    assert ben.get(link).status == 200


def test_on_the_way_there_nothing_is_counted(ada: Visitor, ben: Visitor, link: str) -> None:
    ben.client.follow_redirects = False
    for _ in range(100):  # more than links that do not work may be asked for
        answer = ben.client.get(f"{link}).")
        assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert not opened(ada)
    assert ben.get(link).status == 200
    assert opened(ada)


@pytest.mark.parametrize("program", PREVIEWS)
def test_a_program_that_shows_a_preview_has_not_opened_the_link(program: str) -> None:
    assert only_previews(PREVIEWS[program])


@pytest.mark.parametrize("browser", PEOPLE)
def test_a_person_has(browser: str) -> None:
    assert not only_previews(PEOPLE[browser])


def test_previews_come_first_and_the_person_is_noted(ada: Visitor, ben: Visitor, link: str) -> None:
    for named in PREVIEWS.values():
        assert ben.get(link, **{"user-agent": named}).status == 200
        assert ben.client.head(link, headers={"user-agent": named}).status_code == 200
    assert not opened(ada)
    assert ben.get(link, **{"user-agent": PEOPLE["Firefox"]}).status == 200
    assert opened(ada)


def test_other_sites_may_show_the_picture_and_nothing_else(ben: Visitor, link: str) -> None:
    picture = ben.client.get(f"{link}/preview.png", headers={"sec-fetch-site": "cross-site"})
    assert picture.headers["cross-origin-resource-policy"] == "cross-origin"
    assert picture.headers["access-control-allow-origin"] == "*"
    for path in (link, "/s/nothing/preview.png", f"/s/{'x' * 43}/preview.png"):
        headers = ben.client.get(path).headers
        assert headers["cross-origin-resource-policy"] == "same-origin", path
        assert "access-control-allow-origin" not in headers, path
