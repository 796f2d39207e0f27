"""The model pack is whole, and what is wrong with a damaged one is said before anything is run."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from core.errors import PackError
from core.local.networks import Networks
from core.local.pack import MANIFEST, NetworkFile, Pack, Tensor
from core.paths import model_pack

NAMES = {
    *("softedge", "lineart", "space", "mlsd", "fastdepth", "pose", "palm", "hand"),
    *("face_detector", "face_mesh", "deeplab"),
}
SMALL = "face_detector"
ROOT = Path(__file__).parents[3]


def rows() -> list[NetworkFile]:
    return list(Pack(model_pack()).networks.values())


@pytest.fixture
def small_pack(tmp_path: Path) -> Path:
    """A folder with the manifest and one network, to be damaged."""
    for name in (MANIFEST, f"{SMALL}.onnx"):
        shutil.copy(model_pack() / name, tmp_path)
    return tmp_path


def refusal(folder: Path) -> PackError:
    """What is said when the network of `folder` is to be run."""
    networks = Networks(Pack(folder))
    with pytest.raises(PackError) as caught:
        networks.run(SMALL, np.zeros((1, 128, 128, 3), np.float32))
    assert not networks.loaded
    assert caught.value.remedy == "Install Underdrawing again."
    return caught.value


def test_every_network_is_there_as_the_manifest_says() -> None:
    assert {row.name for row in rows()} == NAMES
    for row in rows():
        content = (model_pack() / row.file).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row.bytes, row.sha256)
        assert Pack(model_pack()).read(row.name) == content


def test_nothing_else_lies_in_the_folder() -> None:
    expected = {row.file for row in rows()} | {MANIFEST, "licences"}
    found = {path.name for path in model_pack().iterdir() if path.suffix != ".md"}
    assert found == expected


def test_the_pack_stays_small() -> None:
    assert sum(row.bytes for row in rows()) < 40_000_000


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_inputs_and_outputs_are_those_of_the_file(row: NetworkFile) -> None:
    session = onnxruntime.InferenceSession(
        Pack(model_pack()).read(row.name), providers=["CPUExecutionProvider"]
    )
    found = [described(value) for value in (*session.get_inputs(), *session.get_outputs())]
    assert found == [(item.name, item.dtype, item.shape) for item in (row.input, *row.outputs)]


def described(value: Any) -> tuple[str, str, tuple[int | str, ...]]:
    return value.name, {"tensor(float)": "float32"}[value.type], tuple(value.shape)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_every_network_says_where_it_comes_from_and_what_it_takes(row: NetworkFile) -> None:
    assert min(map(len, (row.title, row.source, row.licence, row.trained_on))) > 2
    tensors: tuple[Tensor, ...] = (row.input, *row.outputs)
    assert all(len(tensor.meaning) > 10 for tensor in tensors)


def test_the_notice_names_every_network_and_every_licence_text() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert [row.title for row in rows() if row.title not in notice] == []
    texts = sorted(path.name for path in (model_pack() / "licences").iterdir())
    assert texts
    assert [name for name in texts if f"licences/{name}" not in notice] == []


def test_a_damaged_network_is_told_and_not_run(small_pack: Path) -> None:
    path = small_pack / f"{SMALL}.onnx"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    error = refusal(small_pack)
    assert error.what == "The network for this guide, face_detector.onnx, is damaged."
    assert hashlib.sha256(content).hexdigest() in error.details


def test_a_network_cut_short_is_told(small_pack: Path) -> None:
    path = small_pack / f"{SMALL}.onnx"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 95 // 100])
    assert "is damaged" in refusal(small_pack).what


def test_a_missing_network_is_told(small_pack: Path) -> None:
    (small_pack / f"{SMALL}.onnx").unlink()
    error = refusal(small_pack)
    assert error.what.startswith("The network for this guide, face_detector.onnx, cannot be read:")


def test_a_network_that_the_manifest_lacks_is_told(small_pack: Path) -> None:
    with pytest.raises(PackError, match="no network called teapot"):
        Pack(small_pack).read("teapot")


def damaged_manifests() -> dict[str, str]:
    manifest = json.loads((model_pack() / MANIFEST).read_text("utf-8"))
    row = manifest["networks"][0]
    without = {name: value for name, value in row.items() if name != "sha256"}
    changed = {
        "a row lacks its hash": {"networks": [without]},
        "a file lies elsewhere": {"networks": [row | {"file": "../softedge.onnx"}]},
        "a size is no number": {"networks": [row | {"bytes": "many"}]},
        "an input is no table": {"networks": [row | {"input": "rgb"}]},
        "a row is no table": {"networks": ["softedge"]},
        "there are no rows": {},
        "it is a list": [row],
    }
    texts = {reason: json.dumps(value) for reason, value in changed.items()}
    return texts | {"it is empty": "", "it is cut short": json.dumps(manifest)[:-9]}


@pytest.mark.parametrize("text", damaged_manifests().values(), ids=damaged_manifests().keys())
def test_a_damaged_manifest_is_told(small_pack: Path, text: str) -> None:
    (small_pack / MANIFEST).write_text(text, "utf-8")
    error = refusal(small_pack)
    assert error.what == (
        "The list of the networks that come with Underdrawing is missing or damaged."
    )
    assert MANIFEST in error.details


def test_a_missing_manifest_is_told(small_pack: Path) -> None:
    (small_pack / MANIFEST).unlink()
    assert "missing or damaged" in refusal(small_pack).what


def test_a_manifest_of_another_encoding_is_told(small_pack: Path) -> None:
    (small_pack / MANIFEST).write_bytes(b"\xff\xfe{\x00}\x00")
    assert "missing or damaged" in refusal(small_pack).what
