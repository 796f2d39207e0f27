"""What nobody foresaw is kept on the disk, without anybody's words, and offered once."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ui.crash import REPORTS_KEPT, CrashReports

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "reports"


def _next_start(folder: Path) -> Path | None:
    """What is told at a start that is followed by a good end."""
    reports = CrashReports(folder)
    found = reports.begin()
    reports.end()
    return found


@pytest.fixture
def quiet_hooks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What Python itself would print is not printed."""
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    yield


def _crash(folder: Path, how: str) -> int:
    """A process that watches itself and ends as `how` says; its exit status."""
    code = (
        "import os, sys, threading, ctypes\n"
        "from pathlib import Path\n"
        "from ui.crash import CrashReports\n"
        f"CrashReports(Path({str(folder)!r})).begin()\n{how}\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(folder)},
        capture_output=True,
        check=False,
    )
    return done.returncode


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("raise ValueError('my secret')", "ValueError"),
        ("ctypes.string_at(0)", "Segmentation fault"),
        ("os.abort()", "Aborted"),
    ],
)
def test_a_run_that_ended_badly_is_told_of_at_the_next_start(
    folder: Path, how: str, said: str
) -> None:
    assert _crash(folder, how) != 0
    report = _next_start(folder)
    assert report is not None
    text = report.read_text("utf-8")
    assert said in text
    assert "Underdrawing 0." in text, "with what the makers want to know"
    assert "my secret" not in text
    assert _next_start(folder) is None, "once is enough"


@pytest.mark.parametrize("how", ["CrashReports", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_run_that_did_no_wrong_leaves_no_report(folder: Path, how: str) -> None:
    _crash(folder, how)
    assert _next_start(folder) is None
    assert list(folder.iterdir()) == []


def test_an_error_in_a_slot_or_a_thread_is_kept_though_the_run_goes_on(
    folder: Path, quiet_hooks: None
) -> None:
    reports = CrashReports(folder)
    reports.begin()
    nothing: dict[str, int] = {}
    thread = threading.Thread(target=lambda: nothing["what somebody typed"])
    thread.start()
    thread.join()
    reports.end()
    (report,) = folder.iterdir()
    text = report.read_text("utf-8")
    assert "KeyError" in text
    assert "what somebody typed" not in text.rpartition("KeyError")[2]


def test_the_hooks_are_given_back(folder: Path) -> None:
    before: tuple[Callable[..., object], Callable[..., object]] = (
        sys.excepthook,
        threading.excepthook,
    )
    reports = CrashReports(folder)
    reports.begin()
    assert sys.excepthook != before[0]
    reports.end()
    assert (sys.excepthook, threading.excepthook) == before


def test_old_reports_do_not_pile_up(folder: Path) -> None:
    folder.mkdir(parents=True)
    for day in range(1, 12):
        (folder / f"report-2026-01-{day:02}-000000-1.txt").write_text("old")
    _crash(folder, "raise ValueError")
    report = _next_start(folder)
    assert report is not None
    assert len(list(folder.glob("report-*.txt"))) == REPORTS_KEPT
    assert report.exists()


def test_one_that_cannot_be_read_takes_no_other_with_it(folder: Path) -> None:
    assert _crash(folder, "raise ValueError('my secret')") != 0
    for process in (1_999_999_998, 1_999_999_999):
        (folder / f"running-{process}.txt").symlink_to(folder / "gone.txt")
    assert _next_start(folder) is not None
    assert _crash(folder, "raise ValueError('my secret')") != 0, "the next run is watched, too"
    assert _next_start(folder) is not None


def test_without_a_folder_the_window_opens_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert _next_start(tmp_path / "file" / "reports") is None
