"""Pairs of guides of the sample picture: what the pack makes, and what a network would make."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from core.catalog import CATALOG
from core.library.row import Row
from core.local.methods import PACK
from core.preprocessor import Preprocessor
from ui.library.samples import Sample, Samples
from ui.method_choice import method_text
from ui.text import quiet
from ui.thumbnail import Thumbnail
from ui.wording import told, tr

_ROOM = QSize(252, 196)
"""Of a picture, in pixels of the layout; it has the proportions of the sample picture."""
_MARGIN_PX = 14


class GuidePicture(QWidget):
    """A guide, or the words in its place."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.thumbnail: Thumbnail | None = None
        self.words = ""
        self.setAccessibleName(name)
        self.setMinimumSize(_ROOM / 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_guide(self, thumbnail: Thumbnail | None, words: str = "") -> None:
        """Show a guide, or say `words`."""
        self.thumbnail, self.words = thumbnail, words
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        return _ROOM

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(_ROOM.height(), round(width * _ROOM.height() / _ROOM.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        size = _ROOM.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        room = QRect(0, 0, size.width(), size.height())
        if self.thumbnail is None:
            painter.fillRect(room, self.palette().color(QPalette.ColorRole.Base))
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            inner = room.adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inner, wrapped, self.words)
            return
        ratio = self.devicePixelRatio()
        image = self.thumbnail.image(room.size() * ratio)
        painter.drawImage(QRectF(0, 0, image.width() / ratio, image.height() / ratio), image)


class GuidePairs(QWidget):
    """For each preprocessor that a network serves, the pack's guide and the network's own."""

    def __init__(self, samples: Samples) -> None:
        super().__init__()
        self._samples = samples
        self._row: Row | None = None
        self._is_ready = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self._pictures: dict[Sample, GuidePicture] = {}
        samples.made.connect(self._show_made)
        samples.failed.connect(self._show_failed)

    def picture(self, preprocessor: Preprocessor, method: str = PACK) -> GuidePicture:
        """The one of that preprocessor by the method of that name; raises KeyError."""
        return self._pictures[Sample(preprocessor, method)]

    def show_row(self, row: Row, *, is_ready: bool) -> None:
        """Show what `row` is about; its own guides are made if it `is_ready`."""
        if row is self._row and is_ready is self._is_ready:
            return
        if row is not self._row:
            self._row = row
            self._build(row)
        self._is_ready = is_ready
        self.look_again()

    def look_again(self) -> None:
        """See anew what there is: a network may be another than it was."""
        wanted = []
        for sample, picture in self._pictures.items():
            if sample.method != PACK and not self._is_ready:
                picture.show_guide(None, tr("After adding it, its guide of the sample stands here"))
                continue
            thumbnail = self._samples.find(sample)
            picture.show_guide(thumbnail, tr("Being made…"))
            wanted.append(sample)
        self._samples.want(wanted)

    def _build(self, row: Row) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._pictures = {}
        for place, preprocessor in enumerate(row.serves):
            entry = CATALOG[preprocessor]
            title, now = tr(entry.title), method_text(entry.local)
            captions = {
                PACK: tr("{title} by the pack: {method}", title=title, method=now),
                row.name: tr("{title} by this network", title=title),
            }
            for column, (method, caption) in enumerate(captions.items()):
                picture = GuidePicture(caption)
                self._pictures[Sample(preprocessor, method)] = picture
                label = quiet(caption)
                label.setWordWrap(True)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setAlignment(Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(picture, 3 * place, column)
                self._grid.addWidget(label, 3 * place + 1, column)
            self._grid.setRowMinimumHeight(3 * place + 2, 8)

    def _show_made(self, sample: Sample, thumbnail: Thumbnail) -> None:
        if sample in self._pictures:
            self._pictures[sample].show_guide(thumbnail)

    def _show_failed(self, sample: Sample, error: Exception) -> None:
        if sample in self._pictures:
            self._pictures[sample].show_guide(None, told(error))
