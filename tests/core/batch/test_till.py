"""At the till of a batch: what is ordered is noted before, and what is not is not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from core.batch.board import Board
from core.batch.course import Course, How
from core.batch.item import Item
from core.batch.store import Store
from core.batch.till import Till
from core.local.engine import LocalEngine
from core.picture import Picture
from core.preprocessor import Preprocessor
from core.runware.purchases import Sums
from core.task import PreprocessTask
from tests.core.batch.given import TILE, plan_of

PRICE_USD = 0.25


class Shop(LocalEngine):
    """Makes guides here, and says that each costs something."""

    async def spending(self, preprocessor: Preprocessor) -> Sums:
        return Sums(0.0, 0.0, 0.0, last=PRICE_USD)

    async def find(self, picture: Picture, task: PreprocessTask) -> None:
        return None


async def test_pausing_while_an_order_is_noted_orders_nothing_and_leaves_no_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of([tmp_path / "cat.png"], TILE, to=tmp_path / "out", limit_usd=1.0)
    items = [Item(0, 0, TILE)]
    store = await asyncio.to_thread(Store.begin, None, plan, items)
    begun, may_note, note = Event(), Event(), store.doubt

    def slowly(number: int, usd: float) -> None:
        begun.set()
        may_note.wait()
        note(number, usd)

    monkeypatch.setattr(store, "doubt", slowly)
    course, shop = Course(), Shop()
    till = Till(shop, store, Board(items), course)
    await till.open()
    picture = Picture(np.zeros((8, 8, 3), np.uint8), "cat")
    beginning = asyncio.create_task(till.begin(0, picture, plan.tasks[0]))
    await asyncio.to_thread(begun.wait)
    course.end(How.PAUSED)
    may_note.set()
    assert not await beginning
    assert await asyncio.to_thread(store.doubtful) == 0
    await asyncio.to_thread(store.close)
    await shop.aclose()
