"""The wheel, which is also what the other packages are made from."""

from __future__ import annotations

import zipfile
from pathlib import Path

from building import tools
from building.facts import ROOT


def make_wheel(out: Path, root: Path = ROOT) -> Path:
    """Build the wheel of the source folder `root` into `out`, as its pyproject.toml says."""
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415 - not in every environment

    out.mkdir(parents=True, exist_ok=True)
    (wheel,) = WheelBuilder(str(root)).build(directory=str(out), versions=["standard"])
    return Path(wheel)


def unpacked(wheel: Path, folder: Path) -> Path:
    """`folder`, with nothing in it but what the wheel would install."""
    tools.empty(folder)
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder
