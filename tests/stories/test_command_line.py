"""At the command line: pictures go in, guides come out, and every wish is met or explained."""

from __future__ import annotations

import base64
import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from core.catalog import CATALOG
from core.paths import sample_picture
from ui.__main__ import main

OFFERED = [name.value for name, entry in CATALOG.items() if entry.local]
Output = pytest.CaptureFixture[str]
# Longer than a disk takes: pathlib raises, as where a share has lost its connection.
NO_NAME = "x" * 300


@pytest.fixture
def cat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """cat.png, 64 x 48, in the folder where the commands run."""
    monkeypatch.chdir(tmp_path)
    cells = np.random.default_rng(3).integers(0, 256, (6, 8, 3), np.uint8)
    Image.fromarray(cells.repeat(8, 0).repeat(8, 1)).save("cat.png")
    return tmp_path / "cat.png"


def _pixels(path: str | Path) -> Any:
    with Image.open(path) as image:
        return np.asarray(image)


def _objects(output: Output) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.readouterr().out.splitlines()]


def test_a_picture_becomes_a_guide_in_a_new_folder(cat: Path, capsys: Output) -> None:
    assert main(["convert", "cat.png", "-p", "canny", "-o", "guides/of/today"]) == 0
    guide = _pixels("guides/of/today/cat-canny.png")
    np.testing.assert_array_equal(guide, cv2.Canny(_pixels(cat), 100, 200))
    said = capsys.readouterr()
    path = Path("guides/of/today/cat-canny.png")
    assert said.out.startswith(f"{path}  64 x 48  0.")
    assert said.out.endswith(" s\n")
    assert said.err == ""


def test_the_thresholds_that_were_typed_are_used(cat: Path) -> None:
    typed = ["--low", "10", "--high", "30", "--width", "32"]
    assert main(["convert", "cat.png", "-p", "canny", "-o", "a.png", *typed]) == 0
    shrunk = cv2.resize(_pixels(cat), (32, 24), interpolation=cv2.INTER_AREA)
    np.testing.assert_array_equal(_pixels("a.png"), cv2.Canny(shrunk, 10, 30))


def test_all_makes_everything_that_is_offered_in_the_order_of_the_catalogue(
    cat: Path, capsys: Output
) -> None:
    assert main(["convert", "cat.png", "-p", "tile,ALL,canny", "-o", ".", "--json"]) == 0
    objects = _objects(capsys)
    assert [item["preprocessor"] for item in objects] == OFFERED
    assert [item["path"] for item in objects] == [f"cat-{name}.png" for name in OFFERED]
    assert all(_pixels(item["path"]).shape[:2] == (48, 64) for item in objects)
    told = {item["preprocessor"]: (item["quality"], item["method"]) for item in objects}
    assert told == {
        name: (entry.local.quality, entry.local.method)
        for name, entry in CATALOG.items()
        if entry.local
    }
    assert {quality for quality, _ in told.values()} == {"draft", "final"}


def test_options_without_a_flag_are_set_by_name(cat: Path) -> None:
    whole = ["--set", "tileFactor = 1", "--set", "includeHandsAndFaceOpenPose=Off"]
    assert main(["convert", "cat.png", "-p", "tile,openpose", "-o", ".", *whole]) == 0
    np.testing.assert_array_equal(_pixels("cat-tile.png"), _pixels(cat))


def test_the_joints_of_a_pose_are_written_beside_it(cat: Path, capsys: Output) -> None:
    sample = str(sample_picture())
    typed = ["-p", "openpose,tile", "-o", "out", "--width", "512", "--keypoints", "--json"]
    assert main(["convert", sample, *typed]) == 0
    pose, tile = sorted(_objects(capsys), key=lambda item: str(item["preprocessor"]))
    assert "keypoints" not in tile
    said = json.loads(Path(pose["keypoints"]).read_text())
    assert Path(pose["keypoints"]).with_suffix(".png") == Path(pose["path"])
    assert (said["canvas_width"], said["canvas_height"]) == (pose["width"], pose["height"])
    (person,) = said["people"]
    joints = np.reshape(person["pose_keypoints_2d"], (18, 3))
    drawn = _pixels(pose["path"])
    for column, row, score in joints:
        assert (score > 0) == (drawn[int(row), int(column)].any() and (column, row) != (0, 0))


