"""Writes the static files under their hashed names, plain and packed, as one does to deploy them.

`python -m benchmarks.peers.static FOLDER`
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from app.settings import ROOT
from app.web.static import FOLDER, PACKED_ALREADY, SMALLEST_PACKED, HashedFiles


def main() -> None:
    files = HashedFiles(ROOT / "static")
    for name in files.digests:
        content = (files.root / name).read_bytes()
        target = Path(sys.argv[1], files.url(name).removeprefix(FOLDER))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        if len(content) >= SMALLEST_PACKED and target.suffix != PACKED_ALREADY:
            packed = gzip.compress(content, compresslevel=9, mtime=0)
            target.with_name(f"{target.name}.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
