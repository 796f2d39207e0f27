"""What was ordered and bought is remembered, whatever ends the program."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import EngineError
from core.preprocessor import Preprocessor
from core.runware.purchases import ASKED_AFTER_S, Purchases
from core.runware.wish import Wish
from core.task import OutputFormat, PreprocessTask
from tests.core.pictures import saved

ROOT = Path(__file__).parents[3]
HOST, SIZE = "api.runware.ai", (64, 48)
CANNY = PreprocessTask(preprocessor=Preprocessor.CANNY)
PNG = saved(Image.fromarray(np.full((48, 64), 7, np.uint8)), "PNG")


class Wall:
    """A clock that stands still until it is set."""

    def __init__(self, *moment: int) -> None:
        self.now = datetime(*moment).timestamp()  # type: ignore[arg-type]

    def set(self, *moment: int) -> None:
        self.now = datetime(*moment).timestamp()  # type: ignore[arg-type]


@pytest.fixture
def wall() -> Wall:
    return Wall(2026, 3, 14, 15, 9)


@pytest.fixture
def purchases(tmp_path: Path, wall: Wall) -> Iterator[Purchases]:
    purchases = Purchases(tmp_path / "bought", lambda: wall.now)
    yield purchases
    purchases.close()


def _wish(picture: str = "cat", host: str = HOST, **fields: object) -> Wish:
    task = PreprocessTask(**{"preprocessor": "canny", **fields})  # type: ignore[arg-type]
    return Wish.of(host, picture, task, SIZE)


def _buy(purchases: Purchases, cost_usd: float | None, **fields: object) -> uuid.UUID:
    order = purchases.order(_wish(str(uuid.uuid4()), **fields), uuid.uuid4())  # type: ignore[arg-type]
    purchases.bought(order, PNG, cost_usd)
    return order


def test_what_was_bought_is_found_by_the_picture_and_the_look(purchases: Purchases) -> None:
    order = purchases.order(_wish(), uuid.uuid4())
    assert purchases.find(_wish()) is None, "it is only ordered"
    purchases.bought(order, PNG, 0.002, 1.5)
    found = purchases.find(_wish())
    assert found is not None
    assert (found.data, found.cost_usd, found.seconds) == (PNG, 0.002, 1.5)


@pytest.mark.parametrize(
    "other",
    [
        _wish("dog"),
        _wish(host="127.0.0.1:7813"),
        _wish(preprocessor="depth"),
        _wish(options={"lowThresholdCanny": 99}),
        _wish(output_format=OutputFormat.WEBP),
        Wish.of(HOST, "cat", CANNY, (32, 24)),
    ],
)
def test_another_picture_service_or_look_is_another_guide(
    purchases: Purchases, other: Wish
) -> None:
    purchases.bought(purchases.order(_wish(), uuid.uuid4()), PNG)
    assert purchases.find(other) is None


def test_how_it_is_delivered_and_what_only_this_computer_has_is_no_look() -> None:
    assert _wish() == _wish(output_type="dataURI", delivery_method="async", include_cost=True)
    shuffle = _wish(preprocessor="shuffle")
    assert shuffle == _wish(preprocessor="shuffle", options={"seed": 3})
    png = _wish(output_format="PNG")
    assert png == _wish(output_format="PNG", output_quality=50), "it is lossless"
    assert _wish() != _wish(output_quality=50)


def test_who_orders_again_goes_on_with_the_order_that_is_open(purchases: Purchases) -> None:
    first = purchases.order(_wish(), uuid.uuid4())
    assert purchases.order(_wish(), uuid.uuid4()) == first
    assert purchases.order(_wish("dog"), uuid.uuid4()) != first
    purchases.lost(first)
    assert purchases.order(_wish(), uuid.uuid4()) == first, "the service may have it all the same"
    purchases.failed(first)
    assert purchases.order(_wish(), uuid.uuid4()) != first


def test_who_orders_what_another_has_just_fetched_asks_for_that(purchases: Purchases) -> None:
    wish = _wish()
    assert purchases.find(wish) is None
    bought = purchases.order(wish, uuid.uuid4())
    purchases.bought(bought, PNG, 0.25)
    assert purchases.order(wish, uuid.uuid4()) == bought, "it is not paid for twice"
    purchases.bought(bought, PNG, 0.25)
    assert purchases.spent().all == pytest.approx(0.25)


def test_what_waits_is_told_by_service_until_it_has_come_or_failed(
    purchases: Purchases, wall: Wall
) -> None:
    came, failed, lost, waits = (purchases.order(_wish(name), uuid.uuid4()) for name in "abcd")
    purchases.order(_wish(host="elsewhere"), uuid.uuid4())
    assert purchases.waiting(HOST) == [came, failed, lost, waits]
    purchases.bought(came, PNG)
    purchases.failed(failed)
    purchases.lost(lost)
    assert purchases.waiting(HOST) == [waits]
    wall.now += ASKED_AFTER_S + 1
    assert purchases.waiting(HOST) == []
    assert purchases.order(_wish("d"), uuid.uuid4()) == waits, "it is not forgotten"


def test_spending_is_told_by_the_days_and_months_of_the_clock_on_the_wall(
    purchases: Purchases, wall: Wall
) -> None:
    wall.set(2026, 2, 28, 23, 59)
    _buy(purchases, 1.0)
    wall.set(2026, 3, 1, 0, 0)
    _buy(purchases, 0.2)
    wall.set(2026, 3, 14, 0, 1)
    _buy(purchases, 0.03)
    _buy(purchases, None)
    wall.set(2026, 3, 14, 23, 59)
    sums = purchases.spent()
    assert (sums.today, sums.month, sums.all) == pytest.approx((0.03, 0.23, 1.23))
    sums = purchases.spent(datetime(2026, 3, 15).timestamp())
    assert (sums.today, sums.month, sums.all) == pytest.approx((0.0, 0.23, 1.23))


def test_what_was_paid_for_what_failed_or_has_not_come_is_counted_once(
    purchases: Purchases,
) -> None:
    waits, failed, spoiled = (purchases.order(_wish(name), uuid.uuid4()) for name in "abc")
    purchases.told_cost(waits, 0.1)
    purchases.told_cost(waits, 0.1)
    purchases.failed(failed, 0.02)
    purchases.unusable(spoiled, 0.003)
    assert purchases.spent().all == pytest.approx(0.123)
    purchases.bought(waits, PNG, 0.1)
    assert purchases.spent().all == pytest.approx(0.123)


def test_the_last_cost_is_that_of_the_preprocessor_at_the_service(
    purchases: Purchases, wall: Wall
) -> None:
    assert purchases.last_cost(HOST, Preprocessor.CANNY) is None
    for cost, fields in [(0.1, {}), (0.2, {}), (0.3, {"preprocessor": "depth"}), (None, {})]:
        wall.now += 1
        _buy(purchases, cost, **fields)
    wall.now += 1
    _buy(purchases, 0.0, host="127.0.0.1:7813")
    assert purchases.last_cost(HOST, Preprocessor.CANNY) == 0.2
    assert purchases.last_cost(HOST, Preprocessor.DEPTH) == 0.3


def test_a_guide_whose_file_is_gone_can_still_be_asked_after(
    purchases: Purchases, tmp_path: Path
) -> None:
    order = purchases.order(_wish(), uuid.uuid4())
    purchases.bought(order, PNG)
    (file,) = (tmp_path / "bought" / "guides").iterdir()
    assert file.name == f"{order}.png"
    file.unlink()
    assert purchases.find(_wish()) is None
    assert purchases.order(_wish(), uuid.uuid4()) == order


def test_what_is_no_picture_is_asked_for_once_more_and_then_bought_anew(
    purchases: Purchases,
) -> None:
    order = purchases.order(_wish(), uuid.uuid4())
    assert not purchases.unusable(order)
    assert purchases.order(_wish(), uuid.uuid4()) == order
    assert purchases.unusable(order)
    assert purchases.order(_wish(), uuid.uuid4()) != order


def test_two_programs_share_the_list(purchases: Purchases, tmp_path: Path) -> None:
    other = Purchases(tmp_path / "bought")
    order = purchases.order(_wish(), uuid.uuid4())
    assert other.order(_wish(), uuid.uuid4()) == order
    other.bought(order, PNG)
    other.close()
    assert purchases.find(_wish()) is not None


_ENDLESS_BUYER = """
import os, sys, uuid
from pathlib import Path
from core.runware.purchases import Purchases
from core.runware.wish import Wish
from core.task import PreprocessTask

