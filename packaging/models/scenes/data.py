"""The files that scenes are rendered from, made where they are missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from failures import SetupError
from models.scenes.workers import Source

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[2] / "build" / "models"


def made(folder: Path, bsds: Path | None) -> Source:
    """`scenes.pack` and `photographs.npz` in `folder`, the latter from the folder of BSDS500.

    Raises SetupError where one is missing and cannot be made.
    """
    source = Source(folder / "scenes.pack", folder / "photographs.npz")
    folder.mkdir(parents=True, exist_ok=True)
    if not source.pack.exists():
        _run("pack.py", "--cache", str(CACHE), "--out", str(source.pack))
    if not source.photographs.exists():
        if bsds is None:
            raise SetupError(
                f"There is no {source.photographs}. Say with --bsds where BSDS500 is, from whose"
                " photographs it is made."
            )
        _run("photographs.py", "--data", str(bsds), "--out", str(source.photographs))
    return source


def _run(script: str, *arguments: str) -> None:
    if subprocess.run([sys.executable, str(HERE / script), *arguments], check=False).returncode:
        raise SetupError(f"{script} has failed. The lines above say why.")
