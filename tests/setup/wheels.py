"""Packages made on the spot, so that nothing is downloaded, and a lock that pins them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from zipfile import ZipFile


def make_wheel(folder: Path, name: str, version: str = "1.0") -> str:
    """A wheel with one module that says its version; the line that pins it."""
    folder.mkdir(parents=True, exist_ok=True)
    path, notes = folder / f"{name}-{version}-py3-none-any.whl", f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": f"VERSION = {version!r}\n",
        f"{notes}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{notes}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},,\n" for file in (*files, f"{notes}/RECORD"))
    with ZipFile(path, "w") as wheel:
        for file, text in {**files, f"{notes}/RECORD": record}.items():
            wheel.writestr(file, text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name}=={version} \\\n    --hash=sha256:{digest}\n"
