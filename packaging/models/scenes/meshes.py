"""Reads models of a furniture library: the catalogue's facts, OBJ and MTL, made small.

Sizes are metres, y is up, the front looks along +z, the origin is the middle of the underside.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import fast_simplification
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Whole = NDArray[np.int32]

MOST_TRIANGLES = 1500
MOST_OF_PEOPLE = 5000
LARGEST_FILE = 25_000_000
CLEAR = 0.35  # less opaque than this is glass, and left out


@dataclass(frozen=True)
class Material:
    """Diffuse colour (sRGB, 0..1), shininess 0..1, and the archive's name of the texture or ""."""

    colour: tuple[float, float, float] = (0.8, 0.8, 0.8)
    shine: float = 0.0
    texture: str = ""
    opaque: float = 1.0


@dataclass
class Model:
    """A model as triangles: `places` and `turns` (uv) by corner number, `faces` (n, 3).

    `of_material`: which of `materials` each triangle has. `facts`: of the catalogue, by name.
    """

    facts: dict[str, str]
    places: Floats
    uv: Floats
    faces: Whole
    of_material: Whole
    materials: list[Material] = field(default_factory=list)


def models(library: zipfile.ZipFile) -> Iterator[Model]:
    """The models of a library in the order of its catalogue; unreadable ones are left out."""
    for facts in _catalogue(library):
        name = facts.get("model", "").lstrip("/")
        if not name.endswith(".obj") or name not in library.namelist():
            continue
        if library.getinfo(name).file_size > LARGEST_FILE:
            continue
        made = _read(library, name, facts)
        if made is not None and len(made.faces):
            yield made


def _catalogue(library: zipfile.ZipFile) -> list[dict[str, str]]:
    text = library.read("PluginFurnitureCatalog.properties").decode("latin-1")
    rows: dict[int, dict[str, str]] = defaultdict(dict)
    for key, number, value in re.findall(r"^(\w+)#(\d+)=(.*?)\s*$", text, re.MULTILINE):
        rows[int(number)][key] = value
    return [rows[number] for number in sorted(rows)]


def _read(library: zipfile.ZipFile, name: str, facts: dict[str, str]) -> Model | None:
    folder = posixpath.dirname(name)
    places: list[str] = []
    turns: list[str] = []
    corners: dict[tuple[int, int], int] = {}
    faces: list[tuple[int, int, int]] = []
    kinds: list[int] = []
    used: dict[str, int] = {}
    known: dict[str, Material] = {}
    kind = used.setdefault("", 0)
    for line in library.read(name).decode("latin-1").splitlines():
        if line.startswith("v "):
            places.append(line[2:])
        elif line.startswith("vt "):
            turns.append(line[3:])
        elif line.startswith("f "):
            ring = []
            for part in line[2:].split():
                numbers = part.split("/")
                place = _from_end(int(numbers[0]), len(places))
                turn = len(numbers) > 1 and numbers[1]
                corner = (place, _from_end(int(turn), len(turns)) if turn else -1)
                ring.append(corners.setdefault(corner, len(corners)))
            faces += [(ring[0], ring[at], ring[at + 1]) for at in range(1, len(ring) - 1)]
            kinds += [kind] * (len(ring) - 2)
        elif line.startswith("usemtl"):
            kind = used.setdefault(line[6:].strip(), len(used))
        elif line.startswith("mtllib"):
            beside = posixpath.join(folder, line[6:].strip())
            if beside in library.namelist():
                known |= _materials(library, beside)
    if not faces:
        return None
    at = np.array(list(corners), np.int32)
    space = _numbers(places, 3)[at[:, 0]]
    plane = _numbers(turns or ["0 0"], 2)
    uv = np.where(at[:, 1:] >= 0, plane[np.clip(at[:, 1], 0, len(plane) - 1)], 0)
    materials = [known.get(material, Material()) for material in used]
    seen = np.array([material.opaque >= CLEAR for material in materials])
    of_material = np.array(kinds, np.int32)
    kept = seen[of_material]
    if not kept.any():
        return None
    placed = _placed(space, facts)
    model = Model(
        facts, placed, uv.astype(np.float32), np.array(faces, np.int32)[kept], of_material[kept]
    )
    model.materials = materials
    _simplify(model)
    return model


def _numbers(lines: list[str], count: int) -> Floats:
    return np.array([[float(part) for part in line.split()[:count]] for line in lines], np.float32)


def _from_end(number: int, count: int) -> int:
    return number - 1 if number > 0 else count + number


def _materials(library: zipfile.ZipFile, name: str) -> dict[str, Material]:
    found: dict[str, dict[str, str]] = {}
    facts: dict[str, str] = {}
    for line in library.read(name).decode("latin-1").splitlines():
        key, _, value = line.strip().partition(" ")
        if key == "newmtl":
            facts = found.setdefault(value.strip(), {})
        else:
            facts[key] = value.strip()
    made = {}
    for material, said in found.items():
        red, green, blue, *_ = (float(part) for part in said.get("Kd", "0.8 0.8 0.8").split())
        texture = said.get("map_Kd", "").split()[-1:]
        path = posixpath.join(posixpath.dirname(name), *texture) if texture else ""
        shines = max(float(part) for part in said.get("Ks", "0 0 0").split()[:3])
        made[material] = Material(
            (min(red, 1), min(green, 1), min(blue, 1)),
            min(shines, 1.0),
            path if path in library.namelist() else "",
            float(said.get("d", "1").split()[-1]),
        )
    return made


def _placed(space: Floats, facts: dict[str, str]) -> Floats:
    if "modelRotation" in facts:
        turned = np.array(facts["modelRotation"].split(), np.float32)
        space = space @ turned.reshape(3, 3).T
    low, high = space.min(axis=0), space.max(axis=0)
    size = np.array([float(facts[side]) / 100 for side in ("width", "height", "depth")], np.float32)
    middle = (low + high) / 2
    middle[1] = low[1]
    return np.asarray((space - middle) * (size / np.maximum(high - low, 1e-6)), np.float32)


def _simplify(model: Model) -> None:
    """Leave at most MOST_TRIANGLES, material by material; uv are those of the nearest corner."""
    is_person = model.facts.get("category") == "Characters"
    most = MOST_OF_PEOPLE if is_person else MOST_TRIANGLES
    share = most / len(model.faces)
    if share >= 1:
        return
    places, uv, faces, kinds = [], [], [], []
    total = 0
    for kind in np.unique(model.of_material):
        part = model.faces[model.of_material == kind]
        points, first, number = np.unique(
            np.round(model.places[part.ravel()], 5), axis=0, return_index=True, return_inverse=True
        )
        corners = part.ravel()[first]
        found = number.reshape(-1, 3).astype(np.int32)
        if len(found) * share >= 12:
            small, kept, sources = fast_simplification.simplify(
                points.astype(np.float32), found, 1 - share, return_collapses=True
            )
            _, _, into = fast_simplification.replay_simplification(
                points.astype(np.float32), found, sources
            )
            # Of the corners that became one, the first lends its place on the texture.
            source = np.full(len(small), 0)
            source[into[::-1]] = np.arange(len(points))[::-1]
            points, found, corners = small, kept, corners[source]
        places.append(points)
        uv.append(model.uv[corners])
        faces.append(found + total)
        kinds.append(np.full(len(found), kind))
        total += len(points)
    model.places = np.concatenate(places).astype(np.float32)
    model.uv = np.concatenate(uv).astype(np.float32)
    model.faces = np.concatenate(faces).astype(np.int32)
    model.of_material = np.concatenate(kinds).astype(np.int32)
