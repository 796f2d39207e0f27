"""Makes what the line art network learns from: `pack.py OUT --photographs BSDS`.

Writes `OUT/drawings.zip`: of each drawing that has clean lines `NAME.webp`, whose red are indices
of colours and whose green is 1 for ink and 2 for its middle, and in `index.json` its group and its
palette. Drawings of one group are all learned from or all held out; `OUT/held-out.zip` has canvases
of the latter and their lines. `OUT/photographs.zip` has the train pictures of BSDS500 and what
`photographs.py` makes of them. The same files come out every time.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.morphology import skeletonize

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (2, 3)]

from models.lineart.canvas import canvas
from models.lineart.layers import LONGEST, Layers, layers
from models.lineart.measure import PAIRS
from models.lineart.store import Store
from models.packages import digest

if TYPE_CHECKING:
    from models.lineart.drawings import Vector

CACHE = Path(__file__).resolve().parents[3] / "build" / "models"
MOST_OF_FOLDER = {"shapes": 120, "computer": 150, "signs_and_symbols": 200, "recreation": 260}
"""How many of a folder that has many alike, such as arrows, buttons and playing cards."""
HELD_OUT = 10
"""One group in so many is held out; of the styles of characters, this one."""
HELD_OUT_STYLE = "open-peeps"
HELD_OUT_CHARACTERS = 40
"""How many of the held-out style; the others would be held out for nothing."""
MOST_BYTES = 5600
"""Of a drawing; what needs more is crowded, and the pack shall stay small."""
MOST_ALIKE = 6
"""How many of a group are measured on."""
CANVASES, SIDE, SEED = 32, 512, 7
"""How many held-out canvases there are, and of how many pixels."""


def held_out(group: str) -> bool:
    """Whether drawings of `group` are only measured on."""
    return group == HELD_OUT_STYLE or int(digest(group.encode()), 16) % HELD_OUT == 0


def chosen(found: Iterable[Vector]) -> Iterator[Vector]:
    """All drawings of the smaller folders, some of the larger, and not too many held out."""
    counts: Counter[str] = Counter()
    for vector in sorted(found, key=lambda vector: digest(vector.name.encode())):
        folder = vector.name.partition("/")[0]
        counts[folder] += 1
        most = HELD_OUT_CHARACTERS if folder == HELD_OUT_STYLE else MOST_OF_FOLDER.get(folder)
        if most is None or counts[folder] <= most:
            yield vector


def made(vector: Vector) -> tuple[Vector, Layers | None]:
    """The drawing with its layers, or None where it is of no use."""
    from models.lineart.flat import flat  # noqa: PLC0415 - resvg is only where packs are made

    cv2.setNumThreads(1)
    try:
        return vector, layers(flat(vector.svg, LONGEST))
    except ValueError:
        return vector, None


def write_drawings(found: Iterable[tuple[Vector, Layers | None]], path: Path) -> None:
    """`found` as `drawings.zip`; the same drawing under two names is kept once."""
    index: dict[str, tuple[str, str]] = {}
    seen = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for vector, drawing in found:
            if drawing is None:
                continue
            name = f"{len(index):04}"
            content = _packed(drawing)
            if len(content) <= MOST_BYTES and digest(content) not in seen:
                index[name] = vector.group, drawing.palette.tobytes().hex()
                _put(archive, f"{name}.webp", content)
            seen.add(digest(content))
        info = zipfile.ZipInfo("index.json")
        archive.writestr(info, json.dumps(index), zipfile.ZIP_DEFLATED)
    print(f"{path}: {len(index)} drawings, {path.stat().st_size / 1e6:.1f} MB", flush=True)


def write_held_out(folder: Path) -> None:
    """Canvases of the held-out drawings of the pack in `folder`, with their lines."""
    store = Store(folder, held_out, MOST_ALIKE)
    with zipfile.ZipFile(folder / PAIRS, "w", zipfile.ZIP_STORED) as archive:
        for number in range(CANVASES):
            made = canvas(store, SIDE, np.random.default_rng([SEED, number]))
            lines = skeletonize(made.distance < 1).astype(np.uint8) * 255
            bgr = np.ascontiguousarray(made.rgb[:, :, ::-1])
            _put(archive, f"{number:02}.webp", _encoded(".webp", bgr, cv2.IMWRITE_WEBP_QUALITY, 85))
            known = _encoded(".png", lines, cv2.IMWRITE_PNG_BILEVEL, 1)
            _put(archive, f"{number:02}.png", known)


def _packed(drawing: Layers) -> bytes:
    ink = drawing.ink + drawing.middles
    image = Image.fromarray(np.dstack([drawing.areas, ink, np.zeros_like(ink)]))
    file = io.BytesIO()
    image.save(file, "WEBP", lossless=True, quality=70, method=4)
    return file.getvalue()


def _encoded(kind: str, image: NDArray[np.uint8], setting: int, value: int) -> bytes:
    done, content = cv2.imencode(kind, image, [setting, value])
    assert done, kind
    return content.tobytes()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), content)


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--photographs", type=Path, help="the folder of BSDS500")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where downloads are kept")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    from models.lineart.drawings import vectors  # noqa: PLC0415 - as above

    given.out.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(given.processes) as pool:
        found = pool.map(made, list(chosen(vectors(given.cache))), chunksize=16)
        write_drawings(found, given.out / "drawings.zip")
    if given.photographs is not None:
        from models.lineart.photographs import write_photographs  # noqa: PLC0415 - needs the app

        write_photographs(given.photographs, given.out / "photographs.zip")
    write_held_out(given.out)


if __name__ == "__main__":
    main()
