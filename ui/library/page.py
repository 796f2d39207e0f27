"""The page of one network: how it stands, what can be pressed, its guides, and the facts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.catalog import CATALOG
from core.library.endpoint import endpoint_of_environment, host_of
from core.library.row import Row
from ui.library.by_hand import ByHandPanel
from ui.library.guides import GuidePairs
from ui.library.presses import FETCHING, Presses
from ui.library.samples import Samples
from ui.library.standing import Mark, Press, Standing, size_text, terms, title_of
from ui.text import MAY_BREAK, SPACING_PX, breakable, heading, quiet, title
from ui.theme import warning_colour
from ui.wording import told, tr

_STEPS, _BAR_PX = 1000, 10


class LibraryPage(QWidget):
    """`pressed` carries a Press, for the network that is shown. `left`: what had the focus here is
    not to be used any more, and nothing takes its place."""

    pressed = Signal(object)
    left = Signal()

    def __init__(self, samples: Samples, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self._standing: Standing | None = None
        self.pairs = GuidePairs(samples)
        self._title = title("")
        self._good_for, self._says = QLabel(), QLabel()
        self._terms = quiet("")
        self._terms.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._below = QStackedWidget()  # one or the other: what is below them never moves
        self._error = QLabel()
        self._error.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        for label in (self._title, self._good_for, self._says, self._terms, self._error):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How much is here"))
        self.bar.setFixedHeight(_BAR_PX)
        self._way = QWidget()
        self._presses = Presses()
        self._presses.pressed.connect(self.pressed)
        self._presses.left.connect(self.left)
        self.by_hand = ByHandPanel(after=self._presses.copy)
        self._facts = {name: QLabel() for name in ("size", "licence", "training", "from", "makes")}
        self._inner = QWidget()
        self._scroll = QScrollArea()
        self._build()

    @property
    def says(self) -> str:
        """How the network stands, and what went wrong, if anything."""
        return f"{self._says.text()} {self._error.text()}".strip().replace(MAY_BREAK, "")

    @property
    def terms(self) -> str:
        """What is told before the first byte; of one that is here, what it is used for."""
        return self._terms.text() if self._below.currentWidget() is self._terms else ""

    def button(self, press: Press) -> QPushButton:
        """The button for it, which may be hidden."""
        return self._presses.button(press)

    @property
    def copy(self) -> QPushButton:
        """The button that copies what went wrong."""
        return self._presses.copy

    def show_row(self, row: Row, standing: Standing, *, free: int, offline: bool) -> None:
        """Show `row`, which stands so; `free`: bytes on the disk; `offline`: nothing is fetched."""
        if row is not self._row:
            self._row = row
            self._show_facts(row)
            self.show_top()
        self._standing = standing
        self._says.setText(standing.says)
        self.bar.setValue(round((standing.fraction or 0.0) * _STEPS))
        self._error.setText("" if standing.error is None else breakable(told(standing.error)))
        self._error.setVisible(standing.error is not None)
        self._presses.show_presses(standing.presses, standing.error, offline=offline)
        host = host_of(endpoint_of_environment())
        words = terms(row, host, free)
        if offline:
            words = tr("Offline: nothing is fetched. It can be added as a file, see below.")
        fetches = not FETCHING.isdisjoint(standing.presses)
        self._terms.setText(words if fetches else standing.use)
        busy = standing.mark is Mark.BUSY
        self._below.setCurrentWidget(self._way if busy else self._terms)
        takes_files = not busy and standing.mark is not Mark.READY
        if not takes_files and self.window().focusWidget() is self.by_hand.add:
            self.left.emit()
        self.by_hand.add.setEnabled(takes_files)
        self.pairs.show_row(row, is_ready=standing.mark is Mark.READY)
        self._colour()
        self.updateGeometry()

    def show_top(self) -> None:
        """Show how the network stands, however far down the page was scrolled."""
        self._scroll.verticalScrollBar().setValue(0)

    def minimumSizeHint(self) -> QSize:
        """As wide as what scrolls needs, since nothing of it is to run out at the right."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        inner = self._inner.minimumSizeHint().width()
        return QSize(inner + bar, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, warning_colour())
        self._error.setPalette(palette)
        wrong = self._standing is not None and self._standing.mark is Mark.WRONG
        self._says.setPalette(palette if wrong else QPalette())

    def _show_facts(self, row: Row) -> None:
        self._title.setText(breakable(title_of(row)))
        self._good_for.setText(tr(row.good_for))
        makes = ", ".join(tr(CATALOG[name].title) for name in row.serves)
        exact, about = all(file.bytes for file in row.files), size_text(row.bytes)
        texts = {
            "makes": makes,
            "size": about if exact else tr("about {size}", size=about),
            "licence": f"{row.licence}. {tr(row.licence_note)}",
            "training": tr(row.training),
            "from": row.repo,
        }
        for name, text in texts.items():
            self._facts[name].setText(breakable(text))
        self.by_hand.show_row(row)

    def _build(self) -> None:
        way = QVBoxLayout(self._way)
        way.setContentsMargins(0, 0, 0, 0)
        way.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignTop)
        self._below.addWidget(self._terms)
        self._below.addWidget(self._way)
        self._below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        facts = QGridLayout()
        facts.setHorizontalSpacing(12)
        facts.setVerticalSpacing(SPACING_PX)
        facts.setColumnStretch(1, 1)
        names = {
            "makes": tr("Guides"),
            "size": tr("Size"),
            "licence": tr("Weights"),
            "training": tr("Learned from"),
            "from": tr("Published as"),
        }
        for at, (name, words) in enumerate(names.items()):
            label = quiet(words)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            fact = self._facts[name]
            fact.setWordWrap(True)
            fact.setTextFormat(Qt.TextFormat.PlainText)
            fact.setAccessibleName(words)
            facts.addWidget(label, at, 0)
            facts.addWidget(fact, at, 1)
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(SPACING_PX)
        column.addWidget(self._title)
        column.addWidget(self._good_for)
        column.addSpacing(6)
        column.addWidget(self._says)
        column.addWidget(self._error)
        column.addWidget(self._below)
        column.addWidget(self._presses)
        column.addSpacing(10)
        column.addWidget(self.pairs)
        column.addSpacing(4)
        column.addWidget(heading(tr("About it")))
        column.addLayout(facts)
        column.addSpacing(10)
        column.addWidget(self.by_hand)
        column.addStretch(1)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
