"""The options of a preprocessor: every way to set a number, and pairs that push each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.catalog import CATALOG
from core.options import ChoiceOption, NumberOption, OptionValue, SwitchOption
from core.preprocessor import Entry, Look, Preprocessor
from ui.number_field import NumberField
from ui.option_panel import OptionPanel, push_apart

CANNY = CATALOG[Preprocessor.CANNY]
LOW, HIGH = "lowThresholdCanny", "highThresholdCanny"
MIXED = Entry(
    Preprocessor.OPENPOSE,
    title="Everything",
    description="One option of every kind.",
    guide="nothing",
    look=Look.COLOUR,
    options=(
        NumberOption("width", "Width", "How wide.", minimum=1, maximum=9, default=3.5, step=0.5),
        SwitchOption("hands", "Hands", "Draw hands.", default=False),
        ChoiceOption(
            "style",
            "Style",
            "How it looks.",
            choices=(("ink", "Ink"), ("chalk", "Chalk")),
            default="ink",
        ),
    ),
)


def _pair(low: tuple[float, float], high: tuple[float, float], step: float) -> Entry:
    """A preprocessor with two numbers that must stay in order, each (minimum, maximum)."""
    numbers = [
        NumberOption(
            name,
            name,
            "",
            minimum=ends[0],
            maximum=ends[1],
            default=ends[0] if step % 1 else int(ends[0]),
            step=step,
        )
        for name, ends in (("low", low), ("high", high))
    ]
    return Entry(
        Preprocessor.CANNY, "", "", "", Look.BINARY, tuple(numbers), ordered=(("low", "high"),)
    )


ENTRIES = {
    "whole": _pair((0, 255), (0, 255), 1),
    "fractions": _pair((0.0, 2.0), (0.0, 2.0), 0.1),
    "high reaches further": _pair((0, 50), (10, 90), 1),
    "low reaches further": _pair((0, 90), (10, 50), 1),
}


@st.composite
def _asked(draw: st.DrawFn, entry: Entry) -> tuple[dict[str, OptionValue], str, float]:
    """Values in order, and a value in range that one of them is set to."""
    low, high = entry.options
    assert isinstance(low, NumberOption)
    assert isinstance(high, NumberOption)

    def number(option: NumberOption) -> float:
        places = round((option.maximum - option.minimum) / option.step)
        value = option.minimum + option.step * draw(st.integers(0, places))
        return round(value) if option.whole else round(value, 6)

    values: dict[str, OptionValue] = {"low": number(low), "high": number(high)}
    if not values["low"] < values["high"]:  # type: ignore[operator]  # both are numbers
        values = {"low": low.minimum, "high": high.maximum}
    name = draw(st.sampled_from(["low", "high"]))
    return values, name, number(low if name == "low" else high)


def _as_shown(changes: dict[str, OptionValue]) -> dict[str, OptionValue]:
    """`changes` as a field writes them: without the noise of binary fractions."""
    return {name: round(float(value), 6) for name, value in changes.items()}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES.keys())
@given(data=st.data())
def test_a_pair_is_always_in_order_and_in_range(entry: Entry, data: st.DataObject) -> None:
    values, name, value = data.draw(_asked(entry))
    changes = push_apart(entry, values, name, value)
    # The catalogue refuses what is out of order or out of range.
    after = entry.complete({**values, **changes})
    other = "low" if name == "high" else "high"
    there = float(values[other])
    in_order = value < there if name == "low" else value > there
    if in_order:
        assert changes == {name: value}, "nothing else moves without need"
    assert changes == _as_shown(changes)
    if after[name] != pytest.approx(value):
        (yielding,) = (option for option in entry.options if option.name == other)
        assert isinstance(yielding, NumberOption)
        assert after[other] in (yielding.minimum, yielding.maximum), (
            "it stops short only where the other has no room left"
        )


def _keyed(widget: QWidget) -> list[str]:
    """The letters that reach something within `widget` with Alt."""
    texts = [label.text() for label in widget.findChildren(QLabel) if label.buddy()]
    texts += [button.text() for button in widget.findChildren(QAbstractButton)]
    return [text[text.index("&") + 1].lower() for text in texts if "&" in text]


def _panel(qtbot: QtBot, entry: Entry) -> tuple[OptionPanel, list[Any]]:
    panel = OptionPanel()
    qtbot.addWidget(panel)
    panel.show_entry(entry)
    panel.show()
    told: list[Any] = []
    panel.changed.connect(told.append)
    return panel, told


def _number(panel: OptionPanel, name: str) -> NumberField:
    control = panel.control(name)
    assert isinstance(control, NumberField)
    return control


def _reset_button(panel: OptionPanel) -> QToolButton:
    (button,) = (b for b in panel.findChildren(QToolButton) if b.text() == "&Reset")
    return button


def test_the_panel_has_what_the_catalogue_says(qtbot: QtBot) -> None:
    for entry in CATALOG.values():
        panel, told = _panel(qtbot, entry)
        for option in entry.options:
            control = panel.control(option.name)
            assert control.toolTip()
            if isinstance(option, NumberOption):
                assert _number(panel, option.name).field.value() == option.default
        assert not _reset_button(panel).isEnabled()
        assert told == []
        with pytest.raises(KeyError):
            panel.control("nothing")


def test_a_preprocessor_without_options_says_so(qtbot: QtBot) -> None:
    panel, _ = _panel(qtbot, replace(CATALOG[Preprocessor.DEPTH], options=(), ordered=()))
    assert "Nothing to set." in [label.text() for label in panel.findChildren(QLabel)]


def test_another_preprocessor_takes_the_place_of_the_last(qtbot: QtBot) -> None:
    panel, told = _panel(qtbot, CANNY)
    old = _number(panel, LOW)
    panel.show_entry(CATALOG[Preprocessor.TILE])
    qtbot.waitUntil(lambda: old not in panel.findChildren(NumberField))
    assert [field.option.name for field in panel.findChildren(NumberField)] == ["tileFactor"]
    assert told == []


def test_showing_values_is_no_change(qtbot: QtBot) -> None:
    panel, told = _panel(qtbot, MIXED)
    panel.show_values({"width": 7.5, "hands": True, "style": "chalk"})
    assert told == []
    hands, style = panel.control("hands"), panel.control("style")
    assert isinstance(hands, QCheckBox)
    assert isinstance(style, QComboBox)
    assert _number(panel, "width").field.value() == 7.5
    assert hands.isChecked()
    assert style.currentText() == "Chalk"


def test_every_kind_of_option_is_changed_by_the_keyboard(qtbot: QtBot) -> None:
    panel, told = _panel(qtbot, MIXED)
    QTest.keyClick(panel.control("hands"), Qt.Key.Key_Space)
    QTest.keyClick(panel.control("style"), Qt.Key.Key_Down)
    QTest.keyClick(_number(panel, "width").field, Qt.Key.Key_Up)
    assert told == [{"hands": True}, {"style": "chalk"}, {"width": 4.0}]


def test_reset_is_offered_only_where_it_would_change_something(qtbot: QtBot) -> None:
    panel, _ = _panel(qtbot, CANNY)
    reset = _reset_button(panel)
    assert not reset.isEnabled()
    QTest.keyClick(_number(panel, LOW).field, Qt.Key.Key_Up)
    assert reset.isEnabled()
    with qtbot.waitSignal(panel.reset_asked):
        QTest.mouseClick(reset, Qt.MouseButton.LeftButton)
    panel.show_values({LOW: 100, HIGH: 200})
    assert not reset.isEnabled()


def test_one_threshold_pushes_the_other_and_both_are_told_at_once(qtbot: QtBot) -> None:
    panel, told = _panel(qtbot, CANNY)
    low, high = _number(panel, LOW), _number(panel, HIGH)
    assert low.slider is not None
    low.slider.setValue(230)
    assert told == [{LOW: 230, HIGH: 231}]
    assert (low.field.value(), high.field.value()) == (230, 231)
    told.clear()
    low.slider.setValue(10)
    assert told == [{LOW: 10}], "what was pushed away stays there"


def test_a_number_that_has_no_room_goes_back_to_where_it_must_stay(qtbot: QtBot) -> None:
    panel, told = _panel(qtbot, CANNY)
    high = _number(panel, HIGH)
    assert high.slider is not None
    QTest.keyClick(high.slider, Qt.Key.Key_Home)
    assert told == [{HIGH: 1, LOW: 0}]
    assert (high.slider.value(), high.field.value()) == (1, 1)


def test_every_option_has_a_key_of_its_own(qtbot: QtBot) -> None:
    for entry in (*CATALOG.values(), MIXED):
        panel, _ = _panel(qtbot, entry)
        letters = _keyed(panel)
        assert len(letters) == len(set(letters)) == len(entry.options) + 2, entry.title


def test_no_option_takes_a_key_that_the_window_needs(qtbot: QtBot) -> None:
    titles = ("Quality", "Contrast", "With edges", "Formation")
    options = tuple(SwitchOption(title.lower(), title, "", default=False) for title in titles)
    panel, _ = _panel(qtbot, Entry(Preprocessor.CANNY, "", "", "", Look.BINARY, options=options))
    # Menus: File, Edit, View, Preprocessor, Runware, Help. Panels: Width, Height, Quality, Export,
    # Copy, Format, Options.
    letters = [letter for letter in _keyed(panel) if letter not in "rt"]  # Reset, Presets
    assert len(letters) == len(titles)
    assert not set(letters) & set("fevpuhwgqxcms")


class Scrolled:
    """A panel in a window that is too low for it and for what comes after the options."""

    def __init__(self, qtbot: QtBot) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        self.panel = OptionPanel()
        column.addWidget(self.panel)
        column.addSpacing(600)
        column.addWidget(QPushButton("After them"))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.resize(300, 200)
        qtbot.addWidget(self.area)
        self.panel.show_entry(CANNY)
        self.area.show()
        self.area.activateWindow()
        qtbot.waitUntil(self.area.isActiveWindow)

    @property
    def place(self) -> int:
        return self.area.verticalScrollBar().value()


def test_other_options_do_not_scroll_away_from_the_one_that_had_the_focus(qtbot: QtBot) -> None:
    seen = Scrolled(qtbot)
    field = seen.panel.control(LOW)
    assert isinstance(field, NumberField)
    assert field.slider is not None
    field.slider.setFocus()
    seen.panel.show_entry(CATALOG[Preprocessor.TILE])
    qtbot.wait(0)
    assert seen.place == 0
    held = seen.area.focusWidget()
    assert isinstance(held, QSlider), "where a slider had it, a slider has it"
    assert seen.panel.isAncestorOf(held)
    seen.panel.show_entry(CATALOG[Preprocessor.SCRIBBLE], with_local=False)
    qtbot.wait(0)
    assert seen.place == 0
    assert seen.panel.isAncestorOf(seen.area.focusWidget()), "though there is nothing to set"


def test_what_was_half_typed_is_no_option_of_the_next(qtbot: QtBot) -> None:
    seen = Scrolled(qtbot)
    field = seen.panel.control(LOW)
    assert isinstance(field, NumberField)
    field.field.setFocus()
    field.field.selectAll()
    QTest.keyClicks(field.field, "33")
    told: list[object] = []
    seen.panel.changed.connect(told.append)
    seen.panel.show_entry(CATALOG[Preprocessor.TILE])
    qtbot.wait(0)
    assert told == []
