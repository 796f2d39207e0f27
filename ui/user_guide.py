"""Opens the user guide, which ships with the application, in the system's browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.errors import UnderdrawingError
from core.paths import user_guide
from core.wording import say
from ui.language import spoken_now
from ui.notice import Notice


def open_user_guide(show_notice: Callable[[Notice], None], page: Path | None = None) -> None:
    """Open `page`, or its first one in the window's language; a notice says where, if it cannot."""
    page = page or user_guide(spoken_now())
    if page.is_file() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
        return
    error = UnderdrawingError(
        "The user guide cannot be opened.",
        say("Open it in a browser yourself: {path}", path=page),
    )
    show_notice(Notice.of(error))
