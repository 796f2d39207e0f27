"""Whatever nobody foresaw ends in a sentence and a line in the log, never in a traceback."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from core.log import end_log, keep_log
from core.paths import log_file, reports_folder
from tests.stories.desk import Desk, play
from ui.crash import REPORTS_KEPT, CrashReports

ROOT = Path(__file__).parents[2]

_BROKEN = """
import sys, threading
import {module}
def broken(*_, **__):
    {what}
{module}.{name} = broken
import ui.__main__
sys.argv[1:] = {argv!r}
ui.__main__.run()
"""
COMMANDS = {
    "convert": (
        "ui.cli.command_line",
        "convert_pictures",
        ["convert", "a.png", "-p", "canny", "-o", "."],
    ),
    "preprocessors": ("ui.cli.preprocessor_list", "print_preprocessors", ["preprocessors"]),
    "library": ("ui.cli.library_command", "run_library", ["library"]),
    "serve": ("ui.cli.serve", "serve", ["serve", "--port", "0"]),
    "the window": ("ui.application", "run_window", []),
}


def _run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_fails_says_so_in_a_sentence(command: str, tmp_path: Path) -> None:
    module, name, argv = COMMANDS[command]
    what = "raise KeyError('what somebody typed')"
    ended = _run(_BROKEN.format(module=module, name=name, argv=argv, what=what), tmp_path)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("underdrawing: Something went wrong that should not have (KeyError).")
    assert str(log_file()) in line
    log = log_file().read_text("utf-8")
    assert "in broken" in log
    assert "what somebody typed" not in log.rpartition("raise")[2].partition("\n")[2]


def test_an_error_in_a_thread_of_a_command_is_a_sentence_as_well(tmp_path: Path) -> None:
    module, name, argv = COMMANDS["preprocessors"]
    what = "thread = threading.Thread(target=int, args=('x',)); thread.start(); thread.join()"
    ended = _run(_BROKEN.format(module=module, name=name, argv=argv, what=what), tmp_path)
    assert ended.returncode == 0
    (line,) = ended.stderr.splitlines()
    assert "(ValueError)" in line
    assert "ValueError" in log_file().read_text("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_a_server_says_what_goes_wrong_and_the_log_says_where(tmp_path: Path) -> None:
    code = """
import sys
from core.server.store import Store
def sweep(self):
    raise KeyError("a")
Store.sweep = sweep
import ui.__main__
sys.argv[1:] = ["serve", "--port", "0"]
ui.__main__.run()
"""
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        assert server.stderr.readline() == "underdrawing: What has run out could not be removed.\n"
        while "Ctrl-C stops it" not in (line := server.stdout.readline()):
            assert line
        server.send_signal(signal.SIGINT)
        assert server.communicate()[1] == ""
        assert server.returncode == 130
    assert "in sweep" in log_file().read_text("utf-8")


def test_where_no_log_can_be_written_the_sentence_is_there_all_the_same(tmp_path: Path) -> None:
    log_file().parent.parent.mkdir(parents=True, exist_ok=True)
    log_file().parent.write_text("in the way")
    module, name, argv = COMMANDS["convert"]
    code = _BROKEN.format(module=module, name=name, argv=argv, what="raise KeyError")
    ended = _run(code, tmp_path)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "No log could be written" in line


@pytest.fixture
def quiet_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Python, or a runner of tests, would make of it, it does not."""
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)


def test_an_error_in_a_slot_is_told_in_the_window_which_goes_on(quiet_hook: None) -> None:
    def broken() -> None:
        raise KeyError("a")

    async def story(desk: Desk) -> None:
        QTimer.singleShot(0, broken)
        notice = await desk.noticed()
        assert notice.what == "Something went wrong that should not have."
        assert "KeyError" in notice.details
        desk.window.notices.put_away()
        assert desk.notice is None

    assert play(story) == 0
    (report,) = reports_folder().glob("report-*.txt")
    assert "in broken" in report.read_text("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_log_on_a_full_disk_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    handler = keep_log(Path("/dev/full"))
    logging.getLogger("core.anything").warning("nobody can keep this")
    end_log(handler)
    assert capfd.readouterr().err == ""


def test_files_that_are_no_reports_do_not_keep_the_window_from_starting(tmp_path: Path) -> None:
    for name in ("running-abc.txt", "running-.txt", f"running-{'9' * 40}.txt"):
        (tmp_path / name).write_text("Fatal Python error")
    reports = CrashReports(tmp_path)
    found = reports.begin()
    reports.end()
    assert found is not None, "of a process that there cannot be"
    assert (tmp_path / "running-abc.txt").exists(), "it is nobody's"


def test_the_newest_report_is_kept_though_the_clock_was_set_back(tmp_path: Path) -> None:
    for day in range(10, 18):
        (tmp_path / f"report-2999-01-{day}-000000-1.txt").write_text("of the future")
    (tmp_path / "running-999999999.txt").write_text("Fatal Python error")
    reports = CrashReports(tmp_path)
    found = reports.begin()
    reports.end()
    assert found is not None
    assert found.exists()
    assert len(list(tmp_path.glob("report-*.txt"))) == REPORTS_KEPT
