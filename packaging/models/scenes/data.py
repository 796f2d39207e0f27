"""The files that scenes are rendered from, made where they are missing."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from failures import SetupError
from models.scenes.workers import Source

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[2] / "build" / "models"


def parser_of(description: str) -> argparse.ArgumentParser:
    """Of a command that makes a network from such files: what all of them are told."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--minutes", type=float, required=True, help="for all, but for downloads")
    parser.add_argument("--out", type=Path, required=True, help="where everything is written")
    parser.add_argument("--data", type=Path, default=CACHE / "training", help="(%(default)s)")
    parser.add_argument("--bsds", type=Path, help="BSDS500, where its photographs are not in DATA")
    return parser


def made(folder: Path, bsds: Path | None) -> Source:
    """`scenes.pack` and `photographs.npz` in `folder`, the latter from the folder of BSDS500.

    Raises SetupError where one is missing and cannot be made.
    """
    source = Source(folder / "scenes.pack", folder / "photographs.npz")
    folder.mkdir(parents=True, exist_ok=True)
    if not source.pack.exists():
        run(HERE / "pack.py", "--cache", str(CACHE), "--out", str(source.pack))
    if not source.photographs.exists():
        if bsds is None:
            raise SetupError(
                f"There is no {source.photographs}. Say with --bsds where BSDS500 is, from whose"
                " photographs it is made."
            )
        run(HERE / "photographs.py", "--data", str(bsds), "--out", str(source.photographs))
    return source


def run(script: Path, *arguments: str) -> None:
    """Run that script of ours to its end. Raises SetupError where it fails."""
    if subprocess.run([sys.executable, str(script), *arguments], check=False).returncode:
        raise SetupError(f"{script.name} has failed. The lines above say why.")
