"""One number: its slider and its field always agree, whichever is moved and however far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.catalog import CATALOG
from core.options import NumberOption
from ui.number_field import NumberField

WHOLE = NumberOption("low", "Low threshold", "Weak edges.", minimum=0, maximum=255, default=100)
HALVES = NumberOption("blur", "Blur", "How much.", minimum=1, maximum=16, default=4.0, step=0.5)
TENTHS = NumberOption("ink", "Ink", "How wide.", minimum=0.5, maximum=4, default=1.0, step=0.1)
FINE = NumberOption("gain", "Gain", "How much.", minimum=0, maximum=1, default=0.25, step=0.05)
SEED_MAX = 2**53 - 1
SEED = NumberOption(
    "seed", "Seed", "Which.", minimum=-SEED_MAX, maximum=SEED_MAX, default=0, slider=False
)
CATALOGUED = [o for e in CATALOG.values() for o in e.options if isinstance(o, NumberOption)]
ALL = [WHOLE, HALVES, TENTHS, FINE, SEED, *CATALOGUED]

Told = list[tuple[str, int | float]]


def _field(qtbot: QtBot, option: NumberOption) -> tuple[NumberField, Told]:
    field = NumberField(option, option.title)
    qtbot.addWidget(field)
    field.show()
    told: Told = []
    field.changed.connect(lambda name, value: told.append((name, value)))
    return field, told


def _type(widget: QWidget, text: str) -> None:
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, text)


@pytest.mark.parametrize("option", ALL, ids=lambda option: option.name)
def test_every_place_of_the_slider_is_a_value_of_the_option(
    qtbot: QtBot, option: NumberOption
) -> None:
    field, told = _field(qtbot, option)
    if field.slider is None:
        return
    assert field.slider.value() == round((option.default - option.minimum) / option.step)
    for place in range(field.slider.maximum() + 1):
        field.slider.setValue(place)
        value = option.minimum + place * option.step
        assert field.field.value() == pytest.approx(value, abs=1e-9)
        assert field.slider.value() == place
    assert told[-1][1] == pytest.approx(option.maximum)
    assert [option.check(value) for _, value in told] == [value for _, value in told]


@pytest.mark.parametrize("option", ALL, ids=lambda option: option.name)
def test_values_have_the_type_of_the_option(qtbot: QtBot, option: NumberOption) -> None:
    field, told = _field(qtbot, option)
    up = option.default + option.step <= option.maximum
    QTest.keyClick(field.field, Qt.Key.Key_Up if up else Qt.Key.Key_Down)
    ((name, value),) = told
    assert name == option.name
    assert type(value) is type(option.default)
    assert value == pytest.approx(option.default + (option.step if up else -option.step))


def test_setting_a_value_is_no_change_of_the_user(qtbot: QtBot) -> None:
    field, told = _field(qtbot, HALVES)
    field.set_value(7.5)
    assert field.slider is not None
    assert (field.field.value(), field.slider.value()) == (7.5, 13)
    assert told == []


@given(value=st.integers(-SEED_MAX, SEED_MAX))
def test_a_seed_is_exact_to_its_last_digit(qapp: object, value: int) -> None:
    field = NumberField(SEED, "Seed")
    told: list[int] = []
    field.changed.connect(lambda _, number: told.append(number))
    field.field.setValue(value)
    assert told == ([value] if value else [])
    assert field.field.text() == str(value)
    field.deleteLater()


@pytest.mark.parametrize("seed", [SEED_MAX, -SEED_MAX, SEED_MAX - 1, 2**31, 123456789012345])
def test_a_long_seed_can_be_typed(qtbot: QtBot, seed: int) -> None:
    field, told = _field(qtbot, SEED)
    _type(field.field, str(seed))
    QTest.keyClick(field.field, Qt.Key.Key_Return)
    assert told == [("seed", seed)]
    assert field.field.text() == str(seed)


def test_a_number_counts_when_it_is_typed_to_its_end(qtbot: QtBot) -> None:
    field, told = _field(qtbot, WHOLE)
    _type(field.field, "123")
    assert told == [], "1 and 12 on the way to 123 are nothing that was wanted"
    QTest.keyClick(field.field, Qt.Key.Key_Return)
    assert told == [("low", 123)]
    assert field.slider is not None
    assert field.slider.value() == 123


def test_a_number_beyond_the_range_cannot_be_typed(qtbot: QtBot) -> None:
    field, told = _field(qtbot, WHOLE)
    _type(field.field, "2567")
    QTest.keyClick(field.field, Qt.Key.Key_Return)
    assert told == [("low", 25)], "keys that lead beyond the range do nothing"


def test_a_value_between_two_places_of_the_slider_is_kept(qtbot: QtBot) -> None:
    field, told = _field(qtbot, HALVES)
    _type(field.field, field.field.locale().toString(7.3))
    QTest.keyClick(field.field, Qt.Key.Key_Return)
    assert told == [("blur", 7.3)]
    assert field.slider is not None
    assert field.slider.value() == 13
    assert field.field.value() == 7.3


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Qt.Key.Key_Up, 101),
        (Qt.Key.Key_Down, 99),
        (Qt.Key.Key_PageUp, 110),
        (Qt.Key.Key_PageDown, 90),
    ],
)
def test_the_field_obeys_the_keyboard(qtbot: QtBot, key: Qt.Key, value: int) -> None:
    field, told = _field(qtbot, WHOLE)
    QTest.keyClick(field.field, key)
    assert told == [("low", value)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Qt.Key.Key_Right, 101),
        (Qt.Key.Key_Left, 99),
        (Qt.Key.Key_PageUp, 125),
        (Qt.Key.Key_PageDown, 75),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 255),
    ],
)
def test_the_slider_obeys_the_keyboard(qtbot: QtBot, key: Qt.Key, value: int) -> None:
    field, told = _field(qtbot, WHOLE)
    assert field.slider is not None
    QTest.keyClick(field.slider, key)
    assert told == [("low", value)]
    assert field.field.value() == value


def test_another_seed_is_a_press_away(qtbot: QtBot) -> None:
    field, told = _field(qtbot, SEED)
    (again,) = (button for button in field.findChildren(QToolButton) if button.text() == "Another")
    for _ in range(5):
        QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    seeds = [value for _, value in told]
    assert len(set(seeds)) == 5
    assert all(isinstance(seed, int) and 0 <= seed < 2**31 for seed in seeds)
    assert field.field.value() == seeds[-1]


@pytest.mark.parametrize(("minimum", "maximum"), [(0, 9), (5, 7), (-9, -3)])
def test_another_number_lies_in_the_range(qtbot: QtBot, minimum: int, maximum: int) -> None:
    option = NumberOption("n", "N", "", minimum, maximum, default=minimum, slider=False)
    field, told = _field(qtbot, option)
    (again,) = field.findChildren(QToolButton)
    for _ in range(30):
        QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    assert [option.check(value) for _, value in told] == [value for _, value in told]


def test_the_hint_names_the_range_to_the_last_digit(qtbot: QtBot) -> None:
    assert "From 0 to 255." in _field(qtbot, WHOLE)[0].toolTip()
    assert "From 0.5 to 4." in _field(qtbot, TENTHS)[0].toolTip()
    assert f"From {-SEED_MAX} to {SEED_MAX}." in _field(qtbot, SEED)[0].toolTip()


def test_the_label_leads_to_the_field(qtbot: QtBot) -> None:
    field, _ = _field(qtbot, WHOLE)
    (caption,) = field.findChildren(QLabel)
    assert caption.buddy() is field.field
    assert field.field.accessibleName() == "Low threshold"
