"""The menus: every action of the window with its words, its key and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoStack
from PySide6.QtWidgets import QMainWindow, QMenu

from core.catalog import CATALOG
from core.preprocessor import Preprocessor
from core.settings import Theme
from ui.comparison_bar import KEYS as COMPARISON_KEYS
from ui.comparison_bar import TITLES as COMPARISONS
from ui.engine_choice import KEYS as ENGINE_KEYS
from ui.engine_choice import SOURCES
from ui.preprocessor_picker import CHOICE_KEYS, choice_title

_THEMES = {Theme.SYSTEM: "As the &system", Theme.LIGHT: "&Light", Theme.DARK: "&Dark"}
_Word = TypeVar("_Word")
Key = QKeySequence.StandardKey | str


class Actions:
    """Builds the menu bar of `window`; what an action does is connected by the window."""

    def __init__(self, window: QMainWindow, offers: Sequence[Preprocessor]) -> None:
        self._window = window
        bar = window.menuBar()

        file = bar.addMenu("&File")
        std = QKeySequence.StandardKey
        self.open = self._add(file, "&Open…", std.Open, "Open a picture")
        self.open_sample = self._add(file, "Open the s&ample picture", "", "Open the still life")
        file.addSeparator()
        self.export = self._add(file, "&Export…", "Ctrl+E", "Write the guide to a file")
        self.export_joints = self._add(
            file, "Export the &joints…", "Ctrl+J", "Write who is drawn in a pose as OpenPose JSON"
        )
        file.addSeparator()
        self.quit = self._add(file, "&Quit", "Ctrl+Q", "Leave Underdrawing")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

        self._edit = edit = bar.addMenu("&Edit")
        self.copy = self._add(edit, "&Copy the guide", std.Copy, "Copy the guide's pixels")
        self.copy_file = self._add(
            edit, "Copy the guide as a &file", "Ctrl+Shift+C", "For a folder, or another program"
        )
        self.paste = self._add(edit, "&Paste a picture", std.Paste, "Open what is copied")
        edit.addSeparator()
        self.reset = self._add(edit, "&Reset the options", "Ctrl+R", "Options as usual")
        self.stop = self._add(edit, "&Stop", "Esc", "Stop what is being opened or made")
        edit.addSeparator()
        self.settings = self._add(edit, "Se&ttings…", "Ctrl+,", "The key, the service, and more")
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)

        view = bar.addMenu("&View")
        self.fit = self._add(view, "&Fit", "Ctrl+0", "Show the whole picture")
        self.full = self._add(view, "&100 %", "Ctrl+1", "Show every pixel of the picture as one")
        self.zoom_in = self._add(view, "Zoom &in", std.ZoomIn, "Zoom in")
        self.zoom_in.setShortcuts([*QKeySequence.keyBindings(std.ZoomIn), QKeySequence("Ctrl+=")])
        self.zoom_out = self._add(view, "Zoom &out", std.ZoomOut, "Zoom out")
        view.addSeparator()
        self.comparisons = self._choices(view, COMPARISONS, lambda which: COMPARISON_KEYS[which])
        view.addSeparator()
        self.history = self._add(view, "&History", "Ctrl+H", "Every guide that you made")
        self.history.setCheckable(True)
        view.addSeparator()
        self.themes = self._choices(view.addMenu("&Theme"), _THEMES, lambda theme: "")

        menu = bar.addMenu("&Preprocessor")
        keys = dict(zip(offers, CHOICE_KEYS, strict=False))
        titles = {name: choice_title(CATALOG[name]) for name in offers}
        self.preprocessors = self._choices(menu, titles, lambda name: keys.get(name, ""))

        menu.addSeparator()
        self.presets = menu.addMenu("Pre&sets")

        cloud = bar.addMenu("R&unware")
        self.engines = self._choices(cloud, SOURCES, lambda name: ENGINE_KEYS[name])
        cloud.addSeparator()
        self.buy = self._add(
            cloud, "&Buy this guide", "Ctrl+Return", "Have Runware make this guide, for money"
        )

        info = bar.addMenu("&Help")
        self.keys = self._add(info, "&Keys", "F1", "Everything that can be done by keyboard")
        self.keys.setShortcuts([QKeySequence("F1"), QKeySequence("?")])
        self.about = self._add(info, "&About Underdrawing", "", "Version and licences")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def add_undo(self, stack: QUndoStack) -> None:
        """Begin the edit menu with what `stack` can take back, and do again."""
        first = self._edit.actions()[0]
        std = QKeySequence.StandardKey
        for action, key in (
            (stack.createUndoAction(self._window, "&Undo"), std.Undo),
            (stack.createRedoAction(self._window, "Re&do"), std.Redo),
        ):
            # Its text goes on to say what would be taken back; this is what it is called.
            action.setObjectName(action.text().replace("&", ""))
            action.setShortcuts(key)
            self._edit.insertAction(first, action)
        self._edit.insertSeparator(first)

    def _add(self, menu: QMenu, text: str, key: Key, hint: str) -> QAction:
        action = menu.addAction(text)
        action.setShortcut(QKeySequence(key))
        action.setStatusTip(hint)
        action.setToolTip(hint)
        return action

    def _choices(
        self, menu: QMenu, titles: Mapping[_Word, str], key: Callable[[_Word], str]
    ) -> dict[_Word, QAction]:
        group = QActionGroup(self._window)
        actions = {}
        for value, title in titles.items():
            action = self._add(menu, title, key(value), title.replace("&", ""))
            action.setCheckable(True)
            group.addAction(action)
            actions[value] = action
        return actions
