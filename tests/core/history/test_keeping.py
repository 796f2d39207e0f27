"""What is kept of a guide, what takes its place, and what goes when there is no more room."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import UnderdrawingError
from core.history.folder import UNDO_S
from core.history.history import GuideHistory
from core.pose import BODY, FACE, HAND, People, Person
from core.preprocessor import Preprocessor, Quality
from tests.core.history.conftest import Wall
from tests.core.history.made import BOUGHT_USD, bought, canny, made, pasted
from tests.core.pictures import noise

FILES = Path("current") / "files"


def _files(folder: Path) -> list[Path]:
    return sorted((folder / FILES).iterdir())


@pytest.mark.parametrize("shape", [(48, 64), (48, 64, 3), (1, 1), (1, 17_000, 3)])
def test_a_guide_comes_back_to_the_bit(
    history: GuideHistory, folder: Path, shape: tuple[int, ...]
) -> None:
    guide = made(
        "tile", noise(shape), {}, method="noise of the test", quality=Quality.DRAFT, remark="Hm."
    )
    entry = history.add(pasted(name="cat"), guide)
    again = GuideHistory(folder)
    assert again.entries() == [entry]
    found = again.guide(entry)
    again.close()
    assert found.pixels.shape == shape
    assert (found.pixels == guide.pixels).all()
    assert found.task == guide.task
    assert found.task.task_uuid == guide.task.task_uuid
    same = ("engine", "method", "quality", "seconds", "cost_usd", "remark", "people")
    assert [getattr(found, name) for name in same] == [getattr(guide, name) for name in same]


def test_an_entry_says_what_a_strip_shows(history: GuideHistory, wall: Wall) -> None:
    entry = history.add(pasted(name="cat"), bought())
    assert (entry.picture_name, entry.origin) == ("cat", "clipboard")
    assert (entry.preprocessor, entry.engine) == (Preprocessor.DEPTH, "runware")
    assert (entry.made, entry.width, entry.height) == (wall.now, 64, 48)
    assert (entry.bought, entry.cost_usd, entry.pinned) == (True, BOUGHT_USD, False)


def test_everybody_in_a_pose_is_kept_to_the_bit(history: GuideHistory) -> None:
    random = np.random.default_rng(1)
    body, hand, face = (random.random((n, 3), np.float32) for n in (BODY, HAND, FACE))
    people = People((Person(body, hand, None, face), Person(-body)), 64, 48)
    guide = made("openpose", noise((48, 64, 3)), {}, people=people)
    found = history.guide(history.add(pasted(), guide)).people
    assert found is not None
    assert (found.width, found.height, len(found.persons)) == (64, 48, 2)
    first, second = found.persons
    assert first.left_hand is not None
    assert first.face is not None
    assert first.body.dtype == np.float32
    assert (first.body == body).all()
    assert (first.left_hand == hand).all()
    assert (first.face == face).all()
    assert first.right_hand is None
    assert (second.body == -body).all()


def test_addresses_that_may_hold_secrets_are_not_kept(history: GuideHistory, folder: Path) -> None:
    guide = canny()
    task = guide.task.replace(
        webhook_url="https://example.com/?key=secret",
        upload_endpoint="https://example.com/put?signature=secret",
    )
    entry = history.add(pasted(), made("canny", guide.pixels, {}, task=task))
    assert entry.task == task.replace(webhook_url=None, upload_endpoint=None)
    history.close()
    assert b"secret" not in (folder / "current" / "history.sqlite3").read_bytes()


@pytest.mark.parametrize(
    ("shape", "small"), [((768, 1024), (192, 256)), ((40, 30, 3), (40, 30, 3))]
)
def test_a_thumbnail_is_a_small_guide(
    history: GuideHistory, shape: tuple[int, ...], small: tuple[int, ...]
) -> None:
    level = 77
    guide = made("depth", np.full(shape, level, np.uint8), {})
    pixels = history.thumbnail(history.add(pasted(), guide))
    assert pixels.shape == small
    assert abs(pixels.astype(int) - level).max() <= 2


def test_lines_of_one_pixel_are_seen_in_the_thumbnail_of_a_large_guide(
    history: GuideHistory,
) -> None:
    pixels = np.zeros((4096, 4096), np.uint8)
    pixels[::64] = 255
    thumbnail = history.thumbnail(history.add(pasted(), made("canny", pixels, {})))
    assert thumbnail.max() >= 60, "a sixteenth of white is 16 as a mean of sRGB values"


def test_the_same_again_takes_the_place_of_the_older_and_its_pin(
    history: GuideHistory, folder: Path, wall: Wall
) -> None:
    first = history.add(pasted(), canny(number=1))
    other = history.add(pasted(), canny(low=60))
    history.pin(first, True)
    wall.now += 1
    again = history.add(pasted(name="renamed"), canny(number=2))
    assert history.entries() == [again, other]
    assert (again.pinned, again.picture_name, again.made) == (True, "renamed", wall.now)
    assert (history.guide(again).pixels == canny(number=2).pixels).all()
    assert len(_files(folder)) == 3, "two guides and the picture"
    with pytest.raises(UnderdrawingError, match="no longer in the history"):
        history.guide(first)


def test_another_picture_size_or_engine_takes_no_place(history: GuideHistory) -> None:
    history.add(pasted(), made("depth", noise((48, 64)), {}))
    history.add(pasted(2), made("depth", noise((48, 64)), {}))
    history.add(pasted(), made("depth", noise((24, 32)), {}))
    history.add(pasted(), bought())
    assert len(history.entries()) == 4


def test_the_format_of_the_file_matters_only_where_it_was_made_elsewhere(
    history: GuideHistory,
) -> None:
    for engine in ("local", "runware"):
        for quality in (80, 90):
            guide = canny(engine=engine)
            task = guide.task.replace(output_format="WEBP", output_quality=quality)
            history.add(pasted(), canny(engine=engine, task=task))
    assert [entry.engine for entry in history.entries()] == ["runware", "runware", "local"]


@pytest.mark.parametrize("later", [None, 0.0])
def test_what_was_paid_is_remembered_when_the_guide_comes_again_for_nothing(
    history: GuideHistory, later: float | None
) -> None:
    history.add(pasted(), bought())
    again = history.add(pasted(), bought(cost_usd=later))
    assert history.entries() == [again]
    assert (again.bought, again.cost_usd) == (True, BOUGHT_USD)


@pytest.mark.parametrize(
    ("engine", "cost_usd", "is_bought"),
    [
        ("local", None, False),
        ("runware", None, True),
        ("runware", 0.0, False),
        ("runware", 0.002, True),
    ],
)
def test_bought_is_what_money_was_or_may_have_been_paid_for(
    history: GuideHistory, engine: str, cost_usd: float | None, is_bought: bool
) -> None:
    entry = history.add(pasted(), canny(engine=engine, cost_usd=cost_usd))
    assert entry.bought is is_bought


def test_the_oldest_go_beyond_the_limit_but_neither_pinned_nor_bought(
    history: GuideHistory, folder: Path
) -> None:
    pinned = history.pin(history.add(pasted(), canny(1)), True)
    paid = history.add(pasted(), bought())
    old, newer = history.add(pasted(), canny(2)), history.add(pasted(), canny(3))
    history.set_limit(history.size_bytes())
    assert history.entries() == [newer, old, paid, pinned], "it is not beyond yet"
    newest = history.add(pasted(), canny(4))
    assert history.entries() == [newest, newer, paid, pinned]
    history.set_limit(0)
    assert history.entries() == [paid, pinned]
    last = history.add(pasted(), canny(5))
    assert history.entries() == [last, paid, pinned], "what was added a moment ago stays"
    assert len(_files(folder)) == 4, "three guides and the picture"


def test_what_was_removed_goes_before_what_is_listed(history: GuideHistory) -> None:
    old, newer = history.add(pasted(), canny(1)), history.add(pasted(), canny(2))
    limit = history.size_bytes()
    removed = history.remove([newer])
    history.set_limit(limit)
    newest = history.add(pasted(), canny(3))
    assert history.entries() == [newest, old]
    assert history.restore(removed) == []


def test_a_copy_of_a_picture_goes_with_the_last_of_its_guides(
    history: GuideHistory, folder: Path
) -> None:
    first, second = history.add(pasted(), canny(1)), history.add(pasted(), canny(2))
    assert len(_files(folder)) == 3
    history.remove([first])
    history.sweep()
    assert len(_files(folder)) == 2
    history.remove([second])
    history.sweep()
    assert _files(folder) == []
    assert history.size_bytes() == 0


def test_what_was_removed_comes_back_in_its_place(history: GuideHistory) -> None:
    entries = [history.add(pasted(), canny(low)) for low in (1, 2, 3)]
    history.pin(entries[1], True)
    removed = history.remove(entries[:2])
    assert len(removed) == 2
    assert history.entries() == entries[2:]
    back = history.restore(removed)
    assert [entry.id for entry in back] == [entries[1].id, entries[0].id]
    assert back[0].pinned
    assert history.entries() == [entries[2], *back]
    assert history.restore(removed) == [], "it is back already"


def test_what_was_made_anew_meanwhile_stands(history: GuideHistory) -> None:
    removed = history.remove([history.add(pasted(), canny())])
    anew = history.add(pasted(), canny())
    assert history.restore(removed) == []
    assert history.entries() == [anew]


def test_nothing_comes_back_after_a_sweep(history: GuideHistory) -> None:
    removed = history.remove([history.add(pasted(), canny())])
    history.sweep()
    assert history.restore(removed) == []


def test_opening_sweeps_what_was_removed_an_hour_ago(
    history: GuideHistory, folder: Path, wall: Wall
) -> None:
    early = history.remove([history.add(pasted(), canny(1))])
    wall.now += UNDO_S
    late = history.remove([history.add(pasted(), canny(2))])
    second_window = GuideHistory(folder, clock=lambda: wall.now)
    assert second_window.entries() == []
    second_window.close()
    assert history.restore(early) == []
    assert len(history.restore(late)) == 1


def test_clearing_keeps_what_is_pinned_unless_told_otherwise(history: GuideHistory) -> None:
    history.add(pasted(), bought())
    pinned = history.pin(history.add(pasted(), canny()), True)
    removed = history.clear()
    assert history.entries() == [pinned]
    history.restore(removed)
    assert len(history.entries()) == 2
    history.clear(keep_pinned=False)
    assert history.entries() == []


def test_size_is_that_of_the_files_and_thumbnails(history: GuideHistory, folder: Path) -> None:
    assert history.size_bytes() == 0
    entry = history.add(pasted(), canny())
    on_disk = sum(path.stat().st_size for path in _files(folder))
    assert on_disk < history.size_bytes() < on_disk + 10_000
    history.remove([entry])
    assert history.size_bytes() == 0


def test_pinning_what_is_gone_is_told(history: GuideHistory) -> None:
    entry = history.add(pasted(), canny())
    history.remove([entry])
    history.sweep()
    with pytest.raises(UnderdrawingError, match="no longer in the history"):
        history.pin(entry, True)
