"""The scan is light, and what it reads is never run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.scan.trees import FLASK, make

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlalchemy", "sqlmodel", "fastapi", "starlette", "pydantic", "numpy", "jinja2", "typer")
PROGRAM = f"""
import sys
from pathlib import Path
from app.rulebooks.library import load_library
from app.scan.document import document
from app.scan.prefilling import deciding_question, link, proposed_answers
from app.scan.scanning import scan
found = scan(Path(sys.argv[1]))
rulebook = load_library().latest("flask-fastapi")
known = proposed_answers(rulebook, found, unsure=True)
decides = deciding_question(rulebook, found, known)
document(rulebook, found, decides)
print(decides.id, [name for name in {HEAVY} if name in sys.modules])
"""


def test_a_scan_imports_nothing_heavy_and_runs_nothing_of_the_folder(tmp_path):
    boom = "import pathlib\npathlib.Path(__file__ + '.ran').touch()\n"
    hostile = ["app/__init__.py", "ast.py", "re.py", "conftest.py", "setup.py", "sitecustomize.py"]
    make(tmp_path, dict.fromkeys(hostile, boom) | {"web.py": FLASK})
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("limits []\n", "")
    assert list(tmp_path.rglob("*.ran")) == []
