"""What the window tells of trouble with its own files, and with an earlier run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.errors import UnderdrawingError
from core.log import where
from core.paths import settings_file
from core.tables import Fault, fault_of
from ui.crash import CrashReports
from ui.notice import Kind, Notice
from ui.notice_bar import NoticeBar
from ui.wording import tr

_log = logging.getLogger(__name__)


def of_error(error: Exception) -> Notice:
    """The notice of an error that nobody was waiting for; one that is not ours is logged."""
    if not isinstance(error, UnderdrawingError):
        _log.error("unforeseen: %s", where(error))
    return Notice.of(error)


def tell_of_the_start(notices: NoticeBar, report: Path | None, damaged: Path | None) -> None:
    """Tell of the `report` of a run that ended badly, and of `damaged` settings, if there are."""
    told = []
    if damaged is not None:
        told.append(_damaged(damaged))
    if report is not None:
        told.append(_ended_badly(report))
    if told:
        # There is room for one notice, and both are told only once.
        notices.show_notice(
            Notice(
                told[0].kind,
                " ".join(notice.what for notice in told),
                " ".join(notice.remedy for notice in told),
                actions=tuple(action for notice in told for action in notice.actions),
            )
        )


@contextmanager
def told_at_once(reports: CrashReports, notify: Callable[[Notice], None]) -> Iterator[None]:
    """What nobody foresaw, in whichever thread, is told in the window that is here meanwhile."""
    loop = asyncio.get_running_loop()

    def tell(error: BaseException) -> None:
        if isinstance(error, Exception):
            loop.call_soon_threadsafe(notify, Notice.of(error))

    reports.listener = tell
    yield
    reports.listener = None


def unsaved(error: OSError) -> Notice:
    """That the settings could not be written."""
    folder = settings_file().parent
    remedy = (
        tr("The disk that {folder} is on is full: make room there.", folder=folder)
        if fault_of(error) is Fault.FULL
        else tr("See that you may write in {folder}.", folder=folder)
    )
    return Notice(
        Kind.ERROR, tr("Your choices could not be remembered."), remedy, details=str(error)
    )


def _damaged(path: Path) -> Notice:
    folder = QUrl.fromLocalFile(str(path.parent))
    return Notice(
        Kind.ERROR,
        tr("The settings could not be read, so that all are as they were at first."),
        tr("The damaged file is kept as {path}.", path=path),
        actions=((tr("Open folder"), lambda: _open(folder)),),
    )


def _ended_badly(report: Path) -> Notice:
    address = QUrl.fromLocalFile(str(report))
    return Notice(
        Kind.REMARK,
        tr("Something went wrong in an earlier run."),
        tr("A report of it is on your computer; it holds no picture, no path of yours and no key."),
        actions=((tr("Open the report"), lambda: _open(address)),),
    )


def _open(address: QUrl) -> None:
    QDesktopServices.openUrl(address)
