"""One frame of both pictures while they are panned: 16 megapixels, every comparison and zoom.

`python -m tests.benchmarks.frames`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from itertools import cycle
from typing import cast

import cv2
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from core.comparison import Comparison
from core.guide import Guide
from core.picture import Picture, Pixels
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask
from tests.benchmarks.measuring import medians_ms, print_table
from tests.benchmarks.samples import photo_like
from ui.compare_view import CompareView
from ui.pyramid import Pyramid
from ui.shown import ShownGuide, ShownPicture
from ui.viewport import Viewport

SIDE = 4096
VIEW = QSize(1520, 900)
"""Of both pictures together in a window of 1820 x 1000."""
ROUNDS = 25
SCALES = (None, 0.3, 0.51, 0.99, 1.0, 1.5, 4.0)
"""None: the whole picture, which does not pan."""
TARGET_MS = 1000 / 60


def report() -> None:
    """Print the time of a frame for every comparison and zoom, in the order of the zooms."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    views = _views()
    canvas = QImage(VIEW, QImage.Format.Format_RGB32)
    rows = []
    for scale in SCALES:
        if scale is not None:
            views.viewport.zoom_to(scale)
        cells = [_frame_ms(views, comparison, canvas) for comparison in Comparison]
        zoom = "fitted" if scale is None else f"{scale * 100:.0f} %"
        rows.append([zoom, *(f"{cell:.1f}" for cell in cells), f"<= {TARGET_MS:.1f}"])
    size = f"{VIEW.width()} x {VIEW.height()}"
    head = ("", *(f"{comparison.value} ms" for comparison in Comparison), "target")
    print_table(f"A frame of {SIDE} x {SIDE} colour and its edges in a view of {size}", head, rows)
    app.processEvents()


def _views() -> CompareView:
    pixels = photo_like(SIDE)
    edges = cast("Pixels", cv2.Canny(pixels, 100, 200))
    task = PreprocessTask(preprocessor=Preprocessor.CANNY)
    guide = Guide(edges, task, "local", "OpenCV Canny", Quality.FINAL, 0.0)
    views = CompareView(Viewport())
    views.viewport.setParent(views)
    views.resize(VIEW)
    views.ensurePolished()
    views.show_picture(ShownPicture(Picture(pixels, "benchmark"), Pyramid(pixels)))
    views.show_guide(ShownGuide(guide, Pyramid(edges, binary=True)))
    return views


def _frame_ms(views: CompareView, comparison: Comparison, canvas: QImage) -> float:
    views.compare(comparison)
    views.render(canvas)  # lays out the views of this comparison
    steps = cycle((7.0, -7.0))
    (time_ms,) = asyncio.run(medians_ms([_panned(views, steps, canvas)], ROUNDS))
    return time_ms


def _panned(views: CompareView, steps: cycle[float], canvas: QImage) -> Callable[[], object]:
    def frame() -> None:
        if not views.viewport.fitting:
            views.viewport.pan(next(steps), 3.0)
        views.render(canvas)

    return frame


if __name__ == "__main__":
    report()
