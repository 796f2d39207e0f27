"""The part of the tour that looks at the model library: its page, and a network on its way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from threading import Event

import pytest
from PySide6.QtWidgets import QWidget

from core.library.shelf import State
from core.preprocessor import Preprocessor
from tests.hub.hub import LoopbackHub
from tests.hub.mishaps import stalls
from tests.stories.library import DEPTH, SIZE, hub_of
from ui.library.desk import LibraryDesk
from ui.library.standing import Press
from ui.main_window import MainWindow

STATES = ("library", "library-adding")

Until = Callable[[Callable[[], object]], Awaitable[None]]
Save = Callable[[str, QWidget], Awaitable[None]]


@contextmanager
def library_hub() -> Iterator[LoopbackHub]:
    """A hub of this computer, which every library made within this asks."""
    with pytest.MonkeyPatch.context() as patch, hub_of(patch) as hub:
        yield hub


async def library_states(window: MainWindow, hub: LoopbackHub, *, until: Until, save: Save) -> None:
    """Save the page as it is at first, and with a network that is being fetched."""
    window.commands.library.trigger()
    (desk,) = window.findChildren(LibraryDesk)
    library, row = desk.shown, desk.stock.rows[DEPTH]
    library.choose(row)
    page = library.page
    await until(lambda: page.pairs.picture(Preprocessor.DEPTH).thumbnail)
    await save("library", library)
    hub.released, hub.store_mishaps = Event(), [stalls(SIZE * 43 // 100)]
    page.button(Press.ADD).click()
    await until(lambda: "%" in page.says)
    await save("library-adding", library)
    page.button(Press.PAUSE).click()
    await until(page.button(Press.REMOVE).isVisible)
    hub.released.set()
    library.reject()
    desk.stock.remove(row)
    await until(lambda: desk.stock.look(row).state is State.ABSENT)
