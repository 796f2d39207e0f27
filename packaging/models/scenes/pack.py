"""Makes the pack that scenes are rendered from: `pack.py --cache FOLDER --out FILE`.

Fetches the sources, simplifies and quantises the models, shrinks their textures to SIDE, and
tells panoramas in 8 bits of a logarithm. The pack is about 12 MB, so that it can travel to where a
GPU is. Needs requirements-train.txt. `stored.py` reads it.
"""

from __future__ import annotations

import argparse
import io
import json
import lzma
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import OpenEXR
from numpy.typing import NDArray

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # modules here are `models.something`

from models.scenes import sources
from models.scenes.meshes import Model, models
from models.scenes.stored import (
    PLACE_STEPS,
    SIDE,
    SKY_STEPS,
    SKY_WHITE,
    TURN_STEPS,
    renumbered,
)

QUALITY, SKY_QUALITY = 68, 88  # of JPEG
KEPT_FACTS = ("name", "category", "elevation", "dropOnTopElevation", "doorOrWindow", "tags")
HELD_OUT = 8  # one model in so many is never trained on


class _Packing:
    def __init__(self) -> None:
        self.meshes: list[dict[str, Any]] = []
        self.materials: list[list[float]] = []
        self.textures: dict[tuple[int, str], int] = {}
        self.files: list[tuple[bytes, bytes]] = []
        self.parts: dict[str, list[NDArray[Any]]] = {
            name: [] for name in ("places", "turns", "faces", "kinds")
        }

    def add(self, number: int, library: zipfile.ZipFile, model: Model) -> None:
        """Add a model of the library of that number."""
        faces, order = renumbered(model.faces)
        places, uv = model.places[order], model.uv[order]
        low = places.min(axis=0)
        span = np.maximum(places.max(axis=0) - low, 1e-4)
        uv = uv - np.floor(uv.min(axis=0))  # a texture repeats, so whole turns do not count
        self.parts["places"].append(np.rint((places - low) / span * PLACE_STEPS).astype(np.uint16))
        self.parts["turns"].append(
            np.clip(np.rint(uv * TURN_STEPS), -32768, 32767).astype(np.int16)
        )
        self.parts["faces"].append(faces)
        used, kinds = np.unique(model.of_material, return_inverse=True)
        self.parts["kinds"].append(kinds.astype(np.uint8))
        facts: dict[str, Any] = {
            name: model.facts[name] for name in KEPT_FACTS if model.facts.get(name)
        }
        key = model.facts["id"]
        self.meshes.append(
            facts
            | {
                "held": zlib.crc32(key.encode()) % HELD_OUT == 0,
                "low": [round(float(value), 4) for value in low],
                "span": [round(float(value), 4) for value in span],
                "corners": len(places),
                "faces": len(faces),
                "materials": len(used),
            }
        )
        for kind in used:
            material = model.materials[kind]
            layer = self._texture(number, library, material.texture) if material.texture else -1
            self.materials.append([*material.colour, material.shine, layer])

    def _texture(self, number: int, library: zipfile.ZipFile, name: str) -> int:
        key = number, name
        if key not in self.textures:
            stored = _shrunk(library.read(name))
            self.textures[key] = -1 if stored is None else len(self.files)
            if stored is not None:
                self.files.append(stored)
        return self.textures[key]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything, by name, as bytes that compress well."""
        made = {name: np.concatenate(parts) for name, parts in self.parts.items()}
        made["materials"] = np.array(self.materials, np.float32)
        made["meshes"] = np.frombuffer(json.dumps(self.meshes).encode(), np.uint8)
        made |= _joined("textures", [colour for colour, _ in self.files])
        made |= _joined("masks", [mask for _, mask in self.files])
        return made


def _shrunk(content: bytes) -> tuple[bytes, bytes] | None:
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.dtype != np.uint8:
        return None
    if picture.ndim == 2:
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    mask = b""
    if small.shape[2] == 4 and small[..., 3].min() < 128:
        mask = zlib.compress(np.packbits(small[..., 3] > 100).tobytes(), 9)
    return _jpeg(small[..., :3], QUALITY), mask


def _jpeg(picture: NDArray[Any], quality: int) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def _joined(name: str, files: list[bytes]) -> dict[str, NDArray[Any]]:
    return {
        name: np.frombuffer(b"".join(files), np.uint8),
        f"{name}_lengths": np.array([len(file) for file in files], np.int32),
    }


def _sky(content: bytes) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".exr") as file:
        file.write(content)
        file.flush()
        with OpenEXR.File(file.name) as opened:
            light = opened.channels()["RGB"].pixels.astype(np.float32)[..., :3]
    light = light / np.median(light[: len(light) // 2].mean(axis=2)) / 2
    told = np.log1p(np.clip(light, 0, SKY_WHITE) * SKY_STEPS) / np.log1p(SKY_WHITE * SKY_STEPS)
    return _jpeg(np.rint(told[..., ::-1] * 255).astype(np.uint8), SKY_QUALITY)


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, required=True, help="where downloads are kept")
    parser.add_argument("--out", type=Path, required=True, help="the pack to write")
    given = parser.parse_args()
    packing = _Packing()
    for number, library in enumerate(sources.libraries(given.cache)):
        for model in models(library):
            packing.add(number, library, model)
        print(f"{library.filename}: {len(packing.meshes)} models so far", flush=True)
    arrays = packing.arrays() | _joined(
        "skies", [_sky(content) for _, content in sources.skies(given.cache)]
    )
    plain = io.BytesIO()
    np.savez(plain, allow_pickle=False, **arrays)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_bytes(lzma.compress(plain.getvalue(), preset=6))
    print(f"{given.out}: {given.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
