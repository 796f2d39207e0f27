"""The engine in the cloud over a real service: guides come, and none is paid for twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from PIL import Image

from core.api.replies import Item
from core.api.requests import TaskType
from core.backoff import Clock
from core.errors import EngineError, KeyRefused, ServiceError, Unreachable
from core.guide import Guide
from core.picture import Picture
from core.preprocessor import Preprocessor
from core.runware import guides
from core.runware.bookkeeping import Bookkeeping
from core.runware.client import RunwareClient
from core.runware.engine import RunwareEngine
from core.runware.outcome import Delivered
from core.runware.purchases import Purchases
from core.runware.service import Service
from core.runware.wish import Wish
from core.server.running import RunningServer, ServerSettings
from core.task import DeliveryMethod, OutputFormat, OutputType, PreprocessTask
from tests.core.pictures import noise, saved
from tests.core.server.engines import QuickEngine

KEY = "the-key-of-the-shop-0123456789"


class Shop:
    """A service on this computer with an engine in the test's hands; it can move out and in."""

    def __init__(self, folder: Path) -> None:
        self.engine = QuickEngine()
        self.port = 0
        self.server: RunningServer | None = None
        self.open(folder)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def open(self, folder: Path) -> None:
        settings = ServerSettings(folder=folder, key=KEY, port=self.port)
        self.server = RunningServer.start(lambda: self.engine, settings)
        self.port = int(self.server.url.rpartition(":")[2].partition("/")[0])

    def close(self) -> None:
        if self.server is not None:
            self.engine.gate.set()
            self.server.stop()
            self.server = None


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path / "shop")
    yield shop
    shop.close()


@asynccontextmanager
async def opened(
    shop: Shop, folder: Path, *, key: str = KEY, wait_s: float = 30.0, **settings: int
) -> AsyncIterator[RunwareEngine]:
    """An engine as a program has it that begins and ends with the block; its clock is quick."""

    async def asked() -> str:
        return key

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))

    service = Service(shop.url, wait_s=wait_s, **settings)
    engine = RunwareEngine(RunwareClient(service, asked, Clock(sleep=sleep)), Purchases(folder))
    try:
        yield engine
    finally:
        await engine.aclose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "bought"


def picture(seed: int = 1) -> Picture:
    return Picture(noise((48, 64, 3), seed), "cat")


def task(**fields: object) -> PreprocessTask:
    given = {
        "preprocessor": Preprocessor.TILE,
        "output_format": OutputFormat.PNG,
        "delivery_method": DeliveryMethod.ASYNC,
        "include_cost": True,
        **fields,
    }
    return PreprocessTask(**given)  # type: ignore[arg-type]


