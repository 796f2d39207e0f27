"""Files that were downloaded by hand: recognised, copied whole or not at all, and refused."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import LibraryError
from core.library import taking
from core.library.adding import add_file
from core.library.row import Row
from core.library.rows import ROWS
from core.library.shelf import Shelf, State
from tests.core.library.scene import DEPTH, POSE, SEGMENTS, Scene
from tests.hub.graphs import plain
from tests.hub.mishaps import LOGIN_PAGE


@pytest.fixture
def downloaded(scene: Scene, tmp_path: Path) -> Path:
    """The file of the scene's network, as a browser has named it."""
    path = tmp_path / "model_fp16 (1).onnx"
    path.write_bytes(scene.content)
    return path


def refused(scene: Scene, path: Path, row: Row | None = None) -> LibraryError:
    with pytest.raises(LibraryError) as caught:
        add_file(scene.shelf, path, row)
    assert caught.value.remedy
    assert scene.files() == []
    return caught.value


def test_a_file_is_recognised_by_its_hash_whatever_it_is_called(
    scene: Scene, downloaded: Path
) -> None:
    heard: list[int] = []
    assert add_file(scene.shelf, downloaded, heard=heard.append) == (scene.row,)
    assert sum(heard) == 2 * len(scene.content)
    assert scene.shelf.read(scene.row) == scene.content
    assert downloaded.read_bytes() == scene.content, "it was copied"
    assert scene.hub.asked == []


def test_a_file_that_is_here_is_added_once_more_without_harm(
    scene: Scene, downloaded: Path
) -> None:
    add_file(scene.shelf, downloaded)
    before = scene.files()
    assert add_file(scene.shelf, downloaded) == (scene.row,)
    assert scene.files() == before


def test_it_takes_the_place_of_what_was_fetched_so_far(scene: Scene, downloaded: Path) -> None:
    scene.has_part(1000)
    add_file(scene.shelf, downloaded)
    assert scene.shelf.is_ready(scene.row)
    assert not scene.part.exists()


def test_a_file_that_nobody_knows_is_refused_with_those_it_may_be(
    scene: Scene, tmp_path: Path
) -> None:
    path = tmp_path / "my.onnx"
    path.write_bytes(scene.content + b"x")
    error = refused(scene, path)
    assert error.what == "my.onnx is none of the files that the library knows."
    assert SEGMENTS in error.remedy
    assert f"{len(scene.content) + 1} bytes, sha256 " in error.details


def test_a_file_that_is_cut_off_is_not_taken_for_the_network_that_it_is_to_be(
    scene: Scene, tmp_path: Path
) -> None:
    path = tmp_path / "model_fp16.onnx"
    path.write_bytes(scene.content[:-1])
    error = refused(scene, path, scene.row)
    found = hashlib.sha256(scene.content[:-1]).hexdigest()
    assert error.what == (
        f"model_fp16.onnx is no file of Depth Anything V2 Small, 16 bits: its sha256 is {found}."
    )
    assert f"model_fp16.onnx, sha256 {scene.row.files[0].sha256}" in error.remedy


def test_a_network_of_no_known_hash_is_taken_if_it_is_of_the_right_form(
    scene: Scene, tmp_path: Path
) -> None:
    row = ROWS[SEGMENTS]
    path = tmp_path / "upernet.onnx"
    path.write_bytes(plain(row.files[0]))
    assert add_file(scene.shelf, path, row) == (row,)
    assert scene.shelf.state(row) is State.READY
    assert scene.shelf.read(row) == path.read_bytes()


def test_its_hash_is_remembered_so_that_a_change_is_noticed(scene: Scene, tmp_path: Path) -> None:
    row = ROWS[SEGMENTS]
    path = tmp_path / "upernet.onnx"
    path.write_bytes(plain(row.files[0]))
    add_file(scene.shelf, path, row)
    (network,) = (scene.folder / "networks").iterdir()
    changed = bytearray(path.read_bytes())
    changed[-1] ^= 1
    network.write_bytes(changed)
    with pytest.raises(LibraryError, match="is not as it was when it was added"):
        scene.shelf.read(row)


