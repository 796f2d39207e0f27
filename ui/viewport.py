"""Which part of the picture is seen, and how large: shared by all views, so they move together."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal

SCALE_MIN, SCALE_MAX = 1 / 64, 64.0
FIT_MARGIN_PX = 12.0
"""Free space around a picture that fits the view, in device pixels."""
SEEN_PX = 384.0
"""A picture smaller than half of this is enlarged so far when it is fitted."""


class Viewport(QObject):
    """Scale and centre of what is seen.

    `scale` is in device pixels per picture pixel (1.0 is 100 %); positions in a view are in device
    pixels from its top left; `centre` is in picture pixels. While `fitting`, the picture keeps
    filling the view when either changes its size.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._content = QSizeF()
        self._view = QSizeF()
        self._scale = 1.0
        self._centre = QPointF()
        self._fitting = True

    @property
    def scale(self) -> float:
        """Device pixels per pixel of the picture."""
        return self._scale

    @property
    def fitting(self) -> bool:
        """Whether the whole picture is kept in view."""
        return self._fitting

    def target(self) -> QRectF:
        """Where the whole picture lies in a view, in device pixels; its corner on a whole one.

        Below 100 % its size is whole as well, and at least one pixel, so that the thinnest strip
        is seen.
        """
        size = self._content * self._scale
        if self._scale < 1:
            size = QSizeF(max(1, round(size.width())), max(1, round(size.height())))
        left = round(self._view.width() / 2 - self._centre.x() * self._scale)
        top = round(self._view.height() / 2 - self._centre.y() * self._scale)
        return QRectF(QPointF(left, top), size)

    def set_content(self, width: int, height: int) -> None:
        """The picture's size in pixels. Another size is shown whole; the same keeps the view."""
        size = QSizeF(width, height)
        if size != self._content:
            self._content = size
            self.fit()

    def set_view(self, size: QSizeF) -> None:
        """The size of every view in device pixels."""
        if size != self._view:
            self._view = size
            if self._fitting:
                self.fit()
            else:
                self._show(self._scale, self._centre)

    def fit(self) -> None:
        """Show the whole picture: at most at 200 %, but a tiny one large enough to be seen."""
        self._fitting = True
        middle = QPointF(self._content.width() / 2, self._content.height() / 2)
        self._show(self._fit_scale(), middle)

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Zoom to `scale`; the picture's point under the view position `at` stays there."""
        self._fitting = False
        # A picture may be so long that it fits at a still smaller scale.
        scale = min(max(scale, min(SCALE_MIN, self._fit_scale())), SCALE_MAX)
        middle = QPointF(self._view.width() / 2, self._view.height() / 2)
        offset = (at if at is not None else middle) - middle
        self._show(scale, self._centre + offset / self._scale - offset / scale)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by `factor`, halting at 100 % on the way, where every pixel is exact."""
        scale = self._scale * factor
        if (self._scale - 1) * (scale - 1) < 0:
            scale = 1.0
        self.zoom_to(scale, at)

    def toggle(self, at: QPointF) -> None:
        """Between the whole picture and 100 % at the view position `at`."""
        if self._fitting or self._scale != 1.0:
            self.zoom_to(1.0, at)
        else:
            self.fit()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by so many device pixels."""
        self._fitting = False
        self._show(self._scale, self._centre - QPointF(dx, dy) / self._scale)

    def _fit_scale(self) -> float:
        if self._content.isEmpty() or self._view.isEmpty():
            return self._scale
        room_x = max(1.0, self._view.width() - 2 * FIT_MARGIN_PX)
        room_y = max(1.0, self._view.height() - 2 * FIT_MARGIN_PX)
        long_side = max(self._content.width(), self._content.height())
        most = min(max(2.0, SEEN_PX / long_side), SCALE_MAX)
        return min(room_x / self._content.width(), room_y / self._content.height(), most)

    def _show(self, scale: float, centre: QPointF) -> None:
        self._scale = scale
        self._centre = QPointF(
            _held(centre.x(), self._content.width(), self._view.width() / scale),
            _held(centre.y(), self._content.height(), self._view.height() / scale),
        )
        self.changed.emit()


def _held(centre: float, content: float, seen: float) -> float:
    """`centre` such that no side of the content leaves the view's edge without need."""
    if content <= seen:
        return content / 2
    return min(max(centre, seen / 2), content - seen / 2)
