"""The status line: what is shown, how it was made and how long that took, and the zoom."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from core.guide import Guide
from core.preprocessor import Quality


class StatusLine(QStatusBar):
    """Says what happens on the left, and the zoom on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._text = QLabel()
        self._zoom = QLabel()
        self._zoom.setAccessibleName("Zoom")
        self._zoom.setToolTip("Zoom: wheel at the cursor, double click for 100 %, Ctrl+0 to fit")
        for label in (self._text, self._zoom):
            label.setContentsMargins(10, 3, 10, 3)
        self.addWidget(self._text, 1)
        self.addPermanentWidget(self._zoom)

    def show_text(self, text: str) -> None:
        """Say `text`."""
        self._text.setText(text)

    def show_guide(self, guide: Guide, picture_size: tuple[int, int]) -> None:
        """Tell the sizes of the picture (width, height) and of `guide`, its maker and its time."""
        size = (guide.width, guide.height)
        sizes = [size] if size == picture_size else [picture_size, size]
        parts = [
            " → ".join(f"{width} × {height}" for width, height in sizes),
            "made on this computer" if guide.engine == "local" else f"made by {guide.engine}",
            guide.method + (" (draft)" if guide.quality is Quality.DRAFT else ""),
            duration(guide.seconds),
        ]
        self.show_text("   ·   ".join(parts))

    def show_zoom(self, scale: float, shown: bool) -> None:
        """Tell the zoom; nothing while no picture is `shown`."""
        percent = scale * 100
        text = f"{percent:.0f} %" if percent >= 100 else f"{percent:.3g} %"
        self._zoom.setText(text if shown else "")


def duration(seconds: float) -> str:
    """A time as people say it: "7 ms", "1.2 s"."""
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"
