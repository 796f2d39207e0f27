"""What is kept of a guide, and what takes its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.catalog import CATALOG
from core.errors import UnderdrawingError
from core.history.history import GuideHistory
from core.pose import BODY, FACE, HAND, People, Person
from core.preprocessor import Preprocessor, Quality
from core.wording import Said, say
from tests.core.history.conftest import Wall, files_in
from tests.core.history.made import BOUGHT_USD, bought, canny, made, pasted, same_pixels
from tests.core.pictures import noise


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


@pytest.mark.parametrize(
    "remark", ["", "No edge.", '"No edge."', "12", "{}", '{"english": 1}', say("No edge.")]
)
def test_a_remark_comes_back_as_it_was(history: GuideHistory, remark: str) -> None:
    assert history.guide(history.add(pasted(), canny(remark=remark))).remark == remark


def test_a_remark_can_be_told_in_another_language_later(history: GuideHistory) -> None:
    remark = say("{count} people are in it.", count=2)
    found = history.guide(history.add(pasted(), canny(remark=remark))).remark
    assert isinstance(found, Said)
    assert (found.template, found.values) == (remark.template, remark.values)


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


def test_the_sixteen_bits_of_a_depth_are_kept_to_the_bit_and_go_with_it(
    history: GuideHistory, folder: Path
) -> None:
    deep = np.random.default_rng(1).integers(0, 2**16, (48, 64), np.uint16)
    guide = made("depth", noise((48, 64)), {}, deep=deep)
    entry = history.add(pasted(), guide)
    assert same_pixels(history.guide(entry), guide)
    sizes = [path.stat().st_size for path in files_in(folder)]
    assert len(sizes) == 3, "the guide, its 16 bits, and the picture"
    assert history.size_bytes() > sum(sizes)
    history.close()
    again = GuideHistory(folder)
    assert same_pixels(again.guide(entry), guide), "opening takes nothing for an orphan"
    again.remove([entry])
    again.sweep()
    assert files_in(folder) == []
    again.close()


@pytest.mark.parametrize("damage", [b"", b"no picture"])
def test_sixteen_bits_that_are_damaged_are_told(
    history: GuideHistory, folder: Path, damage: bytes
) -> None:
    deep = np.full((48, 64), 257, np.uint16)
    before = history.add(pasted(), canny())
    names = set(files_in(folder))
    entry = history.add(pasted(), made("depth", noise((48, 64)), {}, deep=deep))
    smallest = min(set(files_in(folder)) - names, key=lambda path: path.stat().st_size)
    smallest.write_bytes(damage)
    with pytest.raises(UnderdrawingError, match="is gone from the history's folder, or damaged"):
        history.guide(entry)
    assert (history.guide(before).pixels == canny().pixels).all()


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
    assert len(files_in(folder)) == 3, "two guides and the picture"
    with pytest.raises(UnderdrawingError, match="no longer in the history"):
        history.guide(first)


def test_another_picture_size_or_engine_takes_no_place(history: GuideHistory) -> None:
    history.add(pasted(), made("depth", noise((48, 64)), {}))
    history.add(pasted(2), made("depth", noise((48, 64)), {}))
    history.add(pasted(), made("depth", noise((24, 32)), {}))
    history.add(pasted(), bought())
    assert len(history.entries()) == 4


def test_another_network_takes_no_place_and_its_own_guide_does(history: GuideHistory) -> None:
    pack = CATALOG[Preprocessor.DEPTH].local
    assert pack is not None
    methods = ("Depth Anything V2 Small", pack.method, "my network")
    entries = [
        history.add(pasted(), made("depth", noise((48, 64), number), {}, method=method))
        for number, method in enumerate(methods)
    ]
    assert history.entries() == entries[::-1]
    again = history.add(pasted(), made("depth", noise((48, 64)), {}, method=methods[0]))
    assert history.entries() == [again, *entries[:0:-1]]


def test_the_format_of_the_file_matters_only_where_it_was_made_elsewhere(
    history: GuideHistory,
) -> None:
    for engine in ("local", "runware"):
        for quality in (80, 90):
            guide = canny(engine=engine)
            task = guide.task.replace(output_format="WEBP", output_quality=quality)
            history.add(pasted(), canny(engine=engine, task=task))
    assert [entry.engine for entry in history.entries()] == ["runware", "runware", "local"]


def test_options_that_only_this_computer_has_matter_only_here(history: GuideHistory) -> None:
    for engine in ("local", "runware"):
        for detail in (1.0, 1.4):
            options: dict[str, object] = {"lineDetail": detail}
            history.add(pasted(), made("lineart", noise((48, 64)), options, engine=engine))
    assert [entry.engine for entry in history.entries()] == ["runware", "local", "local"]


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


def test_pinning_what_is_gone_is_told(history: GuideHistory) -> None:
    entry = history.add(pasted(), canny())
    history.remove([entry])
    history.sweep()
    with pytest.raises(UnderdrawingError, match="no longer in the history"):
        history.pin(entry, True)
