"""In a language of 40 % longer words nothing is cut off, at 1024 x 700 and in the dialogs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from core.service_choices import EngineName
from tests.stories.desk import Desk, play, write_picture
from ui.buy_panel import Spending
from ui.caption import Caption
from ui.wording import CONTEXT, tr

SIZE = QSize(1024, 700)
LONGER = 0.4
_WORD = re.compile(r"\{[^}]*\}|[A-Za-z]{2,}")


class Longer(QTranslator):
    """English, every word drawn out by 40 %."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return _WORD.sub(_drawn_out, source) if context == CONTEXT else None

    def isEmpty(self) -> bool:
        return False


def _drawn_out(found: re.Match[str]) -> str:
    word = found[0]
    return word if word.startswith("{") else word + "o" * math.ceil(LONGER * len(word))


@pytest.fixture
def longer(qapp: QApplication) -> Iterator[None]:
    translator = Longer()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def cut_off(shown: QWidget) -> list[str]:
    """What of the visible parts of `shown` has not the room that its text needs."""
    parts = [part for part in shown.findChildren(QWidget) if part.isVisible()]
    return [f"{type(part).__name__}: {why}" for part in parts if (why := _cut(part, shown))]


def _holds(shown: QWidget, state: str = "") -> None:
    # Whatever is new is laid out first.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    lacking = cut_off(shown)
    assert not lacking, "\n".join([state, *lacking])


def _cut(part: QWidget, shown: QWidget) -> str:
    if isinstance(part, QLabel) and part.text() and not isinstance(part, Caption):
        return _cut_label(part)
    if isinstance(part, QAbstractButton) and part.text():
        lacks = part.sizeHint().width() - part.width()
        return f"{part.text()!r} lacks {lacks} px" if lacks > 0 else ""
    if isinstance(part, QComboBox):
        texts = [part.itemText(row) for row in range(part.count())]
        wide = max((part.fontMetrics().horizontalAdvance(text) for text in texts), default=0)
        lacks = wide - _room_in(part)
        return f"{texts} lacks {lacks} px" if lacks > 0 else ""
    if isinstance(part, QAbstractSpinBox):
        line = part.findChild(QLineEdit)
        assert line is not None
        lacks = line.fontMetrics().horizontalAdvance(line.text()) - line.width()
        return f"{line.text()!r} lacks {lacks} px" if lacks > 0 else ""
    if isinstance(part, QAbstractScrollArea):
        hidden = part.horizontalScrollBar().maximum()
        return f"{hidden} px lie beside what is seen" if hidden else ""
    return ""


def _room_in(combo: QComboBox) -> int:
    """The width in pixels that its text has, beside the arrow."""
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    kind, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return combo.style().subControlRect(kind, option, field, combo).width() - 2


def _cut_label(label: QLabel) -> str:
    if label.wordWrap():
        lacks = label.heightForWidth(label.width()) - label.height()
    else:
        lacks = label.sizeHint().width() - label.width()
    return f"{label.text()!r} lacks {lacks} px" if lacks > 0 else ""


def test_words_are_drawn_out_and_values_are_not(longer: None) -> None:
    assert tr("Opening {name} …", name="a.png") == "Openingooo a.png …"


def test_what_is_cut_off_is_found(qapp: QApplication) -> None:
    shown = QWidget()
    label = QLabel("A sentence that needs a good deal of room", shown)
    label.setGeometry(QRect(0, 0, 40, 20))
    shown.show()
    assert len(cut_off(shown)) == 1
    label.adjustSize()
    _holds(shown)
    shown.close()


@pytest.mark.parametrize("engine", list(EngineName))
def test_the_main_window_holds_longer_words(
    longer: None, engine: EngineName, tmp_path: Path
) -> None:
    path = tmp_path / "picture.png"
    write_picture(path)

    async def story(desk: Desk) -> None:
        window = desk.window
        window.resize(SIZE)
        _holds(window)
        desk.drop_files(path)
        await desk.settled()
        window.commands.history.trigger()
        desk.session.choose_engine(engine)
        desk.session.set_size(160, 160)
        for name in desk.session.offers:
            desk.session.choose(name)
            await desk.settled()
            _holds(window, name)
        window.side.service.unfold(True)
        for key in (False, True):
            window.side.buy.show_state(ready=True, bought=False, has_key=key)
            window.side.buy.show_spending(Spending(0.0123, 12.34, 123.45, 1234.56, 100.0))
            _holds(window)
        window.opener.open_named(str(tmp_path / "there-is-no-such-picture.png"))
        await desk.noticed()
        _holds(window)
        assert window.size() == SIZE
        least = window.minimumSizeHint()
        assert least.width() <= SIZE.width()
        assert least.height() <= SIZE.height()

    play(story)


@pytest.mark.parametrize("which", ["keys", "about", "settings"])
def test_dialogs_hold_longer_words(longer: None, which: str) -> None:
    async def story(desk: Desk) -> None:
        desk.window.resize(SIZE)
        action: QAction = getattr(desk.window.commands, which)
        action.trigger()
        dialog = await desk.dialog()
        pages = dialog.findChildren(QListWidget)[:1] if which == "settings" else []
        for page in range(pages[0].count() if pages else 1):
            if pages:
                pages[0].setCurrentRow(page)
            _holds(dialog, str(page))
        assert dialog.width() <= SIZE.width()
        assert dialog.height() <= desk.window.screen().availableSize().height()
        dialog.close()
        await desk.in_front()

    play(story)


# They are no dialogs, and come to the front by a request that only window systems know.
@pytest.mark.qt_log_ignore("does not support raise", extend=True)
@pytest.mark.parametrize("which", ["batch", "library"])
def test_other_windows_hold_longer_words(longer: None, which: str) -> None:
    async def story(desk: Desk) -> None:
        action: QAction = getattr(desk.window.commands, which)
        action.trigger()
        await desk.until(lambda: _others(desk), "the window is there")
        (shown,) = _others(desk)
        shown.resize(SIZE)
        _holds(shown)
        assert shown.size() == SIZE
        shown.close()
        await desk.in_front()

    play(story)


# It is a popup, for which the screen that is none has no means.
@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
def test_what_is_done_on_the_way_out_holds_longer_words(longer: None) -> None:
    async def story(desk: Desk) -> None:
        more = desk.window.side.export.more
        more.adjustSize()
        more.show()
        _holds(more)
        more.hide()

    play(story)


def _others(desk: Desk) -> list[QWidget]:
    tops = QApplication.topLevelWidgets()
    return [each for each in tops if each.isVisible() and each != desk.window]