def test_a_name_may_be_typed_twice_and_in_any_case(cat: Path, capsys: Output) -> None:
    typed = ["-p", "Tile,CANNY", "-p", "canny, lineart-anime"]
    assert main(["convert", *typed, "-o", "out/", "cat.png"]) == 0
    lines = capsys.readouterr().out.splitlines()
    made = [Path(line.split("  ")[0]).name for line in lines]
    assert made == ["cat-canny.png", "cat-lineart_anime.png", "cat-tile.png"]


def test_pictures_and_options_may_come_in_any_order(cat: Path, capsys: Output) -> None:
    cat.with_name("dog.png").write_bytes(cat.read_bytes())
    assert main(["convert", "dog.png", "-p", "canny", "cat.png", "-o", "out", "--json"]) == 0
    assert [item["picture"] for item in _objects(capsys)] == ["dog.png", "cat.png"]


def test_a_picture_may_have_a_name_like_an_option(cat: Path) -> None:
    cat.rename(cat.with_name("-p.png"))
    assert main(["convert", "-p", "canny", "-o", "out", "--", "-p.png"]) == 0
    assert Path("out/-p-canny.png").exists()


def test_json_says_all_about_a_guide(cat: Path, capsys: Output) -> None:
    assert main(["convert", str(cat), "-p", "tile", "-o", "a.webp", "--json"]) == 0
    (said,) = _objects(capsys)
    assert 0 < said.pop("seconds") < 60
    assert said == {
        "picture": str(cat),
        "preprocessor": "tile",
        "path": "a.webp",
        "width": 64,
        "height": 48,
        "engine": "local",
        "method": "area and Lanczos",
        "quality": "final",
    }


def test_what_fails_is_named_and_the_rest_is_made(cat: Path, capsys: Output) -> None:
    Path("page.png").write_text("<html>not here</html>")
    Path("folder.png").mkdir()
    asked = ["page.png", "cat.png", "folder.png", "gone.png", "-p", "canny,tile", "-o", "out"]
    assert main(["convert", *asked]) == 1
    said = capsys.readouterr()
    assert [line.split("  ")[0] for line in said.out.splitlines()] == [
        str(Path("out/cat-canny.png")),
        str(Path("out/cat-tile.png")),
    ]
    failures = said.err.splitlines()
    assert [line.split(": ")[0] for line in failures] == ["page.png", "folder.png", "gone.png"]
    assert "folder" in failures[1].split(": ", 1)[1]


def test_in_json_failures_are_objects_so_that_counts_add_up(cat: Path, capsys: Output) -> None:
    Path("empty.png").touch()
    command = ["convert", "empty.png", "cat.png", "-p", "canny,tile", "-o", "out", "--json"]
    assert main(command) == 1
    objects = _objects(capsys)
    assert [(item["picture"], item["preprocessor"]) for item in objects] == [
        ("empty.png", "canny"),
        ("empty.png", "tile"),
        ("cat.png", "canny"),
        ("cat.png", "tile"),
    ]
    assert [set(item) for item in objects[:2]] == [{"picture", "preprocessor", "error"}] * 2
    assert objects[0]["error"].endswith(".")


@pytest.mark.parametrize("wish", [[], ["--skip-existing"]], ids=["make", "skip"])
def test_a_folder_that_cannot_be_is_not_taken_for_a_mistyped_output(
    cat: Path, capsys: Output, wish: list[str]
) -> None:
    assert main(["convert", "cat.png", "-p", "canny", "-o", NO_NAME, *wish]) == 1
    said = capsys.readouterr()
    assert f"The folder {NO_NAME} could not be made: " in said.err
    assert said.out == ""


def test_nothing_found_is_said(cat: Path, capsys: Output) -> None:
    Image.new("RGB", (30, 20), "teal").save("flat.png")
    assert main(["convert", "flat.png", "-p", "canny", "-o", "out"]) == 0
    remark = CATALOG["canny"].nothing_found  # type: ignore[index] # a StrEnum equals its text
    assert capsys.readouterr().out.endswith(f" s  {remark}\n")
    assert main(["convert", "flat.png", "-p", "canny", "-o", "out", "--json"]) == 0
    assert _objects(capsys)[0]["remark"] == remark


