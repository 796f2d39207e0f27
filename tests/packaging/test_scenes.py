"""Scenes to train with: what is packed comes back, and rooms are furnished soundly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.scenes import shapes
from models.scenes.bending import bent
from models.scenes.rooms import Room
from models.scenes.scene import Scene, Supply
from models.scenes.sorting import INSTEAD, uses
from models.scenes.stored import Floats, Mesh, numbers, renumbered

USES = ("small", "beside", "yard", "standing", *INSTEAD)


@pytest.fixture(scope="module")
def supply() -> Supply:
    random = np.random.default_rng(1)
    plain = {mesh.name: mesh for mesh in shapes.vessels(random, 40)}
    plain |= {"box": shapes.box()} | {f"curtain {k}": shapes.curtain(random) for k in range(4)}
    meshes = {use: [shapes.box()] for use in USES}
    return Supply(meshes, plain, 3, 8, 12, 2, (0, 1))


def furnished(supply: Supply, seed: int) -> tuple[Room, Scene]:
    scene = Scene(np.random.default_rng(seed), supply)
    room = Room(scene)
    room.build()
    return room, scene


def test_faces_come_back_from_the_pack_in_their_order() -> None:
    faces = np.random.default_rng(2).integers(0, 500, (900, 3))
    behind, order = renumbered(faces.astype(np.int32))
    back = order[numbers(behind.astype(np.int64).ravel())].reshape(-1, 3)
    assert np.array_equal(back, faces)


def test_a_box_faces_outwards_on_each_side() -> None:
    box = shapes.box()
    outwards = box.places.mean(axis=1) - [0, 0.5, 0]
    assert len(box.places) == 12
    assert (np.abs((box.normals[:, 0] * outwards).sum(axis=1)) > 0.49).all()


def test_a_ball_is_smooth_and_a_roof_has_edges() -> None:
    ball = shapes.ball("ball", np.random.default_rng(3))
    away = ball.places - [0, 0.5, 0]
    assert (np.abs((ball.normals * away).sum(axis=2)) > 0.48).mean() > 0.9
    roof = shapes.roof()
    assert np.array_equal(roof.normals[:, 0], roof.normals[:, 2])


def test_a_room_is_the_same_for_the_same_seed_and_another_for_another(supply: Supply) -> None:
    (_, one), (_, same), (_, other) = (furnished(supply, seed) for seed in (4, 4, 5))
    for first, second in zip(one.joined(), same.joined(), strict=True):
        assert first.tobytes() == second.tobytes()
    assert one.joined()[0].shape != other.joined()[0].shape


def test_what_stands_in_a_room_stands_on_the_floor_within_its_walls(supply: Supply) -> None:
    for seed in range(12):
        room, scene = furnished(supply, seed)
        corners, materials = scene.joined()
        assert room.taken
        for (left, back, right, front), high in room.taken:
            assert -room.wide / 2 - 1 < left < right < room.wide / 2 + 1
            assert -room.deep / 2 - 1 < back < front < room.deep / 2 + 1
            assert high <= room.high
        assert corners["place"][:, 1].min() >= -0.21  # the floor's own thickness
        assert int(corners["material"].max()) == len(materials) - 1
        lengths = np.linalg.norm(corners["normal"], axis=1)
        assert np.allclose(lengths, 1, atol=1e-3)


def test_a_textured_surface_names_a_texture_that_there_is(supply: Supply) -> None:
    scene = Scene(np.random.default_rng(6), supply)
    rows = np.concatenate([scene.surface() for _ in range(200)])
    textured = rows[rows[:, 3] > 0]
    assert len(textured) > 80
    assert set(textured[:, 4]) <= set(range(supply.drawn, supply.textures))


def named(name: str, category: str, size: tuple[float, float, float]) -> Mesh:
    box = shapes.box()
    places = box.places * np.array(size, np.float32)
    return replace(box, name=name, category=category, places=places)


def test_models_are_used_for_what_their_names_and_sizes_say() -> None:
    assert uses(named("Sitting female", "Characters", (0.5, 1.2, 0.8))) == ["sitting"]
    assert uses(named("Cat", "Characters", (0.2, 0.3, 0.5))) == ["animal"]
    assert uses(named("Wooden table", "Office", (1.6, 0.75, 0.8))) == ["table"]
    assert uses(named("Coffee cup", "Kitchen", (0.1, 0.1, 0.1))) == ["small"]
    assert uses(named("Bus", "Vehicles", (2.5, 3, 11))) == ["vehicle"]
    assert uses(named("Double window", "Doors and windows", (1, 1.2, 0.1))) == []


def smooth_ball() -> Mesh:
    return shapes.ball("ball", np.random.default_rng(3))


def own_normals(mesh: Mesh) -> Floats:
    """Those of its triangles, as they lie; none of what has no area, as about a ball's poles."""
    sides = mesh.places[:, 1:] - mesh.places[:, :1]
    made = np.cross(sides[:, 0], sides[:, 1])
    length = np.linalg.norm(made, axis=1, keepdims=True)
    return np.asarray(np.divide(made, length, where=length > 1e-9, out=np.full_like(made, np.nan)))


