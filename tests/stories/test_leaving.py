"""The window closes: everything ends, also where one part fails at its end."""

from __future__ import annotations

import pytest

from core.local.engine import LocalEngine
from tests.stories.desk import Desk, play
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
