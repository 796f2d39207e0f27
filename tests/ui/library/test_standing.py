"""What is told of a network of the library in every state, and what can be pressed then."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.errors import LibraryError
from core.library.progress import Phase, Transfer
from core.library.queue import Item, Stage
from core.library.row import Row
from core.library.rows import ROWS
from core.library.shelf import State
from core.preprocessor import Preprocessor
from core.wording import say
from ui.library.standing import Mark, Press, size_text, standing, terms, time_text
from ui.library.stock import Seen

DEPTH, POSE = ROWS["depth-anything-v2-small-fp16"], ROWS["dwpose-l"]
SEGMENTS = ROWS["upernet-convnext-tiny-ade"]
MB = 1_000_000
WHY = LibraryError("It went wrong.", "Try again.")


def _seen(row: Row = DEPTH, state: State = State.ABSENT, **more: object) -> Seen:
    return Seen(row, state, **{"wanted": 50 * MB, **more})  # type: ignore[arg-type]


def _way(stage: Stage, transfer: Transfer | None = None) -> Seen:
    return _seen(item=Item(DEPTH, stage, transfer))


def _fetching(done: int, speed: float | None, left: float | None) -> Seen:
    host = "huggingface.co"
    return _way(Stage.RUNNING, Transfer(Phase.FETCHING, done, 50 * MB, speed, left, host))


@pytest.mark.parametrize(
    ("seen", "mark", "says", "presses"),
    [
        (_seen(), Mark.ABSENT, "Not added", (Press.ADD,)),
        (_seen(SEGMENTS), Mark.ABSENT, "Only as a file", ()),
        (_way(Stage.WAITING), Mark.BUSY, "Waiting for its turn", (Press.PAUSE,)),
        (_way(Stage.RUNNING), Mark.BUSY, "Looking what is here", (Press.PAUSE,)),
        (
            _way(Stage.RUNNING, Transfer(Phase.ASKING, 0, 50 * MB, host="huggingface.co")),
            *(Mark.BUSY, "Asking huggingface.co", (Press.PAUSE,)),
        ),
        (
            _fetching(21_500_000, 2_100_000.0, 20.2),
            *(Mark.BUSY, "43 % of 50 MB, 2.1 MB/s, 20 s left", (Press.PAUSE,)),
        ),
        (_fetching(0, None, None), Mark.BUSY, "0 % of 50 MB", (Press.PAUSE,)),
        (
            _way(Stage.RUNNING, Transfer(Phase.PAUSING, 9, 50 * MB, why=say("It broke off."))),
            *(Mark.BUSY, "It broke off. It is tried again.", (Press.PAUSE,)),
        ),
        (
            _way(Stage.RUNNING, Transfer(Phase.CHECKING, 50 * MB, 50 * MB)),
            *(Mark.BUSY, "Checking", (Press.PAUSE,)),
        ),
        (_seen(reading=0.431), Mark.BUSY, "Reading the file: 43 %", ()),
        (
            _seen(state=State.PARTLY, fetched=21_500_000),
            *(Mark.PARTLY, "43 % of 50 MB is here", (Press.GO_ON, Press.REMOVE)),
        ),
        (
            _seen(SEGMENTS, State.PARTLY, fetched=21_500_000),
            *(Mark.PARTLY, "43 % of 50 MB is here", (Press.REMOVE,)),
        ),
        (
            _seen(POSE, State.PARTLY, here=1),
            *(Mark.PARTLY, "1 of 2 files is here", (Press.GO_ON, Press.REMOVE)),
        ),
        (_seen(state=State.READY), Mark.READY, "Ready", (Press.REMOVE,)),
        (_seen(state=State.READY, error=WHY), Mark.WRONG, "Not used", (Press.REMOVE,)),
        (_seen(state=State.CHANGED, error=WHY), Mark.WRONG, "Damaged", (Press.ADD, Press.REMOVE)),
        (_seen(SEGMENTS, State.CHANGED, error=WHY), Mark.WRONG, "Damaged", (Press.REMOVE,)),
        (_seen(error=WHY), Mark.WRONG, "Not added", (Press.ADD,)),
        (
            _seen(state=State.PARTLY, fetched=25 * MB, error=WHY),
            *(Mark.WRONG, "50 % of 50 MB is here", (Press.GO_ON, Press.REMOVE)),
        ),
    ],
)
def test_every_state_is_told_and_has_its_buttons(
    seen: Seen, mark: Mark, says: str, presses: Sequence[Press]
) -> None:
    told = standing(seen)
    assert (told.mark, told.says, told.presses) == (mark, says, tuple(presses))
    assert told.error is seen.error


def test_how_far_it_is_is_told_while_it_is_on_its_way_or_waits() -> None:
    assert standing(_seen()).fraction is None
    assert standing(_fetching(25 * MB, None, None)).fraction == 0.5
    assert standing(_seen(state=State.PARTLY, fetched=25 * MB)).fraction == 0.5
    assert standing(_seen(state=State.READY)).fraction is None
    assert standing(_seen(reading=0.25)).fraction == 0.25


@pytest.mark.parametrize("stage", [Stage.DONE, Stage.FAILED, Stage.CANCELLED])
def test_what_is_over_is_told_by_what_is_here(stage: Stage) -> None:
    assert standing(_way(stage)).says == "Not added"


def test_whose_guides_it_makes_is_told_of_what_is_here() -> None:
    used = standing(_seen(state=State.READY, makes=(Preprocessor.DEPTH,)))
    assert used.use == "Makes the guides of: Depth."
    assert standing(_seen(state=State.READY)).use == "Another method is used for its guides."
    assert standing(_seen()).use == ""
    assert "see By hand" in standing(_seen(SEGMENTS)).use


def test_before_the_first_byte_size_host_licence_and_free_disk_are_told() -> None:
    told = terms(DEPTH, "huggingface.co", 12_300 * MB)
    for fact in ("50 MB from huggingface.co", "Apache-2.0", "12.3 GB free"):
        assert fact in told


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (900_000, "900 kB"),
        (2_100_000, "2.1 MB"),
        (49_642_442, "50 MB"),
        (351_000_000, "351 MB"),
        (1_240_000_000, "1.2 GB"),
    ],
)
def test_sizes_are_those_of_hubs_and_shops(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (20.4, "20 s"), (91, "2 min"), (3_000, "50 min"), (7_300, "2 hours")],
)
def test_times_are_told_as_people_say_them(seconds: float, text: str) -> None:
    assert time_text(seconds) == text
