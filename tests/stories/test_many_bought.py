"""An artist has many guides bought: the price is told before, and the limit is kept to.

The service is our own server, and a layer before it puts a price on what it gives away.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.api.requests import TaskType
from core.service_choices import EngineName
from tests.core.batch.prices import Endless, costs
from tests.faults.layer import Layer, layer_before
from tests.faults.scene import KEY, Served, serving
from tests.stories.desk import Desk, play, write_picture
from tests.stories.many import CANNY, Many, asked_for, dropped
from ui.settings.dialog import SettingsDialog

PRICE_USD = 0.25


class PricedShop:
    """A service with prices, at `url`, on a loop of its own."""

    def __init__(self, served: Served) -> None:
        self.engine = served.engine
        self._behind = served.server.url
        self._opened = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._closing = asyncio.Event()
        self.layer: Layer | None = None
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._open()))
        self._thread.start()
        assert self._opened.wait(20)

    @property
    def url(self) -> str:
        assert self.layer is not None
        return f"{self.layer.origin}/v1"

    @property
    def made(self) -> int:
        return len(self.engine.tasks)

    @property
    def ordered(self) -> int:
        """How many guides were asked for, each once, however often that was."""
        assert self.layer is not None
        tasks = [
            task for asked in self.layer.asked if asked.is_task for task in json.loads(asked.body)
        ]
        kinds = (TaskType.PREPROCESS, TaskType.PREPROCESS_BEFORE)
        return len({task["taskUUID"] for task in tasks if task["taskType"] in kinds})

    async def _open(self) -> None:
        async with layer_before(self._behind) as self.layer:
            self.layer.tasks = Endless(costs(PRICE_USD))
            self._opened.set()
            await self._closing.wait()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PricedShop]:
    """A service that the environment names, with its key."""
    with serving(tmp_path / "shop") as served:
        shop = PricedShop(served)
        monkeypatch.setenv("RUNWARE_API_URL", shop.url)
        monkeypatch.setenv("RUNWARE_API_KEY", KEY)
        yield shop
        served.engine.gate.set()
        shop.close()


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.png" for number in range(12)]
    for seed, path in enumerate(paths):
        write_picture(path, 40, 30, seed)
    return paths


async def _by_runware(desk: Desk, *photos: Path) -> Many:
    """Drop `photos` and have their guides made by Runware."""
    many = await dropped(desk, *photos)
    many.click(many.button("Runware"))
    await desk.until(lambda: "there is no" not in many.plan.says.lower(), "there is a key")
    return many


def test_the_price_is_told_before_and_the_limit_is_kept_to(
    shop: PricedShop, photos: list[Path], tmp_path: Path
) -> None:
    async def story(desk: Desk) -> None:
        many = await _by_runware(desk, *photos[:2])
        price = many.plan.price
        await desk.until(lambda: "told when the first" in price.says.text(), "nobody knows yet")
        assert shop.made == 0
        await many.begin(tmp_path / "out", CANNY)
        await many.over()
        assert many.counts == "2 of 2 done   ·   $0.50 spent"
        assert many.column("Time, cost")[0].endswith("$0.25")

        many.click(many.button("New batch…"))
        many.drop(*photos)
        await desk.until(lambda: "12 guides: about $3.00." in price.says.text(), "it is told")
        assert "more than the limit" in price.says.text()
        price.limit.field.setValue(0.80)
        assert many.plan.start.text() == "Buy 12 guides"
        await many.begin(tmp_path / "more", CANNY)
        await many.over("Stopped")
        assert "might cost more than may be spent" in many.progress.title.text()
        assert many.counts == "5 of 12 done   ·   2 with a remark   ·   $0.75 spent", (
            "two of them were bought before"
        )
        assert shop.made == 5

        many.progress.limit.field.setValue(100)
        many.click(many.button("Go on"))
        await many.over()
        assert many.counts == "12 of 12 done   ·   2 with a remark   ·   $2.50 spent"
        assert shop.made == 12

    play(story)


def test_pausing_finishes_what_is_ordered_and_closing_loses_nothing_that_is(
    shop: PricedShop, photos: list[Path], tmp_path: Path
) -> None:
    shop.engine.gate.clear()

    async def story(desk: Desk) -> None:
        many = await _by_runware(desk, *photos)
        many.plan.price.limit.box.click()
        await many.begin(tmp_path / "out", CANNY)
        await desk.until(lambda: many.states.count("being made") == 8, "eight are ordered")
        many.click(many.button("Pause"))
        assert many.progress.title.text().startswith("Pausing")
        await desk.until(lambda: shop.ordered == 8, "all of them have arrived")

    async def second(desk: Desk) -> None:
        many = await asked_for(desk)
        assert not many.window.plans, "it is unfinished"
        many.click(many.button("Go on"))
        await many.over()
        assert many.counts.startswith("12 of 12 done   ·   "), many.counts
        # Whether one says that it was bought before hangs on what the start has fetched by then.
        assert set(many.states) <= {"made", "made, with a remark"}
        assert shop.made == 12, "none is bought twice"

    play(story)
    shop.engine.gate.set()
    play(second)


def test_without_a_key_the_settings_are_offered(
    shop: PricedShop, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUNWARE_API_KEY")

    async def story(desk: Desk) -> None:
        many = await dropped(desk, *photos)
        QTest.keyClick(
            many.window,
            Qt.Key.Key_R,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )
        assert many.plan.price.name is EngineName.RUNWARE
        await desk.until(many.plan.price.key.isVisible, "a key is missed")
        assert not many.plan.start.isEnabled()
        many.click(many.plan.price.key)
        dialog = await desk.dialog()
        assert isinstance(dialog, SettingsDialog)
        dialog.reject()
        await desk.in_front()

    play(story)
