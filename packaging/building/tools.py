"""Runs the tools that packages are made with, and looks whether they are there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from environment import clean_environ
from failures import SetupError
from output import captured

_EPOCH_S = 1_767_225_600
"""1 January 2026: the time of every file in a package, so that the same source gives the same."""


def run(command: Sequence[str | Path], environ: Mapping[str, str] | None = None) -> str:
    """What `command` prints; raises SetupError with all of it if it fails.

    It gets this process's variables, less those that lead a Python astray, and `environ`.
    """
    done = captured(command, {**clean_environ(), **(environ or {})})
    if done.returncode:
        name = Path(command[0]).name
        raise SetupError(
            f"{name} could not do its part. The lines above say why; mend that and start again.",
            done.stdout,
        )
    return done.stdout


def find(name: str, *also: str | Path, variable: str = "") -> Path | None:
    """The program `name`: what the environment's `variable` says, on the path, or one of `also`."""
    said = os.environ.get(variable, "") if variable else ""
    for place in (said, shutil.which(name) or "", *also):
        if place and Path(place).is_file():
            return Path(place)
    return None


def made_at() -> int:
    """The time that files in packages are given, in seconds since 1970."""
    return int(os.environ.get("SOURCE_DATE_EPOCH", _EPOCH_S))


def empty(folder: Path) -> Path:
    """`folder`, with nothing in it."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder
