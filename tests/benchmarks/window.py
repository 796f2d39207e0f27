"""The window: a threshold change to the pixels in the view, and the start."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from statistics import median

import cv2
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from core.local.engine import LocalEngine
from core.picture import Picture, Pixels
from core.preprocessor import Preprocessor
from core.task import PreprocessTask
from tests.benchmarks.measuring import medians_ms, print_table, rounds_for
from tests.benchmarks.samples import photo_like
from ui.picture_view import PictureView
from ui.pyramid import Pyramid
from ui.viewport import Viewport

VIEW = QSize(760, 900)
"""One of the two views in a window of 1820 x 1000."""
START_TARGET_S = 1.0
STARTS = 7

_START = """
import sys, time
from ui.__main__ import main
async def guest(window):
    import asyncio
    while not window.windowHandle().isExposed():
        await asyncio.sleep(0)
    print(time.time())
main([], guest)
"""


def report() -> None:
    """Print both."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    asyncio.run(report_change())
    report_start()
    app.processEvents()


async def report_change() -> None:
    """A moved threshold until the fitted view is painted, beside Canny from scratch alone."""
    engine = LocalEngine()
    rows = []
    for side in (2048, 4096):
        pixels = photo_like(side)
        picture = Picture(pixels, "benchmark")
        highs = cycle((201, 200))
        view = _view(side)

        async def changed(
            picture: Picture = picture, highs: cycle[int] = highs, view: PictureView = view
        ) -> None:
            options = {"highThresholdCanny": next(highs)}
            task = PreprocessTask(preprocessor=Preprocessor.CANNY, options=options)
            guide = await engine.run(picture, task)
            view.show_image(Pyramid(guide.pixels, binary=True))
            _paint(view)

        await changed()
        bare, ours = await medians_ms([_bare(pixels), changed], rounds_for(side))
        rows.append([str(side), f"{bare:.1f}", f"{ours:.1f}", f"{ours / bare:.2f}", "<= 0.5"])
    await engine.aclose()
    head = ("side", "cv2.Canny(rgb) ms", "ours ms", "ratio", "target")
    print_table(f"A threshold change, to the pixels in a view of {_text(VIEW)}", head, rows)


def report_start() -> None:
    """From starting the process until the window is on the screen."""
    times = []
    for _ in range(STARTS + 1):
        began = time.time()
        done = subprocess.run(
            [sys.executable, "-P", "-c", _START],
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            capture_output=True,
            text=True,
            check=True,
        )
        times.append(float(done.stdout.split()[-1]) - began)
    rows = [["window on the screen", f"{median(times[1:]):.2f}", f"<= {START_TARGET_S:.1f}"]]
    rows.append(["its fastest start", f"{min(times[1:]):.2f}", ""])
    print_table(f"Start of the process, {STARTS} times, warm", ("", "s", "target"), rows)


def _bare(pixels: Pixels) -> Callable[[], object]:
    return lambda: cv2.Canny(pixels, 100, 200)


def _view(side: int) -> PictureView:
    viewport = Viewport()
    view = PictureView(viewport, "benchmark")
    viewport.setParent(view)
    view.resize(VIEW)
    view.ensurePolished()
    image = QImage(VIEW, QImage.Format.Format_RGB32)
    view.render(image)
    viewport.set_view(VIEW.toSizeF())
    viewport.set_content(side, side)
    return view


def _paint(view: PictureView) -> None:
    image = QImage(VIEW, QImage.Format.Format_RGB32)
    view.render(image)


def _text(size: QSize) -> str:
    return f"{size.width()} x {size.height()}"


if __name__ == "__main__":
    report()
