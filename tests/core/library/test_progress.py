"""Bytes, speed and time left, as they are told."""

from __future__ import annotations

from core.library.progress import TELL_S, WINDOW_S, Meter, Phase, Transfer


class Watch:
    """A meter, and a clock that is set by hand."""

    def __init__(self, total: int) -> None:
        self.now = 100.0
        self.told: list[Transfer] = []
        self.meter = Meter(self.told.append, total, lambda: self.now)

    def at(self, done: int, after_s: float) -> Transfer:
        """What was told last when so much was there `after_s` later."""
        self.now += after_s
        self.meter.at(done)
        return self.told[-1]


def test_speed_and_time_left_follow_from_what_came() -> None:
    watch = Watch(1000)
    watch.meter.enter(Phase.FETCHING, host="cdn.example")
    assert watch.told == [Transfer(Phase.FETCHING, 0, 1000, host="cdn.example")]
    assert watch.at(100, 1.0) == Transfer(Phase.FETCHING, 100, 1000, 100.0, 9.0, "cdn.example")
    assert watch.at(300, 1.0) == Transfer(
        Phase.FETCHING, 300, 1000, 150.0, 700 / 150, "cdn.example"
    )


def test_what_came_in_an_earlier_run_is_no_speed() -> None:
    watch = Watch(1000)
    watch.meter.start_at(500)
    watch.meter.enter(Phase.FETCHING)
    assert watch.told[-1].done == 500
    assert watch.at(600, 2.0).bytes_per_s == 50.0


def test_the_speed_is_that_of_the_last_seconds() -> None:
    watch = Watch(10**6)
    watch.meter.enter(Phase.FETCHING)
    watch.at(1000, 1.0)
    for second in range(1, 30):
        watch.at(1000 + second, 1.0)
    speed = watch.told[-1].bytes_per_s
    assert speed is not None
    assert speed < 1000 / WINDOW_S


def test_a_pause_has_no_speed_and_says_why() -> None:
    watch = Watch(1000)
    watch.meter.enter(Phase.FETCHING)
    watch.at(100, 1.0)
    watch.meter.enter(Phase.PAUSING, why="It broke off.")
    told = watch.told[-1]
    assert (told.phase, told.done, told.bytes_per_s, told.why) == (
        Phase.PAUSING,
        100,
        None,
        "It broke off.",
    )


def test_it_is_not_told_more_often_than_somebody_can_look_but_the_end_always_is() -> None:
    watch = Watch(1000)
    watch.meter.enter(Phase.FETCHING)
    for done in range(1, 1001):
        watch.at(done, TELL_S / 20)
    assert 40 < len(watch.told) < 60
    assert watch.told[-1].done == 1000


def test_files_of_one_network_are_counted_together() -> None:
    watch = Watch(1000)
    watch.meter.enter(Phase.FETCHING)
    watch.at(400, 1.0)
    watch.meter.end(400)
    watch.meter.start_at(0)
    watch.meter.enter(Phase.FETCHING)
    assert watch.told[-1].done == 400
    watch.meter.correct(-100)
    told = watch.at(100, 1.0)
    assert (told.done, told.total, told.seconds_left) == (500, 900, 4.0)
