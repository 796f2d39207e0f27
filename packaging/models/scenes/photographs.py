"""Photographs to train with, as one file: `photographs.py --data BSDS500 --out FILE`.

Pictures of BSDS500's train split, small, each with how near everything in it is and which way it
faces, as the pack's guides of depth and normals have it. They hang on rendered walls; and a network
of depth and normals learns from them what no rendering shows: what FastDepth knows from photographs
of rooms, where things and the sky are, what lies level.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (2, 3)]

SIZE = 320, 224
"""Width and height of a lying photograph; an upright one has them the other way round."""
TEXTURE = 256
QUALITY = {"rgb": 80, "near": 92, "faces": 92}
RANGE = 4.0
"""A logarithm: `near`, 0 to 255, goes from so much farther than what is nearest up to that."""

Pixels = NDArray[np.uint8]


def opened(path: Path, name: str) -> list[Pixels]:
    """Of each photograph: its colours if `name` is "rgb", (n + 1) / 2 of its normals if "faces",
    both (height, width, 3), or if "near" that, see RANGE, (height, width, 1)."""
    with np.load(path) as archive:
        joined, lengths = archive[name].tobytes(), archive[f"{name}_lengths"]
    ends = np.cumsum(lengths)
    files = [joined[end - size : end] for end, size in zip(ends, lengths, strict=True)]
    return [_opened(file)[..., :1] if name == "near" else _opened(file) for file in files]


def squares(path: Path) -> Pixels:
    """The middle of each photograph as a texture (count, TEXTURE, TEXTURE, 3)."""
    made = []
    for rgb in opened(path, "rgb"):
        top, left = (max(0, (side - SIZE[1]) // 2) for side in rgb.shape[:2])
        middle = rgb[top : top + SIZE[1], left : left + SIZE[1]]
        made.append(cv2.resize(middle, (TEXTURE, TEXTURE)).astype(np.uint8))
    return np.stack(made)


def _opened(file: bytes) -> Pixels:
    picture = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.ascontiguousarray(picture[..., ::-1])


def _jpeg(picture: Pixels, quality: int) -> bytes:
    mirrored = picture[..., ::-1] if picture.ndim == 3 else picture
    return bytes(cv2.imencode(".jpg", mirrored, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def _files(name: str, each: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    lengths = np.array([len(file) for file in each])
    return {name: np.frombuffer(b"".join(each), np.uint8), f"{name}_lengths": lengths}


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of BSDS500")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    given = parser.parse_args()
    told = _teller()
    index = json.loads((given.data / "index.json").read_text("utf-8"))
    kept: dict[str, list[bytes]] = {name: [] for name in QUALITY}
    for ident in sorted(name for name, facts in index.items() if facts["split"] == "train"):
        whole = cv2.imread(str(given.data / "images" / f"{ident}.jpg"))
        assert whole is not None, ident
        size = SIZE if whole.shape[0] <= whole.shape[1] else SIZE[::-1]
        small = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
        rgb = np.ascontiguousarray(small[..., ::-1], np.uint8)
        for name, plane in {"rgb": rgb, **told(rgb)}.items():
            kept[name].append(_jpeg(plane, QUALITY[name]))
    with given.out.open("wb") as file:
        arrays: dict[str, Any] = {}
        for name, each in kept.items():
            arrays |= _files(name, each)
        np.savez(file, **arrays)
    print(f"{given.out}: {len(kept['rgb'])} photographs, {given.out.stat().st_size:,} bytes")


def _teller() -> Callable[[Pixels], dict[str, Pixels]]:
    """What gives, of RGB, `near` (height, width) and `faces` (height, width, 3)."""
    # Only here: where frames are rendered there may be no core.
    from core.catalog import CATALOG  # noqa: PLC0415
    from core.local.space.directions import colours  # noqa: PLC0415
    from core.local.space.inverse_depth import inverse_depth  # noqa: PLC0415
    from core.local.space.looking import look  # noqa: PLC0415
    from core.local.space.normals import Shapes, smoothing  # noqa: PLC0415
    from core.options import Options  # noqa: PLC0415
    from core.preprocessor import Preprocessor  # noqa: PLC0415
    from models.sheets import networks  # noqa: PLC0415

    pack = networks()
    smoothness = Options(CATALOG[Preprocessor.NORMALBAE].complete({})).number("normalSmoothness")
    strength = smoothing(smoothness)

    def told(rgb: Pixels) -> dict[str, Pixels]:
        scene = look(rgb, pack)
        assert scene is not None
        near = np.log(inverse_depth(scene))
        faces = colours(Shapes(scene).normals(strength, 0))
        size = rgb.shape[1::-1]
        planes = {
            "near": ((near - near.max()) / RANGE + 1).clip(0, 1) * 255,
            "faces": faces.astype(np.float32),
        }
        return {
            name: np.rint(cv2.resize(plane, size)).astype(np.uint8)
            for name, plane in planes.items()
        }

    return told


if __name__ == "__main__":
    main()
