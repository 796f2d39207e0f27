"""A batch by a service: its price is told, its limit kept to, and nothing is paid for twice.

Real engine, real server; a layer between them puts prices on what the server gives away.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.api.requests import TaskType
from core.batch.batch import Batch
from core.batch.budget import Budget, Estimate
from core.batch.course import Ended, How
from core.batch.item import State
from core.batch.plan import Plan
from core.errors import EngineError, KeyRefused, NoCredit, Unreachable
from core.preprocessor import Preprocessor
from core.runware.client import RunwareClient
from core.runware.engine import RunwareEngine
from core.runware.outgoing import ordered
from core.runware.purchases import Purchases
from core.runware.service import Service
from core.service_choices import ServiceChoices
from core.task import PreprocessTask
from tests.core.batch.given import CANNY, TILE, plan_of, states
from tests.core.batch.prices import Endless, costs
from tests.core.pictures import noise
from tests.faults.layer import Layer, layer_before
from tests.faults.mishaps import says
from tests.faults.scene import KEY, Hurry, Served, serving

DONE, FAILED, WAITING = State.DONE, State.FAILED, State.WAITING
SEG = Preprocessor.SEG


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


class Shop:
    """A service with prices, and the engine that buys there."""

    def __init__(self, served: Served, layer: Layer, folder: Path) -> None:
        self.served = served
        self.layer = layer
        self.key = KEY
        self._folder = folder
        self.engine = self.another()

    def another(self) -> RunwareEngine:
        """An engine as after a restart of the program."""

        async def key() -> str:
            return self.key

        service = Service(self.layer.origin, wait_s=1e5)
        client = RunwareClient(service, key, Hurry().clock)
        return RunwareEngine(client, Purchases(self._folder))

    def price(self, usd: float | None) -> None:
        self.layer.tasks = Endless(costs(usd))

    @property
    def made(self) -> int:
        """How many guides the server made."""
        return len(self.served.engine.tasks)

    @property
    def ordered(self) -> set[str]:
        """The tasks that came to the layer, by their names."""
        return {
            task["taskUUID"]
            for asked in self.layer.asked
            if asked.is_task
            for task in json.loads(asked.body)
            if task["taskType"] in (TaskType.PREPROCESS, TaskType.PREPROCESS_BEFORE)
        }

    async def run(self, batch: Batch, engine: RunwareEngine | None = None) -> Ended:
        return await batch.run(engine or self.engine, ordering=order)


def order(task: PreprocessTask) -> PreprocessTask:
    return ordered(task, ServiceChoices())


@asynccontextmanager
async def _open(served: Served, folder: Path) -> AsyncIterator[Shop]:
    served.engine.gate.set()
    served.engine.error = None
    served.engine.tasks.clear()
    async with layer_before(served.server.url) as layer:
        shop = Shop(served, layer, folder)
        shop.price(0.25)
        try:
            yield shop
        finally:
            served.engine.gate.set()
            await shop.engine.aclose()


def _plan(folder: Path, count: int, *preprocessors: Preprocessor, **more: object) -> Plan:
    what = []
    for number in range(count):
        what.append(folder / f"{number}.png")
        Image.fromarray(noise((24, 32, 3), number)).save(what[-1])
    return plan_of(what, *preprocessors, to=folder / "out", **more)


async def test_eight_are_asked_for_at_once_and_the_guides_come(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        batch = Batch.begin(_plan(tmp_path, 12, TILE))
        served.engine.gate.clear()
        running = asyncio.create_task(shop.run(batch))
        async with asyncio.timeout(30):
            while len(shop.ordered) < 8:  # noqa: ASYNC110 - the layer sees them come
                await asyncio.sleep(0.005)
        assert states(batch).count(State.WORKING) == 8
        served.engine.gate.set()
        assert await running == Ended(How.FINISHED)
    assert states(batch) == [DONE] * 12
    assert batch.summary().spent_usd == pytest.approx(12 * 0.25)
    with Image.open(tmp_path / "out" / "3-tile.png") as image:
        np.testing.assert_array_equal(np.asarray(image), 255 - noise((24, 32, 3), 3))


async def test_the_price_is_told_before_as_far_as_it_is_known(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        await shop.run(Batch.begin(_plan(tmp_path, 1, TILE)))
        batch = Batch.begin(_plan(tmp_path, 5, TILE, SEG))
        assert await batch.estimate(shop.engine) == Estimate(5 * 0.25, 5)
        await shop.run(batch)
        assert shop.made == 10, "one was bought before"
        assert await batch.estimate(shop.engine) == Estimate(0.0, 0)
        assert batch.summary().spent_usd == pytest.approx(9 * 0.25)


async def test_the_limit_is_never_exceeded_and_can_be_raised(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        batch = Batch.begin(_plan(tmp_path, 12, TILE, limit_usd=1.1), tmp_path / "batch")
        ended = await shop.run(batch)
        assert ended.how is How.LIMIT
        assert ended.why is not None
        assert ended.why.what == "The next guide might cost more than may be spent."
        assert shop.made == states(batch).count(DONE) == 4
        assert states(batch).count(WAITING) == 8
        assert (await shop.run(batch)).how is How.LIMIT
        assert shop.made == 4

        batch.set_limit(1.5)
        batch.close()
        reopened = Batch.open(tmp_path / "batch")
        assert reopened is not None
        assert (await shop.run(reopened)).how is How.LIMIT
        assert shop.made == 6
        reopened.set_limit(None)
        assert (await shop.run(reopened)).how is How.FINISHED
        assert shop.made == 12
        reopened.close()


async def test_a_preprocessor_without_a_known_price_goes_alone_first(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        batch = Batch.begin(_plan(tmp_path, 9, TILE, limit_usd=0.2))
        assert (await shop.run(batch)).how is How.LIMIT
        assert shop.made == 1


async def test_what_was_bought_before_is_free_even_at_the_limit(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        plan = _plan(tmp_path, 6, TILE)
        await shop.run(Batch.begin(plan))
        again = Batch.begin(plan.replace(limit_usd=0.0))
        assert (await shop.run(again)).how is How.FINISHED
        assert (shop.made, again.summary().spent_usd) == (6, 0.0)


async def test_a_limit_cannot_be_kept_where_prices_are_not_told_and_that_is_said(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        shop.price(None)
        batch = Batch.begin(_plan(tmp_path, 5, TILE, limit_usd=1.0))
        ended = await shop.run(batch)
        assert (ended.how, shop.made) == (How.LIMIT, 1)
        assert ended.why is not None
        assert "does not say what guides cost" in ended.why.what
        batch.set_limit(None)
        assert (await shop.run(batch)).how is How.FINISHED
        assert shop.made == 5


async def test_guides_that_fail_are_counted_as_if_they_had_been_paid(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        await shop.run(Batch.begin(_plan(tmp_path, 1, TILE)))
        served.engine.error = lambda: EngineError("It is the night off.")
        batch = Batch.begin(_plan(tmp_path, 9, TILE, limit_usd=1.0))
        assert (await shop.run(batch)).how is How.LIMIT
        # The first was bought before.
        assert Counter(states(batch)) == {DONE: 1, FAILED: 4, WAITING: 4}
        assert batch.retry() == 4
        served.engine.error = None
        assert (await shop.run(batch)).how is How.LIMIT
        assert Counter(states(batch)) == {DONE: 1, WAITING: 8}


async def test_what_was_ordered_when_the_program_ended_is_fetched_and_paid_once(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        batch = Batch.begin(_plan(tmp_path, 4, TILE), tmp_path / "batch")
        served.engine.gate.clear()
        running = asyncio.create_task(shop.run(batch))
        async with asyncio.timeout(30):
            while len(shop.ordered) < 4:  # noqa: ASYNC110 - the layer sees them come
                await asyncio.sleep(0.005)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        batch.close()
        served.engine.gate.set()
        engine = shop.another()
        reopened = Batch.open(tmp_path / "batch")
        assert reopened is not None
        assert await shop.run(reopened, engine) == Ended(How.FINISHED)
        await engine.aclose()
        reopened.close()
    assert states(reopened) == [DONE] * 4
    assert shop.made == 4


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [(401, "invalidApiKey", KeyRefused), (402, "insufficientCredits", NoCredit)],
)
async def test_what_no_guide_could_be_bought_with_stops_it_once(
    served: Served, tmp_path: Path, status: int, code: str, error: type[Exception]
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        shop.layer.tasks = Endless(says(status, code))
        batch = Batch.begin(_plan(tmp_path, 20, TILE))
        ended = await shop.run(batch)
        assert ended.how is How.STOPPED
        assert isinstance(ended.why, error)
        assert states(batch) == [WAITING] * 20
        shop.price(0.25)
        assert (await shop.run(batch)).how is How.FINISHED


async def test_what_was_refused_for_want_of_credit_does_not_use_up_the_limit(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        await shop.run(Batch.begin(_plan(tmp_path, 1, TILE)))
        batch = Batch.begin(_plan(tmp_path, 6, TILE, limit_usd=1.0))
        shop.layer.tasks = Endless(says(402, "insufficientCredits"))
        for _ in range(2):
            assert (await shop.run(batch)).how is How.STOPPED
        shop.price(0.25)
        assert (await shop.run(batch)).how is How.LIMIT
        assert batch.summary().spent_usd == pytest.approx(1.0)
        # The first was bought before.
        assert Counter(states(batch)) == {DONE: 5, WAITING: 1}


async def test_what_came_while_the_program_was_not_there_counts_for_the_limit(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        await shop.run(Batch.begin(_plan(tmp_path, 1, TILE)))
        batch = Batch.begin(_plan(tmp_path, 9, TILE, limit_usd=1.0), tmp_path / "batch")
        before = len(shop.ordered)
        served.engine.gate.clear()
        running = asyncio.create_task(shop.run(batch))
        async with asyncio.timeout(30):
            # The first, which was bought before, is noted as done and paid for a moment later.
            while len(shop.ordered) < before + 4 or len(batch._store.doubts()) > 4:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        batch.close()
        served.engine.gate.set()
        engine = shop.another()
        assert await engine.fetch_waiting() == 4
        reopened = Batch.open(tmp_path / "batch")
        assert reopened is not None
        for _ in range(2):
            assert (await shop.run(reopened, engine)).how is How.LIMIT
        await engine.aclose()
        reopened.close()
    assert Counter(states(reopened)) == {DONE: 5, WAITING: 4}
    assert shop.made == 5


async def test_without_a_connection_it_stops_and_goes_on_when_there_is_one(
    served: Served, tmp_path: Path
) -> None:
    async with _open(served, tmp_path / "bought") as shop:
        await shop.layer.close()
        batch = Batch.begin(_plan(tmp_path, 20, TILE, CANNY))
        ended = await shop.run(batch)
        assert ended.how is How.STOPPED
        assert isinstance(ended.why, Unreachable)
        assert states(batch) == [WAITING] * 40
        await shop.layer.open()
        assert (await shop.run(batch)).how is How.FINISHED
        assert states(batch) == [DONE] * 40
        assert shop.made == 40


def test_a_budget_lets_nothing_begin_that_might_exceed_it() -> None:
    budget = Budget(1.0)
    assert budget.allows(None)
    budget.begin(0, None)
    assert not budget.allows(0.1)
    assert not budget.allows(None)
    budget.end(0, 0.4)
    budget.begin(1, 0.3)
    assert budget.allows(0.3)
    assert not budget.allows(0.31)
    assert not budget.allows(None)
    budget.end(1, 0.0)
    assert budget.allows(0.6)
    assert budget.waits is False
