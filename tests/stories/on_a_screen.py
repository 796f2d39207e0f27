"""Underdrawing on a real screen, as a process of its own that says what it shows.

`python -m tests.stories.on_a_screen SAYS [PICTURE]` starts it, and appends a line of JSON to the
file SAYS whenever what it shows has changed: the picture, the guide's size, and where on the screen
one presses to drag the guide out. It runs until it is killed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from ui.__main__ import main as start
from ui.main_window import MainWindow

AT = QPoint(240, 20)
SIZE = (1000, 660)
LOOK_S = 0.02


def main() -> int:
    """Start it."""
    says = Path(sys.argv[1])
    return start(sys.argv[2:], lambda window: _tell(window, says))


async def _tell(window: MainWindow, says: Path) -> None:
    window.move(AT)
    window.resize(*SIZE)
    said: dict[str, Any] = {}
    while True:
        now = _state(window)
        if now != said:
            said = now
            with says.open("a", encoding="utf-8") as out:
                out.write(json.dumps(now) + "\n")
        await asyncio.sleep(LOOK_S)


def _state(window: MainWindow) -> dict[str, Any]:
    session = window.session
    guide = session.guide.guide if session.guide and not session.stale else None
    return {
        "active": window.isActiveWindow(),
        "picture": session.picture.picture.name if session.picture else None,
        "origin": session.picture.picture.origin if session.picture else None,
        "guide": [guide.width, guide.height] if guide else None,
        "handle": _centre(window.side.export.handle),
        "middle": _centre(window.compare if session.picture else window.drop_zone),
        "notice": window.notices.notice.what if window.notices.notice else None,
    }


def _centre(widget: QWidget) -> list[int]:
    place = widget.mapToGlobal(widget.rect().center())
    return [place.x(), place.y()]


if __name__ == "__main__":
    sys.exit(main())
