"""Reads the pack of models, textures and panoramas that `pack.py` has made."""

from __future__ import annotations

import io
import json
import lzma
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]

SIDE = 256  # of a texture
PLACE_STEPS = 4095
TURN_STEPS = 512.0
SKY_STEPS, SKY_WHITE = 16.0, 64.0
CREASE = 0.72  # the cosine of an angle at which a surface has an edge


@dataclass(frozen=True, eq=False)
class Mesh:
    """A model: its triangles, corner by corner (n, 3, ...), and what the catalogue says of it.

    `places` in metres, y up, the origin in the middle of the underside; unit `normals`; `uv`;
    `kinds` (n,): which of `materials` (count, 5) a triangle has: colour, shine, texture or -1.
    `size`: width, height, depth. `held`: it is for measuring, never to be trained on.
    """

    name: str
    category: str
    elevation: float
    top: float
    held: bool
    places: Floats
    normals: Floats
    uv: Floats
    kinds: NDArray[np.int32]
    materials: Floats

    @property
    def size(self) -> tuple[float, float, float]:
        """Width, height and depth, in metres."""
        flat = self.places.reshape(-1, 3)
        wide, high, deep = flat.max(axis=0) - flat.min(axis=0)
        return float(wide), float(high), float(deep)


@dataclass(frozen=True, eq=False)
class Stored:
    """`textures` (count, SIDE, SIDE, 4) RGBA, `skies` (count, 256, 512, 3) linear RGB."""

    meshes: list[Mesh]
    textures: Pixels
    skies: Floats


def load(path: Path) -> Stored:
    """What lies in the pack at `path`."""
    with np.load(io.BytesIO(lzma.decompress(path.read_bytes()))) as archive:
        arrays = dict(archive)
    return Stored(_meshes(arrays), _textures(arrays), _skies(arrays))


def _meshes(arrays: dict[str, NDArray[Any]]) -> list[Mesh]:
    made = []
    corner = face = material = 0
    for facts in json.loads(arrays["meshes"].tobytes()):
        corners = slice(corner, corner + facts["corners"])
        faces = slice(face, face + facts["faces"])
        materials = slice(material, material + facts["materials"])
        corner, face, material = corners.stop, faces.stop, materials.stop
        stored = arrays["places"][corners]
        behind = arrays["faces"][faces].astype(np.int64).ravel()
        number = numbers(behind).reshape(-1, 3)
        low, span = (np.array(facts[name], np.float32) for name in ("low", "span"))
        places = np.asarray(low + stored * (span / PLACE_STEPS), np.float32)[number]
        uv = (arrays["turns"][corners].astype(np.float32) / TURN_STEPS)[number]
        seen = np.linalg.norm(_across(places), axis=1) > 0
        made.append(
            Mesh(
                name=facts["name"],
                category=facts.get("category", ""),
                elevation=float(facts.get("elevation", 0)) / 100,
                top=float(facts.get("dropOnTopElevation", 0)) / 100,
                held=facts["held"],
                places=places[seen],
                normals=normals(places[seen], _keys(stored)[number][seen]),
                uv=uv[seen],
                kinds=arrays["kinds"][faces][seen].astype(np.int32),
                materials=arrays["materials"][materials],
            )
        )
    return made


def renumbered(faces: NDArray[np.int32]) -> tuple[NDArray[np.uint16], NDArray[Any]]:
    """Faces told as how far each corner is behind the first that is new; and the corners' order."""
    flat = faces.ravel()
    used, first, number = np.unique(flat, return_index=True, return_inverse=True)
    rank = np.empty(len(used), np.int64)
    rank[np.argsort(first)] = np.arange(len(used))
    numbers = rank[number]
    new = np.concatenate([[0], np.maximum.accumulate(numbers)[:-1] + 1])
    return (new - numbers).reshape(-1, 3).astype(np.uint16), used[np.argsort(rank)]


def numbers(behind: NDArray[np.int64]) -> NDArray[np.int64]:
    """Undoes `renumbered`: a corner is new exactly where it is 0 behind the first new one."""
    new = np.concatenate([[0], np.cumsum(behind == 0)[:-1]])
    return np.asarray(new - behind)


def _keys(places: NDArray[np.uint16]) -> NDArray[np.int64]:
    x, y, z = places.astype(np.int64).T
    return np.asarray(x << 32 | y << 16 | z)


def _across(places: Floats) -> Floats:
    one, two, three = places.transpose(1, 0, 2)
    return np.asarray(np.cross(two - one, three - one), np.float32)


def normals(places: Floats, keys: NDArray[np.int64]) -> Floats:
    """Normals of triangles (n, 3, 3), smooth where the surface is: (n, 3, 3), unit vectors.

    `keys` (n, 3): corners of the same key are at the same place.
    """
    flat = _across(places)
    _, number = np.unique(keys.ravel(), return_inverse=True)
    count = int(number.max()) + 1
    each = np.repeat(flat, 3, axis=0)
    sums = np.stack([np.bincount(number, each[:, axis], count) for axis in range(3)], axis=1)
    smooth = _unit(sums)[number].reshape(-1, 3, 3)
    own = _unit(flat)[:, None]
    is_smooth = (smooth * own).sum(axis=2, keepdims=True) > CREASE
    return np.where(is_smooth, smooth, own).astype(np.float32)


def _unit(vectors: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12))


def _files(arrays: dict[str, NDArray[Any]], name: str) -> list[bytes]:
    ends = np.cumsum(arrays[f"{name}_lengths"])
    joined = arrays[name].tobytes()
    return [
        joined[end - length : end]
        for end, length in zip(ends, arrays[f"{name}_lengths"], strict=True)
    ]


def opened(content: bytes) -> Pixels:
    """A JPEG as RGB."""
    bgr = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None
    return np.ascontiguousarray(bgr[..., ::-1]).astype(np.uint8)


def _textures(arrays: dict[str, NDArray[Any]]) -> Pixels:
    colours, masks = _files(arrays, "textures"), _files(arrays, "masks")
    made = np.full((len(colours), SIDE, SIDE, 4), 255, np.uint8)
    for number, (colour, mask) in enumerate(zip(colours, masks, strict=True)):
        made[number, ..., :3] = opened(colour)
        if mask:
            bits = np.unpackbits(np.frombuffer(zlib.decompress(mask), np.uint8))
            made[number, ..., 3] = 255 * bits.reshape(SIDE, SIDE)
    return made


def _skies(arrays: dict[str, NDArray[Any]]) -> Floats:
    told = np.stack([opened(file) for file in _files(arrays, "skies")]).astype(np.float32) / 255
    return np.asarray(np.expm1(told * np.log1p(SKY_WHITE * SKY_STEPS)) / SKY_STEPS, np.float32)
