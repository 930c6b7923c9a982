"""The disk: how much is free, and whose it is."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from app.engine.errors import Unavailable
from app.store.sqlite import file
from app.store.sqlite.file import LEAST_FREE, free_bytes, network_file_system, require_space

MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/export /mnt/shared\040files nfs4 rw,vers=4.2 0 0
tmpfs /mnt/shared\040files/fast tmpfs rw 0 0
//nas/x /mnt/nas cifs rw 0 0
me@host: /mnt/host fuse.sshfs rw 0 0
""".strip()


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mounts"
    path.write_text(MOUNTS.replace("\\\\", "\\"))
    return path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/advisor.db", None),
        ("/mnt/shared files/advisor.db", "nfs4"),
        ("/mnt/shared files/fast/advisor.db", None),
        ("/mnt/shared files2/advisor.db", None),
        ("/mnt/nas/a/b.db", "cifs"),
        ("/mnt/host/b.db", "fuse.sshfs"),
    ],
)
def test_the_innermost_mount_tells_the_file_system(
    mounts: Path, path: str, kind: str | None
) -> None:
    assert network_file_system(Path(path), mounts) == kind


def test_where_no_list_of_mounts_is_nothing_is_told(tmp_path: Path) -> None:
    assert network_file_system(tmp_path, tmp_path / "none") is None


def test_free_space_is_that_of_the_nearest_folder_there_is(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "new" / "folder" / "a.db") > 0


def leave(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(file.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def test_enough_space_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(monkeypatch, LEAST_FREE)
    require_space(tmp_path / "a.db")
    assert free_bytes(tmp_path / "a.db") == LEAST_FREE


def test_a_disk_with_too_little_space_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(monkeypatch, LEAST_FREE - 1)
    with pytest.raises(Unavailable, match="Only 63 MB of the disk are free"):
        require_space(tmp_path / "a.db")
