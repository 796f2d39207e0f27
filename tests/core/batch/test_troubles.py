"""What would spoil every guide stops the batch with one sentence; what spoils one does not."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.batch.batch import Batch
from core.batch.course import How
from core.batch.item import Change, State
from core.batch.pattern import NamePattern
from core.batch.plan import Plan
from core.errors import ExportError, UnderdrawingError
from tests.core.batch.given import CANNY, TILE, picture, pictures, plan_of, run, states

DONE, FAILED, WAITING = State.DONE, State.FAILED, State.WAITING


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 64 KiB, where this system lets a test have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    try:
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root on Linux can mount a small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def _stopped(why: UnderdrawingError | None) -> str:
    assert why is not None
    assert why.remedy
    return why.what


def _unfinished(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".")]


async def test_a_full_disk_stops_it_and_it_goes_on_when_there_is_room(
    tmp_path: Path, small_disk: Path
) -> None:
    what = [picture(tmp_path / f"{number}.png", 100, 80) for number in range(20)]
    batch = Batch.begin(plan_of(what, TILE, to=small_disk))
    ended = await run(batch)
    assert ended.how is How.STOPPED
    assert _stopped(ended.why).startswith("The disk is full: ")
    done = states(batch).count(DONE)
    assert 1 <= done < 20
    assert states(batch).count(WAITING) == 20 - done
    assert _unfinished(small_disk) == []

    assert (await run(batch)).how is How.STOPPED, "it is still full"
    remount = ["mount", "-o", "remount,size=4m", str(small_disk)]
    await asyncio.to_thread(subprocess.run, remount, check=True)
    assert (await run(batch)).how is How.FINISHED
    assert states(batch) == [DONE] * 20


async def test_a_folder_that_is_taken_away_stops_it_and_is_not_made_anew(tmp_path: Path) -> None:
    to = tmp_path / "disk" / "out"
    plan = plan_of(pictures(tmp_path, 5), to=to, pattern=NamePattern("{preprocessor}/{name}.{ext}"))
    batch = Batch.begin(plan)

    def listen(change: Change) -> None:
        if change.item.state is DONE and to.exists():
            to.parent.rename(tmp_path / "unplugged")

    ended = await run(batch, listen)
    assert ended.how is How.STOPPED
    assert _stopped(ended.why) == f"There is no folder {to}."
    assert not to.parent.exists()
    assert FAILED not in states(batch)
    (tmp_path / "unplugged").rename(to.parent)
    assert (await run(batch)).how is How.FINISHED
    assert [str(item.error) for item in batch.items if item.error] == []
    assert states(batch) == [DONE] * 10


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
async def test_a_folder_where_nobody_may_write_stops_it(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp())
    what = pictures(folder / "in", 3)
    (folder / "out").mkdir(mode=0o555)
    for each in (folder, folder / "in"):
        each.chmod(0o755)
    batch = Batch.begin(plan_of(what, CANNY, to=folder / "out"))
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        ended = await run(batch)
    finally:
        if root:
            os.seteuid(0)
    assert ended.how is How.STOPPED
    assert "You are not allowed to write" in _stopped(ended.why)
    assert states(batch) == [WAITING] * 3
    (folder / "out").chmod(0o755)
    assert (await run(batch)).how is How.FINISHED
    shutil.rmtree(folder)


async def test_one_file_that_may_not_be_replaced_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "0-canny.png").write_bytes(b"kept")
    (tmp_path / "0-canny.png").chmod(0o444)
    (tmp_path / "1-canny.png").mkdir()
    batch = Batch.begin(plan_of(pictures(tmp_path / "in", 3), CANNY, to=tmp_path))
    assert (await run(batch)).how is How.FINISHED
    assert states(batch) == [FAILED, FAILED, DONE]
    assert (tmp_path / "0-canny.png").read_bytes() == b"kept"


async def test_a_subfolder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    what = pictures(tmp_path, 2)
    plan = plan_of(
        what, CANNY, to=tmp_path / "out", pattern=NamePattern("{name}/{preprocessor}.{ext}")
    )
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "0").write_bytes(b"a file")
    batch = Batch.begin(plan)
    assert (await run(batch)).how is How.FINISHED
    assert states(batch) == [FAILED, DONE]
    error = batch.items[0].error
    assert isinstance(error, ExportError)
    assert error.what.startswith(f"The folder {tmp_path / 'out' / '0'} could not be made: ")


async def test_a_file_in_place_of_the_folder_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    what = pictures(tmp_path, 1)
    for folder, told in [
        (tmp_path / "out", f"{tmp_path / 'out'} is a file, not a folder."),
        (tmp_path / "out" / "in", f"The folder {tmp_path / 'out' / 'in'} could not be made: "),
    ]:
        batch = Batch.begin(plan_of(what, CANNY, to=folder))
        ended = await run(batch)
        assert ended.how is How.STOPPED
        assert _stopped(ended.why).startswith(told)
        assert states(batch) == [WAITING]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sources": ()}, "There are no pictures."),
        ({"tasks": ()}, "There is nothing to make of them."),
        ({"file_name": "a.png"}, "Several guides do not fit into one file."),
        ({"limit_usd": -1.0}, "A limit of -1.0 USD is not possible."),
        ({"limit_usd": float("nan")}, "A limit of nan USD is not possible."),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(
    tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    plan = plan_of([tmp_path / "a.png"], to=tmp_path)
    with pytest.raises(UnderdrawingError) as caught:
        plan.replace(**changes)
    assert caught.value.what == told
    with pytest.raises(UnderdrawingError, match="twice"):
        Plan(plan.sources, plan.tasks * 2, tmp_path)
