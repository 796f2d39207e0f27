"""The status line: what is shown, how it was made and how long that took; zoom; the served API."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from core.guide import Guide
from core.preprocessor import Quality
from core.service_choices import EngineName
from ui.text import one_line
from ui.wording import tr, tr_money


class StatusLine(QStatusBar):
    """Says what happens on the left, and the zoom on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._text = one_line()
        self._pixel = QLabel()
        self._pixel.setAccessibleName(tr("Pixel under the cursor"))
        self._pixel.setToolTip(tr("Where the cursor is, the colour there, and what the guide says"))
        self._zoom = QLabel()
        self._zoom.setAccessibleName(tr("Zoom"))
        self._zoom.setToolTip(
            tr("Zoom: wheel at the cursor, double click for 100 %, Ctrl+0 to fit")
        )
        for label in (self._text, self._pixel, self._zoom):
            label.setContentsMargins(10, 3, 10, 3)
        self.served = QToolButton()
        self.served.setText(tr("API served"))
        self.served.setAutoRaise(True)
        self.served.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addWidget(self._text, 1)
        self.addPermanentWidget(self.served)
        self.addPermanentWidget(self._pixel)
        self.addPermanentWidget(self._zoom)
        self.show_served("")

    def show_text(self, text: str) -> None:
        """Say `text`."""
        self._text.setText(text)

    def show_guide(
        self,
        guide: Guide,
        picture_size: tuple[int, int],
        out_size: tuple[int, int],
        *,
        preview: bool = False,
    ) -> None:
        """Tell the sizes of the picture (width, height), of `guide` and of what goes out of it,
        each where it is another, the guide's maker and its time.

        `preview`: it stands for one that could be bought.
        """
        sizes = (picture_size, (guide.width, guide.height), out_size)
        parts = [
            " → ".join(f"{width} × {height}" for (width, height), _ in groupby(sizes)),
            _maker(guide, preview=preview),
            method_words(guide.method, guide.quality),
            # A guide that was fetched in another run came in no time that anybody has measured.
            duration(guide.seconds) if guide.seconds else "",
        ]
        self.show_text("   ·   ".join(filter(None, parts)))

    def show_served(self, address: str) -> None:
        """Tell that the API is served at `address`, or, where that is empty, nothing."""
        hint = tr("Programs on this computer can ask {address} for guides.", address=address)
        self.served.setToolTip(hint + " " + tr("A press opens the settings of that."))
        self.served.setAccessibleDescription(self.served.toolTip())
        self.served.setVisible(bool(address))

    def show_pixel(self, text: str) -> None:
        """Tell what is under the cursor, or nothing."""
        self._pixel.setText(text)

    def show_zoom(self, scale: float, shown: bool) -> None:
        """Tell the zoom; nothing while no picture is `shown`."""
        percent = scale * 100
        text = tr("{percent:.0f} %" if percent >= 100 else "{percent:.3g} %", percent=percent)
        self._zoom.setText(text if shown else "")


def _maker(guide: Guide, *, preview: bool) -> str:
    if guide.engine == EngineName.RUNWARE:
        if guide.cost_usd is None:
            return tr("bought from Runware")
        return tr("bought from Runware for {sum}", sum=tr_money(guide.cost_usd))
    local = guide.engine == EngineName.LOCAL
    made = tr("made on this computer") if local else tr("made by {maker}", maker=guide.engine)
    return tr("preview, {made}", made=made) if preview else made


def method_words(method: str, quality: Quality) -> str:
    """What has made a guide, and whether that is a draft."""
    words = tr(method)
    return tr("{method} (draft)", method=words) if quality is Quality.DRAFT else words


def duration(seconds: float) -> str:
    """A time as people say it: "7 ms", "1.2 s"."""
    if seconds < 0.9995:
        return tr("{time:.0f} ms", time=seconds * 1000)
    return tr("{time:.1f} s", time=seconds)
