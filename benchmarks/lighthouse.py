"""What Lighthouse says of six pages, on telephone and desktop: scores, and what costs points.

Run by hand: `npm install --prefix /tmp/lighthouse lighthouse`, then
`.venv/bin/python -m benchmarks.lighthouse --prefix /tmp/lighthouse`; names of pages take only
these, and `--json FOLDER` keeps the full reports. Lighthouse is a tool for development only: no
lock file knows it, and it is not installed for you. Its throttling is simulated, so that the scores
mean a slow telephone, or a desktop on a middling line, not this machine on loopback.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.browser import MEASURED, Visit, reach
from benchmarks.first_path import BROWSER_ARGS, free_port, server
from docs.screenshots import PAGES
from tests import chromium

MISSING = (
    "Lighthouse was not found; get it with `npm install --prefix /tmp/lighthouse lighthouse` "
    "(Node 20 will do) and say `--prefix /tmp/lighthouse`."
)
CATEGORIES = ("performance", "accessibility", "best-practices")
PRESETS: dict[str, list[str]] = {"mobile": [], "desktop": ["--preset=desktop"]}
TARGET = 98
COUNTS_NOT = ("notApplicable", "manual", "informative", "error")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
EXAMPLES = 3

Report = dict[str, Any]


def environment(prefix: str | None, browser: str) -> dict[str, str]:
    """Ours, with the programs of that npm folder first, its Node too if it has one."""
    own = [str(Path(prefix).resolve() / "node_modules" / ".bin")] if prefix else []
    path = os.pathsep.join([*own, os.environ["PATH"]])
    return {**os.environ, "PATH": path, "CHROME_PATH": browser}


def ask(visit: Visit, preset: str, programs: dict[str, str]) -> Report:
    """Lighthouse's report on the page, as the visitor sees it."""
    command = [
        str(shutil.which("lighthouse", path=programs["PATH"])),
        visit.address,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(BROWSER_ARGS)}",
        f"--extra-headers={json.dumps(headers(visit))}",
        *PRESETS[preset],
    ]
    told = subprocess.run(command, env=programs, capture_output=True, text=True, timeout=180)
    if told.returncode != 0:
        sys.exit(f"Lighthouse failed on {visit.address}: {told.stderr.strip()}")
    return dict(json.loads(told.stdout))


def headers(visit: Visit) -> dict[str, str]:
    """The cookies that open the visitor's pages."""
    kept = visit.state["cookies"] if visit.state else []
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in kept)
    return {"Cookie": cookies} if cookies else {}


def scores(report: Report) -> list[float]:
    """Of a hundred; what Lighthouse could not score counts as nothing."""
    found = (report["categories"][name]["score"] for name in CATEGORIES)
    return [round(100 * (score or 0)) for score in found]


def faults(report: Report) -> Iterator[str]:
    """What costs points in each category below the target, the heaviest first."""
    for name, score in zip(CATEGORIES, scores(report), strict=True):
        if score >= TARGET:
            continue
        yield f"{name} {score}"
        references = sorted(report["categories"][name]["auditRefs"], key=lost(report), reverse=True)
        for reference in references:
            audit = report["audits"][reference["id"]]
            if lost(report)(reference) > 0 or is_hint(name, audit):
                yield from explained(audit, lost(report)(reference))


def lost(report: Report) -> Any:
    """The weighted share that an audit takes away."""

    def of(reference: dict[str, Any]) -> float:
        audit = report["audits"][reference["id"]]
        if audit["scoreDisplayMode"] in COUNTS_NOT:
            return 0.0
        return float(reference["weight"] * (1 - (audit["score"] or 0)))

    return of


def is_hint(category: str, audit: dict[str, Any]) -> bool:
    """Whether it says, without a weight of its own, what makes the page slow."""
    scored = audit["scoreDisplayMode"] not in COUNTS_NOT
    return category == "performance" and scored and (audit["score"] or 0) < 0.9


def explained(audit: dict[str, Any], weight: float) -> Iterator[str]:
    """The audit in its own words, and some of the elements or files that it names."""
    shown = f" ({audit['displayValue']})" if audit.get("displayValue") else ""
    costs = f" [costs {weight:.1f}]" if weight else ""
    yield f"  {audit['id']}{costs}: {audit['title']}{shown}"
    yield "    " + LINK.sub(r"\1", audit["description"])
    for item in (audit.get("details") or {}).get("items", [])[:EXAMPLES]:
        node = item.get("node") or {}
        where = node.get("selector") or item.get("url") or item.get("description")
        why = " ".join(str(node.get("explanation") or "").split())
        if where:
            yield f"    at {where} {why}".rstrip()


def table(rows: list[tuple[str, str, list[float]]]) -> Iterator[str]:
    yield f"{'page':15}{'preset':10}" + "".join(f"{name:>16}" for name in CATEGORIES)
    for page, preset, found in rows:
        yield f"{page:15}{preset:10}" + "".join(f"{score:16.0f}" for score in found)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="benchmarks.lighthouse")
    parser.add_argument("pages", nargs="*", help=f"by default {', '.join(MEASURED)}")
    parser.add_argument("--prefix", help="the folder that npm installed Lighthouse into")
    parser.add_argument("--json", type=Path, metavar="FOLDER", help="keep the full reports there")
    given = parser.parse_args()
    if unknown := [name for name in given.pages if name not in PAGES]:
        parser.error(f"no page is named {unknown[0]}; there are {', '.join(PAGES)}")
    return given


def visits(names: list[str], browser: str, port: int) -> dict[str, Visit]:
    """Makes what the pages show, in a browser of ours that is closed before Lighthouse's opens."""
    with sync_playwright() as playwright:
        ours = playwright.chromium.launch(executable_path=browser, args=BROWSER_ARGS)
        found = {name: reach(ours, f"http://127.0.0.1:{port}", name) for name in names}
        ours.close()
    return found


def keep(report: Report, folder: Path | None, name: str) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(json.dumps(report, indent=1))


def main() -> None:
    given = arguments()
    browser = chromium.find(sys.executable)
    if browser is None:
        sys.exit(f"Chromium: {chromium.MISSING}.")
    programs = environment(given.prefix, browser)
    if shutil.which("lighthouse", path=programs["PATH"]) is None:
        sys.exit(MISSING)
    port, rows, lines = free_port(), [], []
    begun = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, server(port, folder):
        for name, visit in visits(given.pages or list(MEASURED), browser, port).items():
            for preset in PRESETS:
                report = ask(visit, preset, programs)
                keep(report, given.json, f"{name}-{preset}")
                rows.append((name, preset, scores(report)))
                costs = list(faults(report))
                lines += [f"\n{name}, {preset}", *costs] if costs else []
    print("\n".join([*table(rows), *lines]))
    print(f"\nLighthouse {report['lighthouseVersion']}, target {TARGET} each; ", end="")
    print(f"load of the machine {begun:.1f} before, {os.getloadavg()[0]:.1f} after.")


if __name__ == "__main__":
    main()
