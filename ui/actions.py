"""The menus: every action of the window with its words, its key and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoStack
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from core.catalog import CATALOG
from core.preprocessor import Preprocessor
from core.settings import Theme
from core.wording import say
from ui.comparison_bar import KEYS as COMPARISON_KEYS
from ui.comparison_bar import TITLES as COMPARISONS
from ui.engine_choice import KEYS as ENGINE_KEYS
from ui.engine_choice import SOURCES
from ui.notice_buttons import NOTICE_KEY
from ui.preprocessor_picker import CHOICE_KEYS, choice_title
from ui.wording import tr, tr_each

_THEMES = {
    Theme.SYSTEM: say("As the &system"),
    Theme.LIGHT: say("&Light"),
    Theme.DARK: say("&Dark"),
}
_Word = TypeVar("_Word")
Key = QKeySequence.StandardKey | str


class Actions:
    """Builds the menu bar of `window`; what an action does is connected by the window."""

    def __init__(self, window: QMainWindow, offers: Sequence[Preprocessor]) -> None:
        self._window = window
        bar = window.menuBar()

        file = bar.addMenu(tr("&File"))
        std = QKeySequence.StandardKey
        self.open = self._add(file, tr("&Open…"), std.Open, tr("Open a picture"))
        self.recent = file.addMenu(tr("Open &recent"))
        self.open_sample = self._add(
            file, tr("Open the s&ample picture"), "", tr("Open the still life")
        )
        self.batch = self._add(
            file, tr("Make &many…"), "Ctrl+B", tr("Many pictures by many preprocessors, into files")
        )
        file.addSeparator()
        self.export = self._add(file, tr("&Export…"), "Ctrl+E", tr("Write the guide to a file"))
        self.export_again = self._add(
            file,
            tr("Export a&gain"),
            "Ctrl+Shift+E",
            tr("Write the guide beside the last one, under a name that is free"),
        )
        self.export_joints = self._add(
            file,
            tr("Export the &joints…"),
            "Ctrl+J",
            tr("Write who is drawn in a pose as OpenPose JSON"),
        )
        file.addSeparator()
        self.quit = self._add(file, tr("&Quit"), "Ctrl+Q", tr("Leave Underdrawing"))
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        # From the window of the batch as well, or the settings.
        self.quit.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)

        self._build_edit(bar)

        view = bar.addMenu(tr("&View"))
        self.fit = self._add(view, tr("&Fit"), "Ctrl+0", tr("Show the whole picture"))
        self.full = self._add(
            view, tr("&100 %"), "Ctrl+1", tr("Show every pixel of the picture as one")
        )
        self.zoom_in = self._add(view, tr("Zoom &in"), std.ZoomIn, tr("Zoom in"))
        self.zoom_in.setShortcuts([*QKeySequence.keyBindings(std.ZoomIn), QKeySequence("Ctrl+=")])
        self.zoom_out = self._add(view, tr("Zoom &out"), std.ZoomOut, tr("Zoom out"))
        view.addSeparator()
        self.comparisons = self._choices(
            view, tr_each(COMPARISONS), lambda which: COMPARISON_KEYS[which]
        )
        self.picture = self._add(
            view, tr("Show the pict&ure"), "", tr("In the place of the earlier guide")
        )
        view.addSeparator()
        self.history = self._add(view, tr("&History"), "Ctrl+H", tr("Every guide that you made"))
        self.history.setCheckable(True)
        self.to_notice = self._add(
            view, tr("To the &notice"), NOTICE_KEY, tr("What it offers; again leads back")
        )
        self.to_notice.setEnabled(False)
        view.addSeparator()
        self.themes = self._choices(view.addMenu(tr("&Theme")), tr_each(_THEMES), lambda theme: "")

        menu = bar.addMenu(tr("&Preprocessor"))
        keys = dict(zip(offers, CHOICE_KEYS, strict=False))
        titles = {name: choice_title(CATALOG[name]) for name in offers}
        self.preprocessors = self._choices(menu, titles, lambda name: keys.get(name, ""))

        menu.addSeparator()
        self.presets = menu.addMenu(tr("Pre&sets"))

        cloud = bar.addMenu(tr("R&unware"))
        self.engines = self._choices(cloud, tr_each(SOURCES), lambda name: ENGINE_KEYS[name])
        cloud.addSeparator()
        self.buy = self._add(
            cloud,
            tr("&Buy this guide"),
            "Ctrl+Return",
            tr("Have Runware make this guide, for money"),
        )
        self._build_help(bar)

    def _build_edit(self, bar: QMenuBar) -> None:
        std = QKeySequence.StandardKey
        self._edit = edit = bar.addMenu(tr("&Edit"))
        self.copy = self._add(edit, tr("&Copy the guide"), std.Copy, tr("Copy the guide's pixels"))
        self.copy_file = self._add(
            edit,
            tr("Copy the guide as a &file"),
            "Ctrl+Shift+C",
            tr("For a folder, or another program"),
        )
        self.paste = self._add(edit, tr("&Paste a picture"), std.Paste, tr("Open what is copied"))
        edit.addSeparator()
        self.reset = self._add(edit, tr("&Reset the options"), "Ctrl+R", tr("Options as usual"))
        self.stop = self._add(edit, tr("&Stop"), "Esc", tr("Stop what is being opened or made"))
        self.stop.setEnabled(False)
        edit.addSeparator()
        self.library = self._add(
            edit, tr("Model &library…"), "Ctrl+L", tr("Networks to add, for better guides")
        )
        self.settings = self._add(
            edit, tr("Se&ttings…"), "Ctrl+,", tr("The key, the service, and more")
        )
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)

    def add_undo(self, stack: QUndoStack) -> None:
        """Begin the edit menu with what `stack` can take back, and do again."""
        first = self._edit.actions()[0]
        std = QKeySequence.StandardKey
        undo, redo = QAction(tr("&Undo"), self._window), QAction(tr("Re&do"), self._window)
        undo.triggered.connect(stack.undo)
        redo.triggered.connect(stack.redo)
        stack.canUndoChanged.connect(undo.setEnabled)
        stack.canRedoChanged.connect(redo.setEnabled)
        stack.undoTextChanged.connect(
            lambda change: undo.setText(
                tr("&Undo {change}", change=change) if change else tr("&Undo")
            )
        )
        stack.redoTextChanged.connect(
            lambda change: redo.setText(
                tr("Re&do {change}", change=change) if change else tr("Re&do")
            )
        )
        again, usual = QKeySequence("Ctrl+Y"), QKeySequence.keyBindings(std.Redo)
        redo_keys = usual if again in usual else [*usual, again]  # on Linux it is not usual
        for action, keys in ((undo, QKeySequence.keyBindings(std.Undo)), (redo, redo_keys)):
            # Its text goes on to say what would be taken back; this is what it is called.
            action.setObjectName(action.text().replace("&", ""))
            action.setShortcuts(keys)
            action.setEnabled(False)
            self._edit.insertAction(first, action)
        self._edit.insertSeparator(first)

    def _build_help(self, bar: QMenuBar) -> None:
        info = bar.addMenu(tr("&Help"))
        self.keys = self._add(
            info, tr("&Keys"), "F1", tr("Everything that can be done by keyboard")
        )
        self.keys.setShortcuts([QKeySequence("F1"), QKeySequence("?")])
        self.user_guide = self._add(
            info, tr("&User guide"), "F2", tr("Chapter by chapter, in the browser")
        )
        self.first_steps = self._add(
            info, tr("&First steps"), "", tr("The way from a picture to its guide, in three steps")
        )
        self.about = self._add(info, tr("&About Underdrawing"), "", tr("Version and licences"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

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
