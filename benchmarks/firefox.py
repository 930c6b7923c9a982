"""The main journeys in Firefox: what a second engine makes of the pages.

    .venv/bin/python -m benchmarks.firefox [--firefox PROGRAM]

Not part of the tests, which need a Chromium and nothing else. Firefox is no dependency: on Debian
`apt-get install firefox-esr`, or the package unpacked somewhere and its program named. Each journey
is that of a new visitor, with a mouse or a keyboard; what it met is printed, and what the pages
told the console as errors.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.bidi import Browser, Tab, firefox
from benchmarks.harness import advisor, cores, running

TAB, SPACE, DOWN, ENTER = "\ue004", " ", "\ue015", "\ue007"
NARROW = (320, 640)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ON_RESULT = r"/^\/assessments\/\w+$/.test(location.pathname)"
CHOSEN = "[...document.querySelectorAll('.opt input:checked')].map((one) => one.id)"
LINK = r"[...document.querySelectorAll('main input')].find((one) => /\/s\//.test(one.value))"
ANSWERS = ("situation--new", "kind--public_api", "web_experience--new")


def begin(tab: Tab) -> None:
    """From home to the questionnaire, answered."""
    tab.open("/")
    tab.click(text="Start the questionnaire")
    tab.wait("document.querySelectorAll('fieldset').length > 3")
    for option in ANSWERS:
        tab.click(css=f"#{option}")
        tab.wait(f"document.getElementById('{option}').checked")
    tab.wait("document.querySelector('#preview').textContent.includes('3 of')")


def save(tab: Tab) -> None:
    """To the result, and what it says."""
    tab.click(css="main button[type=submit]:not([formaction])")
    tab.wait(ON_RESULT)
    tab.wait("document.querySelector('h1') !== null")


def headline(tab: Tab) -> str:
    text = tab.value("document.querySelector('h1').textContent")
    return " ".join(str(text).split())


def verdict(tab: Tab) -> str:
    begin(tab)
    save(tab)
    return headline(tab)


def kept(tab: Tab) -> str:
    """What was chosen is still chosen after a reload, and after Back."""
    begin(tab)
    chosen = tab.value(CHOSEN)
    tab.reload()
    after_reload = tab.value(CHOSEN)
    tab.open("/about")
    tab.ask("browsingContext.traverseHistory", delta=-1)
    tab.wait("document.querySelectorAll('fieldset').length > 3")
    tab.wait(f"JSON.stringify({CHOSEN}) === JSON.stringify({json.dumps(chosen)})")
    assert after_reload == chosen
    assert len(chosen) == len(ANSWERS)
    return f"{len(chosen)} answers after reload and Back"


def shared(tab: Tab) -> str:
    """A link is made, and somebody else opens it."""
    begin(tab)
    save(tab)
    tab.click(text="Share")
    tab.click(text="Create the link")
    tab.wait(f"{LINK} !== undefined")
    link = tab.value(f"{LINK}.value")
    other = tab.browser.tab(str(link))
    other.open("")
    return headline(other)


def listed(tab: Tab) -> str:
    """The list finds what was saved, by keyboard, and nothing for nonsense."""
    begin(tab)
    save(tab)
    tab.open("/assessments")
    rows = "document.querySelectorAll('main input[name=r]').length"
    tab.wait(f"{rows} === 1")
    tab.open("/assessments?q=nothing+like+it&state=saved")
    assert tab.value(rows) == 0
    return "1 row, 0 for words that nothing has"


def compared(tab: Tab) -> str:
    """Two versions side by side."""
    begin(tab)
    save(tab)
    tab.click(text="Change answers")
    tab.click(css="#kind--internal_tool")
    tab.wait("document.getElementById('kind--internal_tool').checked")
    save(tab)
    tab.click(text="Compare with the previous version")
    tab.wait("location.pathname === '/comparisons'")
    return headline(tab)


def by_keyboard(tab: Tab) -> str:
    """Without a mouse: skip link, options by arrow keys, Enter that only chooses, Save."""
    begin(tab)
    tab.open(str(tab.value("location.pathname + location.search")))
    tab.press(TAB)
    for _ in range(80):
        if tab.value("document.activeElement.name === 'load'"):
            break
        tab.press(TAB)
    tab.press(SPACE)
    first = tab.value("document.querySelector('[name=load]:checked').value")
    tab.press(DOWN)
    second = tab.value("document.querySelector('[name=load]:checked').value")
    tab.press(ENTER)
    assert first != second
    assert not tab.value(ON_RESULT), "Enter on an option saved"
    for _ in range(200):
        if tab.value(
            "document.activeElement.matches('main button[type=submit]:not([formaction])')"
        ):
            break
        tab.press(TAB)
    tab.press(ENTER)
    tab.wait(ON_RESULT)
    return f"load: {first}, then {second}; {headline(tab)}"


def narrow(tab: Tab) -> str:
    """No page is wider than a window of 320 px."""
    tab.resize(*NARROW)
    wide = {}
    for name, go in {
        "home": lambda: tab.open("/"),
        "questionnaire": lambda: begin(tab),
        "result": lambda: save(tab),
        "list": lambda: tab.open("/assessments"),
        "rules": lambda: tab.open("/rulebooks"),
    }.items():
        go()
        wide[name] = int(tab.value(WIDER))
    assert max(wide.values()) <= 0, wide
    return f"{len(wide)} pages at {NARROW[0]} px"


JOURNEYS: dict[str, Callable[[Tab], str]] = {
    "questionnaire, save, result": verdict,
    "nothing lost": kept,
    "share, open the link": shared,
    "list": listed,
    "comparison": compared,
    "keyboard": by_keyboard,
    "narrow window": narrow,
}


def go(browser: Browser, site: str, name: str) -> bool:
    """One journey; whether it came to its end without an error."""
    before, begun = len(browser.errors), time.monotonic()
    try:
        told, well = JOURNEYS[name](browser.tab(site)), True
    except (AssertionError, RuntimeError) as fault:
        told, well = f"FAILED: {fault}", False
    errors = browser.errors[before:]
    print(f"{name:28} {time.monotonic() - begun:5.1f} s  {told}", *errors, sep="\n  ! ", flush=True)
    return well and not errors


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.firefox", description=__doc__)
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    parser.add_argument("--firefox", default=found, required=not found, help="the program")
    program = parser.parse_args().firefox
    with (
        tempfile.TemporaryDirectory() as name,
        running(advisor("advisor"), Path(name) / "advisor", cores()[1]) as server,
        firefox(program, Path(name)) as browser,
    ):
        print(browser.name)
        site = f"http://127.0.0.1:{server.port}"
        went_well = [go(browser, site, journey) for journey in JOURNEYS]
        return 0 if all(went_well) else 1


if __name__ == "__main__":
    sys.exit(main())
