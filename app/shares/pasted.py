"""What comes of a link between two people: what is written behind it, and who fetches it first."""

from __future__ import annotations

import re

MEANT = re.compile(
    r"""[\s"'“”‘’«»„<(\[{]*           # a quote or a bracket before the token, or a broken line
    (?P<token>[A-Za-z0-9_-]{43})
    (?:                              # behind it what ends sentences, quotes and marked-up text:
      &(?:gt|lt|quot|amp|nbsp|apos|\#[0-9]{1,5});?
    | </?[a-z]{1,6}>?
    | %(?:25){0,3}[0-9A-Fa-f]{2}     # encoded once more, or twice
    | [^A-Za-z0-9]
    ){0,40}""",
    re.VERBOSE,
)

PROGRAMS = re.compile(
    r"""(?<!cu)bot\b                 # Slackbot, Twitterbot, Discordbot …; Cubot makes telephones
    | slack-imgproxy | facebookexternalhit | facebookcatalog | ^whatsapp/ | skypeuripreview
    | microsoft\ (office|teams) | ms-?office | vkshare | viber | line-poker | embedly | iframely
    | cardyb | mastodon | misskey | pinterest/ | google-pagerenderer | zoombot
    | crawler | spider | link-?preview | url-?preview | unfurl""",
    re.VERBOSE | re.IGNORECASE,
)


def meant_token(written: str) -> str | None:
    """The token of a link with what people and programs put around it; None if it is no link."""
    meant = MEANT.fullmatch(written)
    return meant["token"] if meant else None


def only_previews(user_agent: str) -> bool:
    """Whether a program that calls itself so fetches a link to show a preview, or to list it.

    Nobody has opened it then. Whoever says so without being one is not counted, no more.
    """
    return PROGRAMS.search(user_agent) is not None
