"""How near borders of things are to boundaries that people drew: `silhouettes.py BSDS500`.

Of the photographs of its val split in which things are found, the means of: the share of their
border within NEAR pixels of a boundary (precision), the share of boundaries nearby that are as near
to the border (recall), and how much longer than a smooth one it is. Of the borders as the networks
have them, as they are laid, and as they were if nobody looked for the joints of people; of these
once more where people are found, of its train split as well.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import cast
from unittest.mock import patch

import cv2
import numpy as np

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (2, 3)]

from core.local.networks import Networks
from core.local.space import looking
from core.local.space.looking import look
from core.picture import Pixels, Plane
from models import sheets
from models.softedge.bsds import AGREED, load

NEAR = 2.5  # pixels of the photograph
AROUND = 13  # pixels across: what is nearby
MARGIN = 3  # pixels of the photograph's own border that count for nothing
CALM = 6.0  # the standard deviation, in pixels, that makes a border smooth
SQUARE = np.ones((3, 3), np.uint8)


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bsds", type=Path, help="the folder of BSDS500")
    folder: Path = parser.parse_args().bsds
    networks = sheets.networks()
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for split in ("val", "train"):
        for example in load(folder, (split,), lambda rgb: rgb[..., 0]):
            scene = look(example.rgb, networks)
            if scene is None or not scene.bodies.any():
                continue
            drawn = (example.drawn >= AGREED * 255).astype(np.uint8)
            with patch.object(looking, "people", nobody):
                without = look(example.rgb, networks)
            assert without is not None
            seen = border(scene.bodies, drawn) | border(without.bodies, drawn)
            around = cast(Pixels, cv2.dilate(seen, np.ones((AROUND,) * 2, np.uint8)))
            of_people = (scene.bodies != without.bodies).any()
            for name, things in (
                ("as seen", scene.bodies),
                ("as laid", scene.things),
                ("without joints", without.things),
            ):
                row = figures(things, drawn, around)
                if split == "val":
                    rows.setdefault(name, []).append(row)
                if of_people:
                    rows.setdefault(f"of people, {name}", []).append(row)
    for name, found in rows.items():
        precision, recall, length = np.nanmean(found, axis=0)
        print(
            f"{name}: precision {precision:.2f}, recall {recall:.2f}, {length:.2f} times as long as"
            f" a smooth border; {len(found)} photographs"
        )


def nobody(kinds: Plane, seen: Pixels, networks: Networks) -> Plane:
    """What core.local.people says where nobody is."""
    return np.zeros(seen.shape[:2], np.float32)


def border(things: Plane, drawn: Pixels) -> Pixels:
    """1 on the inner border of `things`, 0..1, at the size of `drawn`."""
    size = drawn.shape[1::-1]
    inside = (cv2.resize(things, size, interpolation=cv2.INTER_LINEAR) > 0.5).astype(np.uint8)
    made = inside - cv2.erode(inside, SQUARE)
    made[:MARGIN] = made[-MARGIN:] = made[:, :MARGIN] = made[:, -MARGIN:] = 0
    return made.astype(np.uint8)


def figures(things: Plane, drawn: Pixels, around: Pixels) -> tuple[float, float, float]:
    """Precision, recall and length; NaN where there is nothing to measure."""
    made = border(things, drawn)
    sigma = CALM * things.shape[1] / drawn.shape[1]
    smooth = border(cast(Plane, cv2.GaussianBlur(things, (0, 0), sigma)), drawn)
    return (
        share_near(made, drawn),
        share_near(drawn & around, made),
        float(made.sum() / smooth.sum()) if smooth.any() else np.nan,
    )


def share_near(lines: Pixels, others: Pixels) -> float:
    """The share of `lines`, 0 or 1, within NEAR pixels of `others`; NaN where there are none."""
    away = cv2.distanceTransform(1 - others, cv2.DIST_L2, 5)
    return float((away[lines > 0] <= NEAR).mean()) if lines.any() else np.nan


if __name__ == "__main__":
    main()