def test_two_pictures_of_one_name_both_keep_their_guides(cat: Path, capsys: Output) -> None:
    Path("b").mkdir()
    Image.new("RGB", (20, 10)).save("b/cat.jpg")
    assert main(["convert", "cat.png", "b/cat.jpg", "-p", "tile", "-o", "out", "--json"]) == 0
    first, second = _objects(capsys)
    assert [Path(item["path"]).name for item in (first, second)] == [
        "cat-tile.png",
        "cat-2-tile.png",
    ]
    assert "remark" not in first
    assert "another picture is called cat" in second["remark"]
    assert _pixels(second["path"]).shape == (10, 20, 3)


def test_a_picture_is_never_replaced_by_its_guide(cat: Path, capsys: Output) -> None:
    before = cat.read_bytes()
    assert main(["convert", "cat.png", "-p", "canny", "-o", "cat.png"]) == 1
    assert "would replace the picture cat.png" in capsys.readouterr().err
    assert cat.read_bytes() == before


def test_a_data_uri_is_a_picture(cat: Path, capsys: Output) -> None:
    uri = "data:image/png;base64," + base64.b64encode(cat.read_bytes()).decode()
    assert main(["convert", uri, "-p", "canny", "-o", "out.png"]) == 0
    np.testing.assert_array_equal(_pixels("out.png"), cv2.Canny(_pixels(cat), 100, 200))


def test_an_address_is_a_picture(cat: Path, capsys: Output) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(cat.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}"
        command = ["convert", f"{address}/cat.png", f"{address}/dog.png", "-p", "canny", "-o", "o"]
        status = main(command)
        server.shutdown()
    assert status == 1
    np.testing.assert_array_equal(_pixels("o/cat-canny.png"), cv2.Canny(_pixels(cat), 100, 200))
    assert f"{address}/dog.png: " in capsys.readouterr().err


def test_a_broken_data_uri_does_not_flood_the_terminal(cat: Path, capsys: Output) -> None:
    assert main(["convert", "data:image/png;base64," + "A" * 5000, "-p", "canny", "-o", "o"]) == 1
    assert len(capsys.readouterr().err) < 400


@pytest.mark.parametrize(
    ("where", "made", "kind"),
    [
        (["-o", "a.png"], "a.png", "PNG"),
        (["-o", "a.WEBP"], "a.WEBP", "WEBP"),
        (["-o", "a.jpeg", "--format", "jpg"], "a.jpeg", "JPEG"),
        (["-o", "new"], "new/cat-tile.png", "PNG"),
        (["-o", "new", "--format", "webp"], "new/cat-tile.webp", "WEBP"),
        (["-o", "new.png/"], "new.png/cat-tile.png", "PNG"),
        (["-o", "there.png"], "there.png/cat-tile.png", "PNG"),
        (["-o", ".", "--format", "jpg"], "cat-tile.jpg", "JPEG"),
    ],
)
def test_a_guide_goes_where_it_was_sent(cat: Path, where: list[str], made: str, kind: str) -> None:
    Path("there.png").mkdir()
    assert main(["convert", "cat.png", "-p", "tile", *where]) == 0
    with Image.open(made) as image:
        assert (image.format, image.size) == (kind, (64, 48))


def test_quality_is_that_of_the_file(cat: Path) -> None:
    for quality in ("20", "90", "100"):
        command = ["convert", "cat.png", "-p", "tile", "-o", f"{quality}.webp"]
        assert main([*command, "--quality", quality]) == 0
    assert main(["convert", "cat.png", "-p", "tile", "-o", "a.png"]) == 0
    np.testing.assert_array_equal(_pixels("100.webp"), _pixels("a.png"))
    assert Path("20.webp").stat().st_size < Path("90.webp").stat().st_size


def test_a_seed_is_a_swirl_of_its_own_that_comes_back(cat: Path) -> None:
    for name, seed in [("a", "1"), ("b", "1"), ("c", "-1")]:
        command = ["convert", "cat.png", "-p", "shuffle", "-o", f"{name}.png", "--seed", seed]
        assert main(command) == 0
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()
    assert Path("a.png").read_bytes() != Path("c.png").read_bytes()


def test_each_preprocessor_takes_the_options_that_it_has(cat: Path) -> None:
    options = ["--seed", "5", "--low", "20", "--high", "40"]
    assert main(["convert", "cat.png", "-p", "all", "-o", "out", *options]) == 0
    assert len(list(Path("out").iterdir())) == len(OFFERED)
    expected = cv2.Canny(_pixels(cat), 20, 40)
    np.testing.assert_array_equal(_pixels("out/cat-canny.png"), expected)
