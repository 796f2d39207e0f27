"""One setting as data, and as a row: its label, its editor, what it is for, and its way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from core.errors import UnderdrawingError
from core.history.search import folded
from ui.icons import tinted_icon
from ui.settings.editors import Editor, Switch
from ui.text import SPACING_PX, quiet
from ui.wording import told, tr

_ICON_PX = 14


@dataclass(frozen=True)
class Row:
    """A setting. All texts are in the user's language; `&` in `label` goes before its key.

    `value` says what is set, `choose` sets it at once and may raise UnderdrawingError, `default`
    is what the reset goes back to. `can_change`: whether it is the user's to set now.
    """

    section: str
    label: str
    hint: str
    editor: Callable[[], Editor]
    value: Callable[[], Any]
    choose: Callable[[Any], None]
    default: Any
    can_change: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Group:
    """Several controls that belong together, in a `panel`; found by `label` and `hint`."""

    section: str
    label: str
    hint: str
    panel: QWidget


Maker = Callable[[str, str, str, Callable[[], Editor]], Row]
"""Makes a row of the name of a field, a label, a hint and an editor."""


def rows_of_fields(
    section: str, current: Callable[[], Any], choose: Callable[[str, Any], None], defaults: Any
) -> Maker:
    """Makes rows in `section` for fields of the value that `current` gives.

    `choose` sets the field of a name and may raise UnderdrawingError; `defaults`: a value of the
    same kind, whose fields are what resets go back to.
    """

    def row(name: str, label: str, hint: str, editor: Callable[[], Editor]) -> Row:
        return Row(
            section,
            label,
            hint,
            editor,
            lambda: getattr(current(), name),
            lambda value: choose(name, value),
            getattr(defaults, name),
        )

    return row


class ResetButton(QToolButton):
    """Goes back to the default, if that is not what is set."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.setAccessibleName(tr("Reset {setting}", setting=label))
        self._tint()

    def show_default(self, text: str, differs: bool) -> None:
        """The default reads `text`; `differs`: from what is set, so that there is a way back."""
        self.setEnabled(differs)
        self.setToolTip(
            tr("Back to the default: {value}", value=text)
            if differs
            else tr("The default: {value}", value=text)
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        self.setIcon(tinted_icon("reset", self.palette()))


class RowView(QWidget):
    """Shows a Row. `said` carries why a value was not taken, empty when one was."""

    said = Signal(str)

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row
        self.editor = row.editor()
        name = row.label.replace("&", "")
        self.words = folded(f"{row.section} {name} {row.hint} {self.editor.words}")
        self.reset = ResetButton(name)
        self.reset.clicked.connect(self._go_back)
        self.editor.describe(name, row.hint)
        self.editor.chosen.connect(self._choose)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setToolTip(row.hint)
        if isinstance(self.editor, Switch):
            self.editor.box.setText(row.label)
        else:
            self._label.setText(row.label)
            self._label.setBuddy(self.editor.field)
        hint = quiet(row.hint)
        hint.setWordWrap(True)
        self._grid = grid = grid_of(self)
        grid.setVerticalSpacing(SPACING_PX)  # for the ring around what has the focus
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self.editor, 0, 1)
        grid.addWidget(self.reset, 0, 2)
        grid.addWidget(hint, 1, 1)
        self.refresh()

    def refresh(self) -> None:
        """Show what is set now."""
        row = self.row
        value, can_change = row.value(), row.can_change()
        self.editor.show_value(value)
        self.editor.setEnabled(can_change)
        default = self.editor.text_of(row.default)
        self.reset.show_default(default, differs=can_change and value != row.default)

    def wanted_width(self) -> int:
        """What the label needs on one line, in pixels."""
        text = self._label.text().replace("&", "")
        return self.fontMetrics().horizontalAdvance(text) + SPACING_PX

    def align(self, width: int) -> None:
        """Give labels so many pixels, as those above and below."""
        align_captions(self._grid, width)

    def _choose(self, value: Any) -> None:
        try:
            self.row.choose(value)
        except UnderdrawingError as error:
            self.said.emit(told(error))
            if self.editor.keeps_refused:
                return
        else:
            self.said.emit("")
        self.refresh()

    def _go_back(self) -> None:
        # What is disabled now would hand on the focus to whatever comes next.
        self.editor.field.setFocus()
        self._choose(self.row.default)


def grid_of(widget: QWidget) -> QGridLayout:
    """Of captions, and beside them what they are of, as rows and groups all have it."""
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(2 * SPACING_PX)
    grid.setColumnStretch(1, 1)
    return grid


def align_captions(grid: QGridLayout, width: int) -> None:
    """Give the labels in the first column of `grid` so many pixels, as rows give theirs."""
    for row in range(grid.rowCount()):
        item = grid.itemAtPosition(row, 0)
        label = item.widget() if item is not None else None
        if isinstance(label, QLabel):
            label.setWordWrap(True)
            label.setFixedWidth(width)


class GroupView(QWidget):
    """Shows a Group."""

    def __init__(self, group: Group) -> None:
        super().__init__()
        self.words = folded(f"{group.section} {group.label} {group.hint}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(group.panel)
