"""The whole way, by hand: from a Flask repository to a decision, and to newer rules."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from app.decisions.reading import machine_text
from tests.factories import shipped
from tests.package.conftest import Installed
from tests.web.people import ada, app  # noqa: F401
from tests.web.visitor import Visitor

PROJECT = {
    "shop/__init__.py": "from flask import Flask\n\napp = Flask(__name__)\n",
    "shop/views.py": (
        "from flask import render_template\n\nfrom shop import app\n\n\n"
        '@app.route("/")\ndef home():\n    return render_template("home.html")\n'
    ),
    "requirements.txt": "flask\n",
}


def test_from_a_repository_to_a_decision_that_newer_rules_turn_red(
    light: Installed,
    ada: Visitor,  # noqa: F811
    tmp_path: Path,
):
    project = tmp_path / "shop"
    for name, text in PROJECT.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)

    scanned = light.run("scan", ".", "--url", "https://advisor.example", cwd=project)
    assert scanned.returncode == 0
    link = urlsplit(scanned.stdout.splitlines()[-1])
    assert link.fragment == "q-limits"
    questionnaire = ada.get(f"{link.path}?{link.query}")
    assert questionnaire.all("input", name="situation", value="existing_flask", checked="")

    decided = ada.submit(
        questionnaire, "Save and see the result", {"limits": ["throughput", "validation"]}
    )
    assert "Move to FastAPI" in decided.heading
    record = ada.client.get(decided.href("Decision record")).text
    assert json.loads(machine_text(record))["answers"]["limits"] == ["throughput", "validation"]
    path = project / "docs" / "decisions" / "0001-framework.md"
    path.parent.mkdir(parents=True)
    path.write_text(record, encoding="utf-8")

    green = light.run("check", "docs/decisions/0001-framework.md", cwd=project)
    assert (green.returncode, green.stderr) == (0, "")
    assert "holds under the rules" in green.stdout

    newer = with_newer_rules(light, tmp_path / "newer")
    red = newer.run("check", "docs/decisions/0001-framework.md", cwd=project)
    assert red.returncode == 1
    assert "\n  Verdict: Move to FastAPI → " in red.stdout
    assert "\n  Moved: limit-throughput: " in red.stdout
    assert "What to do: answer again under the newest rules" in red.stdout


def with_newer_rules(light: Installed, folder: Path) -> Installed:
    """A later release of the package, for whose rules too little speed is a milder need."""
    shutil.copytree(light.folder, folder, symlinks=True)
    newer = Installed(folder, light.home)
    script = Path(newer.command)
    script.write_text(script.read_text().replace(str(light.folder), str(folder)))
    rules = newer.packages / "app" / "rulebooks"
    latest = shipped().default
    text = (rules / f"{latest.id}-{latest.version}.toml").read_text(encoding="utf-8")
    for old, new in (
        (f'version = "{latest.version}"', 'version = "9.0.0"'),
        (
            'points = { fastapi = 10 }\ngroup = "speed"\ntier = "bottom_line"\n'
            'because = "too little speed',
            'points = { fastapi = 2 }\ngroup = "speed"\ntier = "mild_need"\n'
            'weight_note = "a milder need"\nbecause = "too little speed',
        ),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (rules / f"{latest.id}-9.0.0.toml").write_text(text, encoding="utf-8")
    return newer
