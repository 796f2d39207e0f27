"""Starts programs that go on with a batch, to be killed: `python -m ... FOLDER`.

Everything is imported once; for each line that comes in a child is forked, which opens the batch in
FOLDER and runs it. Lines that go out: "started PROCESS", "begun NUMBER" and "done NUMBER" as items
are, and "ended PROCESS" when the child has.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from pathlib import Path

from core.batch.batch import Batch
from core.batch.item import Change, State
from core.local.engine import LocalEngine

_IMPORTED_LATE = ("cv2", "PIL.Image", "core.rendering", "core.local.lines.canny", "core.local.tile")


def tell(word: str, number: int) -> None:
    """Say a line, in one piece: a kill comes before it or after it. Print can do it in several."""
    os.write(sys.stdout.fileno(), f"{word} {number}\n".encode())


async def go_on(folder: Path) -> None:
    """Run the batch in `folder` until it is finished."""
    batch = Batch.open(folder)
    assert batch is not None
    engine = LocalEngine()

    def listen(change: Change) -> None:
        if change.progress is None and change.item.state in (State.WORKING, State.DONE):
            word = "done" if change.item.state is State.DONE else "begun"
            tell(word, change.item.number)

    await batch.run(engine, listen)
    await engine.aclose()
    batch.close()


def main(folder: Path) -> None:
    """Fork a child for every line, one at a time."""
    for name in _IMPORTED_LATE:
        importlib.import_module(name)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            tell("started", os.getpid())
            asyncio.run(go_on(folder))
            os._exit(0)
        os.waitpid(child, 0)
        tell("ended", child)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
