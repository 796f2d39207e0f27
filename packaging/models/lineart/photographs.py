"""What the network is shown as lines of photographs, of which nobody has drawn any.

It is what line art without a network of lines finds (`plain.py`), and outlines that only the
soft-edge network sees; where people have drawn a boundary (BSDS500, see `softedge/bsds.py`) a line
is surer. A network that learns this from many pictures keeps what they have in common, and forgets
what is noise in each.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

from core.local.lines.ridges import Ridges
from core.local.lines.softedge import soft_edges
from core.local.networks import Networks
from core.local.pack import Pack
from core.picture import Pixels, Plane
from models.lineart.plain import find_lines
from models.lineart.styles import FULL_FLOOR, PENCIL_SOFT, PENCIL_STRONG, Pencil

PACK = Path(__file__).resolve().parents[3] / "resources" / "models"

SIDE = 512
"""The shorter side, in pixels, at which lines are looked for."""
FLOOR = 10 / FULL_FLOOR
ADDED = 0.3
"""Least likelihood of an outline that only the soft-edge network sees."""
NEAR = 6
"""Pixels, within which two lines are one."""
AGREED = 0.3
"""Share of the people, from whom on a boundary makes lines surer."""
UNSURE = 0.8
"""Of the tone of a line that nobody has drawn as a boundary."""
TONES = 7
LEFT_OUT = 4
"""Every fourth picture, so that the pack stays small."""
QUALITY, LOSSLESS = 62, 101


def write_photographs(folder: Path, path: Path) -> None:
    """Three of four train pictures of BSDS500 in `folder` with their lines, as a zip archive.

    Of each there is `ID.webp` and `ID.lines.webp`, one pixel wide lines in 7 tones, as large as the
    picture would be with its shorter side at 512.
    """
    networks = Networks(Pack(PACK))
    index = json.loads((folder / "index.json").read_text("utf-8"))
    idents = sorted(name for name, facts in index.items() if facts["split"] == "train")
    del idents[LEFT_OUT - 1 :: LEFT_OUT]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for ident in idents:
            bgr = cv2.imread(str(folder / "images" / f"{ident}.jpg"))
            planes = cv2.imread(str(folder / "boundaries" / f"{ident}.png"), cv2.IMREAD_UNCHANGED)
            assert bgr is not None, ident
            assert planes is not None, ident
            count = index[ident]["annotators"]
            votes = sum((planes.astype(np.uint16) >> k) & 1 for k in range(count))
            rgb = np.ascontiguousarray(bgr[:, :, ::-1], np.uint8)
            lines = taught(rgb, np.asarray(votes) > AGREED * count, networks)
            _put(
                archive,
                f"{ident}.webp",
                np.asarray(bgr, np.uint8),
                QUALITY,
            )
            tones = np.rint(TONES * lines).astype(np.uint8) * np.uint8(255 // TONES)
            _put(archive, f"{ident}.lines.webp", np.dstack([tones] * 3), LOSSLESS)
    print(f"{path}: {len(idents)} photographs, {path.stat().st_size / 1e6:.1f} MB", flush=True)


def taught(rgb: Pixels, drawn: NDArray[np.bool_], networks: Networks) -> Plane:
    """The lines of `rgb`, one pixel wide, 0..1, with its shorter side at 512.

    `drawn` is where people have drawn a boundary, of the size of `rgb`.
    """
    scale = SIDE / min(rgb.shape[:2])
    size = round(rgb.shape[1] * scale), round(rgb.shape[0] * scale)
    seen = cast(Pixels, cv2.resize(rgb, size, interpolation=cv2.INTER_CUBIC))
    likely = soft_edges(seen, networks, float(min(size)))
    likely = cast(Plane, cv2.resize(likely, size, interpolation=cv2.INTER_LINEAR))
    found = find_lines(seen, likely, Pencil())
    drawing = found.drawing(FLOOR, PENCIL_STRONG * FLOOR, PENCIL_SOFT)
    lines = skeletonize(drawing.lines > 0)
    ridges = Ridges.of(cast(Plane, cv2.GaussianBlur(likely, (0, 0), 1)), 0.05).above(ADDED)
    square = np.ones((2 * NEAR + 1, 2 * NEAR + 1), np.uint8)
    added = skeletonize((ridges > 0) & (cv2.dilate(drawing.lines, square) == 0))
    tones = drawing.tone * lines + np.minimum(1.5 * likely, 1) * added
    people = cv2.resize(drawn.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST_EXACT)
    near = cv2.dilate(people, np.ones((11, 11), np.uint8)) > 0
    return cast(Plane, np.where(near, np.sqrt(tones), UNSURE * tones).astype(np.float32))


def _put(archive: zipfile.ZipFile, name: str, image: NDArray[np.uint8], quality: int) -> None:
    done, content = cv2.imencode(".webp", image, [cv2.IMWRITE_WEBP_QUALITY, quality])
    assert done, name
    archive.writestr(zipfile.ZipInfo(name), content.tobytes())
