"""The sample picture: the renderer tells the truth, and the files in the repository are its own."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from samples.still_life.camera import Camera
from samples.still_life.figure import joints
from samples.still_life.render import render
from samples.still_life.scene import Scene
from samples.still_life.still_life import still_life
from samples.still_life.tabletop import TOP
from samples.still_life.truth import Truth, truth
from samples.still_life.writing import (
    decoded_depth,
    decoded_normals,
    encoded_depth,
    encoded_normals,
)

_ROOT = Path(__file__).parents[2]
_DATA = _ROOT / "tests" / "data" / "still-life"
_PICTURE = _ROOT / "resources" / "samples" / "still-life.webp"
_TIMES = 9
_SMALL = 1152 // _TIMES
"""A ninth of the committed width: the middle of a small pixel is that of every ninth pixel."""

Mask = npt.NDArray[np.bool_]


@cache
def _scene() -> Scene:
    return still_life()


@cache
def _small() -> Truth:
    return truth(_scene(), Camera(), _SMALL)


@cache
def _described() -> dict[str, Any]:
    return dict(json.loads((_DATA / "scene.json").read_text(encoding="utf-8")))


def _committed(name: str) -> npt.NDArray[Any]:
    with Image.open(_DATA / name) as picture:
        return np.asarray(picture)


def _shown(name: str, found: Truth) -> Mask:
    return np.asarray(found.objects == _described()["objects"].index(name))


def _inner(mask: Mask) -> Mask:
    """The mask without the pixels at its border."""
    padded = np.pad(mask, 1)
    near = [padded[1 + i : mask.shape[0] + 1 + i, 1 + j :][:, : mask.shape[1]]
            for i in (-1, 0, 1) for j in (-1, 0, 1)]  # fmt: skip
    return np.asarray(np.logical_and.reduce(near))


def test_normals_have_length_one() -> None:
    np.testing.assert_allclose(np.linalg.norm(_small().normal, axis=2), 1.0, atol=1e-6)


def test_the_wall_looks_at_the_viewer_and_the_floor_up() -> None:
    found = _small()
    wall, floor = (found.normal[_inner(_shown(name, found))] for name in ("wall", "floor"))
    assert np.median(wall[:, 2]) == pytest.approx(1.0, abs=1e-9)
    assert np.quantile(floor[:, 1], 0.3) == pytest.approx(1.0, abs=1e-6)


def test_the_table_top_looks_up_and_stands_at_its_height() -> None:
    found, camera = _small(), Camera()
    flat = _inner(_shown("table", found)) & (found.normal[..., 1] > 0.9999)
    assert flat.sum() > 50
    np.testing.assert_allclose(_points(found, camera)[flat][:, 1], TOP, atol=1e-4)


def test_depth_of_wall_and_floor_is_that_of_their_planes() -> None:
    found, camera = _small(), Camera()
    wall = _shown("wall", found) & (found.normal[..., 2] > 0.999999)
    np.testing.assert_allclose(found.depth[wall], camera.eye[2], atol=1e-4)
    slopes = _slopes(found.depth.shape, camera)[..., 1]
    floor = _shown("floor", found) & (found.normal[..., 1] > 0.999999)
    assert floor.sum() > 500
    # Grooves between the boards are 2 mm deep; everything else lies at height zero.
    expected = -camera.eye[1] / slopes[floor]
    assert np.abs(found.depth[floor] - expected).max() < 0.012
    assert np.median(np.abs(found.depth[floor] - expected)) < 1e-4


def test_normals_are_what_the_depth_says() -> None:
    found = _small()
    points = _points(found, Camera())
    across, down = points[:-1, 1:] - points[:-1, :-1], points[1:, :-1] - points[:-1, :-1]
    implied = np.cross(down, across)
    implied /= np.linalg.norm(implied, axis=2, keepdims=True)
    agreement = (implied * found.normal[:-1, :-1]).sum(axis=2)
    for name in ("jersey", "trousers", "vase", "tablecloth"):
        inside = _inner(_shown(name, found))[:-1, :-1]
        assert inside.sum() > 5, name
        assert np.median(agreement[inside]) > 0.97, name


def test_every_object_is_in_the_picture() -> None:
    counts = np.bincount(_committed("objects.png").ravel(), minlength=len(_described()["objects"]))
    for name, count in zip(_described()["objects"], counts, strict=True):
        assert count > 250, name


def test_the_camera_sees_points_where_it_says() -> None:
    camera = Camera()
    for place in joints().values():
        x, y = camera.project(place, 400)
        ray = camera.rays(400, np.array([y]), np.array([x]))[:, 0]
        towards = np.array(place) - np.array(camera.eye)
        np.testing.assert_allclose(np.cross(ray, towards), 0.0, atol=1e-9)


def test_joints_lie_on_the_figure() -> None:
    described, objects = _described(), _committed("objects.png")
    figure = [described["objects"].index(name) for name in described["figure"]]
    assert len(described["joints"]) == 18
    seen = {name: at for name, at in described["joints"].items() if at is not None}
    assert len(seen) >= 16
    for name, (x, y) in seen.items():
        assert objects[int(y), int(x)] in figure, name
    assert seen["right_shoulder"][0] < seen["neck"][0] < seen["left_shoulder"][0]
    assert seen["nose"][1] < seen["neck"][1] < seen["right_hip"][1] < seen["right_knee"][1]


def test_the_committed_truth_is_what_the_renderer_gives() -> None:
    found = _small()
    assert _described()["width"] == _SMALL * _TIMES

    def ninth(name: str) -> npt.NDArray[Any]:
        return _committed(name)[_TIMES // 2 :: _TIMES, _TIMES // 2 :: _TIMES]

    rows = min(found.depth.shape[0], ninth("depth.png").shape[0])
    # Another processor may round otherwise, which shows on silhouettes and in creases only.
    same = ninth("objects.png")[:rows] == found.objects[:rows]
    assert same.mean() > 0.998
    off = np.abs(decoded_depth(ninth("depth.png")[:rows]) - found.depth[:rows])[same]
    assert np.quantile(off, 0.995) < 0.0003
    normals = decoded_normals(ninth("normals.png")[:rows])
    off = np.abs(normals - found.normal[:rows]).max(axis=2)[same]
    assert np.quantile(off, 0.995) < 0.01


def test_the_files_have_the_size_that_the_description_says() -> None:
    size = (_described()["width"], _described()["height"])
    assert size[1] == Camera().height_for(size[0])
    for path in (_PICTURE, *(_DATA / f"{name}.png" for name in ("depth", "normals", "objects"))):
        with Image.open(path) as picture:
            picture.load()
            assert picture.size == size, path
    assert _committed("depth.png").dtype == np.uint16
    assert _PICTURE.stat().st_size < 1_600_000
    assert sum(path.stat().st_size for path in _DATA.iterdir()) < 2_500_000


def test_the_sample_shows_the_objects_where_the_truth_says() -> None:
    with Image.open(_PICTURE) as picture:
        red, green, blue = np.moveaxis(np.asarray(picture.convert("RGB"), float), -1, 0)
    objects, names = _committed("objects.png"), _described()["objects"]

    def mean(layer: npt.NDArray[Any], name: str) -> float:
        return float(layer[_inner(objects == names.index(name))].mean())

    assert mean(red, "jersey") > 2 * mean(blue, "jersey")
    assert mean(green, "lemon") > 2 * mean(blue, "lemon")
    assert mean(blue, "vase") > mean(red, "vase")
    assert mean(blue, "wall") > mean(red, "wall")
    assert mean(red, "face") > mean(green, "face") > mean(blue, "face")


def test_encodings_can_be_undone() -> None:
    depth = np.linspace(2.0, 20.0, 999)
    np.testing.assert_allclose(decoded_depth(encoded_depth(depth)), depth, atol=0.00014)
    left = np.array([-1.0, 0.0, 0.0])
    assert encoded_normals(left).tolist() == [255, 128, 128]
    np.testing.assert_allclose(decoded_normals(encoded_normals(left)), left, atol=0.004)


def test_the_same_scene_gives_the_same_light_in_one_process_or_two() -> None:
    camera = Camera(left=0.08, right=0.20, bottom=-0.06, top=0.03)
    one, two = (render(camera, 24, 1, processes) for processes in (1, 2))
    assert np.array_equal(one.matt, two.matt)
    assert one.matt.max() > 0.1


def test_one_command_writes_all_files(tmp_path: Path) -> None:
    script = _ROOT / "packaging" / "samples" / "render_still_life.py"
    command = [sys.executable, str(script), "--width", "32", "--samples", "1", "--processes", "1"]
    subprocess.run([*command, "--out", str(tmp_path)], check=True, timeout=120)
    with Image.open(tmp_path / "resources" / "samples" / "still-life.webp") as picture:
        assert picture.size == (32, Camera().height_for(32))
    written = {path.name for path in (tmp_path / "tests" / "data" / "still-life").iterdir()}
    assert written == {"depth.png", "normals.png", "objects.png", "scene.json"}


def _slopes(shape: tuple[int, ...], camera: Camera) -> npt.NDArray[Any]:
    """Directions of the rays through the middles of pixels, (h, w, 3), one metre deep."""
    y, x = np.mgrid[: shape[0], : shape[1]].reshape(2, -1) + 0.5
    return np.asarray(camera.rays(shape[1], y, x).T.reshape(*shape, 3))


def _points(found: Truth, camera: Camera) -> npt.NDArray[Any]:
    """Where the rays end, (h, w, 3), from depth alone."""
    return np.array(camera.eye) + _slopes(found.depth.shape, camera) * found.depth[..., None]
