"""The options of the chosen preprocessor, built from its row in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.options import ChoiceOption, NumberOption, OptionValue, SwitchOption
from core.preprocessor import Entry
from core.wording import say
from ui.number_field import NumberField
from ui.scroll_past import ScrollPast
from ui.text import heading
from ui.wording import tr

_TAKEN_KEYS = say("cefghmpqrstuvwx")
"""Alt with these opens a menu, or goes to something else in the window: others in each language."""
_TAKEN_BY_RUNWARE = say("bdik")
"""And these, while guides come from there."""


class OptionPanel(QWidget):
    """Controls for every option of an Entry.

    `changed` carries what the user changed, by option name: usually one value, two where one
    pushed another that must stay above or below it.
    """

    changed = Signal(object)  # dict[str, OptionValue]
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self._values: dict[str, OptionValue] = {}
        self._controls: dict[str, NumberField | QCheckBox | QComboBox] = {}
        self._body = QWidget()

        self._reset = QToolButton()
        self._reset.setText(tr("&Reset"))
        self._reset.setAutoRaise(True)
        self._reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._reset.setToolTip(
            tr("Give every option of this preprocessor its usual value (Ctrl+R)")
        )
        self._reset.clicked.connect(self.reset_asked)
        self._presets = QToolButton()
        self._presets.setText(tr("Prese&ts"))
        self._presets.setAutoRaise(True)
        self._presets.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._presets.setToolTip(tr("Options under a name: some that ship, and your own (Alt+T)"))
        row = QHBoxLayout()
        row.addWidget(heading(tr("Options")), 1)
        row.addWidget(self._presets)
        row.addWidget(self._reset)

        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(row)
        self._layout.addWidget(self._body)

    def show_presets(self, menu: QMenu) -> None:
        """Open `menu` where the presets are asked for."""
        self._presets.setMenu(menu)

    def show_entry(self, entry: Entry, *, with_local: bool = True) -> None:
        """Build the controls of `entry`, at its defaults; those of this computer as asked."""
        self._entry = entry
        options = [option for option in entry.options if with_local or not option.local]
        for control in self._controls.values():
            control.blockSignals(True)  # what is half typed there is no option of this entry
        self._controls = {}
        body = QWidget()
        form = QVBoxLayout(body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(10)
        taken = set(tr(_TAKEN_KEYS) + ("" if with_local else tr(_TAKEN_BY_RUNWARE)))
        for option in options:
            label = _with_key(tr(option.title), taken)
            match option:
                case NumberOption():
                    form.addWidget(self._number(option, label))
                case SwitchOption():
                    form.addWidget(self._switch(option, label))
                case ChoiceOption():
                    form.addLayout(self._choice(option, label))
        if not options:
            nothing = QLabel(tr("Nothing to set."))
            nothing.setEnabled(False)
            form.addWidget(nothing)
        self._layout.replaceWidget(self._body, body)
        self._hand_on_focus(body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        self._put_in_tab_order(body)
        self.show_values({option.name: option.default for option in entry.options})

    def _hand_on_focus(self, body: QWidget) -> None:
        """Have what takes the place of the control that has the focus, if one has it, take it.

        Qt would give it to whatever comes after the options, and scroll there.
        """
        held = self.window().focusWidget()
        if held is None or not self._body.isAncestorOf(held):
            return
        takers = [
            widget
            for widget in body.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _is_part(widget, body)
        ]
        alike = [widget for widget in takers if type(widget) is type(held)]
        [*alike, *takers, self._presets][0].setFocus()

    def _put_in_tab_order(self, body: QWidget) -> None:
        """After Reset: what is made later would otherwise come last in the window."""
        before: QWidget = self._reset
        for widget in body.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _is_part(widget, body):
                self.setTabOrder(before, widget)
                before = widget

    def show_values(self, values: Mapping[str, OptionValue]) -> None:
        """Show `values` without reporting a change."""
        self._values = dict(values)
        for name, control in self._controls.items():
            value = values[name]
            with QSignalBlocker(control):
                if isinstance(control, NumberField):
                    assert isinstance(value, int | float)
                    control.set_value(value)
                elif isinstance(control, QCheckBox):
                    control.setChecked(bool(value))
                else:
                    control.setCurrentIndex(control.findData(value))
        every = self._entry.options if self._entry else ()
        shown = [option for option in every if option.name in self._controls]
        self._reset.setEnabled(any(values.get(o.name) != o.default for o in shown))

    def control(self, name: str) -> NumberField | QCheckBox | QComboBox:
        """The control of the option called `name`; raises KeyError."""
        return self._controls[name]

    def _number(self, option: NumberOption, label: str) -> NumberField:
        field = NumberField(option, label)
        field.changed.connect(self._number_changed)
        self._controls[option.name] = field
        return field

    def _switch(self, option: SwitchOption, label: str) -> QCheckBox:
        box = QCheckBox(label)
        box.setToolTip(tr(option.hint))
        box.setAccessibleDescription(tr(option.hint))
        box.toggled.connect(lambda on: self._report({option.name: on}))
        self._controls[option.name] = box
        return box

    def _choice(self, option: ChoiceOption, label: str) -> QFormLayout:
        combo = QComboBox()
        combo.setToolTip(tr(option.hint))
        combo.setAccessibleName(tr(option.title))
        combo.setAccessibleDescription(tr(option.hint))
        for value, title in option.choices:
            combo.addItem(tr(title), value)
        combo.currentIndexChanged.connect(
            lambda _: self._report({option.name: combo.currentData()})
        )
        ScrollPast(combo)
        caption = QLabel(label)
        caption.setBuddy(combo)
        row = QFormLayout()
        row.addRow(caption, combo)
        self._controls[option.name] = combo
        return row

    def _number_changed(self, name: str, value: int | float) -> None:
        assert self._entry is not None
        self._report(push_apart(self._entry, self._values, name, value))

    def _report(self, changes: dict[str, OptionValue]) -> None:
        self.show_values({**self._values, **changes})
        self.changed.emit(changes)


def push_apart(
    entry: Entry, values: Mapping[str, OptionValue], name: str, value: int | float
) -> dict[str, OptionValue]:
    """`name` set to `value`, with what it pushes along so that the entry's pairs stay in order.

    At the end of the range, where the other cannot yield any more, `name` stops one step short.
    """
    steps = {o.name: o for o in entry.options if isinstance(o, NumberOption)}
    changes: dict[str, OptionValue] = {name: value}
    for low, high in entry.ordered:
        step = steps[low].step
        if name == low:
            value = min(value, steps[high].maximum - step)
            other = values[high]
            assert isinstance(other, int | float)
            changes = {low: _like(steps[low], value)}
            if other <= value:
                changes[high] = _like(steps[high], value + step)
        elif name == high:
            value = max(value, steps[low].minimum + step)
            other = values[low]
            assert isinstance(other, int | float)
            changes = {high: _like(steps[high], value)}
            if other >= value:
                changes[low] = _like(steps[low], value - step)
    return changes


def _is_part(widget: QWidget, body: QWidget) -> bool:
    """Whether it belongs to a spin box or is the list of a combo box, and is reached through it."""
    return widget.focusProxy() is not None or widget.window() is not body.window()


def _like(option: NumberOption, value: float) -> int | float:
    return round(value) if option.whole else round(value, 6)


def _with_key(title: str, taken: set[str]) -> str:
    """`title` with `&` before its first letter that is not `taken` yet, which is then."""
    for place, letter in enumerate(title):
        if letter.isalpha() and letter.lower() not in taken:
            taken.add(letter.lower())
            return f"{title[:place]}&{title[place:]}"
    return title