async def until(true: Callable[[], bool]) -> None:
    """Wait for what another thread brings about."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)


def waiting_in(folder: Path, shop: Shop) -> list[UUID]:
    """The orders that are on their way, as another program sees them."""
    purchases = Purchases(folder)
    try:
        return purchases.waiting(f"127.0.0.1:{shop.port}")
    finally:
        purchases.close()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("delivery", list(DeliveryMethod))
@pytest.mark.parametrize("output_type", list(OutputType))
async def test_a_guide_comes_from_the_service(
    shop: Shop, folder: Path, delivery: DeliveryMethod, output_type: OutputType
) -> None:
    cat, stages = picture(), list[str]()
    wanted = task(delivery_method=delivery, output_type=output_type)
    async with opened(shop, folder) as engine:
        guide = await engine.run(cat, wanted, lambda progress: stages.append(progress.stage))
    np.testing.assert_array_equal(guide.pixels, 255 - cat.pixels)
    assert (guide.engine, guide.task, guide.cost_usd, guide.remark) == ("runware", wanted, 0.0, "")
    assert guide.seconds > 0
    assert list(dict.fromkeys(stages)) == ["uploading", "waiting", "downloading"]


async def test_what_was_bought_is_found_and_never_bought_again(shop: Shop, folder: Path) -> None:
    cat = picture()
    async with opened(shop, folder) as engine:
        assert await engine.find(cat, task()) is None
        first = await engine.run(cat, task())
        again = await engine.run(picture(), task(output_type=OutputType.DATA_URI))
    shop.close()
    async with opened(shop, folder) as engine:
        found = await engine.find(picture(), task())
        bought = await engine.run(picture(), task())
        assert await engine.find(picture(2), task()) is None
        assert await engine.find(cat, task(width=32)) is None
        with pytest.raises(Unreachable):
            await engine.run(cat, task(width=32))
    assert found is not None
    for guide in (again, found, bought):
        np.testing.assert_array_equal(guide.pixels, first.pixels)
    assert "cost nothing now" in again.remark
    assert found.seconds == first.seconds
    assert len(shop.engine.tasks) == 1


async def test_a_size_that_is_the_pictures_own_is_no_other_look(shop: Shop, folder: Path) -> None:
    async with opened(shop, folder) as engine:
        await engine.run(picture(), task())
        await engine.run(picture(), task(width=64, height=48))
        await engine.run(picture(), task(width=999))
        small = await engine.run(picture(), task(width=32))
    assert (small.width, small.height) == (32, 24)
    assert len(shop.engine.tasks) == 2


async def test_two_who_want_the_same_at_once_pay_once(shop: Shop, folder: Path) -> None:
    async with opened(shop, folder) as engine:
        guides = await asyncio.gather(*(engine.run(picture(), task()) for _ in range(4)))
    assert len(shop.engine.tasks) == 1
    assert len({guide.pixels.tobytes() for guide in guides}) == 1


async def test_one_task_of_many_pictures_is_an_order_for_each(shop: Shop, folder: Path) -> None:
    wanted = task()
    async with opened(shop, folder) as engine:
        for seed in range(3):
            guide = await engine.run(picture(seed), wanted)
            np.testing.assert_array_equal(guide.pixels, 255 - picture(seed).pixels)
    assert len({made.task_uuid for made in shop.engine.tasks}) == 3


async def test_a_wait_that_was_cancelled_goes_on_with_the_same_order(
    shop: Shop, folder: Path
) -> None:
    shop.engine.gate.clear()
    async with opened(shop, folder) as engine:
        waiting = asyncio.create_task(engine.run(picture(), task()))
        await until(shop.engine.begun.is_set)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        shop.engine.gate.set()
        guide = await engine.run(picture(), task())
    np.testing.assert_array_equal(guide.pixels, 255 - picture().pixels)
    assert len(shop.engine.tasks) == 1


async def test_a_wait_that_is_over_says_so_and_goes_on_when_asked_again(
    shop: Shop, folder: Path
) -> None:
    shop.engine.gate.clear()
    async with opened(shop, folder, wait_s=0.5) as engine:
        with pytest.raises(Unreachable, match="costs nothing more"):
            await engine.run(picture(), task())
        shop.engine.gate.set()
    async with opened(shop, folder) as engine:
        await engine.run(picture(), task())
    assert len(shop.engine.tasks) == 1


async def test_what_was_on_its_way_when_the_program_ended_is_fetched_at_the_next_start(
    shop: Shop, folder: Path
) -> None:
    shop.engine.gate.clear()
    async with opened(shop, folder) as engine:
        waiting = [asyncio.create_task(engine.run(picture(seed), task())) for seed in range(2)]
        await until(lambda: len(shop.engine.tasks) == 2)
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting)
    async with opened(shop, folder, wait_s=0.3) as engine:
        assert await engine.fetch_waiting() == 0, "the service is not done"
    shop.engine.gate.set()
    async with opened(shop, folder) as engine:
        assert await engine.fetch_waiting() == 2
        assert await engine.fetch_waiting() == 0
        for seed in range(2):
            guide = await engine.find(picture(seed), task())
            assert guide is not None
            np.testing.assert_array_equal(guide.pixels, 255 - picture(seed).pixels)
    assert len(shop.engine.tasks) == 2


async def test_an_order_that_was_never_sent_is_sent_when_it_is_wanted(
    shop: Shop, folder: Path
) -> None:
    # What kill -9 leaves between the list and the request.
    async with opened(shop, folder) as engine:
        wish = await engine._wish(picture(), task())
    purchases = Purchases(folder)
    order = purchases.order(wish, task().task_uuid)
    purchases.close()
    async with opened(shop, folder) as engine:
        assert await engine.fetch_waiting() == 0
        await engine.run(picture(), task())
    assert [made.task_uuid for made in shop.engine.tasks] == [order]


async def test_an_order_of_another_account_is_there_again_with_its_key(
    shop: Shop, folder: Path, tmp_path: Path
) -> None:
    shop.engine.gate.clear()
    async with opened(shop, folder) as engine:
        waiting = asyncio.create_task(engine.run(picture(), task()))
        await until(shop.engine.begun.is_set)
        waiting.cancel()
        await asyncio.wait([waiting])
    shop.close()
    shop.open(tmp_path / "the other account")
    async with opened(shop, folder) as engine:
        assert await engine.fetch_waiting() == 0
    shop.close()
    shop.open(tmp_path / "shop")
    async with opened(shop, folder) as engine:
        await engine.run(picture(), task())
    assert len({made.task_uuid for made in shop.engine.tasks}) == 1


async def test_what_the_service_refused_is_told_and_ordered_anew(shop: Shop, folder: Path) -> None:
    def fails() -> Exception:
        return EngineError("It is the night off.")

    shop.engine.error = fails
    async with opened(shop, folder) as engine:
        with pytest.raises(EngineError, match="failed to make this guide"):
            await engine.run(picture(), task())
        shop.engine.error = None
        await engine.run(picture(), task())
    assert len({made.task_uuid for made in shop.engine.tasks}) == 2


async def test_a_refused_key_orders_nothing_and_a_new_one_works_at_once(
    shop: Shop, folder: Path
) -> None:
    keys = ["not-the-key-of-this-shop"]

    async def asked() -> str:
        return keys[-1]

    engine = RunwareEngine.at(Service(shop.url), asked, folder)
    with pytest.raises(KeyRefused):
        await engine.run(picture(), task())
    assert waiting_in(folder, shop) == []
    keys.append(KEY)
    await engine.run(picture(), task(delivery_method=DeliveryMethod.SYNC))
    await engine.aclose()
    assert len(shop.engine.tasks) == 1


async def test_a_large_picture_is_uploaded_once(shop: Shop, folder: Path, tmp_path: Path) -> None:
    async with opened(shop, folder, inline_bytes=1) as engine:
        cat = picture()
        await asyncio.gather(*(engine.run(cat, task(width=width)) for width in (10, 20, 30)))
    assert len(shop.engine.tasks) == 3
    stored = files_in(tmp_path / "shop" / "files")
    assert len(stored) == 1 + 3, "the picture, and its guides"


async def test_a_picture_that_the_service_has_lost_is_uploaded_anew_once(
    shop: Shop, folder: Path, tmp_path: Path
) -> None:
    async with opened(shop, folder, inline_bytes=1) as engine:
        cat = picture()
        await engine.run(cat, task())
        shop.close()
        shop.open(tmp_path / "another disk")
        guide = await engine.run(cat, task(width=32))
        assert (guide.width, guide.height) == (32, 24)
        assert waiting_in(folder, shop) == []


async def test_a_guide_of_another_size_is_brought_to_the_one_asked_for(
    shop: Shop, folder: Path
) -> None:
    # The picture has to be shrunk to be sent, so that the guide comes smaller than it is wanted.
    async with opened(shop, folder, picture_bytes=1500) as engine:
        guide = await engine.run(picture(), task())
        found = await engine.find(picture(), task())
    assert (guide.width, guide.height) == (64, 48)
    assert "it was brought to 64 x 48" in guide.remark
    assert found is not None
    assert found.remark == guide.remark


async def test_a_guide_that_cannot_be_kept_is_handed_over_all_the_same(
    shop: Shop, folder: Path
) -> None:
    in_the_way = folder / "guides"
    await asyncio.to_thread(folder.mkdir)
    in_the_way.write_bytes(b"no folder")
    async with opened(shop, folder) as engine:
        guide = await engine.run(picture(), task())
        np.testing.assert_array_equal(guide.pixels, 255 - picture().pixels)
        assert "cannot be used" in guide.remark
        in_the_way.unlink()
        await engine.run(picture(), task())
        assert await engine.find(picture(), task()) is not None
    assert len(shop.engine.tasks) == 1


async def test_a_guide_whose_file_was_damaged_is_fetched_again(shop: Shop, folder: Path) -> None:
    async with opened(shop, folder) as engine:
        await engine.run(picture(), task())
        (file,) = (folder / "guides").iterdir()
        file.write_bytes(b"\x89PNG, or what is left of one")
        assert await engine.find(picture(), task()) is None
        await engine.run(picture(), task())
        assert await engine.find(picture(), task()) is not None
    assert len(shop.engine.tasks) == 1


async def test_closing_in_the_middle_takes_no_time_and_loses_nothing(
    shop: Shop, folder: Path
) -> None:
    shop.engine.gate.clear()
    async with opened(shop, folder) as engine:
        waiting = asyncio.create_task(engine.run(picture(), task()))
        await until(shop.engine.begun.is_set)
        async with asyncio.timeout(2):
            await engine.aclose()
        with pytest.raises(EngineError):
            await waiting
    shop.engine.gate.set()
    async with opened(shop, folder) as engine:
        assert await engine.fetch_waiting() == 1


@pytest.mark.parametrize("delivery", list(DeliveryMethod))
async def test_who_waits_while_it_closes_is_told_that_and_nothing_of_the_disk(
    shop: Shop, folder: Path, delivery: DeliveryMethod
) -> None:
    shop.engine.gate.clear()
    async with opened(shop, folder) as engine:
        waiting = asyncio.create_task(engine.run(picture(), task(delivery_method=delivery)))
        await until(shop.engine.begun.is_set)
        await engine.aclose()
        with pytest.raises(ServiceError, match="has been closed"):
            await waiting


class SlowDisk(Purchases):
    """Writes a guide only when it may."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.begun, self.may_write = Event(), Event()

    def bought(self, *about: Any) -> None:
        self.begun.set()
        self.may_write.wait()
        super().bought(*about)


