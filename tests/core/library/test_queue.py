"""Several networks in a queue: one after the other, each cancelled or tried again by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.library.download import Downloads
from core.library.hub import Hub
from core.library.progress import Phase
from core.library.queue import Item, Queue, Stage
from core.library.row import Row
from core.library.rows import ROWS
from core.library.shelf import State
from tests.core.library.scene import SIZE, Scene
from tests.hub.graphs import padded, plain
from tests.hub.mishaps import answers, stalls

HALF = SIZE // 2


class Heard:
    """What a queue has told, and when something happens."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._news = asyncio.Event()

    def __call__(self, item: Item) -> None:
        self.items.append(item)
        self._news.set()

    async def until_fetching(self, row: Row) -> None:
        """Return once something of `row` has come."""
        while not any(
            item.row is row
            and item.transfer
            and item.transfer.phase is Phase.FETCHING
            and item.transfer.done
            for item in self.items
        ):
            self._news.clear()
            await self._news.wait()

    def stages(self, row: Row) -> list[Stage]:
        """The stages of `row`, each once in a row."""
        stages = [item.stage for item in self.items if item.row is row]
        return [one for one, before in zip(stages, [None, *stages], strict=False) if one != before]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def rows(scene: Scene) -> list[Row]:
    """Three networks that the hub has; the first is the scene's."""
    names = ("informative-drawings", "informative-drawings-coarse")
    more = [
        scene.hub.keep(ROWS[name], {"network": padded(plain(ROWS[name].files[0]), SIZE + number)})
        for number, name in enumerate(names)
    ]
    return [scene.row, *more]


def queue_of(scene: Scene, heard: Heard) -> Queue:
    hub = Hub(scene.hub.url, wall=scene.hurry.clock.wall)
    return Queue(Downloads(scene.shelf, hub, scene.hurry.clock), heard)


async def test_they_come_one_after_the_other_in_their_order(
    scene: Scene, rows: list[Row], heard: Heard
) -> None:
    queue = queue_of(scene, heard)
    for row in rows:
        queue.add(row)
    assert [item.stage for item in queue.items] == [Stage.WAITING] * 3
    await queue.finished()
    assert [(item.row, item.stage) for item in queue.items] == [(row, Stage.DONE) for row in rows]
    for row in rows:
        assert heard.stages(row) == [Stage.WAITING, Stage.RUNNING, Stage.DONE]
        assert scene.shelf.is_ready(row)
    running = [item.row.name for item in heard.items if item.stage is Stage.RUNNING]
    assert running == sorted(running, key=[row.name for row in rows].index)
    await queue.aclose()


async def test_one_that_fails_holds_up_no_other_and_can_be_tried_again(
    scene: Scene, rows: list[Row], heard: Heard
) -> None:
    queue = queue_of(scene, heard)
    scene.hub.hub_mishaps = [answers(403)]
    for row in rows:
        queue.add(row)
    await queue.finished()
    first, *others = queue.items
    assert first.stage is Stage.FAILED
    assert "only to those who sign in" in str(first.error)
    assert {item.stage for item in others} == {Stage.DONE}
    queue.add(rows[0])
    await queue.finished()
    assert queue.items[-1].row is rows[0]
    assert queue.items[-1].stage is Stage.DONE
    assert queue.items[-1].error is None
    await queue.aclose()


async def test_cancelling_the_one_that_runs_lets_the_next_begin(
    scene: Scene, rows: list[Row], heard: Heard
) -> None:
    queue = queue_of(scene, heard)
    scene.hub.store_mishaps = [stalls(HALF)]
    for row in rows:
        queue.add(row)
    await heard.until_fetching(rows[0])
    queue.cancel(rows[0])
    queue.cancel(rows[2])
    await queue.finished()
    assert [item.stage for item in queue.items] == [
        Stage.CANCELLED,
        Stage.DONE,
        Stage.CANCELLED,
    ]
    assert scene.shelf.state(rows[0]) is State.PARTLY
    assert scene.shelf.state(rows[2]) is State.ABSENT
    queue.add(rows[0])
    await queue.finished()
    assert scene.shelf.is_ready(rows[0])
    assert scene.hub.starts[-1] > 0, "it went on"
    await queue.aclose()


async def test_what_waits_or_runs_is_not_added_twice(
    scene: Scene, rows: list[Row], heard: Heard
) -> None:
    queue = queue_of(scene, heard)
    scene.hub.store_mishaps = [stalls(HALF)]
    for row in (rows[0], rows[1], rows[1]):
        queue.add(row)
    await heard.until_fetching(rows[0])
    queue.add(rows[0])
    scene.hub.released.set()
    await queue.finished()
    assert [item.row for item in queue.items] == rows[:2]
    for row in rows[:2]:
        assert heard.stages(row) == [Stage.WAITING, Stage.RUNNING, Stage.DONE]
    await queue.aclose()


async def test_closing_ends_all_and_keeps_what_has_come(
    scene: Scene, rows: list[Row], heard: Heard
) -> None:
    queue = queue_of(scene, heard)
    scene.hub.store_mishaps = [stalls(HALF)]
    for row in rows:
        queue.add(row)
    await heard.until_fetching(rows[0])
    await queue.aclose()
    assert {item.stage for item in queue.items} == {Stage.CANCELLED}
    assert scene.shelf.state(rows[0]) is State.PARTLY
    assert scene.part.read_bytes() == scene.content[: scene.part.stat().st_size]


async def test_a_fault_of_our_own_is_told_as_one_and_ends_nothing(
    scene: Scene, rows: list[Row], heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    queue = queue_of(scene, heard)
    no_pin = replace(rows[0], name="no-pin", revision="main")
    queue.add(no_pin)
    queue.add(rows[1])
    await queue.finished()
    first, second = queue.items
    assert first.error is not None
    assert first.error.what == "Depth Anything V2 Small, 16 bits could not be fetched."
    assert "a branch is no pin" in first.error.details
    assert second.stage is Stage.DONE
    assert "A network could not be fetched." in caplog.text
    await queue.aclose()
