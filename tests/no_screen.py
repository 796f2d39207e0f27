"""Qt's screen where there is none: of itself it has 800 times 800 pixels, fewer than a window."""

from __future__ import annotations

import os
from pathlib import Path

COMMON = Path(__file__).parent / "data" / "screen.json"
LARGE = Path(__file__).parent / "data" / "large-screen.json"
"""Holds the whole window at two device pixels to one of Qt's."""


def use(screen: Path) -> None:
    """Have this process, and those that it starts, use `screen` if there is none that is real."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen"):
        # Relative for Windows, where a colon in it would end it.
        path = screen if os.name == "posix" else os.path.relpath(screen)
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={path}"
