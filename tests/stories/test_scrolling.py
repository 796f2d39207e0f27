"""Who scrolls a panel changes nothing on the way; the wheel turns a field that was chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from core.preprocessor import Preprocessor
from core.service_choices import EngineName
from tests.stories.desk import Desk, play, write_picture
from tests.stories.many import CANNY, asked_for
from tests.ui.wheel import turn


def _fields(window: QWidget) -> list[QWidget]:
    """What a wheel could change in what scrolls in `window`."""
    return [
        widget
        for scroll in window.findChildren(QScrollArea)
        for widget in scroll.viewport().findChildren(QWidget)
        if isinstance(widget, QAbstractSlider | QAbstractSpinBox | QComboBox)
        and not isinstance(widget, QScrollBar | QScrollArea)
        and widget.isVisible()
        and widget.isEnabled()
    ]


def _catching(window: QWidget) -> list[str]:
    """The fields of `window` that a wheel changes though nobody chose them."""
    chosen = window.focusWidget()
    if chosen:
        chosen.clearFocus()
    return [
        f"{type(field).__name__} {field.accessibleName()!r}"
        for field in _fields(window)
        if turn(field)
    ]


def test_no_field_of_the_panel_catches_the_wheel(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        window, commands = desk.window, desk.window.commands
        desk.drop_files(tmp_path / "cat.png")
        await desk.settled()
        for name, action in commands.preprocessors.items():
            action.trigger()
            await desk.settled()
            assert _fields(window)
            assert _catching(window) == [], name
        commands.engines[EngineName.RUNWARE].trigger()
        window.side.service.unfold(True)
        assert _catching(window) == []
        window.resize(window.minimumSize())
        assert _catching(window) == [], "in a small window"

    play(story)


def test_the_wheel_turns_a_slider_that_was_chosen(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        desk.drop_files(tmp_path / "cat.png")
        desk.window.session.choose(Preprocessor.CANNY)
        await desk.settled()
        await desk.in_front()
        slider = desk.number("lowThresholdCanny").slider
        assert slider is not None
        before = slider.value()
        slider.setFocus()
        assert turn(slider)
        assert slider.value() < before
        await desk.settled()

    play(story)


def test_no_field_of_the_settings_or_of_a_batch_catches_the_wheel(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        desk.window.commands.settings.trigger()
        dialog = await desk.dialog()
        assert _fields(dialog)
        assert _catching(dialog) == []
        dialog.reject()
        many = await asked_for(desk)
        many.window.take([tmp_path])
        many.plan_for(tmp_path / "out", CANNY)
        assert _fields(many.window)
        assert _catching(many.window) == []

    play(story)
