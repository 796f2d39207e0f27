"""The shelf: what was added is read only as it was added, is verified, and leaves with its row."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import EngineError, LibraryError
from core.library.adding import add_file
from core.library.part import Part
from core.library.shelf import ORPHAN_S, Shelf, State, Verdict
from core.paths import library_folder
from core.preprocessor import Preprocessor
from tests.core.library.scene import Scene


@pytest.fixture
def added(scene: Scene, tmp_path: Path) -> Scene:
    """The network of the scene was added, in an earlier run."""
    path = tmp_path / "downloaded.onnx"
    path.write_bytes(scene.content)
    add_file(scene.shelf, path)
    return scene


def network(scene: Scene) -> Path:
    return scene.folder / "networks" / f"{scene.row.files[0].sha256}.onnx"


def touched(path: Path, content: bytes) -> None:
    """Other bytes are in the file, of which the time of its last change tells."""
    path.write_bytes(content)
    os.utime(path, (0, 0))


def test_it_is_in_the_users_own_folder() -> None:
    assert library_folder().parts[-2:] == ("underdrawing", "library")
    assert not library_folder().exists()


def test_an_empty_library_has_nothing_and_makes_no_folder(scene: Scene) -> None:
    shelf = scene.shelf
    assert {shelf.state(row) for row in shelf.rows.values()} == {State.ABSENT}
    assert shelf.ready() == ()
    assert shelf.size_bytes == 0
    assert shelf.verify() == ()
    shelf.remove(scene.row)
    assert not scene.folder.exists()
    with pytest.raises(LibraryError, match="16 bits is not in the library"):
        shelf.read(scene.row)


def test_a_name_that_nobody_has_is_answered_with_those_that_there_are(scene: Scene) -> None:
    with pytest.raises(LibraryError, match="no network called dapth") as caught:
        scene.shelf.row("dapth")
    assert "depth-anything-v2-small, moge-2-vits-normal" in caught.value.remedy


def test_what_was_added_is_ready_in_the_next_run(added: Scene) -> None:
    shelf = added.shelf
    assert shelf.state(added.row) is State.READY
    assert shelf.ready() == shelf.ready(Preprocessor.DEPTH) == (added.row,)
    assert shelf.ready(Preprocessor.SEG) == ()
    assert shelf.missing(added.row) == ()
    assert shelf.read(added.row) == shelf.path_of(added.row).read_bytes() == added.content
    assert shelf.size_bytes == len(added.content)


def test_the_best_of_those_that_serve_comes_first(added: Scene, tmp_path: Path) -> None:
    better = replace(added.row, name="better", rank=1)
    shelf = Shelf(added.folder, {**added.rows, "better": better})
    add_file(shelf, tmp_path / "downloaded.onnx", better)
    assert shelf.ready(Preprocessor.DEPTH) == (better, added.row)


@pytest.mark.parametrize("way", ["read", "path_of"])
def test_a_changed_file_is_refused_and_then_known_to_be(added: Scene, way: str) -> None:
    changed = bytearray(added.content)
    changed[1000] ^= 1
    touched(network(added), bytes(changed))
    shelf = added.shelf
    assert shelf.state(added.row) is State.READY, "by its size"
    with pytest.raises(LibraryError) as caught:
        getattr(shelf, way)(added.row)
    assert caught.value.what == (
        "Depth Anything V2 Small, 16 bits is not as it was when it was added, and is not used."
    )
    assert caught.value.remedy == "Remove it from the library, and add it again."
    assert isinstance(caught.value, EngineError)
    assert shelf.state(added.row) is State.CHANGED
    assert shelf.ready() == ()
    assert shelf.missing(added.row) == added.row.files


def test_a_file_that_changes_after_its_first_use_is_refused(added: Scene) -> None:
    shelf = added.shelf
    shelf.path_of(added.row)
    touched(network(added), bytes(len(added.content)))
    with pytest.raises(LibraryError, match="is not as it was"):
        shelf.path_of(added.row)


def test_a_file_that_is_cut_off_or_gone_is_known_at_once(added: Scene) -> None:
    network(added).write_bytes(added.content[:-1])
    assert added.shelf.state(added.row) is State.CHANGED
    network(added).unlink()
    assert added.shelf.state(added.row) is State.CHANGED
    with pytest.raises(LibraryError, match="is not as it was"):
        added.shelf.read(added.row)


async def test_adding_it_again_mends_it(added: Scene) -> None:
    shelf = added.shelf
    touched(network(added), bytes(len(added.content)))
    assert shelf.verify() == (Verdict(added.row, State.CHANGED),)
    await added.bring()
    assert shelf.state(added.row) is State.READY
    assert shelf.read(added.row) == added.content


def test_verifying_reads_everything_and_says_how_far_it_is(added: Scene) -> None:
    heard: list[int] = []
    assert added.shelf.verify(heard.append) == (Verdict(added.row, State.READY),)
    assert sum(heard) == len(added.content)


def test_removing_leaves_nothing(added: Scene) -> None:
    added.has_part(100)
    added.shelf.remove(added.row)
    assert added.files() == []
    assert added.shelf.state(added.row) is State.ABSENT


def test_removing_leaves_what_another_row_has_too(added: Scene, tmp_path: Path) -> None:
    other = replace(added.row, name="other")
    shelf = Shelf(added.folder, {**added.rows, "other": other})
    add_file(shelf, tmp_path / "downloaded.onnx", other)
    shelf.remove(added.row)
    assert shelf.state(added.row) is State.ABSENT
    assert shelf.read(other) == added.content
    shelf.remove(other)
    assert added.files() == []


def test_what_is_being_fetched_is_not_said_to_be_removed(scene: Scene) -> None:
    part = Part.open(scene.part)
    part.write(b"some")
    with pytest.raises(LibraryError, match="by another Underdrawing") as caught:
        scene.shelf.remove(scene.row)
    assert caught.value.remedy
    part.close()
    assert scene.shelf.state(scene.row) is State.PARTLY
    scene.shelf.remove(scene.row)
    assert scene.files() == []


def test_how_much_is_here_is_told_of_files_and_of_what_came_of_them(added: Scene) -> None:
    size = len(added.content)
    assert added.shelf.here_bytes(added.row) == size
    added.shelf.remove(added.row)
    assert added.shelf.here_bytes(added.row) == 0
    added.has_part(1000)
    assert added.shelf.here_bytes(added.row) == 1000


def test_a_newer_catalogue_with_another_file_wants_that(added: Scene) -> None:
    added.pin(sha256="0" * 64)
    assert added.shelf.state(added.row) is State.ABSENT


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"sha256": "../../x", "bytes": 1}'])
def test_a_record_that_cannot_be_read_means_that_it_is_not_here(
    added: Scene, damage: bytes
) -> None:
    (record,) = (added.folder / "installed").iterdir()
    record.write_bytes(damage)
    assert added.shelf.state(added.row) is State.ABSENT


async def test_its_file_is_then_found_and_not_fetched_again(added: Scene) -> None:
    shutil.rmtree(added.folder / "installed")
    await added.bring()
    assert added.hub.asked == []
    assert added.shelf.is_ready(added.row)


def test_what_no_record_names_is_swept_once_it_is_old(added: Scene) -> None:
    shutil.rmtree(added.folder / "installed")
    added.shelf.verify()
    assert network(added).exists(), "somebody may be adding it this moment"
    old = time.time() - ORPHAN_S - 1
    os.utime(network(added), (old, old))
    added.shelf.verify()
    assert not network(added).exists()
