"""Opens the user guide, which ships with the application, in the system's browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.errors import UnderdrawingError
from core.paths import user_guide
from core.wording import say
from ui.notice_bar import Notice


def open_user_guide(show_notice: Callable[[Notice], None], page: Path | None = None) -> None:
    """Open its first page, or `page`; a notice says where it is if that cannot be done."""
    page = page or user_guide()
    if page.is_file() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
        return
    error = UnderdrawingError(
        "The user guide cannot be opened.",
        say("Open it in a browser yourself: {path}", path=page),
    )
    show_notice(Notice.of(error))
