"""The model library of the window: its networks, its page, and the choice of methods."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.engine import Engine
from core.library.shelf import Shelf
from core.local.methods import Methods
from core.preprocessor import Preprocessor
from ui.background import Background
from ui.library.methods import LibraryMethods
from ui.library.stock import Stock
from ui.main_window import MainWindow
from ui.remember import Memory
from ui.thumbnails import Thumbnails

if TYPE_CHECKING:
    from ui.library.samples import Samples
    from ui.library.window import LibraryWindow


class LibraryDesk(QObject):
    """Adds networks to `shelf`, by which `methods` make guides, and `idle` thumbnails.

    `engine` gives an engine for methods of its own; `sample`: what guides are compared by.

    The page is made when it is first asked for: what it needs takes long to import.
    """

    def __init__(
        self,
        shelf: Shelf,
        methods: Methods,
        idle: Methods,
        *,
        window: MainWindow,
        thumbnails: Thumbnails,
        sample: Path,
        engine: Callable[[Methods], Engine],
        memory: Memory,
        background: Background,
    ) -> None:
        super().__init__(window)
        self.stock = Stock(shelf, methods, background, offline=memory.settings.offline)
        self._methods = LibraryMethods(
            methods, idle, stock=self.stock, window=window, thumbnails=thumbnails, memory=memory
        )
        self._window = window
        self._sample = sample
        self._engine = engine
        self._memory = memory
        self._background = background
        self._samples: Samples | None = None
        self._shown: LibraryWindow | None = None
        window.commands.library.triggered.connect(self.open)
        window.side.method.library_asked.connect(lambda: self.open_for(window.session.preprocessor))
        memory.changed.connect(self._follow_settings)

    @property
    def shown(self) -> LibraryWindow:
        """The page."""
        if self._shown is None or self._samples is None:
            from ui.library.samples import Samples  # noqa: PLC0415 - see above
            from ui.library.window import LibraryWindow  # noqa: PLC0415

            self._samples = Samples(self._sample, self.stock.shelf, self._engine)
            self._shown = LibraryWindow(self._window, self.stock, self._samples, self._background)
            self._shown.offline_chosen.connect(lambda on: self._memory.choose(offline=on))
        return self._shown

    def open_for(self, preprocessor: Preprocessor) -> None:
        """Show the page of the best network for `preprocessor`."""
        self.shown.choose_for(preprocessor)
        self.open()

    def open(self) -> None:
        """Show the page, above the window, which can still be used."""
        self._methods.look_again()
        self.shown.show()
        self.shown.activateWindow()

    async def aclose(self) -> None:
        """Stop what is being fetched, which is kept for the next time, and made."""
        await self.stock.aclose()
        if self._samples is not None:
            await self._samples.aclose()

    def _follow_settings(self) -> None:
        offline = self._memory.settings.offline
        if offline != self.stock.offline:
            self.stock.set_offline(offline)
            if self._shown is not None:
                self._shown.show_offline(offline)
