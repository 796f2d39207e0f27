"""The user at the page of the model library, in front of a hub that this computer serves itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from core.guide import Guide
from core.library import rows as catalogue
from core.library.row import Row
from core.preprocessor import Preprocessor
from tests.hub.graphs import depth_plane, padded, plain
from tests.hub.hub import LoopbackHub, loopback_hub
from tests.stories.desk import Desk
from ui.library.standing import Press
from ui.library.window import LibraryWindow
from ui.method_choice import MethodChoice

DEPTH, SECOND = "depth-anything-v2-small-fp16", "depth-anything-v2-small"
SEGMENTS, EDGES = "upernet-convnext-tiny-ade", "hed"
SIZE = 900_000
OUTSIDE = (
    *("HF_HUB_OFFLINE", "HF_TOKEN", "http_proxy", "https_proxy", "all_proxy"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"),
)


@contextmanager
def hub_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    """A hub that has DEPTH, whose depth rises to the right, SECOND, whose rises to the left, and
    EDGES; and a catalogue with their pins."""
    for variable in OUTSIDE:
        monkeypatch.delenv(variable, raising=False)
    with loopback_hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        rows = dict(catalogue.ROWS)
        for name, content in _contents(rows).items():
            rows[name] = hub.keep(rows[name], {"network": content})
        monkeypatch.setattr(catalogue, "ROWS", rows)
        yield hub


def _contents(rows: Mapping[str, Row]) -> dict[str, bytes]:
    return {
        DEPTH: padded(depth_plane(rows[DEPTH].files[0]), SIZE),
        SECOND: padded(depth_plane(rows[SECOND].files[0], right=-1.0), SIZE // 2),
        EDGES: plain(rows[EDGES].files[0]),
    }


class Library:
    """What can be done and seen there."""

    def __init__(self, desk: Desk, page: LibraryWindow) -> None:
        self.desk = desk
        self.window = page
        self.page = page.page

    def row(self, name: str) -> Row:
        return catalogue.ROWS[name]

    def choose(self, name: str) -> None:
        """Show the page of a network."""
        self.window.choose(self.row(name))

    def press(self, press: Press) -> None:
        """Press a button of the page that is shown."""
        button = self.page.button(press)
        assert button.isVisible() and button.isEnabled(), (press, self.page.says)
        self.desk.click(button)

    async def says(self, words: str) -> str:
        """Wait until the page that is shown says these; all that it says."""
        await self.desk.until(lambda: words in self.page.says, f"it says {words}: {self.page.says}")
        return self.page.says

    async def fetches_more_than(self, before: int) -> None:
        """Wait until the bar is beyond `before`, and moves on."""
        pause, bar = self.page.button(Press.PAUSE), self.page.bar
        await self.desk.until(
            lambda: pause.isVisible() and bar.value() > before,
            f"more has come: {self.page.says}",
        )

    async def add(self, name: str) -> None:
        """Add a network, and wait until it is here."""
        self.choose(name)
        self.press(Press.ADD)
        await self.says("Ready")

    async def remove(self, name: str) -> None:
        """Remove a network, and mean it."""
        self.choose(name)
        self.press(Press.REMOVE)
        question = await self.question()
        self.desk.click(self.desk.button("Remove", question))
        await self.says("Not added")

    async def question(self) -> QMessageBox:
        """Wait for a question; returns it."""
        await self.desk.until(self._questions, "something is asked")
        (question,) = self._questions()
        return question

    def listed(self, name: str) -> str:
        """What the list says of a network."""
        return self.window.list.standing(self.row(name)).says

    async def verified(self) -> str:
        """Have all verified; what comes of it."""
        self.desk.click(self.window.verify)
        await self.desk.until(lambda: self.window.says.endswith("."), "all was read")
        return self.window.says

    def copied(self) -> str:
        return QGuiApplication.clipboard().text()

    def _questions(self) -> list[QMessageBox]:
        return [each for each in self.window.findChildren(QMessageBox) if each.isVisible()]


def choice(desk: Desk) -> MethodChoice:
    """The choice of methods beside the options."""
    return desk.window.side.method


async def opened(desk: Desk) -> Library:
    """Open the page by its key."""
    desk.window.commands.library.trigger()
    (page,) = await _pages(desk)
    return Library(desk, page)


async def led_to(desk: Desk) -> Library:
    """Follow the line beside the options."""
    desk.click(choice(desk).link)
    (page,) = await _pages(desk)
    return Library(desk, page)


async def _pages(desk: Desk) -> list[LibraryWindow]:
    def found() -> list[LibraryWindow]:
        return [each for each in desk.window.findChildren(LibraryWindow) if each.isVisible()]

    await desk.until(found, "the library is open")
    return found()


async def guide_by(desk: Desk, method: str) -> Guide:
    """Wait until the guide that is shown was made by `method`; returns it."""
    await desk.until(
        lambda: desk.guide is not None and desk.guide.method == method,
        f"{method} makes the guide",
    )
    return await desk.settled()


async def depth_of(desk: Desk) -> Guide:
    """Have the depth made of the picture that is shown."""
    await desk.settled()
    desk.click_tile(Preprocessor.DEPTH)
    return await desk.settled()
