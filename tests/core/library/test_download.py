"""Downloads: a network comes whole, goes on where it ended, and is looked at before it counts."""

from __future__ import annotations

import asyncio
import io
import threading
import zipfile
from dataclasses import replace

import pytest

from core.errors import LibraryError
from core.library.part import Part
from core.library.progress import Phase
from core.library.row import Row
from core.library.rows import ROWS
from core.library.shelf import State
from tests.core.library.scene import DEPTH, POSE, SIZE, Scene
from tests.hub.graphs import plain
from tests.hub.mishaps import breaks_off, ends_early, from_another_byte, stalls

HALF = SIZE // 2


async def test_a_network_is_fetched_and_can_be_read(scene: Scene) -> None:
    assert scene.shelf.state(scene.row) is State.ABSENT
    await scene.bring()
    assert scene.shelf.state(scene.row) is State.READY
    assert scene.shelf.read(scene.row) == scene.content
    sha256 = scene.row.files[0].sha256
    assert scene.files() == [f"installed/{DEPTH}.network.json", f"networks/{sha256}.onnx"]


async def test_the_hub_is_asked_for_the_revision_and_is_sent_no_key(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    await scene.bring()
    asked = [(one.at_hub, one.method) for one in scene.hub.asked]
    assert asked == [(True, "HEAD"), (False, "GET")]
    at_hub = scene.hub.asked[0]
    assert at_hub.path == f"/{scene.row.repo}/resolve/{scene.row.revision}/onnx/model_fp16.onnx"
    for one in scene.hub.asked:
        assert one.headers["accept-encoding"] == "identity"
        assert "hf_secret" not in str(one.headers)
        assert not {"authorization", "cookie", "proxy-authorization"} & set(one.headers)


async def test_what_is_here_is_not_asked_for_again(scene: Scene) -> None:
    await scene.bring()
    scene.hub.asked.clear()
    await scene.bring()
    assert scene.hub.asked == []


async def test_bytes_speed_and_time_left_are_told(scene: Scene) -> None:
    await scene.bring()
    total = len(scene.content)
    phases = [transfer.phase for transfer in scene.heard]
    assert phases[0] is Phase.ASKING
    assert phases[-1] is Phase.CHECKING
    done = [transfer.done for transfer in scene.heard]
    assert done == sorted(done)
    assert done[-1] == total
    assert {transfer.total for transfer in scene.heard} == {total}
    assert {transfer.host for transfer in scene.heard} == {"127.0.0.1"}


async def test_a_broken_connection_is_gone_on_with(scene: Scene) -> None:
    scene.hub.store_mishaps = [breaks_off(HALF), breaks_off(HALF // 2)]
    await scene.bring()
    assert scene.shelf.read(scene.row) == scene.content
    assert scene.hub.starts == [0, HALF, HALF + HALF // 2]
    why = [transfer.why for transfer in scene.heard if transfer.phase is Phase.PAUSING]
    assert len(why) == 2
    assert all("broke off" in text for text in why)


async def test_half_a_file_that_claims_to_be_all_is_gone_on_with(scene: Scene) -> None:
    scene.hub.store_mishaps = [ends_early(HALF)]
    await scene.bring()
    assert scene.hub.starts == [0, HALF]
    assert scene.shelf.read(scene.row) == scene.content


async def test_it_goes_on_as_long_as_something_comes(scene: Scene) -> None:
    scene.hub.store_mishaps = [breaks_off(SIZE // 20) for _ in range(12)]
    await scene.bring()
    assert scene.shelf.read(scene.row) == scene.content
    assert max(scene.hurry.pauses) <= 1.0, "each pause is the first after something came"


async def test_a_link_that_expires_in_the_middle_is_asked_for_anew(scene: Scene) -> None:
    scene.hub.store_mishaps = [breaks_off(HALF, expires=True)]
    await scene.bring()
    assert scene.shelf.read(scene.row) == scene.content
    assert scene.hub.starts == [0, HALF]
    assert [one.method for one in scene.hub.asked if one.at_hub] == ["HEAD", "HEAD"]


async def test_what_an_earlier_run_has_fetched_is_gone_on_with(scene: Scene) -> None:
    scene.has_part(HALF)
    assert scene.shelf.state(scene.row) is State.PARTLY
    assert scene.shelf.fetched_bytes(scene.row) == HALF
    await scene.bring()
    assert scene.hub.starts == [HALF]
    assert scene.shelf.read(scene.row) == scene.content
    assert scene.heard[1].done >= HALF


async def test_a_file_that_was_whole_but_not_installed_is_not_fetched_again(scene: Scene) -> None:
    scene.has_part(len(scene.content))
    await scene.bring()
    assert scene.hub.starts == []
    assert scene.shelf.is_ready(scene.row)


async def test_a_server_without_ranges_gives_it_from_the_start(scene: Scene) -> None:
    scene.hub.ranges = False
    scene.has_part(HALF)
    await scene.bring()
    assert scene.shelf.read(scene.row) == scene.content


async def test_another_part_than_was_asked_for_is_not_appended(scene: Scene) -> None:
    scene.has_part(HALF)
    scene.hub.store_mishaps = [from_another_byte(HALF - 7)]
    await scene.bring()
    assert scene.hub.starts == [HALF, 0]
    assert scene.shelf.read(scene.row) == scene.content


async def test_a_part_that_is_too_large_is_thrown_away(scene: Scene) -> None:
    scene.has_part(SIZE * 3, scene.content * 2)
    await scene.bring()
    assert scene.hub.starts == [0]
    assert scene.shelf.read(scene.row) == scene.content


async def test_where_nobody_tells_the_size_a_part_that_ends_there_is_begun_anew(
    scene: Scene,
) -> None:
    scene.hub.tells = False
    scene.pin(bytes=None)
    scene.has_part(len(scene.content))
    await scene.bring()
    assert scene.hub.starts == [len(scene.content), 0], "416 comes first"
    assert scene.shelf.read(scene.row) == scene.content


async def test_a_part_that_has_suffered_is_fetched_once_more_from_the_start(scene: Scene) -> None:
    scene.has_part(HALF, bytes(HALF))
    await scene.bring()
    assert scene.hub.starts == [HALF, 0]
    assert scene.shelf.read(scene.row) == scene.content


async def test_cancelled_it_ends_at_once_and_keeps_what_came(scene: Scene) -> None:
    scene.hub.store_mishaps = [stalls(HALF)]
    bringing = asyncio.create_task(scene.bring())
    await scene.arrived.wait()
    bringing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await bringing
    kept = scene.part.stat().st_size
    assert 0 < kept <= HALF
    assert scene.part.read_bytes() == scene.content[:kept]
    assert scene.shelf.state(scene.row) is State.PARTLY
    await scene.bring()
    assert scene.hub.starts == [0, kept]
    assert scene.shelf.read(scene.row) == scene.content


async def test_cancelled_while_it_looks_at_what_it_has_it_lets_go_of_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end, read = threading.Event(), threading.Event(), Part._read_again

    def slowly(part: Part) -> None:
        begun.set()
        may_end.wait()
        read(part)

    monkeypatch.setattr(Part, "_read_again", slowly)
    bringing = asyncio.create_task(scene.bring())
    await asyncio.to_thread(begun.wait)
    bringing.cancel()
    asyncio.get_running_loop().call_soon(may_end.set)
    with pytest.raises(asyncio.CancelledError):
        await bringing
    assert scene.files() == [], "nothing had come"
    await scene.bring()
    assert scene.shelf.read(scene.row) == scene.content


async def test_a_network_of_two_files_is_ready_when_both_are_here(scene: Scene) -> None:
    row = scene.hub.keep(ROWS[POSE])
    pose = row.file("pose")
    missing = scene.hub.files.pop(f"/{row.repo}/resolve/{row.revision}/{pose.path}")
    with pytest.raises(LibraryError, match="does not have dw-ll_ucoco_384"):
        await scene.bring(row)
    assert scene.shelf.state(row) is State.PARTLY
    assert scene.shelf.missing(row) == (pose,)
    scene.hub.files[f"/{row.repo}/resolve/{row.revision}/{pose.path}"] = missing
    await scene.bring(row)
    assert scene.shelf.is_ready(row)
    assert scene.shelf.read(row, "pose") == missing
    assert len(scene.hub.starts) == 2, "the first file was not fetched again"


async def test_a_network_in_an_archive_is_unpacked_and_the_archive_goes(scene: Scene) -> None:
    row = archived(scene)
    await scene.bring(row)
    assert scene.shelf.is_ready(row)
    for file in row.files:
        assert scene.shelf.read(row, file.role) == plain(file)
    assert not any(name.startswith("parts/") for name in scene.files())


async def test_an_archive_that_holds_another_network_is_refused(scene: Scene) -> None:
    row = archived(scene)
    first, second = row.files
    row = replace(row, files=(replace(first, member_sha256="0" * 64), second))
    with pytest.raises(LibraryError, match="archive of DWPose Medium does not hold"):
        await scene.bring(row)
    assert scene.files() == []


async def test_the_same_file_for_another_row_is_not_fetched_twice(scene: Scene) -> None:
    await scene.bring()
    scene.hub.asked.clear()
    await scene.bring(replace(scene.row, name="the-same"))
    assert scene.hub.asked == []


async def test_two_at_once_do_not_spoil_each_other(scene: Scene) -> None:
    scene.hub.store_mishaps = [stalls(HALF)]
    first = asyncio.create_task(scene.bring())
    await scene.arrived.wait()
    with pytest.raises(LibraryError, match="being fetched already, by another Underdrawing"):
        await scene.bring()
    scene.hub.released.set()
    await first
    assert scene.shelf.read(scene.row) == scene.content


def archived(scene: Scene) -> Row:
    """DWPose Medium, whose networks lie in zip files, on the hub."""
    contents = {}
    for file in ROWS["dwpose-m"].files:
        opened = io.BytesIO()
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("20230831/end2end.onnx", plain(file))
            archive.writestr("20230831/deploy.json", "{}")
        contents[file.role] = opened.getvalue()
    return scene.hub.keep(ROWS["dwpose-m"], contents)
