"""A tour of the window: every state that it can be in, saved as a picture.

`python -m tests.tour OUT` on the screen that is there, or with QT_QPA_PLATFORM=offscreen on none.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QDialog, QWidget

from core.comparison import Comparison
from core.local.engine import LocalEngine
from core.paths import sample_picture
from core.preprocessor import Preprocessor
from core.server.running import RunningServer, ServerSettings
from core.service_choices import EngineName
from core.settings import Theme
from tests import no_screen
from tests.hub.hub import LoopbackHub
from tests.tour_batch import batch_states
from tests.tour_library import library_hub, library_states
from tests.tour_scales import take_scaled
from ui.__main__ import main as start
from ui.incoming import incoming_path
from ui.main_window import MainWindow
from ui.settings.dialog import SettingsDialog
from ui.tile import THUMBNAIL

SAMPLE = sample_picture()
KEY = "a-key-for-the-tour-0123456789"
SIZE = (1280, 880)
SMALL = (640, 480)
PATIENCE_S = 60.0
HOMES = ("HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA")


def main() -> int:
    """Save every state into the folder that the command line names."""
    parser = argparse.ArgumentParser("screens.py", description="Save every state as PNG.")
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder that gets the pictures")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    no_screen.use(no_screen.LARGE)
    with tempfile.TemporaryDirectory() as home:
        # The user's own settings neither show nor change, and nothing is asked of Runware.
        os.environ.update(dict.fromkeys(HOMES, home))
        os.environ.update(LANGUAGE="en", LC_ALL="C.UTF-8")
        served = ServerSettings(folder=Path(home) / "served", key=KEY)
        server = RunningServer.start(LocalEngine, served)
        os.environ["RUNWARE_API_URL"] = server.url
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        os.environ.pop("RUNWARE_API_KEY", None)
        try:
            with library_hub() as hub:
                code = start([], lambda window: Tour(window, out, Path(home), hub).take())
            return code or take_scaled(out)
        finally:
            server.stop()


class Tour:
    """A user who goes through every state and takes a picture of each."""

    def __init__(self, window: MainWindow, out: Path, scratch: Path, hub: LoopbackHub) -> None:
        self._window = window
        self._session = window.session
        self._out = out
        self._scratch = scratch
        self._hub = hub

    async def take(self) -> None:
        """Save every state in both themes."""
        self._window.resize(*SIZE)
        self._window.first_steps.end()
        await self._settle()
        await self._save("empty")
        self._window.commands.open_sample.trigger()
        await self._until(lambda: self._done() and self._session.picture)
        await self._until(self._sheet_is_full)
        await self._states()

    async def _states(self) -> None:
        window, session = self._window, self._session
        for name, action in window.commands.preprocessors.items():
            action.trigger()
            await self._until(self._done)
            await self._save(f"done-{name}")
        next(iter(window.commands.preprocessors.values())).trigger()
        await self._until(self._done)

        window.resize(*SMALL)
        await self._save("small")
        window.resize(*SIZE)
        window.commands.full.trigger()
        await self._save("full-size")
        window.commands.fit.trigger()

        page = self._scratch / "page.png"
        page.write_text("<!DOCTYPE html><title>404</title>", "utf-8")
        await self._open(page)
        await self._save("failed")
        window.notices.put_away()

        window.commands.copy.trigger()
        await self._save("copied")
        window.notices.put_away()

        names = [option.name for option in session.task.entry.options]
        session.set_options(dict(zip(names, (254, 255), strict=True)))
        plain = self._scratch / "plain.png"
        Image.new("RGB", (640, 480), (150, 150, 150)).save(plain)
        await self._open(plain)
        await self._save("nothing-found")
        session.reset_options()
        await self._save_working()
        window.commands.open_sample.trigger()
        await self._until(lambda: session.picture and session.picture.picture.name == SAMPLE.stem)
        await self._until(self._done)
        await self._until(self._sheet_is_full)
        await self._save_runware()
        await self._save_comparisons()
        await self._save_history()
        await batch_states(window, self._scratch / "batch", until=self._until, save=self._save)
        await library_states(window, self._hub, until=self._until, save=self._save)
        window.commands.keys.trigger()
        await self._settle()
        (keys,) = [each for each in window.findChildren(QDialog) if each.isVisible()]
        await self._save("keys", keys)
        keys.reject()

    async def _save_working(self) -> None:
        """A guide of 25 megapixels takes long enough to be seen in the making."""
        window, session = self._window, self._session
        large = self._scratch / "large.png"
        with Image.open(SAMPLE) as small:
            small.resize((small.width * 5, small.height * 5)).save(large, compress_level=1)
        window.opener.open([incoming_path(large)])
        await self._until(lambda: session.picture and session.picture.picture.name == large.stem)
        await self._until(self._done)
        choices = window.commands.preprocessors
        choices[Preprocessor.SHUFFLE].trigger()
        await self._until(lambda: window.compare.shows_progress)
        await self._save("working")
        if not window.compare.shows_progress:
            raise RuntimeError("The guide was made before its making was seen in both themes.")
        choices[Preprocessor.CANNY].trigger()
        await self._until(self._done)

    async def _save_runware(self) -> None:
        """Without a key, with one: a preview, the advanced choices, and a guide that is bought."""
        window, session = self._window, self._session
        buy, service = window.side.buy, window.side.service
        window.commands.engines[EngineName.RUNWARE].trigger()
        await self._until(self._done)
        await self._until(lambda: not buy.has_key)
        await self._save("runware-no-key")
        dialog = await self._settings()
        dialog.key.kept.emit(KEY)
        await self._until(lambda: buy.has_key)
        await self._save("settings", dialog)
        dialog.reject()
        await self._save("runware-preview")
        service.unfold(True)
        await self._save("runware-advanced")
        service.unfold(False)
        window.commands.buy.trigger()
        await self._until(lambda: not session.preview)
        await self._save("runware-bought")
        dialog = await self._settings()
        dialog.key.remove_asked.emit()
        await self._until(lambda: not buy.has_key)
        dialog.reject()
        window.commands.engines[EngineName.LOCAL].trigger()
        await self._until(self._done)

    async def _save_comparisons(self) -> None:
        comparisons = self._window.commands.comparisons
        for comparison in (Comparison.WIPE, Comparison.OVERLAY):
            comparisons[comparison].trigger()
            await self._save(comparison)
        comparisons[Comparison.SIDE_BY_SIDE].trigger()

    async def _save_history(self) -> None:
        strip, shown = self._window.history, self._window.commands.history
        shown.trigger()
        await self._until(lambda: strip.entries and not strip.list.lacking())
        await self._save("history")
        shown.trigger()

    async def _settings(self) -> SettingsDialog:
        self._window.commands.settings.trigger()
        await self._settle()
        (dialog,) = self._window.findChildren(SettingsDialog)
        return dialog

    async def _open(self, path: Path) -> None:
        self._window.opener.open([incoming_path(path)])
        await self._until(self._window.notices.isVisible)
        await self._until(self._done)

    def _done(self) -> bool:
        session = self._session
        return session.guide is not None and not session.working and not session.stale

    def _sheet_is_full(self) -> bool:
        tiles = self._window.side.picker.tiles
        return all(tiles.item(place).data(THUMBNAIL) for place in range(tiles.count()))

    async def _until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():  # noqa: ASYNC110 - of Qt, which knows no asyncio.Event
                await asyncio.sleep(0.01)

    async def _settle(self) -> None:
        """Let Qt lay out and paint: two turns of its loop."""
        for _ in range(2):
            await asyncio.sleep(0.05)

    async def _save(self, state: str, widget: QWidget | None = None) -> None:
        """In both themes, so that what takes long to come about comes about once."""
        for theme in (Theme.DARK, Theme.LIGHT):
            self._window.commands.themes[theme].trigger()
            await self._settle()
            path = self._out / f"{state}-{theme}.png"
            if not (widget or self._window).grab().save(str(path)):
                raise OSError(f"{path} could not be written")
            print(path)


if __name__ == "__main__":
    sys.exit(main())
