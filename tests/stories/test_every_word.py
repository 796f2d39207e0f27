"""Every word in the window and its dialogs, hints included, has been asked for in a translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget, QWidget

from core.service_choices import EngineName
from tests.stories.desk import Desk, play, write_picture
from ui.wording import CONTEXT

MARK = "\u00b7"
_WORD = re.compile(rf"[A-Za-z]{{2,}}{MARK}?")
_PATH = re.compile(r"\S*/\S*")
_READ = (
    *("text", "title", "windowTitle", "toolTip", "statusTip", "placeholderText"),
    *("accessibleName", "accessibleDescription", "specialValueText", "suffix"),
)
NAMES = {
    *("Underdrawing", "Runware", "PNG", "JPEG", "JPG", "WEBP", "AVIF", "HEIC", "TIFF", "PSD"),
    *(
        "GIF",
        "BMP",
        "Deutsch",
        "English",
        "RUNWARE",
        "API",
        "URL",
        "KEY",
        "https",
        "MB",
        "GB",
        "kB",
    ),
    *("Ctrl", "Alt", "Shift", "Esc", "Return", "Del", "bytes"),  # Qt's own, and of every keyboard
    *("Close", "bild", "png"),
    # Of files with licences.
    *("apache", "lightweight", "openpose", "mediapipe", "monoculardepth", "redrawing"),
}


class Marking(QTranslator):
    """Puts a mark behind every word that it is asked for."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        if context != CONTEXT:
            return None
        parts = re.split(r"(\{[^}]*\})", source)
        return "".join(
            part if part.startswith("{") else re.sub("([A-Za-z&]{2,})", rf"\1{MARK}", part)
            for part in parts
        )

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def marking(qapp: QApplication) -> Iterator[None]:
    translator = Marking()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def bare_words(shown: QWidget) -> set[str]:
    """The texts in and of `shown` with a word in them that nobody has asked for."""
    return {text for text in _texts(shown) if _has_bare(text)}


def _has_bare(text: str) -> bool:
    words = _WORD.findall(_PATH.sub("", text))
    return any(not word.endswith(MARK) and word not in NAMES for word in words)


def _texts(shown: QWidget) -> Iterator[str]:
    for part in (shown, *shown.findChildren(QWidget)):
        for name in _READ:
            read = getattr(part, name, None)
            text = read() if callable(read) else None
            if isinstance(text, str):
                yield text.replace("&", "").replace("\u200b", "")
        if isinstance(part, QComboBox):
            for row in range(part.count()):
                yield part.itemText(row)
                yield part.itemData(row, Qt.ItemDataRole.ToolTipRole) or ""
        if isinstance(part, QListWidget):
            for row in range(part.count()):
                item = part.item(row)
                yield from (item.text(), item.toolTip())
                yield item.data(Qt.ItemDataRole.AccessibleTextRole) or ""
    for action in shown.findChildren(QAction):
        yield from (action.text().replace("&", ""), action.toolTip(), action.statusTip())


def test_no_word_of_the_main_window_and_its_dialogs_is_bare(marking: None, tmp_path: Path) -> None:
    path = tmp_path / "bild.png"
    write_picture(path)
    bare: set[str] = set()

    async def story(desk: Desk) -> None:
        window = desk.window
        bare.update(bare_words(window))
        desk.drop_files(path)
        await desk.settled()
        for name in desk.session.offers:
            desk.session.choose(name)
            await desk.settled()
            bare.update(bare_words(window))
        desk.session.choose_engine(EngineName.RUNWARE)
        await desk.settled()
        bare.update(bare_words(window))
        commands = window.commands
        for action in (commands.keys, commands.about, commands.settings):
            action.trigger()
            dialog = await desk.dialog()
            bare.update(bare_words(dialog))
            dialog.close()
            await desk.in_front()

    play(story)
    assert not bare, "these go through tr() of ui/wording.py:\n" + "\n".join(sorted(bare))


def test_a_bare_word_is_found(qapp: QApplication) -> None:
    shown = QWidget()
    shown.setToolTip(f"Marked{MARK} and bare")
    assert bare_words(shown) == {f"Marked{MARK} and bare"}
