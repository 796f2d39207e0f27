"""The list of the next batch is written as it changes, read once, and its trouble is told."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.batch.planned import Planned, PlannedList
from core.errors import UnderdrawingError
from tests.ui.parts import PATIENCE_S, until
from ui.background import Background
from ui.batch.keeping import ListKeeping
from ui.batch.source_list import SourceList

A, B = Path("a.png").absolute(), Path("b.png").absolute()
# Too long for any disk: pathlib raises, as where a share has lost its connection.
GONE = Path("x" * 300).absolute()


@asynccontextmanager
async def keeping(folder: Path, errors: list[Exception]) -> AsyncIterator[SourceList]:
    background = Background(errors.append)
    shown = SourceList()
    kept = ListKeeping(shown, PlannedList(folder), background)
    shown.add([B])
    await kept.open()
    await kept.open()
    try:
        yield shown
        await kept.aclose()
    finally:
        await background.aclose()
        shown.deleteLater()


async def test_what_is_brought_before_it_is_read_joins_what_was_there(
    tmp_path: Path,
) -> None:
    PlannedList(tmp_path).save([Planned(A, begun=True), Planned(B, begun=True)])
    errors: list[Exception] = []
    async with keeping(tmp_path, errors) as shown:
        both = (Planned(B), Planned(A, begun=True))
        assert shown.planned == both
        await until(lambda: PlannedList(tmp_path).load() == both, "it is written")
        shown.forget_begun()
        shown.add(["https://example.com/c.png"])
    assert PlannedList(tmp_path).load() == (Planned(B), Planned("https://example.com/c.png"))
    assert errors == []


async def test_what_lies_where_no_disk_answers_stays_on_the_list(tmp_path: Path) -> None:
    PlannedList(tmp_path).save([Planned(GONE)])
    errors: list[Exception] = []
    async with keeping(tmp_path, errors) as shown:
        assert shown.planned == (Planned(B), Planned(GONE))
    assert errors == []


async def test_what_was_being_written_when_the_window_closed_is_written(tmp_path: Path) -> None:
    free, busy = threading.Event(), threading.Event()

    class SlowList(PlannedList):
        def save(self, planned: Sequence[Planned]) -> None:
            busy.set()
            assert free.wait(PATIENCE_S)
            super().save(planned)

    background, shown = Background(_never), SourceList()
    kept = ListKeeping(shown, SlowList(tmp_path), background)
    await kept.open()
    shown.add([A])
    await until(busy.is_set, "the first is being written")
    shown.add([B])
    await asyncio.sleep(0)
    await background.aclose()
    free.set()
    await kept.aclose()
    assert PlannedList(tmp_path).load() == (Planned(A), Planned(B))
    shown.deleteLater()


async def test_a_disk_that_fails_at_the_end_is_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping(tmp_path / "batch", []) as shown:
        # Not only the folder: it cannot be removed while something is put into it.
        await until(
            lambda: PlannedList(tmp_path / "batch").load() == (Planned(B),), "it is written"
        )
        shutil.rmtree(tmp_path / "batch")
        (tmp_path / "batch").write_text("a file where a folder should be")
        shown.add([A])
    assert "the list of the next batch was not written" in caplog.text


async def test_a_disk_that_fails_is_told_and_the_list_stays(tmp_path: Path) -> None:
    (tmp_path / "batch").write_text("a file where a folder should be")
    errors: list[Exception] = []
    async with keeping(tmp_path / "batch", errors) as shown:
        await until(lambda: errors, "it is told")
        assert shown.named == (B,)
    assert isinstance(errors[0], UnderdrawingError)


def _never(error: Exception) -> None:
    raise AssertionError("nothing has failed") from error
