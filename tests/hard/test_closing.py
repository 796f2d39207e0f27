"""The window closes at any moment, whatever was just begun, and leaves nothing behind.

With `UNDERDRAWING_CLOSE_TIMES=600` it is tried more often.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl

from core.preprocessor import Preprocessor
from core.service_choices import EngineName
from tests.faults.scene import KEY, Served, serving
from tests.hub.hub import LoopbackHub
from tests.stories.desk import Desk, play, write_picture
from tests.stories.library import hub_of
from tests.stories.many import CANNY, TILE, shown
from ui.library.standing import Press
from ui.library.window import LibraryWindow
from ui.number_field import NumberField
from ui.settings.dialog import SettingsDialog

SEED = int(os.environ.get("UNDERDRAWING_CLOSE_SEED", "11"))
TIMES = int(os.environ.get("UNDERDRAWING_CLOSE_TIMES", "16"))
ACTS = 9
MOMENTS_S = (0.0, 0.01, 0.05, 0.2, 0.6)


class Restless:
    """Does one thing after another at the window, without waiting for what comes of it."""

    def __init__(self, desk: Desk, served: Served, folder: Path, chance: random.Random) -> None:
        self.desk = desk
        self._served = served
        self._folder = folder
        self._chance = chance

    async def act(self) -> None:
        """Do something, and let some time go by, or none."""
        name, act = self._chance.choice(self._acts)
        print(name)
        act()
        for _ in range(self._chance.choice((0, 1, 2, 5, 20))):
            await asyncio.sleep(0)
        await asyncio.sleep(self._chance.choice(MOMENTS_S))

    @property
    def _acts(self) -> list[tuple[str, Callable[[], None]]]:
        actions = self.desk.window.commands
        triggered = (
            *(actions.engines[EngineName.RUNWARE], actions.engines[EngineName.LOCAL]),
            *(actions.buy, actions.stop, actions.settings, actions.batch, actions.library),
            *(actions.history, actions.copy, actions.copy_file, actions.reset),
            *(actions.open_sample, actions.paste),
        )
        done = (
            *(self.open, self.open_many, self.fetch, self.choose, self.slide, self.go_back),
            *(self.serve, self.begin_batch, self.by_runware, self.add_network),
            *(self.hold_up, self.let_go),
        )
        return [
            *((action.text(), action.trigger) for action in triggered if action.isEnabled()),
            *((act.__name__, act) for act in done),
        ]

    def open(self) -> None:
        self.desk.drop_files(self._folder / f"{self._chance.randrange(3)}.png")

    def open_many(self) -> None:
        self.desk.drop_files(*self._folder.glob("*.png"))

    def fetch(self) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl(f"{self._served.server.url}/nothing.png")])
        self.desk.drop(mime)

    def choose(self) -> None:
        self.desk.session.choose(self._chance.choice(list(Preprocessor)))

    def slide(self) -> None:
        for field in self.desk.window.side.options.findChildren(NumberField):
            if field.slider is not None and field.isVisible():
                field.slider.setValue(self._chance.randint(0, field.slider.maximum()))

    def go_back(self) -> None:
        strip = self.desk.window.history.list
        if strip.count():
            strip.setCurrentRow(self._chance.randrange(strip.count()))
            self.desk.press(Qt.Key.Key_Return)

    def serve(self) -> None:
        for dialog in self.desk.window.findChildren(SettingsDialog):
            dialog.served.switch.click()

    def begin_batch(self) -> None:
        window = shown()
        if window is not None and window.plans:
            window.plan.tasks.tick((CANNY, TILE))
            window.plan.names.within.click()
            window.plan.names.folder.setText(str(self._folder / "out"))
            window.plan.start.click()

    def by_runware(self) -> None:
        window = shown()
        if window is not None and window.plans:
            self.desk.click(self.desk.button("Runware", window))

    def add_network(self) -> None:
        for window in self.desk.window.findChildren(LibraryWindow):
            library = window.page
            button = library.button(self._chance.choice((Press.ADD, Press.PAUSE)))
            if button.isVisible():
                button.click()

    def hold_up(self) -> None:
        self._served.engine.gate.clear()

    def let_go(self) -> None:
        self._served.engine.gate.set()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("service") / "shop") as served:
        yield served
        served.engine.gate.set()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    with hub_of(monkeypatch) as hub:
        yield hub


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize("seed", range(SEED, SEED + TIMES))
def test_a_window_that_closes_at_any_moment_leaves_nothing_behind(
    seed: int,
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No task, no socket, no thread that complains, and nothing that nobody foresaw."""
    chance = random.Random(seed)
    monkeypatch.setenv("RUNWARE_API_URL", served.server.url)
    monkeypatch.setenv("RUNWARE_API_KEY", KEY)
    for number in range(3):
        write_picture(tmp_path / f"{number}.png", 40 + 200 * number, 30 + 150 * number, number)

    async def story(desk: Desk) -> None:
        restless = Restless(desk, served, tmp_path, chance)
        for _ in range(chance.randint(1, ACTS)):
            await restless.act()

    assert play(story, *([str(tmp_path / "1.png")] if chance.random() < 0.7 else [])) == 0
    served.engine.gate.set()
    # What is not closed complains when it is collected.
    gc.collect()
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []
