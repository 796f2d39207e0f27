"""The sheet of keys: everything that can be done without a mouse, on one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.wording import say
from ui.history_list import WAYS
from ui.text import heading, quiet
from ui.wording import tr

_SHARE_OF_SCREEN = 0.9
_BESIDE_PX, _BELOW_PX = 90, 80
_Keys = tuple[str, tuple[tuple[str, str], ...]]
_BY_HAND: tuple[_Keys, ...] = (
    (
        say("In the pictures"),
        (
            (say("Move the picture"), say("Arrow keys, or drag")),
            (say("Zoom at the cursor"), say("Wheel, or pinch")),
            (say("100 %, or the whole picture"), say("Double click")),
            (say("Show the input while it is held"), say("Space")),
            (say("Move the wipe, change the opacity"), say("Shift with left and right")),
        ),
    ),
    (
        say("In the panel"),
        (
            (say("From control to control"), say("Tab, Shift+Tab")),
            (say("Choose a preprocessor"), say("Arrow keys on the sheet")),
            (say("A slider by one, by a tenth"), say("Left and right, Page up and down")),
        ),
    ),
)


def _in_the_history() -> _Keys:
    """What the strip of earlier guides does with the one that is current."""
    keys = []
    for way in WAYS.values():
        # A letter is called the same in every language.
        called = way.called if len(way.called) == 1 else tr(way.called)
        keys.append((_plain(tr(way.text)).rstrip("…"), called))
    return (tr("In the history"), tuple(keys))


def show_keys(window: QMainWindow) -> QDialog:
    """Open the sheet above `window`: the keys of its menus, and those that have no menu."""
    dialog = QDialog(window)
    dialog.setWindowTitle(tr("Keys"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    groups = [*_menu_groups(window), *_told(_BY_HAND), _in_the_history()]
    room = window.screen().availableSize() * _SHARE_OF_SCREEN
    sheet = _sheet(groups, 2)
    if sheet.sizeHint().width() + _BESIDE_PX > room.width():
        sheet = _sheet(groups, 1)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setWidget(sheet)
    scroll.setAccessibleName(tr("Keys"))
    scroll.setAccessibleDescription(tr("Arrow keys scroll."))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(scroll)
    layout.addWidget(buttons)
    wanted = sheet.sizeHint()
    dialog.resize(
        min(wanted.width() + _BESIDE_PX, room.width()),
        min(wanted.height() + _BELOW_PX, room.height()),
    )
    dialog.open()
    return dialog


def _sheet(groups: Sequence[_Keys], columns: int) -> QWidget:
    """All groups, one below the other in so many columns of about the same length."""
    sheet = QWidget()
    row = QHBoxLayout(sheet)
    row.setSpacing(36)
    lines, most = 0, sum(len(keys) + 2 for _, keys in groups) / columns
    places = [QVBoxLayout() for _ in range(columns)]
    for title, keys in groups:
        places[min(int(lines / most), columns - 1)].addWidget(_group(title, keys))
        lines += len(keys) + 2
    for column in places:
        column.setSpacing(16)
        column.addStretch(1)
        row.addLayout(column)
    return sheet


def _told(groups: Iterable[_Keys]) -> list[_Keys]:
    return [(tr(title), tuple((tr(what), tr(key)) for what, key in keys)) for title, keys in groups]


def _menu_groups(window: QMainWindow) -> list[_Keys]:
    groups = []
    for action in window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        keys = tuple(_keys_of(menu))
        if keys:
            groups.append((_plain(menu.title()), keys))
    return groups


def _keys_of(menu: QMenu) -> list[tuple[str, str]]:
    found = []
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found += _keys_of(inner)
        elif action.shortcuts():
            found.append(
                (action.objectName() or _plain(action.text()).rstrip("…"), _written(action))
            )
    return found


def _written(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _plain(text: str) -> str:
    return text.replace("&", "")


def _group(title: str, keys: tuple[tuple[str, str], ...]) -> QWidget:
    group = QWidget()
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(4)
    grid.addWidget(heading(title), 0, 0, 1, 2)
    for row, (what, key) in enumerate(keys, start=1):
        grid.addWidget(QLabel(what), row, 0)
        grid.addWidget(quiet(key), row, 1)
    grid.setColumnStretch(0, 1)
    return group
