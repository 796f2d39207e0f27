"""Photographs to train with, as one file: `photographs.py --data BSDS500 --out FILE`.

Pictures of BSDS500's train split, small, each with the soft edges that the pack's network finds.
They hang on rendered walls, and a network in training shall see the same in them however they are
spoilt.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

PHOTOGRAPH = (320, 224)
TEXTURE = 256
QUALITY, EDGE_QUALITY = 72, 55
SOFTEDGE = Path(__file__).resolve().parents[3] / "resources" / "models" / "softedge.onnx"

Pixels = NDArray[np.uint8]


def opened(path: Path) -> tuple[Pixels, Pixels]:
    """Photographs (count, 224, 320, 3), upright ones turned on their side, and their edges."""
    with np.load(path) as archive:
        arrays = dict(archive)
    return (
        np.stack([_opened(file)[..., ::-1] for file in _files(arrays, "photographs")]),
        np.stack([_opened(file)[..., 0] for file in _files(arrays, "edges")]),
    )


def squares(path: Path) -> Pixels:
    """The middle of each photograph as a texture (count, TEXTURE, TEXTURE, 3)."""
    photographs, _ = opened(path)
    left = (PHOTOGRAPH[0] - PHOTOGRAPH[1]) // 2
    return np.stack(
        [
            cv2.resize(each[:, left:-left], (TEXTURE, TEXTURE)).astype(np.uint8)
            for each in photographs
        ]
    )


def is_upright(path: Path) -> NDArray[np.bool_]:
    """Which of the photographs are not lying on their side."""
    with np.load(path) as archive:
        return np.asarray(archive["upright"])


def _files(arrays: dict[str, NDArray[Any]], name: str) -> list[bytes]:
    joined, lengths = arrays[name].tobytes(), arrays[f"{name}_lengths"]
    ends = np.cumsum(lengths)
    return [joined[end - size : end] for end, size in zip(ends, lengths, strict=True)]


def _opened(file: bytes) -> Pixels:
    picture = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def main() -> None:
    """See above."""
    import onnxruntime  # noqa: PLC0415 only here: where photographs are read there may be none

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of BSDS500")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    given = parser.parse_args()
    network = onnxruntime.InferenceSession(str(SOFTEDGE))
    index = json.loads((given.data / "index.json").read_text("utf-8"))
    photographs, edges, upright = [], [], []
    for ident in sorted(name for name, facts in index.items() if facts["split"] == "train"):
        picture = cv2.imread(str(given.data / "images" / f"{ident}.jpg"))
        assert picture is not None, ident
        stands = picture.shape[0] <= picture.shape[1]
        if not stands:
            picture = np.rot90(picture)
        small = cv2.resize(picture, PHOTOGRAPH, interpolation=cv2.INTER_AREA)
        rgb = np.ascontiguousarray(small[..., ::-1].transpose(2, 0, 1)[None]).astype(np.float32)
        found = network.run(None, {"rgb": rgb})[0][0, 0]
        photographs.append(_jpeg(small, QUALITY))
        edges.append(_jpeg(np.rint(found * 255).astype(np.uint8), EDGE_QUALITY))
        upright.append(stands)
    with given.out.open("wb") as file:
        np.savez(
            file,
            upright=np.array(upright),
            photographs=np.frombuffer(b"".join(photographs), np.uint8),
            photographs_lengths=np.array([len(each) for each in photographs]),
            edges=np.frombuffer(b"".join(edges), np.uint8),
            edges_lengths=np.array([len(each) for each in edges]),
        )
    print(f"{given.out}: {len(photographs)} photographs, {given.out.stat().st_size:,} bytes")


def _jpeg(picture: NDArray[Any], quality: int) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


if __name__ == "__main__":
    main()
