"""An artist drags and copies between Underdrawing and another program, on a real screen."""

from __future__ import annotations

import ctypes.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.stories import on_a_screen, other_program
from tests.stories.desk import write_picture

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0
LOOK_S = 0.02
XCB_CURSOR = "xcb-cursor"
MIDDLE_OF_OTHER = (other_program.AT.center().x(), other_program.AT.center().y())

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool") and ctypes.util.find_library(XCB_CURSOR)),
    reason="needs a screen to itself: Xvfb, xdotool and libxcb-cursor0",
)


class Screen:
    """A screen that nobody sees, Underdrawing and the other program on it, and a hand."""

    def __init__(self, display: str, folder: Path, stack: ExitStack) -> None:
        self._environ = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(ROOT),
        }
        self._stack = stack
        self._says = folder / "says.jsonl"
        self._got = folder / "got.jsonl"

    @property
    def got_picture(self) -> Path:
        """The pixels that the other program got last."""
        return self._got.with_suffix(".png")

    def start_other(self, picture: Path) -> None:
        self._start("tests.stories.other_program", str(picture), str(self._got))
        self.hand("search", "--sync", "--onlyvisible", "--name", "^other program$")

    def start_underdrawing(self, *arguments: str) -> None:
        self._start("tests.stories.on_a_screen", str(self._says), *arguments)
        self.until(lambda state: state["handle"][0] > on_a_screen.AT.x(), "it is in its place")

    def hand(self, *arguments: str) -> str:
        """What the hand does: arguments of xdotool; returns what that prints."""
        return subprocess.run(
            ["xdotool", *arguments],
            env=self._environ,
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        ).stdout

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press at `start`, move to `end` in steps as a hand does, and let go."""
        self.hand("mousemove", *map(str, start), "mousedown", "1")
        for part in range(1, 13):
            x = start[0] + (end[0] - start[0]) * part // 12
            y = start[1] + (end[1] - start[1]) * part // 12
            self.hand("mousemove", str(x), str(y), "sleep", "0.05")
        self.hand("mousemove_relative", "--", "1", "1", "sleep", "0.2", "mouseup", "1")

    def type(self, window: str, keys: str) -> None:
        """Press `keys` in the window with the title `window`."""
        found = self.hand("search", "--onlyvisible", "--name", window).split()[-1]
        self.hand("windowfocus", "--sync", found, "key", keys)

    def until(self, condition: Callable[[dict[str, Any]], object], what: str) -> dict[str, Any]:
        """Wait until what Underdrawing says fulfils `condition`; returns that."""
        return self._wait(self._says, condition, what)

    def got(self) -> dict[str, Any]:
        """Wait until the other program got something; returns what."""
        return self._wait(self._got, lambda got: got, "the other program got it")

    def _wait(
        self, file: Path, condition: Callable[[dict[str, Any]], object], what: str
    ) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_S
        last: dict[str, Any] = {}
        while time.monotonic() < deadline:
            lines = file.read_text("utf-8").splitlines(keepends=True) if file.exists() else []
            whole = [line for line in lines if line.endswith("\n")]
            if whole:
                last = json.loads(whole[-1])
                if condition(last):
                    return last
            time.sleep(LOOK_S)
        raise AssertionError(f"waited in vain until {what}; last: {last}")

    def _start(self, module: str, *arguments: str) -> None:
        process = self._stack.enter_context(
            subprocess.Popen([sys.executable, "-P", "-m", module, *arguments], env=self._environ)
        )
        self._stack.callback(process.kill)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A screen for one test."""
    ours, theirs = os.pipe()
    with ExitStack() as stack:
        stack.callback(os.close, ours)
        command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x720x24"]
        server = stack.enter_context(
            subprocess.Popen(
                [*command, "-nolisten", "tcp"], pass_fds=(theirs,), stderr=subprocess.DEVNULL
            )
        )
        stack.callback(server.terminate)
        os.close(theirs)
        display = os.read(ours, 16).decode().strip()
        assert display, "the screen came up"
        yield Screen(f":{display}", tmp_path, stack)


def test_a_picture_is_dragged_in_from_another_program(screen: Screen, tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    screen.start_other(tmp_path / "cat.png")
    screen.start_underdrawing()
    empty = screen.until(lambda state: state["middle"], "it is there")
    screen.drag(MIDDLE_OF_OTHER, tuple(empty["middle"]))
    state = screen.until(lambda state: state["guide"], "there is a guide of it")
    assert (state["picture"], state["guide"]) == ("cat", [320, 240])
    assert (tmp_path / "cat.png").exists(), "it was not moved"


def test_the_guide_is_dragged_out_as_a_file_and_as_pixels(screen: Screen, tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    screen.start_other(tmp_path / "cat.png")
    screen.start_underdrawing(str(tmp_path / "cat.png"))
    state = screen.until(lambda state: state["guide"], "there is a guide")
    screen.drag(tuple(state["handle"]), MIDDLE_OF_OTHER)
    got = screen.got()
    assert got["image"] == [320, 240]
    (file,) = got["files"]
    with Image.open(file) as guide, Image.open(screen.got_picture) as pixels:
        assert Path(file).name == "cat-canny.png"
        assert np.array_equal(np.asarray(guide.convert("L")), np.asarray(pixels.convert("L")))
        assert len(guide.getcolors() or ()) == 2
    after = screen.until(lambda state: state["guide"], "nothing changed here")
    assert after["origin"] == state["origin"]


def test_pixels_are_pasted_from_another_program_and_copied_into_it(
    screen: Screen, tmp_path: Path
) -> None:
    rgb = write_picture(tmp_path / "cat.png")
    screen.start_other(tmp_path / "cat.png")
    screen.start_underdrawing()
    screen.type("^other program$", "c")
    screen.type("Underdrawing$", "ctrl+v")
    screen.until(lambda state: state["guide"] == [320, 240], "there is a guide of it")
    screen.type("Underdrawing$", "ctrl+c")
    screen.until(lambda state: "Copied" in (state["notice"] or ""), "it is copied")
    screen.type("^other program$", "v")
    assert screen.got() == {"files": [], "image": [320, 240]}
    with Image.open(screen.got_picture) as pixels:
        guide = np.asarray(pixels.convert("L"))
    assert set(np.unique(guide)) == {0, 255}
    assert rgb.shape[:2] == guide.shape


def test_the_guide_is_copied_as_a_file_into_another_program(screen: Screen, tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    screen.start_other(tmp_path / "cat.png")
    screen.start_underdrawing(str(tmp_path / "cat.png"))
    screen.until(lambda state: state["guide"], "there is a guide")
    screen.type("Underdrawing$", "ctrl+shift+c")
    screen.until(lambda state: "as a file" in (state["notice"] or ""), "it is copied")
    screen.type("^other program$", "v")
    got = screen.got()
    assert [Path(file).name for file in got["files"]] == ["cat-canny.png"]
    assert Path(got["files"][0]).read_bytes().startswith(b"\x89PNG")
    assert got["image"] == [320, 240]
