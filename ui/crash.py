"""Reports of what nobody foresaw: kept on the disk, and offered at the next start."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

from core.log import where

REPORTS_KEPT = 5
_log = logging.getLogger(__name__)
_Error = type[BaseException]


class CrashReports:
    """Writes what ends this run, or should not have happened in it, to a file in `folder`.

    `listener`, if there is one, is told of the latter as well, in whichever thread it happens.

    While it runs, the file is called after the process; Python and, where the interpreter itself
    fails, faulthandler write there. A file that a run has left with something in it becomes a
    report at the next start.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"running-{os.getpid()}.txt"
        self._file: TextIO | None = None
        self._told_of_faults = False
        self.listener: Callable[[BaseException], None] | None = None
        self._before = (sys.excepthook, threading.excepthook)

    def begin(self) -> Path | None:
        """Watch from now on; the newest report of an earlier run that nobody has been told of."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            found = self._collect()
            self._file = self._path.open("w", encoding="utf-8")
        except OSError as error:
            _log.warning("there will be no reports: %s", error.strerror)
            return None
        if not faulthandler.is_enabled():  # else somebody else is told, such as a test runner
            faulthandler.enable(self._file)
            self._told_of_faults = True
        sys.excepthook = self._unforeseen
        threading.excepthook = self._unforeseen_in_thread
        return found

    def end(self) -> None:
        """This run ends as it should."""
        sys.excepthook, threading.excepthook = self._before
        if self._file is None:
            return
        if self._told_of_faults:
            faulthandler.disable()
        file, self._file = self._file, None
        try:
            is_empty = file.tell() == 0
            file.close()
            if is_empty:
                self._path.unlink()
            else:
                self._keep(self._path)
        except OSError as error:
            _log.warning("the report could not be put away: %s", error.strerror)

    def _collect(self) -> Path | None:
        """Turn what ended runs have left into reports; the newest."""
        found = None
        for path in sorted(self._folder.glob("running-*.txt"), key=_changed):
            process = path.stem.partition("-")[2]
            if not process.isdecimal() or _is_running(int(process)):
                continue
            # Another window may be taking it, too, and what is not ours to read stays.
            with suppress(OSError):
                if path.stat().st_size:
                    found = self._keep(path)
                else:
                    path.unlink()
        return found

    def _keep(self, path: Path) -> Path:
        from core.diagnostics import diagnostics  # noqa: PLC0415 - slow to import, and rarely wanted

        report = self._folder / f"report-{time.strftime('%Y-%m-%d-%H%M%S')}-{os.getpid()}.txt"
        said = path.read_text("utf-8", errors="replace")
        report.write_text(f"{diagnostics()}\n\n{_without_home(said)}", "utf-8")
        path.unlink()
        # Its name may not be the last one: the clock may have been set back.
        reports = sorted(each for each in self._folder.glob("report-*.txt") if each != report)
        for old in reports[: 1 - REPORTS_KEPT]:
            old.unlink()
        return report

    def _unforeseen(self, kind: _Error, error: BaseException, trace: TracebackType | None) -> None:
        self._before[0](kind, error, trace)
        self._write(kind, error, trace)

    def _unforeseen_in_thread(self, about: threading.ExceptHookArgs) -> None:
        self._before[1](about)
        if about.exc_value is not None:
            self._write(about.exc_type, about.exc_value, about.exc_traceback)

    def _write(self, kind: _Error, error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        told = where(error.with_traceback(trace))
        _log.error("unforeseen: %s", told)
        if self._file is not None:
            with suppress(OSError):  # a full disk
                self._file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{told}\n\n")
                self._file.flush()
        if self.listener is not None:
            self.listener(error)


def _without_home(text: str) -> str:
    return text.replace(str(Path.home()), "~")


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False  # of an earlier run that had the same number
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)  # to ask, not to act
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
