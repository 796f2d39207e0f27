"""What goes wrong on the way to the engine in the cloud: it is told, and nothing is paid twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.backoff import Clock
from core.errors import EngineError, KeyRefused, NoCredit, ServiceError, Unreachable
from core.guide import Guide
from core.picture import Picture
from core.preprocessor import Preprocessor
from core.runware.client import RunwareClient
from core.runware.engine import RunwareEngine
from core.runware.purchases import Purchases
from core.runware.service import Service
from core.task import PreprocessTask
from tests.core.pictures import noise, saved
from tests.core.server.engines import QuickEngine
from tests.faults.layer import Asked, Layer, Mishap, layer_before
from tests.faults.mishaps import answers, claims, edits, gives, hangs_up, says
from tests.faults.scene import KEY, Served, serving

CAT = Picture(noise((48, 64, 3)), "cat")
PRICE = 0.0021


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@dataclass
class Shop:
    """The service behind a layer of mishaps, and an engine that buys there."""

    workshop: QuickEngine
    layer: Layer
    engine: RunwareEngine
    purchases: Purchases

    async def buy(self, **fields: Any) -> Guide:
        given = {"output_format": "PNG", "delivery_method": "sync", "include_cost": True, **fields}
        task = PreprocessTask(preprocessor=Preprocessor.TILE, **given)
        guide = await self.engine.run(CAT, task)
        assert np.array_equal(guide.pixels, 255 - CAT.pixels)
        return guide

    async def fails(self, **fields: Any) -> EngineError:
        with pytest.raises(EngineError) as caught:
            await self.buy(**fields)
        return caught.value

    @property
    def made(self) -> int:
        """How many guides would have to be paid for."""
        return len(self.workshop.tasks)

    @property
    def waiting(self) -> int:
        return len(self.purchases.waiting(self.engine.client.service.host))


@asynccontextmanager
async def shop_of(served: Served, folder: Path, **limits: Any) -> AsyncIterator[Shop]:
    async def key() -> str:
        return KEY

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))

    workshop = served.engine
    workshop.tasks.clear()
    async with layer_before(served.server.url) as layer:
        service = Service(layer.origin, **limits)
        purchases = Purchases(folder / "bought")
        clock = Clock(sleep=sleep)
        engine = RunwareEngine(RunwareClient(service, key, clock), purchases)
        try:
            yield Shop(workshop, layer, engine, purchases)
        finally:
            await engine.aclose()


def priced(usd: float) -> Mishap:
    """The guide costs something."""

    def edit(reply: dict[str, Any]) -> None:
        for item in reply["data"]:
            item["cost"] = usd

    return edits(edit)


async def test_what_a_guide_cost_is_told_and_counted(served: Served, tmp_path: Path) -> None:
    async with shop_of(served, tmp_path) as shop:
        shop.layer.tasks = [priced(PRICE)]
        guide = await shop.buy()
        again = await shop.buy()
        found = await shop.engine.find(CAT, guide.task)
        sums = await shop.engine.spending(Preprocessor.TILE)
        other = await shop.engine.spending(Preprocessor.CANNY)
    assert (guide.cost_usd, again.cost_usd) == (PRICE, 0.0)
    assert found is not None
    assert found.cost_usd == PRICE
    assert (sums.last, sums.today, sums.month, sums.all) == (PRICE, PRICE, PRICE, PRICE)
    assert (other.last, other.all) == (None, PRICE)


async def test_of_four_who_want_the_same_at_once_one_asks(served: Served, tmp_path: Path) -> None:
    async with shop_of(served, tmp_path) as shop:
        await asyncio.gather(*(shop.buy() for _ in range(4)))
        assert len([asked for asked in shop.layer.asked if asked.is_task]) == 1
        assert shop.made == 1


@pytest.mark.parametrize("delivery", ["sync", "async"])
async def test_an_answer_that_was_lost_is_asked_for_again(
    served: Served, tmp_path: Path, delivery: str
) -> None:
    async with shop_of(served, tmp_path) as shop:
        shop.layer.tasks = [hangs_up(arrives=True), hangs_up(arrives=False)]
        await shop.buy(delivery_method=delivery)
        assert (shop.made, shop.waiting) == (1, 0)


async def test_what_was_paid_for_and_could_not_be_fetched_is_counted_and_comes_later(
    served: Served, tmp_path: Path
) -> None:
    async with shop_of(served, tmp_path) as shop:
        shop.layer.tasks, shop.layer.files = [priced(PRICE)], [claims(2**40)]
        error = await shop.fails()
        assert "too large" in error.what
        assert (await shop.engine.spending(Preprocessor.TILE)).all == PRICE
        assert shop.waiting == 1
        await shop.buy()
        assert (shop.made, shop.waiting) == (1, 0)


async def test_what_may_have_arrived_is_asked_after_before_it_is_sent_again(
    served: Served, tmp_path: Path
) -> None:
    async with shop_of(served, tmp_path) as shop:
        shop.layer.tasks = [hangs_up(arrives=True), says(401, "invalidApiKey")]
        await shop.fails()
        await shop.buy()
        kinds = [task["taskType"] for asked in shop.layer.asked for task in _tasks(asked)]
        assert kinds == ["controlNetPreprocess", "getResponse", "getResponse"]


def _tasks(asked: Asked) -> list[dict[str, Any]]:
    return list(json.loads(asked.body)) if asked.is_task else []


async def test_what_is_no_picture_is_fetched_once_more_and_then_made_anew(
    served: Served, tmp_path: Path
) -> None:
    async with shop_of(served, tmp_path) as shop:
        shop.layer.files = [gives(b"<html>"), gives(b"\x89PNG\r\n\x1a\n, or not")]
        first, second = await shop.fails(), await shop.fails()
        assert first.what == second.what
        assert "not a guide that can be read" in first.what
        assert "costs nothing more" in first.remedy
        assert shop.made == 1
        assert "paid for once more" in second.remedy
        await shop.buy()
        assert shop.made == 2


async def test_a_picture_of_too_many_pixels_is_not_decoded(served: Served, tmp_path: Path) -> None:
    from PIL import Image

    huge = saved(Image.new("1", (20_000, 20_000)), "PNG")
    async with shop_of(served, tmp_path) as shop:
        shop.layer.files = [gives(huge)]
        error = await shop.fails()
        assert "400 million pixels" in error.details
        await shop.buy()
        assert shop.made == 1


async def test_a_guide_that_has_gone_for_good_is_said_to_cost_again(
    served: Served, tmp_path: Path
) -> None:
    gone = answers(404, arrives=False)
    async with shop_of(served, tmp_path) as shop:
        shop.layer.files = [gone, gone, gone, gone]
        assert "costs nothing more" in (await shop.fails()).remedy
        assert "paid for once more" in (await shop.fails()).remedy
        assert shop.made == 1
        await shop.buy()
        assert shop.made == 2


async def test_no_connection_orders_nothing(served: Served, tmp_path: Path) -> None:
    async with shop_of(served, tmp_path) as shop:
        await shop.layer.close()
        assert isinstance(await shop.fails(), Unreachable)
        assert shop.waiting == 0
        await shop.layer.open()
        await shop.buy()
        assert shop.made == 1


async def test_a_connection_that_is_lost_while_it_waits_loses_no_order(
    served: Served, tmp_path: Path
) -> None:
    served.engine.gate.clear()
    served.engine.begun.clear()
    async with shop_of(served, tmp_path, wait_s=2.0) as shop:
        waiting = asyncio.create_task(shop.fails(delivery_method="async"))
        await asyncio.to_thread(served.engine.begun.wait, 10)
        await shop.layer.close()
        served.engine.gate.set()
        assert isinstance(await waiting, Unreachable)
        assert shop.waiting == 1
        await shop.layer.open()
        assert await shop.engine.fetch_waiting() == 1
        await shop.buy(delivery_method="async")
        assert shop.made == 1


async def test_what_is_no_picture_is_not_taken_for_a_guide_at_the_next_start(
    served: Served, tmp_path: Path
) -> None:
    async with shop_of(served, tmp_path) as shop:
        shop.layer.files = [gives(b"<html>"), gives(b"<html>")]
        await shop.fails()
        assert await shop.engine.fetch_waiting() == 0
        assert shop.waiting == 0, "twice is enough"
        await shop.buy()
        assert shop.made == 2


async def test_no_credit_orders_nothing(served: Served, tmp_path: Path) -> None:
    async with shop_of(served, tmp_path) as shop:
        shop.layer.tasks = [says(400, "insufficientCredits")]
        assert isinstance(await shop.fails(), NoCredit)
        assert (shop.made, shop.waiting) == (0, 0)


async def test_a_key_that_is_refused_while_it_waits_loses_no_order(
    served: Served, tmp_path: Path
) -> None:
    async with shop_of(served, tmp_path) as shop:
        shop.layer.tasks = [hangs_up(arrives=True), says(401, "invalidApiKey")]
        assert isinstance(await shop.fails(), KeyRefused)
        assert shop.waiting == 1
        await shop.buy()
        assert (shop.made, shop.waiting) == (1, 0)


async def test_an_upload_that_was_forgotten_is_made_anew_only_once(
    served: Served, tmp_path: Path
) -> None:
    lost = says(400, "failedToTransferImage")

    async def passes(exchange: Any) -> None:
        await exchange.answer(await exchange.passed_on())

    async with shop_of(served, tmp_path, inline_bytes=1) as shop:
        shop.layer.tasks = [passes, lost, passes, lost, passes, passes]
        error = await shop.fails()
        assert isinstance(error, ServiceError)
        assert "could not use the picture" in error.what
        assert (shop.made, shop.waiting) == (0, 0)
        await shop.buy()
        assert shop.made == 1
