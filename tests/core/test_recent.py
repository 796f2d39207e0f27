"""The pictures that were opened last."""

from __future__ import annotations

import pytest

from core.recent import MOST, merged_recent, opened, parse_recent


def test_the_latest_comes_first_and_each_once() -> None:
    recent: tuple[str, ...] = ()
    for path in ("/a", "/b", "/c", "/a"):
        recent = opened(recent, path)
    assert recent == ("/a", "/c", "/b")


def test_the_oldest_goes() -> None:
    recent: tuple[str, ...] = ()
    for number in range(MOST + 3):
        recent = opened(recent, f"/{number}")
    assert len(recent) == MOST
    assert recent[0] == f"/{MOST + 2}"
    assert parse_recent([*recent, "/more"]) == recent


@pytest.mark.parametrize("value", [None, "/a", {"/a": 1}, [1], ["/a", None]])
def test_what_is_no_list_of_paths_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        parse_recent(value)


def test_what_another_window_opened_meanwhile_stays() -> None:
    before, ours, theirs = ["/a", "/b"], ["/c", "/a", "/b"], ["/d", "/a", "/b"]
    assert merged_recent(before, ours, theirs) == ["/c", "/a", "/b", "/d"]
    assert merged_recent(before, [], theirs) == ["/d"], "what was cleared does not come back"


def test_what_another_window_forgot_stays_forgotten() -> None:
    assert merged_recent(["/a", "/b"], ["/c", "/a", "/b"], []) == ["/c"]
