"""What goes: by the limit, by hand, for good; and what comes back."""

from __future__ import annotations

from pathlib import Path

from core.history.folder import UNDO_S
from core.history.history import GuideHistory
from core.history.rows import Amount
from tests.core.history.conftest import Wall, files_in
from tests.core.history.made import bought, canny, pasted


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
    assert len(files_in(folder)) == 4, "three guides and the picture"


def test_how_much_is_kept_is_told_with_how_many_are_pinned(history: GuideHistory) -> None:
    assert history.amount() == Amount(0, 0, 0)
    first, _ = history.add(pasted(), canny(1)), history.add(pasted(), canny(2))
    history.pin(first, True)
    assert history.amount() == Amount(2, 1, history.size_bytes())
    history.remove([first])
    assert history.amount() == Amount(1, 0, history.size_bytes())


def test_what_was_removed_goes_before_what_is_listed(history: GuideHistory) -> None:
    old, newer = history.add(pasted(), canny(1)), history.add(pasted(), canny(2))
    limit = history.size_bytes()
    removed = history.remove([newer])
    history.set_limit(limit)
    newest = history.add(pasted(), canny(3))
    assert history.entries() == [newest, old]
    assert history.restore(removed) == []


def test_a_copy_that_goes_as_well_makes_room(history: GuideHistory) -> None:
    history.add(pasted(1), canny())
    first = history.size_bytes()
    second = history.add(pasted(2), canny())
    history.set_limit(history.size_bytes() - first)
    assert history.entries() == [second]


def test_a_copy_of_a_picture_goes_with_the_last_of_its_guides(
    history: GuideHistory, folder: Path
) -> None:
    first, second = history.add(pasted(), canny(1)), history.add(pasted(), canny(2))
    assert len(files_in(folder)) == 3
    history.remove([first])
    history.sweep()
    assert len(files_in(folder)) == 2
    history.remove([second])
    history.sweep()
    assert files_in(folder) == []
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
    on_disk = sum(path.stat().st_size for path in files_in(folder))
    assert on_disk < history.size_bytes() < on_disk + 10_000
    history.remove([entry])
    assert history.size_bytes() == 0
