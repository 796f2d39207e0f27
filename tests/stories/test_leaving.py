"""The window closes: everything ends, also where one part fails at its end."""

from __future__ import annotations

import pytest

from core.local.engine import LocalEngine
from core.preprocessor import Preprocessor
from tests.stories.desk import Desk, play
from tests.stories.many import asked_for
from ui.library.desk import LibraryDesk


def test_a_part_that_fails_at_its_end_keeps_no_other_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed: list[LocalEngine] = []
    gone: list[bool] = []

    async def fails(self: LibraryDesk) -> None:
        raise OSError("the disk has gone")

    async def noted(self: LocalEngine) -> None:
        closed.append(self)

    monkeypatch.setattr(LibraryDesk, "aclose", fails)
    monkeypatch.setattr(LocalEngine, "aclose", noted)

    async def story(desk: Desk) -> None:
        desk.window.destroyed.connect(lambda: gone.append(True))

    with pytest.raises(OSError, match="the disk has gone"):
        play(story)
    assert len(closed) == 2
    assert gone


def test_what_is_told_at_the_end_is_not_told_to_what_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The window of many closes before the library, which may tell of other drafts still."""
    told: list[bool] = []

    async def story(desk: Desk) -> None:
        many = await asked_for(desk)
        many.window.destroyed.connect(lambda: told.append(False))

        async def tells(self: LibraryDesk) -> None:
            await desk.until(lambda: told, "the window of many is gone")
            desk.window.side.picker.show_drafts([Preprocessor.DEPTH])
            desk.session.set_options({"highThresholdCanny": 150})
            told.append(True)

        monkeypatch.setattr(LibraryDesk, "aclose", tells)

    play(story)
    assert told == [False, True]
