"""A window in a process of its own: `python -m tests.hard.window [PICTURE]` does as it is told.

Each line that comes in is JSON, [name, argument...], and names a function of DEEDS; each that goes
out is JSON, what came of it. When nothing comes any more the window closes.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.stories.desk import Desk

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0


class Window:
    """The window of another process, as the test has it in its hands."""

    def __init__(self, input: IO[str], output: IO[str]) -> None:
        self._input = input
        self._output = output

    def ask(self, name: str, *arguments: object) -> Any:
        """Have it do that; what came of it."""
        self.begin(name, *arguments)
        return self.result()

    def begin(self, name: str, *arguments: object) -> None:
        """Have it do that, without waiting for it."""
        self._input.write(json.dumps([name, *arguments]) + "\n")
        self._input.flush()

    def result(self) -> Any:
        """What came of what was begun."""
        line = self._output.readline()
        assert line, "the window is gone"
        return json.loads(line)


@contextmanager
def window(*argv: str) -> Iterator[Window]:
    """One in the home of this process; it is closed at the end, which must be a good one."""
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.hard.window", *argv],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        watch = threading.Timer(PATIENCE_S, process.kill)
        watch.start()
        try:
            yield Window(process.stdin, process.stdout)
        finally:
            process.stdin.close()
            process.wait()
            watch.cancel()
        assert process.returncode == 0


async def notice(desk: Desk) -> str:
    """What is told in the window, which is put away."""
    told = await desk.noticed()
    desk.window.notices.put_away()
    return f"{told.what} {told.remedy}".strip()


async def make(desk: Desk, low: int) -> list[int]:
    """A guide with that threshold; its size."""
    desk.session.set_options({"lowThresholdCanny": low})
    guide = await desk.settled()
    desk.window.exporter.folder_changed.emit(desk.window.exporter.folder)  # which has it kept
    return [guide.width, guide.height]


async def history(desk: Desk, *lows: int) -> list[int]:
    """The thresholds of the guides that the strip shows, once those of `lows` are there."""
    strip = desk.window.history
    if strip.isHidden():
        desk.window.commands.history.trigger()

    def listed() -> list[int]:
        strip.asked.emit(strip.query)  # as its search does
        return [int(each.task.options["lowThresholdCanny"]) for each in strip.entries]

    await desk.until(lambda: set(lows) <= set(listed()), f"{lows} are listed")
    return listed()


async def remember(desk: Desk, theme: str, folder: str) -> None:
    """Choose a theme, or a folder for exports, whichever is not empty."""
    from core.settings import Theme

    if theme:
        desk.window.commands.themes[Theme(theme)].trigger()
    if folder:
        desk.window.exporter.set_folder(folder)


async def keep(desk: Desk, preset: str) -> None:
    """Keep the options as a preset of that name."""
    assert desk.window.presets.keep(preset)


async def batch(desk: Desk, out: str, *pictures: str) -> str:
    """Have tiles made of them; what is told of it."""
    from tests.stories.many import TILE, dropped

    many = await dropped(desk, *map(Path, pictures))
    many.plan_for(Path(out), TILE)
    await desk.until(many.plan.start.isEnabled, "it can begin")
    many.click(many.plan.start)
    await desk.until(many.notice, "something is told")
    return many.notice()


async def serve(desk: Desk, port: int) -> str:
    """Serve there; what is wrong, or nothing."""
    from ui.settings.dialog import SettingsDialog

    desk.window.commands.settings.trigger()
    dialog = await desk.dialog()
    assert isinstance(dialog, SettingsDialog)
    panel = dialog.served
    before = panel.says
    panel.port.setValue(port)
    panel.port.editingFinished.emit()
    panel.switch.click()
    await desk.until(
        lambda: panel.address or panel.says not in ("", before), "it serves, or says why not"
    )
    dialog.reject()
    return panel.says


async def nothing(desk: Desk) -> None:
    """Be there."""


DEEDS: dict[str, Callable[..., Awaitable[object]]] = {
    each.__name__: each for each in (notice, make, history, remember, keep, batch, serve, nothing)
}


def main(argv: list[str]) -> int:
    """Open the window, and do what is asked until nothing is."""
    from tests.stories.desk import play

    async def story(desk: Desk) -> None:
        if argv:
            await desk.settled()
        while line := await asyncio.to_thread(sys.stdin.readline):
            name, *arguments = json.loads(line)
            print(json.dumps(await DEEDS[name](desk, *arguments)), flush=True)

    return play(story, *argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
