"""By keyboard and by ear: every control can be reached, seen to be reached, and says what it is."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QWidget,
)

from core.comparison import Comparison
from core.paths import settings_file
from core.service_choices import EngineName
from tests.stories.desk import Desk, play, shown_pixels, write_picture

RIM_PX = 4
"""A frame may be drawn so far around a control."""


def _controls(window: QWidget) -> list[QWidget]:
    """What Tab can reach in `window` now; of a control made of several widgets, the whole."""
    found = []
    for widget in window.findChildren(QWidget):
        reached = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        inside = isinstance(widget.parent(), QAbstractSpinBox)
        if reached and widget.isVisible() and widget.isEnabled() and not inside:
            found.append(widget)
    return found


def _name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _lacking(window: QWidget) -> list[str]:
    """The controls of `window` that do not say what they are, or what they are for."""
    lacking = []
    for widget in _controls(window):
        about = f"{type(widget).__name__} {widget.objectName()} {_name(widget)!r}"
        if not _name(widget):
            lacking.append(f"{about} has no name")
        of_dialog = isinstance(widget.parent(), QDialogButtonBox)  # whose words say it all
        if not (of_dialog or widget.toolTip() or widget.accessibleDescription()):
            lacking.append(f"{about} has no hint")
    return lacking


def _mnemonics(window: QWidget) -> dict[str, list[str]]:
    """The letters that Alt and a letter would mean twice."""
    texts: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QAbstractButton | QLabel):
            continue
        if isinstance(widget, QAbstractButton) or widget.buddy():
            texts.append(widget.text())
    letters: dict[str, list[str]] = {}
    for text in texts:
        key = QKeySequence.mnemonic(text).toString()
        if key:
            letters.setdefault(key, []).append(text)
    return {key: texts for key, texts in letters.items() if len(texts) > 1}


async def _unseen(window: QWidget) -> list[str]:
    """The controls of `window` that look the same with the focus and without."""
    controls = _controls(window)
    unseen = []
    for place, widget in enumerate(controls):
        other = controls[place - 1]
        other.setFocus(Qt.FocusReason.TabFocusReason)
        await asyncio.sleep(0)
        without = _look(window, widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        await asyncio.sleep(0)
        if np.array_equal(without, _look(window, widget)):
            unseen.append(f"{type(widget).__name__} {_name(widget)!r}")
    return unseen


def _look(window: QWidget, widget: QWidget) -> np.ndarray:
    at = widget.mapTo(window, QPoint())
    box = widget.rect().translated(at).adjusted(-RIM_PX, -RIM_PX, RIM_PX, RIM_PX)
    return shown_pixels(window.grab(box).toImage())


def test_every_control_says_what_it_is_and_what_for(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        window, commands = desk.window, desk.window.commands
        assert _lacking(window) == [], "while it is empty"
        desk.drop_files(tmp_path / "cat.png")
        await desk.settled()
        commands.history.trigger()
        for name, action in commands.preprocessors.items():
            action.trigger()
            await desk.settled()
            assert _lacking(window) == [], name
        for comparison in Comparison:
            commands.comparisons[comparison].trigger()
            assert _lacking(window) == [], comparison
        commands.engines[EngineName.RUNWARE].trigger()
        window.side.service.unfold(True)
        await desk.settled()
        assert _lacking(window) == [], "with Runware"
        for action in (commands.settings, commands.keys, commands.about):
            action.trigger()
            dialog = await desk.dialog()
            assert _lacking(dialog) == [], action.text()
            dialog.reject()

    play(story)


def test_the_focus_is_seen_wherever_it_is(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.window.resize(1280, 1000)
        desk.window.commands.history.trigger()
        assert await _unseen(desk.window) == []
        desk.window.commands.settings.trigger()
        dialog = await desk.dialog()
        assert await _unseen(dialog) == []
        dialog.reject()

    play(story, str(tmp_path / "cat.png"))


def test_no_key_means_two_things(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        window, commands = desk.window, desk.window.commands
        await desk.settled()
        keys = Counter(
            key.toString()
            for action in window.findChildren(QAction)
            for key in action.shortcuts()
            if not key.isEmpty()
        )
        assert [key for key, count in keys.items() if count > 1] == []
        menus = [
            QKeySequence.mnemonic(each.text()).toString() for each in window.menuBar().actions()
        ]
        assert len(set(menus)) == len(menus), menus
        for name, action in commands.preprocessors.items():
            action.trigger()
            await desk.settled()
            assert _mnemonics(window) == {}, name
        commands.engines[EngineName.RUNWARE].trigger()
        window.side.service.unfold(True)
        await desk.settled()
        assert _mnemonics(window) == {}, "with Runware"
        commands.settings.trigger()
        dialog = await desk.dialog()
        assert _mnemonics(dialog) == {}
        dialog.reject()

    play(story, str(tmp_path / "cat.png"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_with_large_text_in_a_low_window_an_option_is_in_sight_and_so_is_the_way_out(
    tmp_path: Path, language: str
) -> None:
    write_picture(tmp_path / "cat.png")
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(json.dumps({"language": language, "text_size": 150}), "utf-8")

    async def story(desk: Desk) -> None:
        side = desk.window.side
        desk.window.resize(1280, 774)
        await desk.settled()
        for engine in (EngineName.LOCAL, EngineName.RUNWARE):
            desk.window.commands.engines[engine].trigger()
            await desk.settled()
            option = desk.number("lowThresholdCanny")
            await desk.until(partial(_is_all_seen, option), f"an option is in sight by {engine}")
            assert _is_all_seen(side.export.handle)
        assert not _is_all_seen(side.export.choices)
        side.export.choices.findChildren(QComboBox)[0].setFocus(Qt.FocusReason.TabFocusReason)
        desk.window.resize(1280, 1150)
        await desk.until(lambda: _is_all_seen(side.export.choices), "there is room for all")
        assert side.export.isAncestorOf(side.export.choices)

    play(story, str(tmp_path / "cat.png"))


def _is_all_seen(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()
