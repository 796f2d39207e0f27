"""The history on a disk that is full, or may not be written."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from core.errors import UnderdrawingError
from core.guide import Guide
from core.history.entry import Entry
from core.history.history import GuideHistory
from tests.core.history.conftest import filled
from tests.core.history.made import canny, made, pasted
from tests.core.pictures import noise


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 512 KiB, where this system lets a test have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)]
    try:
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root on Linux can mount a small disk")
    yield disk
    # Lazily: a test that failed may have left files open there.
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_full_disk_is_told_and_loses_nothing(small_disk: Path) -> None:
    folder = small_disk / "history"
    history = GuideHistory(folder)
    added: list[Entry] = []
    with pytest.raises(UnderdrawingError) as caught:
        # One after the other, until there is no room.
        added += (history.add(pasted(), _large(low)) for low in count(1))
    assert caught.value.what == f"The disk with the history of guides, {folder}, is full."
    assert "Nothing that was kept is lost" in caught.value.remedy
    assert len(added) > 3
    with pytest.raises(UnderdrawingError, match="full"):
        history.add(pasted(9), made("canny", noise((400, 400)), {}))
    files = [path.name for path in (folder / "current" / "files").iterdir()]
    assert len(files) == len(added) + 1, "no half file is left"
    assert history.entries(limit=300) == added[::-1]
    for low, entry in enumerate(added, 1):
        assert (history.guide(entry).pixels == _large(low).pixels).all()
    history.close()


def _large(low: int) -> Guide:
    options: dict[str, object] = {"lowThresholdCanny": low, "highThresholdCanny": 255}
    return made("canny", noise((90, 120), low), options)


def test_a_disk_that_became_read_only_is_told_and_loses_nothing(small_disk: Path) -> None:
    folder = small_disk / "history"
    filled(folder)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    history = GuideHistory(folder)
    with pytest.raises(UnderdrawingError, match="See that you may write there"):
        history.add(pasted(), canny(9))
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    assert len(history.entries()) == 3
    history.close()


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_a_folder_of_somebody_else_is_told(tmp_path: Path) -> None:
    theirs = Path(tempfile.mkdtemp())
    theirs.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        history = GuideHistory(theirs / "history")
        with pytest.raises(UnderdrawingError) as caught:
            history.add(pasted(), canny())
        assert str(theirs / "history") in caught.value.what
    finally:
        if root:
            os.seteuid(0)
        theirs.chmod(0o755)
        theirs.rmdir()
