"""Scenes under the sky: land, water and what stands on them are where they should be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.scenes import boats, chunks, country, creatures, shapes
from models.scenes.scene import Scene, Supply
from models.scenes.views import Frame


@pytest.fixture(scope="module")
def supply() -> Supply:
    random = np.random.default_rng(1)
    plain = {mesh.name: mesh for mesh in shapes.vessels(random, 4)}
    plain |= {"box": shapes.box(), "ball": shapes.ball("ball", random)}
    plain |= {f"tree {k}": shapes.tree(f"tree {k}", random) for k in range(16)}
    plain |= {f"rock {k}": shapes.ball(f"rock {k}", random, 0.3) for k in range(6)}
    return Supply({"sitting": [shapes.box()]}, plain, 3, 8, 12, 2, (0, 1))


def scene(supply: Supply, seed: int) -> Scene:
    return Scene(np.random.default_rng(seed), supply)


@pytest.mark.parametrize("seed", range(6))
def test_land_faces_as_its_heights_say(supply: Supply, seed: int) -> None:
    made = scene(supply, seed)
    mesh = country.Land(made).mesh(made)
    one, two, three = mesh.places.transpose(1, 0, 2)
    flat = np.cross(two - one, three - one)
    area = np.linalg.norm(flat, axis=1)
    flat /= np.maximum(area, 1e-9)[:, None]
    agreed = np.abs((flat * mesh.normals.mean(axis=1)).sum(axis=1))
    seen = area / np.maximum(np.linalg.norm(mesh.places.mean(axis=1), axis=1), 1) ** 2
    assert np.average(agreed, weights=seen) > 0.97
    assert (mesh.normals[..., 1] > 0).mean() > 0.99


def test_the_land_is_at_the_feet_of_who_stands_at_the_origin(supply: Supply) -> None:
    for seed in range(6):
        land = country.Land(scene(supply, seed))
        assert abs(float(land.height(0, 0))) < 1e-6
        assert float(country.Land(scene(supply, seed), 2.5).height(0, 0)) < -1


@pytest.mark.parametrize("seed", range(6))
def test_even_ground_has_neither_hills_nor_mountains(supply: Supply, seed: int) -> None:
    land = country.Land(scene(supply, seed))
    land.level(0.1)
    far = np.linspace(-1500, 1500, 41)
    high = land.height(far[None], far[:, None])
    assert float(land.height(0, 0)) == 0
    assert np.abs(high).max() < 10


@pytest.mark.parametrize("alike", [False, True])
def test_ground_is_of_one_kind_where_it_is_to_be_alike(supply: Supply, *, alike: bool) -> None:
    made = scene(supply, 2)
    country.ground(made, country.Land(made), alike=alike)
    _, materials = made.joined()
    assert (len(np.unique(materials[:, :3], axis=0)) == 1) == alike


def test_water_is_flat_whatever_its_waves(supply: Supply) -> None:
    made = scene(supply, 3)
    country.lake(made, -4.0)
    corners, materials = made.joined()
    top = corners[corners["place"][:, 1] == -4]
    assert len(top)
    assert (np.abs(top["normal"][:, 1]).reshape(-1, 3).max(axis=1) > 0.999).any()
    assert materials[0, 3] == 3


@pytest.mark.parametrize("seed", range(8))
def test_a_boat_lies_in_the_water_not_on_it(supply: Supply, seed: int) -> None:
    made = scene(supply, seed)
    long = boats.boat(made, (0.0, 0.0, -8.0), 0.7)
    hull = made.parts[0]["place"]
    assert hull[:, 1].min() < -0.02 * long
    assert hull[:, 1].max() > 0.03 * long


@pytest.mark.parametrize("seed", range(8))
def test_an_animal_stands_on_the_ground_with_its_feet(supply: Supply, seed: int) -> None:
    made = scene(supply, seed)
    high = creatures.creature(made, (1.0, 0.0, 2.0), 0.4)
    places = made.joined()[0]["place"]
    assert -0.2 * high < places[:, 1].min() < 0.1 * high
    assert 0.35 * high < places[:, 1].max() < 2.5 * high
    assert len(set(made.joined()[0]["thing"])) == 1


def test_frames_come_back_from_their_file(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    rgb = random.integers(0, 256, (32, 32, 3), dtype=np.uint8)
    faces = random.integers(0, 256, (32, 32, 4), dtype=np.uint8)
    near = random.uniform(0, 4, (32, 32)).astype(np.float32)
    path = tmp_path / "seen-shore-001-00000.npy"
    chunks.write(path, [Frame(rgb, faces, near, near)] * 3)
    back = chunks.parts(chunks.opened(path))
    assert chunks.waiting(tmp_path, "seen") == [path.name]
    assert chunks.kind_of(path.name) == "shore"
    assert np.array_equal(back[0][2], rgb)
    assert np.array_equal(back[1][2], faces[..., :3])
    assert np.array_equal(back[2][2], near.astype(np.float16))
