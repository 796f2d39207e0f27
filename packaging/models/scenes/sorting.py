"""What each model is good for, by its catalogue's words and its size; and the supply as a whole."""

from __future__ import annotations

import re

import numpy as np

from models.scenes import shapes
from models.scenes.scene import Supply
from models.scenes.stored import Mesh, Pixels, Stored
from models.scenes.surfaces import PATTERNS, patterns

PERSON = re.compile(r"\b(fe)?male|boy|girl|mannequin", re.IGNORECASE)
LYING = re.compile(r"lying", re.IGNORECASE)
SITTING = re.compile(r"sitting", re.IGNORECASE)
SEAT = re.compile(r"chair|stool|seat|puff", re.IGNORECASE)
TABLE = re.compile(r"\btables?\b|desk|island|workbench", re.IGNORECASE)
HANGING = re.compile(r"chandelier|pendant|hanging l|ceiling|track lights", re.IGNORECASE)
TREE = re.compile(
    r"acacia|bamboo|ficus|pine|tree|bush|hedge|plant|oak|palm|flower|yucca|lily|tulip|cactus",
    re.IGNORECASE,
)
OUTDOORS = ("Exterior", "Vehicles")
PLAIN_TREES, PLAIN_VESSELS, PLAIN_ROCKS, PLAIN_LANDS = 16, 40, 6, 12
OPEN_SKIES = (2, 3, 9, 10, 11, 13, 15)
"""City, dawn, night, park, sky, sunrise and Venice, among the panoramas in their order."""
INSTEAD = {
    "sitting": "standing",
    "animal": "standing",
    "tree": "yard",
    "vehicle": "yard",
    "pot plant": "beside",
    "middle": "beside",
    "table": "beside",
    "seat": "beside",
    "wall": "small",
    "ceiling": "small",
    "flat": "small",
    "door": "beside",
    "lying": "standing",
}
"""Of so few models, those held for measuring may lack a use; what is put in place of them."""
LEAST = 0.015  # metres: smaller things are not seen


def supply(stored: Stored, photographs: Pixels, *, held: bool) -> tuple[Supply, Pixels]:
    """The supply and all its textures (count, SIDE, SIDE, 4).

    `photographs`: (count, SIDE, SIDE, 3), at least one. `held`: with the models that are kept for
    measuring, or with all others.
    """
    random = np.random.default_rng(7 + held)
    meshes: dict[str, list[Mesh]] = {}
    for mesh in stored.meshes:
        if mesh.held == held:
            for use in uses(mesh):
                meshes.setdefault(use, []).append(mesh)
    for use, other in INSTEAD.items():
        meshes.setdefault(use, meshes[other])
    plain = {mesh.name: mesh for mesh in shapes.vessels(random, PLAIN_VESSELS)}
    plain |= {"box": shapes.box(), "roof": shapes.roof(), "ball": shapes.ball("ball", random)}
    for number in range(PLAIN_ROCKS):
        rock = shapes.ball(f"rock {number}", random, random.uniform(0.1, 0.5))
        plain[rock.name] = rock
    for number in range(PLAIN_TREES):
        plain[f"tree {number}"] = shapes.tree(f"tree {number}", random)
    for number in range(PLAIN_LANDS):
        far, high = random.choice([60, 150, 400]), random.choice([0, 0.5, 6, 20, 60])
        plain[f"land {number}"] = shapes.land(
            f"land {number}", random, far, min(high, far / 5), random.uniform(4, 40)
        )
    for number in range(4):
        plain[f"curtain {number}"] = shapes.curtain(random)
    opaque = np.full((*photographs.shape[:3], 1), 255, np.uint8)
    textures = np.concatenate(
        [stored.textures, patterns(random), np.concatenate([photographs, opaque], axis=3)]
    )
    drawn = len(stored.textures)
    made = Supply(
        meshes=meshes,
        plain=plain,
        drawn=drawn,
        patterns=drawn + PATTERNS,
        textures=len(textures),
        skies=len(stored.skies),
        open_skies=OPEN_SKIES,
    )
    return made, textures


def uses(mesh: Mesh) -> list[str]:  # noqa: PLR0911, PLR0912 a table would be no clearer
    """What `mesh` is good for; nothing if it is tiny."""
    wide, high, deep = mesh.size
    name, category = mesh.name, mesh.category
    if max(mesh.size) < LEAST or category in ("Doors and windows", "Staircases"):
        return ["door"] if re.search(r"\bdoor", name, re.IGNORECASE) and high > 1.7 else []
    if category == "Characters":
        if not PERSON.search(name):
            return ["animal"]
        if LYING.search(name):
            return ["lying"]
        return ["sitting"] if SITTING.search(name) else ["standing"]
    if HANGING.search(name) or mesh.elevation > 1.7:
        return ["ceiling"]
    if mesh.elevation > 0.5:
        return ["wall"] if deep < 0.7 else []
    if category in OUTDOORS:
        if TREE.search(name) and high > 0.6:
            return ["tree"]
        if category == "Vehicles":
            return ["vehicle"] if max(wide, deep) > 1.4 else ["yard"]
        return ["flat"] if high < 0.06 else ["yard"]
    if high < 0.04 and max(wide, deep) > 0.7:
        return ["flat"]
    if max(wide, high, deep) < 0.65:
        return ["small"] if high < 0.5 else ["small", "beside"]
    if TREE.search(name):
        return ["pot plant", "beside"]
    if TABLE.search(name) and 0.25 < high < 1.2:
        return ["table"]
    if SEAT.search(name) and high < 1.4 and max(wide, deep) < 1.3:
        return ["seat", "beside"]
    if deep < 1.3 or wide > 1.2:
        return ["beside"]
    return ["middle"]
