"""When it is tried again: later each time, by chance, and not before it was asked for."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backoff import BACKOFF_MOST_S, Backoff, Clock, Polling, retry_after

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_pauses_double_up_to_a_bound() -> None:
    backoff = Backoff(lambda: 1.0)
    assert [backoff.next() for _ in range(7)] == [1, 2, 4, 8, 16, 16, 16]
    assert backoff.failures == 7
    backoff.reset()
    assert backoff.next() == 1


def test_those_who_failed_together_do_not_come_back_together() -> None:
    chance = random.Random(1)
    pauses = [Backoff(chance.random).next() for _ in range(100)]
    assert min(pauses) < 0.1
    assert max(pauses) > 0.9
    assert len({round(pause, 2) for pause in pauses}) > 50


@given(st.lists(st.floats(0, 1e6) | st.none(), max_size=2000), st.floats(0, 1))
def test_no_pause_is_shorter_than_was_asked_for(asked: list[float | None], chance: float) -> None:
    backoff = Backoff(lambda: chance)
    for at_least_s in asked:
        pause = backoff.next(at_least_s)
        assert pause >= (at_least_s or 0)
        assert pause <= max(BACKOFF_MOST_S, at_least_s or 0)


def test_polling_begins_at_a_second_and_slows_down() -> None:
    polling = Polling()
    pauses = [polling.next() for _ in range(9)]
    assert pauses[:4] == [1.0, 1.5, 2.25, 3.375]
    assert pauses[-2:] == [10.0, 10.0]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        (format_datetime(NOON + timedelta(seconds=30), usegmt=True), 30.0),
        (format_datetime(NOON - timedelta(seconds=30), usegmt=True), 0.0),
        ("Mon, 04 May 2026 14:01:00 +0200", 60.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 30, None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOON.timestamp()) == seconds


@given(st.text())
def test_no_retry_after_is_an_error(header: str) -> None:
    found = retry_after(header, NOON.timestamp())
    assert found is None or found >= 0


def test_a_clock_is_the_real_one_unless_it_is_told_otherwise() -> None:
    clock = Clock()
    assert clock.now() <= clock.now()
    assert clock.wall() > NOON.timestamp() - 1e9
    assert 0 <= clock.chance() < 1