purchases = Purchases(Path(sys.argv[1]))
task = PreprocessTask(preprocessor="canny")
data = Path(sys.argv[2]).read_bytes()
for number in range(10**9):
    order = purchases.order(Wish.of("host", str(number), task, (64, 48)), uuid.uuid4())
    os.write(1, f"ordered {number} {order}\\n".encode())  # in one piece, which a kill cannot cut
    purchases.bought(order, data, 0.5)
    os.write(1, f"bought {number} {order}\\n".encode())
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
@pytest.mark.parametrize("lines", [1, 2, 7])
def test_kill_9_loses_no_order_and_no_guide(tmp_path: Path, lines: int) -> None:
    picture = tmp_path / "guide.png"
    noise = np.random.default_rng(1).integers(0, 256, (400, 400, 3), np.uint8)
    picture.write_bytes(saved(Image.fromarray(noise), "PNG"))
    folder = tmp_path / "bought"
    buyer = subprocess.Popen(
        [sys.executable, "-P", "-c", _ENDLESS_BUYER, str(folder), str(picture)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert buyer.stdout is not None
    told = [buyer.stdout.readline().split() for _ in range(lines)]
    buyer.send_signal(signal.SIGKILL)
    told += [line.split() for line in buyer.stdout.read().splitlines()]
    buyer.wait()
    buyer.stdout.close()

    purchases = Purchases(folder)
    waiting = [str(order) for order in purchases.waiting("host")]
    for word, number, order in told:
        found = purchases.find(Wish.of("host", number, CANNY, SIZE))
        if word == "bought":
            assert found is not None
            assert found.data == picture.read_bytes()
            assert found.cost_usd == 0.5
        else:
            assert found is not None or order in waiting
    assert len(waiting) <= 1
    purchases.close()


def test_a_damaged_list_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "bought"
    folder.mkdir()
    list_file = folder / "purchases.sqlite3"
    list_file.write_bytes(b"not a database " * 100)
    purchases = Purchases(folder)
    with pytest.raises(EngineError, match="cannot be read") as caught:
        purchases.order(_wish(), uuid.uuid4())
    assert "purchases.sqlite3" in caught.value.remedy
    assert list_file.read_bytes() == b"not a database " * 100


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    purchases = Purchases(tmp_path / "file" / "bought")
    with pytest.raises(EngineError, match="cannot be used"):
        purchases.order(_wish(), uuid.uuid4())


def test_a_list_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    purchases = Purchases(tmp_path)
    purchases.order(_wish(), uuid.uuid4())
    purchases.close()
    database = sqlite3.connect(tmp_path / "purchases.sqlite3", isolation_level=None)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(EngineError, match="cannot be read"):
        Purchases(tmp_path).find(_wish())


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_what_was_bought_is_for_its_owner_alone(purchases: Purchases, tmp_path: Path) -> None:
    _buy(purchases, 0.1)
    assert (tmp_path / "bought").stat().st_mode & 0o077 == 0


def test_what_is_closed_is_not_opened_again(purchases: Purchases) -> None:
    _buy(purchases, 0.1)
    purchases.close()
    with pytest.raises(EngineError):
        purchases.find(_wish())


def test_a_list_that_was_emptied_is_told_while_there_are_guides(
    purchases: Purchases, tmp_path: Path
) -> None:
    _buy(purchases, 0.1)
    purchases.close()
    for file in (tmp_path / "bought").glob("purchases.sqlite3*"):
        file.unlink()
    (tmp_path / "bought" / "purchases.sqlite3").touch()
    with pytest.raises(EngineError, match="cannot be read"):
        Purchases(tmp_path / "bought").find(_wish())