def faceted(mesh: Mesh) -> Mesh:
    """The same of small flat faces."""
    own = own_normals(mesh)
    seen = ~np.isnan(own).any(axis=1)
    return replace(
        mesh,
        places=mesh.places[seen],
        normals=np.repeat(own[seen][:, None], 3, axis=1),
        uv=mesh.uv[seen],
        kinds=mesh.kinds[seen],
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("model", [smooth_ball(), shapes.box()], ids=lambda model: model.name)
def test_a_bent_model_is_another_in_the_same_place(model: Mesh, seed: int) -> None:
    random = np.random.default_rng(seed)
    other = bent(replace(model, top=0.6 * model.size[1]), random)
    assert np.abs(other.places - model.places).max() > 0.02
    flat = other.places.reshape(-1, 3)
    assert flat[:, 1].min() == pytest.approx(0, abs=1e-6)
    assert flat.min(axis=0)[[0, 2]] == pytest.approx(-flat.max(axis=0)[[0, 2]], abs=1e-5)
    assert other.top == pytest.approx(0.6 * other.size[1], rel=1e-3)
    assert 0.6 < max(other.size) / max(model.size) < 1.7


@pytest.mark.parametrize("seed", range(8))
def test_the_normals_of_a_bent_model_are_those_of_its_surface(seed: int) -> None:
    ball = bent(smooth_ball(), np.random.default_rng(seed))
    assert np.allclose(np.linalg.norm(ball.normals, axis=2), 1, atol=1e-4)
    middle = ball.normals.mean(axis=1)
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    along = (middle * own_normals(ball)).sum(axis=1)
    assert np.nanmin(along) > 0.99
    assert np.isnan(along).mean() < 0.1
    for model in (shapes.box(), faceted(smooth_ball())):
        flat = bent(model, np.random.default_rng(seed))
        along = (flat.normals * own_normals(flat)[:, None]).sum(axis=2)
        assert np.allclose(along[~np.isnan(along)], 1, atol=1e-4)


def test_only_what_is_finely_made_becomes_wavy() -> None:
    box = shapes.box()
    for seed in range(8):
        random = np.random.default_rng(seed)
        other = bent(box, random)
        stretch = np.array(other.size) / np.array(box.size)
        assert np.allclose(other.places, box.places * stretch, atol=1e-5)
        ball = smooth_ball()
        waved = bent(ball, random)
        stretched = ball.places * (np.array(waved.size) / np.array(ball.size))
        assert np.abs(waved.places - stretched).max() > 0.005


def test_models_are_bent_but_for_those_kept_for_measuring_and_those_on_walls() -> None:
    ball = smooth_ball()
    kept = {"beside": replace(ball, held=True), "wall": ball, "door": ball, "flat": ball}
    meshes = {use: [mesh] for use, mesh in kept.items()} | {"seat": [ball]}
    scene = Scene(np.random.default_rng(1), Supply(meshes, {}, 3, 8, 12, 2, (0, 1)))
    for use, mesh in kept.items():
        assert all(scene.pick(use) is mesh for _ in range(20))
    picked = [scene.pick("seat") for _ in range(200)]
    assert 90 < sum(mesh is not ball for mesh in picked) < 150
    assert {mesh.name for mesh in picked} == {"ball"}


def test_the_narrowest_corridor_has_room_for_a_rug(supply: Supply) -> None:
    for seed in range(40):
        corridor = Room(Scene(np.random.default_rng(seed), supply))
        corridor.narrow()
        corridor.wide = 1.1
        corridor.build()
        assert corridor.scene.joined()
