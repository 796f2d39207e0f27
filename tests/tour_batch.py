"""The batch's part of the tour: one that is planned, at work, and over, with what failed."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from core.paths import sample_picture
from core.preprocessor import Preprocessor
from ui.batch.window import BatchWindow
from ui.main_window import MainWindow

STATES = ("batch-plan", "batch-working", "batch-done")
SIZE = (980, 760)
_NAMES = ("bowl", "chair", "jug", "lamp", "plant", "shelf", "stairs", "window")
_SEEN_AT = 5
"""So many guides are made when the picture of it at work is taken."""

Until = Callable[[Callable[[], object]], Awaitable[None]]
Save = Callable[[str, QWidget], Awaitable[None]]


async def batch_states(window: MainWindow, folder: Path, *, until: Until, save: Save) -> None:
    """Save them; the pictures are put into `folder`, which must not be there."""
    _fill(folder)
    window.opener.many_brought.emit([folder])
    await until(lambda: _shown() is not None)
    shown = _shown()
    assert shown is not None
    shown.resize(*SIZE)
    plan, progress = shown.plan, shown.progress
    plan.tasks.tick([Preprocessor.CANNY, Preprocessor.SOFTEDGE, Preprocessor.DEPTH])
    await until(plan.start.isEnabled)
    await save(STATES[0], shown)
    plan.start.click()
    await until(lambda: progress.bar.value() >= _SEEN_AT)
    await save(STATES[1], shown)
    if progress.new.isVisible():
        raise RuntimeError("The batch was over before it was seen at work in both themes.")
    await until(progress.new.isVisible)
    rows = progress.list
    for row, item in enumerate(progress.table.batch.items if progress.table.batch else ()):
        if item.error is not None:
            rows.choose(row)
            break
    await save(STATES[2], shown)
    shown.close()
    window.activateWindow()
    window.notices.put_away()


def _fill(folder: Path) -> None:
    """With pictures, one of which is damaged."""
    folder.mkdir()
    for name in _NAMES:
        shutil.copy(sample_picture(), folder / f"{name}.webp")
    (folder / "plate.webp").write_bytes(sample_picture().read_bytes()[:4000])


def _shown() -> BatchWindow | None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, BatchWindow) and widget.isVisible():
            return widget
    return None