async def test_a_guide_that_is_here_is_kept_though_nobody_waits_for_it_any_more(
    shop: Shop, folder: Path
) -> None:
    disk = SlowDisk(folder)
    async with opened(shop, folder) as quick:
        engine = RunwareEngine(quick.client, disk)
        waiting = asyncio.create_task(engine.run(picture(), task()))
        await until(disk.begun.is_set)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        closing = asyncio.create_task(engine.aclose())
        done, _ = await asyncio.wait([closing], timeout=0.2)
        assert not done, "it waits for the disk"
        disk.may_write.set()
        await closing
        assert await quick.find(picture(), task()) is not None


async def test_a_guide_that_is_being_read_while_the_program_ends_is_kept(
    shop: Shop, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_read = Event(), Event()
    read = guides.guide_of

    def slowly(*arguments: Any, **about: Any) -> Guide:
        begun.set()
        may_read.wait()
        return read(*arguments, **about)

    monkeypatch.setattr(guides, "guide_of", slowly)
    async with opened(shop, folder) as engine:
        waiting = asyncio.create_task(engine.run(picture(), task()))
        await until(begun.is_set)
        closing = asyncio.create_task(engine.aclose())
        done, _ = await asyncio.wait([closing], timeout=0.2)
        may_read.set()
        assert not done, "it waits for what is at work"
        await closing
        assert (await waiting).remark == ""
    async with opened(shop, folder) as engine:
        assert await engine.find(picture(), task()) is not None


async def test_what_comes_while_it_closes_is_kept_as_well(folder: Path) -> None:
    class TwoDisks(Purchases):
        """Each write waits until that one may."""

        may_write = (Event(), Event())
        begun = 0

        def bought(self, *about: Any) -> None:
            mine = self.may_write[self.begun]
            self.begun += 1
            mine.wait()
            super().bought(*about)

    disk = TwoDisks(folder)
    books = Bookkeeping(disk, "Runware")
    orders = [uuid4(), uuid4()]
    data = saved(Image.new("RGB", (4, 4)), "PNG")
    for number, order in enumerate(orders):
        disk.order(Wish("runware", str(number), Preprocessor.TILE, "{}"), order)
    comes = [Delivered(order, Item(TaskType.PREPROCESS, str(order)), data) for order in orders]
    first = asyncio.create_task(books.keep(comes[0], 1.0))
    await until(lambda: disk.begun == 1)
    closing = asyncio.create_task(books.aclose())
    await asyncio.sleep(0)
    second = asyncio.create_task(books.keep(comes[1], 1.0))
    await until(lambda: disk.begun == 2)
    disk.may_write[0].set()
    await first
    done, _ = await asyncio.wait([closing], timeout=0.2)
    disk.may_write[1].set()
    assert not done, "it waits for the second too"
    await second
    await closing
    with pytest.raises(ServiceError, match="has been closed"):
        await books.keep(comes[0], 1.0)


async def test_neither_key_nor_addresses_get_into_a_file_a_log_or_an_error(
    shop: Shop, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "s3cret-of-the-webhook"
    wanted = task(webhook_url=f"https://example.invalid/hook?{secret}")
    told: list[str] = []
    async with opened(shop, folder, inline_bytes=1) as engine:
        await engine.run(picture(), task())
        shop.engine.error = lambda: EngineError("No.")
        with pytest.raises(EngineError) as caught:
            await engine.run(picture(2), wanted)
        told.append(repr(caught.value) + caught.value.details)
    async with opened(shop, folder, key="another-key-that-is-wrong") as engine:
        with pytest.raises(KeyRefused) as refused:
            await engine.run(picture(3), wanted)
        told.append(repr(refused.value) + refused.value.details + repr(engine.client.service))
    told.append(caplog.text)
    files = files_in(folder)
    assert any(path.suffix == ".png" for path in files)
    told += [path.read_bytes().decode("latin-1") for path in files]
    for text in told:
        for word in (KEY, "another-key-that-is-wrong", secret, "/results/", "Bearer"):
            assert word not in text
