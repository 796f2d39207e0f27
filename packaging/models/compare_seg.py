"""A sheet of segment guides: `python packaging/models/compare_seg.py SHEET [PICTURE ...]`.

Writes a row for each picture: the picture, its guide, and the guides of the scene being set by hand
to outdoors and to indoors. Prints which classes the first guide has, with their shares.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (1, 2)]

from core.catalog import CATALOG
from core.local.seg.ade20k import NAMES, PALETTE
from core.local.seg.seg import open_seg
from core.options import Options
from core.picture import Pixels
from core.preprocessor import Preprocessor
from models import sheets

LONGEST, CELL = 512, 320  # sides of the pictures, and of a cell of the sheet
SCENES = ("auto", "outdoors", "indoors")


def main() -> None:
    """See above."""
    given = sheets.asked_for("A sheet of segment guides.")
    networks = sheets.networks()
    entry = CATALOG[Preprocessor.SEG]
    rows = []
    for path in given.pictures:
        picture = sheets.read(path, LONGEST)
        make = open_seg(picture, networks)
        guides = {scene: make(Options(entry.complete({"segScene": scene}))) for scene in SCENES}
        print(path.name, _shares(guides["auto"]))
        rows.append(sheets.row({path.stem: picture, **guides}, CELL))
    sheets.save(rows, given.sheet)


def _shares(guide: Pixels) -> str:
    """The classes of a guide and their shares of its area, largest first."""
    found = [
        (float((guide == colour).all(axis=2).mean()), name)
        for name, colour in zip(NAMES, PALETTE, strict=True)
        if name != "skyscraper"  # it has the colour of road
    ]
    shown = sorted(((share, name) for share, name in found if share), reverse=True)
    return ", ".join(f"{name} {share:.0%}" for share, name in shown)


if __name__ == "__main__":
    main()
