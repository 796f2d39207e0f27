"""Which method makes a guide on this computer, where there are several; where there might be, the
way to more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from core.preprocessor import LocalMethod, Quality
from ui.scroll_past import ScrollPast
from ui.wording import tr

_CHARS = 12


@dataclass(frozen=True)
class Offered:
    """A method that can be chosen: its `name`, see core.local.methods, and what it is called."""

    name: str
    title: str


def method_text(method: LocalMethod | None) -> str:
    """What makes guides, in a few words; of a draft, that it is one."""
    if method is None:
        return tr("nothing")
    words = tr(method.method)
    return tr("{method} (draft)", method=words) if method.quality is Quality.DRAFT else words


class Link(QAbstractButton):
    """A button that looks like a link, which is quieter; its text begins where a label's does."""

    def __init__(self) -> None:
        super().__init__()
        font = QFont()
        font.setUnderline(True)
        self.setFont(font)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        # One pixel more: what was rounded down would be taken for too narrow, and elided.
        return QSize(metrics.horizontalAdvance(self.text()) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Link))
        end = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.text(), end, self.width())
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text
        )


class MethodChoice(QStackedWidget):
    """`chosen` carries the name of a method, `library_asked` wants to see what there is to add.

    It has the same room whatever it shows, be it nothing: what is below it never moves.
    """

    chosen = Signal(str)
    library_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._methods: list[Offered] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.link = Link()
        self.link.setToolTip(tr("See which networks can be added for this guide"))
        self.link.clicked.connect(self.library_asked)
        self.combo = QComboBox()
        self.combo.setAccessibleName(tr("Made by"))
        self.combo.setToolTip(tr("What makes this guide on this computer"))
        self.combo.setMinimumContentsLength(_CHARS)
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ScrollPast(self.combo)
        self.combo.activated.connect(lambda at: self.chosen.emit(self._methods[at].name))
        caption = QLabel(tr("Made by"))
        caption.setBuddy(self.combo)
        self._nothing, self._offer, self._choice = QWidget(), QWidget(), QWidget()
        for page, widgets in (
            (self._nothing, ()),
            (self._offer, (self.link,)),
            (self._choice, (caption, self.combo)),
        ):
            row = QHBoxLayout(page)
            row.setContentsMargins(0, 0, 0, 0)
            for widget in widgets:
                row.addWidget(widget, int(widget is self.combo))
            if page is self._offer:
                row.addStretch(1)
            self.addWidget(page)

    @property
    def says(self) -> str:
        """What is offered, or empty."""
        return self.link.text() if self.currentWidget() is self._offer else ""

    @property
    def titles(self) -> list[str]:
        """What can be chosen from; nothing where there is no choice."""
        return [each.title for each in self._methods]

    def show_nothing(self) -> None:
        """There is nothing to choose, and nothing to add."""
        self._methods = []
        self.setCurrentWidget(self._nothing)

    def show_offer(self, words: str) -> None:
        """Say that there is something to add, and lead there."""
        self._methods = []
        self.link.setText(words)
        self.link.updateGeometry()
        self.setCurrentWidget(self._offer)

    def show_methods(self, methods: Sequence[Offered], chosen: str) -> None:
        """Show what can be chosen, without reporting it, and which of it is used."""
        with QSignalBlocker(self.combo):
            if list(methods) != self._methods:
                self._methods = list(methods)
                self.combo.clear()
                self.combo.addItems([each.title for each in methods])
            names = [each.name for each in methods]
            self.combo.setCurrentIndex(names.index(chosen) if chosen in names else -1)
            self.combo.setAccessibleDescription(self.combo.currentText())
        self.setCurrentWidget(self._choice)
