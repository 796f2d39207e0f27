"""Writing guides where it goes wrong: no permission, a full disk, a sudden end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import ExportError
from core.export import save_guide
from core.guide import Guide
from core.preprocessor import Preprocessor, Quality
from core.task import OutputFormat, PreprocessTask

PNG = OutputFormat.PNG
ROOT = Path(__file__).parents[2]
posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX modes and signals")


@pytest.fixture
def guide() -> Guide:
    """A guide of noise, which takes more than 64 KiB as a file."""
    noise = np.random.default_rng(1).integers(0, 256, (400, 400, 3), np.uint8)
    task = PreprocessTask(preprocessor=Preprocessor.TILE)
    return Guide(noise, task, "local", "noise", Quality.FINAL, 0.0)


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder_of_another() -> Iterator[Path]:
    """A folder that this test may not write in, and a file there; as nobody, if it is root."""
    folder = Path(tempfile.mkdtemp())
    (folder / "a.png").write_bytes(b"theirs")
    folder.chmod(0o555)
    (folder / "a.png").chmod(0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


@posix_only
def test_a_folder_without_write_permission_is_named(guide: Guide, folder_of_another: Path) -> None:
    with pytest.raises(ExportError) as caught:
        save_guide(guide, folder_of_another / "b.png", PNG, 95, overwrite=False)
    assert caught.value.what == f"You are not allowed to write b.png in {folder_of_another}."
    assert _files(folder_of_another) == ["a.png"]


def test_a_write_protected_file_stays(guide: Guide, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"kept")
    (tmp_path / "a.png").chmod(0o444)
    with pytest.raises(ExportError, match="not allowed"):
        save_guide(guide, tmp_path / "a.png", PNG, 95, overwrite=True)
    assert (tmp_path / "a.png").read_bytes() == b"kept"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 64 KiB, where this system lets a test have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    try:
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root on Linux can mount a small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_keeps_the_old_guide_and_no_scrap(small_disk: Path, guide: Guide) -> None:
    path = small_disk / "a.png"
    path.write_bytes(b"old")
    with pytest.raises(ExportError, match=r"The disk is full: a\.png was not written\. Make room"):
        save_guide(guide, path, PNG, 95, overwrite=True)
    assert _files(small_disk) == ["a.png"]
    assert path.read_bytes() == b"old"


def test_a_disk_that_can_only_be_read_is_said_to_be(small_disk: Path, guide: Guide) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(ExportError, match="on a disk that can only be read"):
        save_guide(guide, small_disk / "a.png", PNG, 95, overwrite=True)


@posix_only
@pytest.mark.parametrize("moment", ["os.fsync", "pathlib.Path.replace"])
def test_killed_while_writing_the_old_guide_is_whole(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    program = f"""
import os, pathlib, signal, sys
import numpy as np
sys.path.insert(0, {str(ROOT)!r})
from core.preprocessor import Quality
from core.export import save_guide
from core.guide import Guide
from core.task import OutputFormat, PreprocessTask
task = PreprocessTask(preprocessor="tile")
guide = Guide(np.zeros((64, 64), np.uint8), task, "local", "", Quality.FINAL, 0.0)
{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
save_guide(guide, pathlib.Path({str(path)!r}), OutputFormat.PNG, 95, overwrite=True)
"""
    ended = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert path.read_bytes() == b"old"
