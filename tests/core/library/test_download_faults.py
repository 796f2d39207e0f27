"""What can go wrong with a download: each has its sentence, and nothing is half installed."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.backoff import TRIES
from core.errors import LibraryError
from core.library.download import PATIENCE_S
from core.library.row import Row
from core.library.rows import ROWS
from core.library.shelf import State
from tests.core.library.scene import DEPTH, SEGMENTS, SIZE, Scene
from tests.hub.graphs import padded, plain
from tests.hub.mishaps import (
    LOGIN_PAGE,
    answers,
    breaks_off,
    from_another_file,
    gives,
    goes_on_with,
    leads_to,
    stalls,
)

HALF = SIZE // 2


async def refused(scene: Scene, row: Row | None = None, **given: float | bool) -> LibraryError:
    """Why the network cannot be fetched; nothing of it counts as installed, and it can be later."""
    with pytest.raises(LibraryError) as caught:
        await scene.bring(row, **given)  # type: ignore[arg-type]
    assert caught.value.remedy
    assert not scene.shelf.is_ready(row or scene.row)
    assert not [name for name in scene.files() if not name.startswith("parts/")]
    return caught.value


def tells_how_by_hand(error: LibraryError, scene: Scene) -> bool:
    """Whether the address, the name and the hash are told, for a browser."""
    (file,) = scene.row.files
    address = f"{scene.hub.url}/{scene.row.repo}/resolve/{scene.row.revision}/{file.path}"
    return all(text in error.remedy for text in (address, file.name, str(file.sha256)))


async def test_a_file_with_another_hash_is_deleted_and_said(scene: Scene) -> None:
    other = bytearray(scene.content)
    other[-1] ^= 1
    scene.hub.store_mishaps = [gives(bytes(other))]
    error = await refused(scene)
    assert error.what == (
        "What 127.0.0.1 has as model_fp16.onnx is not the file that was checked for Underdrawing."
    )
    assert str(scene.row.files[0].sha256) in error.remedy
    assert f"{len(other)} bytes, sha256 " in error.details
    assert scene.files() == []


async def test_a_hub_that_tells_of_another_file_is_not_asked_for_it(scene: Scene) -> None:
    scene.pin(sha256="0" * 64)
    error = await refused(scene)
    assert "is not the file that was checked" in error.what
    assert scene.hub.starts == []


async def test_a_hub_that_tells_of_another_size_is_not_asked_for_it(scene: Scene) -> None:
    scene.pin(bytes=len(scene.content) - 1)
    assert "is not the file that was checked" in (await refused(scene)).what
    assert scene.hub.starts == []


async def test_a_store_that_has_a_file_of_another_size_is_found_out_at_once(scene: Scene) -> None:
    scene.hub.store_mishaps = [gives(b"Access denied.", "text/plain")]
    error = await refused(scene)
    assert "is not the file that was checked for Underdrawing" in error.what
    assert error.details == f"14 bytes, not {len(scene.content)}"
    assert scene.hurry.pauses == []
    assert scene.files() == [], "there is nothing to go on with"


async def test_what_has_come_is_not_lost_to_a_store_that_has_another_file(scene: Scene) -> None:
    scene.has_part(HALF)
    scene.hub.store_mishaps = [gives(b"x" * 1000), from_another_file(SIZE)]
    for _ in range(2):
        await refused(scene)
        assert scene.part.stat().st_size == HALF
    await scene.bring()
    assert scene.hub.starts == [HALF] * 3


async def test_what_never_ends_is_stopped_and_thrown_away(scene: Scene) -> None:
    scene.hub.store_mishaps = [goes_on_with(b"x")]
    error = await refused(scene)
    assert "is not the file that was checked" in error.what
    assert error.details == f"more than {len(scene.content)} bytes"
    assert scene.files() == []


async def test_a_network_that_is_another_than_the_catalogue_says_is_refused_with_both(
    scene: Scene,
) -> None:
    drawing = ROWS["informative-drawings"].files[0]
    scene.row = scene.hub.keep(ROWS[DEPTH], {"network": plain(drawing)})
    error = await refused(scene)
    assert error.what == (
        'This is not Depth Anything V2 Small, 16 bits: input "pixel_values" float16 or float32 '
        '[any, 3, height, width] was expected, and there is input "input" float32 [batch, 3, '
        "height, width]."
    )
    assert 'expected output "predicted_depth"' in error.details
    assert 'found output "output"' in error.details
    assert scene.files() == []


async def test_what_is_no_network_at_all_is_refused(scene: Scene) -> None:
    scene.row = scene.hub.keep(ROWS[DEPTH], {"network": b"\x08" + bytes(1000)})
    error = await refused(scene)
    assert error.what == "model_fp16.onnx is no network that can be run here."
    assert scene.files() == []


@pytest.mark.parametrize("where", ["hub_mishaps", "store_mishaps"])
async def test_a_page_to_sign_in_is_not_taken_for_the_network(scene: Scene, where: str) -> None:
    scene.has_part(HALF)
    setattr(scene.hub, where, [gives(LOGIN_PAGE, "text/html; charset=utf-8")])
    error = await refused(scene)
    assert error.what == "A web page came from 127.0.0.1 instead of the network."
    assert "sign in" in error.remedy
    assert tells_how_by_hand(error, scene)
    assert scene.part.stat().st_size == HALF, "what came before is kept"


async def test_a_page_that_does_not_say_so_is_known_by_its_first_bytes(scene: Scene) -> None:
    scene.has_part(HALF)
    scene.hub.store_mishaps = [gives(LOGIN_PAGE)]
    assert "A web page came" in (await refused(scene)).what
    assert scene.part.stat().st_size == HALF


async def test_a_dead_network_is_said_after_some_tries(scene: Scene) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{free.getsockname()[1]}"
    scene.hub.url, url = dead, scene.hub.url
    try:
        error = await refused(scene)
        assert tells_how_by_hand(error, scene)
    finally:
        scene.hub.url = url
    assert error.what == "127.0.0.1 cannot be reached."
    assert "Check the connection to the internet" in error.remedy
    assert len(scene.hurry.pauses) == TRIES - 1
    assert scene.hurry.pauses == sorted(scene.hurry.pauses), "they grow"


async def test_a_connection_that_always_breaks_is_said_and_what_came_is_kept(
    scene: Scene,
) -> None:
    scene.hub.store_mishaps = [breaks_off(HALF), *[breaks_off(0)] * TRIES]
    error = await refused(scene)
    assert error.what == "The connection to 127.0.0.1 broke off again and again."
    assert scene.shelf.state(scene.row) is State.PARTLY
    assert scene.part.stat().st_size == HALF


async def test_silence_is_not_waited_for_and_it_is_asked_for_again(scene: Scene) -> None:
    scene.hub.store_mishaps = [stalls(HALF)]
    await scene.bring(stall_s=0.2)
    assert scene.hub.starts == [0, HALF]
    assert scene.shelf.read(scene.row) == scene.content


async def test_lasting_silence_is_said(scene: Scene) -> None:
    scene.hub.store_mishaps = [stalls(0)] * TRIES
    error = await refused(scene, stall_s=0.1)
    assert error.what == "127.0.0.1 sent nothing for 0.1 seconds."


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_a_hub_that_is_overloaded_is_asked_again_when_it_says(
    scene: Scene, status: int
) -> None:
    scene.hub.hub_mishaps = [answers(status, {"retry-after": "17"})]
    scene.hub.store_mishaps = [answers(status)]
    await scene.bring()
    assert scene.hurry.pauses[0] == 17.0
    assert scene.shelf.is_ready(scene.row)


async def test_a_hub_that_stays_overloaded_is_said(scene: Scene) -> None:
    scene.hub.hub_mishaps = [answers(429)] * TRIES
    error = await refused(scene)
    assert error.what == "127.0.0.1 has too much to do, or a fault (429)."
    assert "Try again in a while" in error.remedy


async def test_a_hub_that_asks_for_a_long_pause_is_left_alone(scene: Scene) -> None:
    scene.hub.hub_mishaps = [answers(429, {"retry-after": str(int(PATIENCE_S) + 1)})]
    assert "has too much to do" in (await refused(scene)).what
    assert scene.hurry.pauses == []


async def test_a_revision_that_is_gone_is_said(scene: Scene) -> None:
    scene.hub.files.clear()
    error = await refused(scene)
    assert error.what == (
        "127.0.0.1 does not have model_fp16.onnx in this revision any more (404)."
    )
    assert "newer Underdrawing" in error.remedy
    assert str(scene.row.files[0].sha256) in error.remedy
    assert scene.hurry.pauses == []


async def test_a_repository_that_is_gone_is_told_from_one_that_is_gated(scene: Scene) -> None:
    scene.hub.hub_mishaps = [answers(401, {"x-error-code": "RepoNotFound"})]
    assert "in this revision any more (401)" in (await refused(scene)).what
    scene.hub.hub_mishaps = [answers(401, {"x-error-code": "GatedRepo"})]
    assert "only to those who sign in (401)" in (await refused(scene)).what


@pytest.mark.parametrize("status", [401, 403])
async def test_a_gated_repository_is_said_with_the_way_by_hand(scene: Scene, status: int) -> None:
    scene.hub.hub_mishaps = [answers(status)]
    error = await refused(scene)
    assert error.what == (f"127.0.0.1 gives model_fp16.onnx only to those who sign in ({status}).")
    assert tells_how_by_hand(error, scene)
    assert scene.hurry.pauses == []


async def test_links_that_are_never_taken_are_said(scene: Scene) -> None:
    scene.hub.store_mishaps = [answers(403)] * TRIES
    error = await refused(scene)
    assert error.what == "127.0.0.1 does not take the links that the hub gives (403)."
    assert len([one for one in scene.hub.asked if one.at_hub]) == TRIES, "each time a new link"


async def test_an_odd_answer_is_said(scene: Scene) -> None:
    scene.hub.hub_mishaps = [answers(418)]
    error = await refused(scene)
    assert error.what == "127.0.0.1 did not give the file: it answered 418."


async def test_a_hub_that_knows_no_head_is_asked_for_the_file_itself(scene: Scene) -> None:
    scene.hub.hub_mishaps = [answers(405)]
    await scene.bring()
    assert [(one.at_hub, one.method) for one in scene.hub.asked] == [
        (True, "HEAD"),
        (True, "GET"),
        (False, "GET"),
    ]
    assert scene.shelf.is_ready(scene.row)


async def test_redirects_without_end_are_said(scene: Scene) -> None:
    scene.hub.hub_mishaps = [leads_to("/round/and/round")] * 20
    error = await refused(scene)
    assert error.what == "127.0.0.1 leads from address to address and never to the file."


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 2 MB, where this system lets a test have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    try:
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root on Linux can mount a small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


async def test_a_disk_that_is_too_full_is_said_before_anything_is_fetched(
    scene: Scene, small_disk: Path
) -> None:
    scene.folder = small_disk / "library"
    scene.row = scene.hub.keep(ROWS[DEPTH], {"network": padded(scene.content, 3_000_000)})
    error = await refused(scene)
    assert error.what == (
        "The disk is too full: Depth Anything V2 Small, 16 bits needs 3.0 MB more, and 2.1 MB are"
        " free."
    )
    assert scene.hub.starts == []


async def test_a_disk_that_fills_on_the_way_keeps_what_came_and_goes_on_later(
    scene: Scene, small_disk: Path
) -> None:
    scene.folder = small_disk / "library"
    scene.hub.store_mishaps = [stalls(HALF)]
    fetching = asyncio.create_task(refused(scene))
    await scene.arrived.wait()
    filler = small_disk / "other"
    filler.write_bytes(bytes(1_400_000))
    scene.hub.released.set()
    error = await fetching
    assert error.what == "The disk is full." or "too full" in error.what
    kept = scene.part.stat().st_size
    assert scene.part.read_bytes() == scene.content[:kept]
    assert kept
    filler.unlink()
    await scene.bring()
    assert scene.hub.starts[-1] == kept
    assert scene.shelf.read(scene.row) == scene.content


async def test_a_folder_that_cannot_be_made_is_said(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    scene.folder = tmp_path / "file" / "library"
    with pytest.raises(LibraryError, match="Nothing can be written in "):
        await scene.bring()


async def test_a_row_without_pins_is_not_fetched(scene: Scene) -> None:
    error = await refused(scene, ROWS[SEGMENTS])
    assert "can only be added as a file" in error.what
    assert f"{scene.hub.url}/JElvis/upernet-convnext-tiny-ade-onnx" in error.remedy
    assert scene.hub.asked == []
