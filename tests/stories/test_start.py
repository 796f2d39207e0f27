"""Starting: the window is on the screen before anything is loaded that it can do without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LATER = ("numpy", "cv2", "PIL", "pillow_heif", "httpx", "onnxruntime", "tqdm")

IMPORTS = f"""
import sys
import ui.application
print(*(name for name in {LATER} if name in sys.modules))
"""


def _python(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_window_does_not_wait_for_the_engines() -> None:
    done = _python(IMPORTS)
    assert done.stderr == ""
    assert done.stdout.split() == []


STILL_MAKING = """
import threading, time
from ui import __main__
def make():
    time.sleep(5)
    print("waited for")
def close_the_window():
    threading.Thread(target=make).start()
    return 3
__main__.main = close_the_window
__main__.run()
"""


def test_the_program_ends_with_the_window_whatever_is_still_being_made() -> None:
    done = _python(STILL_MAKING)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")


def test_without_a_screen_one_sentence_says_what_to_do() -> None:
    nowhere = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = _python("from ui.__main__ import run; run()", **nowhere)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "There is no screen" in line
    assert "underdrawing convert" in line


def test_a_screen_that_does_not_answer_is_no_screen() -> None:
    gone = {"DISPLAY": ":4999", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "xcb"}
    done = _python("from ui.__main__ import run; run()", **gone)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "There is no screen" in line


def test_commands_need_no_screen() -> None:
    nowhere = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = _python(
        "import sys; sys.argv[1:] = ['preprocessors']; from ui.__main__ import run; run()",
        **nowhere,
    )
    assert done.returncode == 0
    assert "canny" in done.stdout
