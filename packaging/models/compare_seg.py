"""A sheet of segment guides: `python packaging/models/compare_seg.py SHEET PICTURE ...`.

Writes a row for each picture: the picture, its guide, and the guides of the scene being set by hand
to outdoors and to indoors. Prints which classes the first guide has, with their shares.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT)]

import cv2  # noqa: E402 - found by the line above, as the rest
import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

from core.catalog import CATALOG  # noqa: E402
from core.codec import decode  # noqa: E402
from core.local.networks import Networks  # noqa: E402
from core.local.pack import Pack  # noqa: E402
from core.local.seg.ade20k import NAMES, PALETTE  # noqa: E402
from core.local.seg.seg import open_seg  # noqa: E402
from core.options import Options  # noqa: E402
from core.paths import model_pack, sample_picture  # noqa: E402
from core.picture import Pixels  # noqa: E402
from core.preprocessor import Preprocessor  # noqa: E402

LONGEST, CELL = 512, 320  # sides of the pictures, and of a cell of the sheet
SCENES = ("auto", "outdoors", "indoors")


def main(arguments: list[str]) -> None:
    """Write the sheet and print the shares that `arguments` ask for."""
    parser = argparse.ArgumentParser(description="A sheet of segment guides.")
    parser.add_argument("sheet", type=Path)
    parser.add_argument("pictures", type=Path, nargs="*", default=[sample_picture()])
    given = parser.parse_args(arguments)
    networks = Networks(Pack(model_pack()))
    entry = CATALOG[Preprocessor.SEG]
    rows = []
    for path in given.pictures:
        picture = _fitted(decode(path.read_bytes()), LONGEST)
        make = open_seg(picture, networks)
        guides = [make(Options(entry.complete({"segScene": scene}))) for scene in SCENES]
        print(path.name, _shares(guides[0]))
        rows.append(np.hstack([_cell(image) for image in (picture, *guides)]))
    Image.fromarray(np.vstack(rows)).save(given.sheet)


def _shares(guide: Pixels) -> str:
    """The classes of a guide and their shares of its area, largest first."""
    found = [
        (float((guide == colour).all(axis=2).mean()), name)
        for name, colour in zip(NAMES, PALETTE, strict=True)
        if name != "skyscraper"  # it has the colour of road
    ]
    shown = sorted(((share, name) for share, name in found if share), reverse=True)
    return ", ".join(f"{name} {share:.0%}" for share, name in shown)


def _fitted(image: Pixels, longest: int) -> Pixels:
    """`image` no longer than `longest`."""
    scale = min(1, longest / max(image.shape[:2]))
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    return np.ascontiguousarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _cell(image: Pixels) -> Pixels:
    """`image` in a black square."""
    small = _fitted(image, CELL)
    cell = np.zeros((CELL, CELL, 3), np.uint8)
    cell[: small.shape[0], : small.shape[1]] = small
    return cell


if __name__ == "__main__":
    main(sys.argv[1:])
