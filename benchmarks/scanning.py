"""What a scan costs beside `ast.parse` alone over the same modules, and how right it is, as JSON.

    python -m benchmarks.scanning FOLDER… [--rounds 7]
    python -m benchmarks.scanning --truth TRUTH.jsonl --scorer SCORE.py TREES

The first form scans each folder; rounds alternate, both sides in this process. The second lays the
scan beside answers that people gave: TREES holds OWNER+NAME for each record of TRUTH (a JSON object
a line with "repo", and "subfolder" where only that is scanned), and SCORE.py compares.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

from app.rulebooks.library import load_library
from app.scan.document import document
from app.scan.repository import Repository
from app.scan.scanning import scan

TARGET = 2.0
"""How many times the CPU of parsing a scan may take."""


def cpu(work: Callable[[], object], *, collecting: bool = True) -> float:
    """Seconds of this process for one call, with the garbage collector as it is, or off."""
    gc.collect()
    if not collecting:
        gc.disable()
    start = time.process_time()
    work()
    spent = time.process_time() - start
    gc.enable()
    return spent


def parse_all(texts: list[str]) -> None:
    """Parsing alone, of texts that were read and decoded before."""
    for text in texts:
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def measure(folders: list[Path], rounds: int) -> dict[str, object]:
    texts = [module.text for folder in folders for module in Repository(folder).modules]
    parsing: list[float] = []
    undisturbed: list[float] = []
    scanning: list[float] = []
    for _ in range(rounds):
        parsing.append(cpu(lambda: parse_all(texts)))
        scanning.append(cpu(lambda: [scan(folder) for folder in folders]))
        undisturbed.append(cpu(lambda: parse_all(texts), collecting=False))
    return {
        "modules": len(texts),
        "lines": sum(text.count("\n") for text in texts),
        "parse_s": round(min(parsing), 4),
        "scan_s": round(min(scanning), 4),
        "ratio": round(min(scanning) / min(parsing), 2),
        "median_ratio": round(median(b / a for a, b in zip(parsing, scanning, strict=True)), 2),
        "ratio_to_parsing_without_collector": round(min(scanning) / min(undisturbed), 2),
        "target_ratio": TARGET,
    }


def compare(truth: Path, scorer: Path, trees: Path) -> int:
    """Scans every tree of the truth file and runs the scorer; its exit status."""
    rulebook = load_library().latest("flask-fastapi")
    with tempfile.TemporaryDirectory() as results:
        for line in truth.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            name = record["repo"].replace("/", "+")
            found = scan(trees / name / record.get("subfolder", ""))
            Path(results, f"{name}.json").write_text(document(rulebook, found, None))
        command = [sys.executable, scorer, truth, results, "--trees", trees]
        return subprocess.run([str(one) for one in command], check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--scorer", type=Path)
    given = parser.parse_args()
    if given.truth and given.scorer:
        return compare(given.truth, given.scorer, given.folders[0])
    warnings.simplefilter("ignore")
    print(json.dumps(measure(given.folders, given.rounds), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
