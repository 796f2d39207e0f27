"""How good segments are: `judge.py BSDS500`.

Of the 300 photographs of which `places.txt` names what they show: the share of the named area that
is right, outdoors. Of those of its val split: the share of the borders between segments that is
within a few pixels of a boundary that people drew (precision), and of these boundaries near a
border (recall). With `--frames FOLDER` of `scenes/render.py --held`: of its rooms how much of what
is said to be wall, floor or ceiling faces sideways, up or down (precision), and how much of what
does so is said to be that (recall); tables face up as well.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (2, 3)]

from core.catalog import CATALOG
from core.local.networks import Networks
from core.local.seg.ade20k import INDEX, PALETTE
from core.local.seg.seg import open_seg
from core.options import Options
from core.picture import Pixels
from core.preprocessor import Preprocessor
from models import sheets
from models.scenes import chunks
from models.seg.places import named, places
from models.softedge.bsds import AGREED, load
from models.space.silhouettes import MARGIN, share_near

VEHICLES = "car bus truck van airplane minibike bicycle"
RIGHT = {
    "s": "sky",
    "w": "water sea river lake",
    "g": "grass field",
    "t": "tree plant palm",
    "e": "earth sand path land",
    "r": "rock",
    "n": "earth",
    "m": "mountain hill",
    "b": "building house skyscraper wall",
    "d": "road sidewalk",
    "p": "person",
    "a": "animal",
    "v": VEHICLES,
    "i": VEHICLES,
    "k": "boat ship",
    "f": "flower",
}
"""By the letters of places.txt, the classes of ADE20K that are right."""

ROOMS = ("room", "corridor")
FACES = (("wall", -0.15, 0.15), ("floor", 0.95, 1.0), ("ceiling", -1.0, -0.95))
"""How far up the normals of each point, at least and at most."""


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bsds", type=Path, help="the folder of BSDS500")
    parser.add_argument("--frames", type=Path, help="rendered rooms, which are judged alone")
    given = parser.parse_args()
    folder: Path = given.bsds
    if given.frames:
        for scene in ("indoors", "auto"):
            judge_rooms(given.frames, sheets.networks(), scene)
        return
    networks = sheets.networks()
    right = total = 0
    for rgb, drawn, annotator, letters in places(folder):
        found = segments(rgb, networks, "outdoors")
        shown = named(drawn, annotator, letters)
        for letter, classes in RIGHT.items():
            there = found[shown == ord(letter)]
            right += int(np.isin(there, _codes([INDEX[name] for name in classes.split()])).sum())
            total += there.size
    print(f"{right / total:.1%} of {total:,} named pixels are right, outdoors")
    rows = []
    for example in load(folder, ("val",), lambda rgb: rgb[..., 0]):
        made = borders(segments(example.rgb, networks, "auto"))
        drawn = (example.drawn >= AGREED * 255).astype(np.uint8)
        rows.append((share_near(made, drawn), share_near(drawn, made)))
    precision, recall = np.nanmean(rows, axis=0)
    both = 2 * precision * recall / (precision + recall)
    print(f"borders: precision {precision:.2f}, recall {recall:.2f}, F {both:.2f}")


def judge_rooms(folder: Path, networks: Networks, scene: str) -> None:
    """Print precision and recall of what surrounds things, of the rooms in `folder`."""
    right, said, true = (np.zeros(len(FACES)) for _ in range(3))
    for name in chunks.waiting(folder, chunks.HELD):
        if chunks.kind_of(name) not in ROOMS:
            continue
        for rgb, faces, near in zip(*chunks.parts(chunks.opened(folder / name)), strict=True):
            found = segments(np.ascontiguousarray(rgb), networks, scene)
            up = faces[..., 1] / 127.5 - 1
            known = (near > 0) & ((np.abs(up) < 0.15) | (np.abs(up) > 0.95))
            for at, (kind, least, most) in enumerate(FACES):
                is_said = (found == _codes([INDEX[kind]])[0]) & known
                is_true = (up >= least) & (up <= most) & known
                right[at] += (is_said & is_true).sum()
                said[at] += is_said.sum()
                true[at] += is_true.sum()
    for (kind, _, _), precision, recall in zip(FACES, right / said, right / true, strict=True):
        print(f"rooms, {scene}, {kind}: precision {precision:.2f}, recall {recall:.2f}")


def segments(rgb: Pixels, networks: Networks, scene: str) -> NDArray[np.int64]:
    """One number for each colour in the guide of `rgb`: (height, width)."""
    options = Options(CATALOG[Preprocessor.SEG].complete({"segScene": scene}))
    guide = open_seg(rgb, networks)(options)
    assert isinstance(guide, np.ndarray)
    return guide @ np.array([1 << 16, 1 << 8, 1])


def borders(found: NDArray[np.int64]) -> Pixels:
    """1 on the borders between segments, but for the margin of the picture."""
    made = np.zeros(found.shape, np.uint8)
    made[:, 1:] |= found[:, 1:] != found[:, :-1]
    made[1:] |= found[1:] != found[:-1]
    made[:MARGIN] = made[-MARGIN:] = made[:, :MARGIN] = made[:, -MARGIN:] = 0
    return made


def _codes(classes: list[int]) -> NDArray[np.int64]:
    return PALETTE[classes] @ np.array([1 << 16, 1 << 8, 1])


if __name__ == "__main__":
    main()