def test_one_of_another_form_is_refused_with_both_shown(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "other.onnx"
    path.write_bytes(plain(ROWS["anime2sketch"].files[0]))
    error = refused(scene, path, ROWS[SEGMENTS])
    assert '"pixel_values" float32 [any, 3, 512, 512] was expected' in error.what
    assert 'there is input "input" float32 [batch, 3, height, width]' in error.what


def test_one_that_is_here_as_another_is_looked_at_all_the_same(
    scene: Scene, downloaded: Path
) -> None:
    add_file(scene.shelf, downloaded)
    before = scene.files()
    with pytest.raises(LibraryError, match='"logits" float32') as caught:
        add_file(scene.shelf, downloaded, ROWS[SEGMENTS])
    assert "found output" in caught.value.details
    assert scene.files() == before
    assert scene.shelf.state(ROWS[SEGMENTS]) is State.ABSENT


def test_what_is_no_network_is_called_as_it_was_brought(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "portrait.png"
    path.write_bytes(b"\x89PNG\r\n")
    error = refused(scene, path, ROWS[SEGMENTS])
    assert error.what == "portrait.png is no network that can be run here."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_refused_and_not_waited_for(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "pipe.onnx"
    os.mkfifo(path)
    assert refused(scene, path).what == "pipe.onnx cannot be read: it is no file."


def test_of_two_open_files_the_one_that_fits_is_meant(scene: Scene, tmp_path: Path) -> None:
    row = ROWS[POSE]
    row = replace(row, files=tuple(replace(file, sha256=None) for file in row.files))
    shelf = Shelf(scene.folder, {row.name: row})
    path = tmp_path / "pose.onnx"
    path.write_bytes(plain(row.file("pose")))
    add_file(shelf, path, row)
    assert shelf.missing(row) == (row.file("detector"),)
    assert shelf.state(row) is State.PARTLY


def test_an_archive_is_recognised_and_so_is_the_network_in_it(scene: Scene, tmp_path: Path) -> None:
    file = ROWS["dwpose-m"].files[0]
    network = plain(file)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/end2end.onnx", network)
    file = replace(
        file,
        sha256=hashlib.sha256(packed.getvalue()).hexdigest(),
        member_sha256=hashlib.sha256(network).hexdigest(),
    )
    row = replace(ROWS["dwpose-m"], files=(file,))
    for name, content in (("a.zip", packed.getvalue()), ("end2end.onnx", network)):
        shelf = Shelf(tmp_path / name.replace(".", "-"), {row.name: row})
        (tmp_path / name).write_bytes(content)
        assert add_file(shelf, tmp_path / name) == (row,)
        assert shelf.is_ready(row)
        assert shelf.read(row, "detector") == network


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_archive_is_refused_and_leaves_nothing(tmp_path: Path, packing: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as archive:
        archive.writestr("end2end.onnx", bytes(range(256)) * 99)
    content = bytearray(packed.getvalue())
    content[120:130] = b"\xff" * 10
    file = replace(
        ROWS["dwpose-m"].files[0],
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        member_sha256=None,
    )
    row = replace(ROWS["dwpose-m"], files=(file,))
    shelf = Shelf(tmp_path / "library", {row.name: row})
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(LibraryError, match="does not hold the network"):
        add_file(shelf, tmp_path / "a.zip", row)
    assert [path for path in (tmp_path / "library").rglob("*") if path.is_file()] == []


def test_what_unpacks_to_too_much_is_said_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MAX_MEMBER_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("end2end.onnx", bytes(1001))
    digest = hashlib.sha256((tmp_path / "a.zip").read_bytes()).hexdigest()
    file = replace(ROWS["dwpose-m"].files[0], sha256=digest, bytes=None, member_sha256=None)
    row = replace(ROWS["dwpose-m"], files=(file,))
    with pytest.raises(LibraryError) as refused:
        add_file(Shelf(tmp_path / "library", {row.name: row}), tmp_path / "a.zip", row)
    assert refused.value.details == "the network in it has 1001 bytes"


def test_a_web_page_is_said_to_be_one(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"\n  " + LOGIN_PAGE)
    assert refused(scene, path).what == "model.onnx is a web page, and no network."


def test_a_pointer_of_git_is_said_to_be_one(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n")
    error = refused(scene, path)
    assert error.what == "model.onnx only says where the network lies, and is none itself."
    assert "git lfs pull" in error.remedy


def test_a_file_that_is_not_there_is_said(scene: Scene, tmp_path: Path) -> None:
    error = refused(scene, tmp_path / "nowhere.onnx")
    assert error.what == "nowhere.onnx cannot be read: No such file or directory."
    assert "cannot be read" in refused(scene, tmp_path).what


@pytest.fixture
def small_disk(scene: Scene, tmp_path: Path) -> Iterator[Path]:
    """The library is on a real disk of 512 kB, where this system lets a test have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)]
    try:
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root on Linux can mount a small disk")
    scene.folder = disk / "library"
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_said_and_nothing_is_left(
    scene: Scene, downloaded: Path, small_disk: Path
) -> None:
    assert refused(scene, downloaded).what == (
        "The disk is too full: the file takes 0.9 MB, and 0.5 MB are free."
    )


def test_all_names_that_can_be_added_without_a_hash_are_open(scene: Scene) -> None:
    assert [name for name, row in ROWS.items() if not row.is_pinned] == [SEGMENTS]
    assert ROWS[DEPTH].is_pinned
