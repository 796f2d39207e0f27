"""Disks that are small, full, or can only be read, where this system lets a test have one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: str = "1m") -> Iterator[Path]:
    """A real disk of that size at `folder`, which is made; skips the test if there can be none."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root on Linux can mount a small disk")
    try:
        yield folder
    finally:
        # Lazily: a test that failed may have left files open there.
        _run("umount", "--lazy", folder)


def fill(disk: Path) -> None:
    """Leave no room on it."""
    with (disk / "filling").open("wb", buffering=0) as file:
        for block in (2**16, 1):
            try:
                while True:
                    file.write(bytes(block))
            except OSError:
                continue


def protect(disk: Path) -> None:
    """Let it only be read from now on."""
    _run("mount", "-o", "remount,ro", disk)


def unprotect(disk: Path) -> None:
    """Let it be written to again."""
    _run("mount", "-o", "remount,rw", disk)


def _run(*command: str | Path) -> None:
    subprocess.run(command, capture_output=True, check=True)
