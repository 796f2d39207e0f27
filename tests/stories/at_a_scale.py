"""Underdrawing on a dense screen, as a process of its own: Qt reads the scale at its start.

`QT_SCALE_FACTOR=1.5 python -m tests.stories.at_a_scale PICTURE` opens PICTURE at 100 % and prints
as JSON what came of it: the `ratio` of device pixels to Qt's, whether the `input` and the `guide`
are shown pixel for pixel, and what `is_cut`: the texts that have less room than they need.
"""

from __future__ import annotations

import json
import sys

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from core.picture import Pixels
from tests.stories.desk import Desk, play, shown_pixels
from ui.picture_view import PictureView

SIZE = (1024, 700)


def main() -> int:
    """Start it, look, and tell."""
    return play(_look, sys.argv[1])


async def _look(desk: Desk) -> None:
    window = desk.window
    window.first_steps.end()  # they take room from the pictures
    window.resize(*SIZE)
    guide = await desk.settled()
    window.commands.full.trigger()
    await desk.until(lambda: window.viewport.scale == 1.0, "every pixel is one")
    assert desk.picture is not None
    views = window.compare
    state = {
        "ratio": window.devicePixelRatioF(),
        "size": [window.width(), window.height()],
        "input": _is_exact(views.input_view, desk.picture.pixels),
        "guide": _is_exact(views.guide_view, np.dstack([guide.pixels] * 3)),
        "is_cut": _cut(window),
    }
    sys.stdout.write(json.dumps(state) + "\n")


def _is_exact(view: PictureView, pixels: Pixels) -> bool:
    """Whether the part of `pixels` that is in the view is in the window pixel for pixel.

    Qt decides to which whole pixel it rounds a view's corner, and at its rim a pixel may be shared.
    """
    window = view.window()
    shown = shown_pixels(window.grab().toImage())
    ratio = view.devicePixelRatioF()
    corner = QPointF(view.mapTo(window, QPoint())) * ratio
    rim = QRectF(corner, QSizeF(view.size()) * ratio).toAlignedRect().adjusted(3, 3, -3, -3)
    at = view.viewport.target().translated(corner).toRect()
    inside = at.intersected(rim)
    seen = _part(shown, inside)
    away = [-at.topLeft() + QPoint(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    return bool(seen.size) and any(
        np.array_equal(seen, _part(pixels, inside.translated(move))) for move in away
    )


def _part(pixels: Pixels, of: QRect) -> Pixels:
    return pixels[of.y() : of.y() + of.height(), of.x() : of.x() + of.width()]


def _cut(window: QWidget) -> list[str]:
    """The texts of labels and buttons that are wider than these."""
    texts = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        if widget.text() and not wraps and widget.width() < widget.minimumSizeHint().width():
            texts.append(widget.text())
    return texts


if __name__ == "__main__":
    sys.exit(main())
