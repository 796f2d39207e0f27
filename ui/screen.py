"""Whether there is a screen for the window, asked before Qt is loaded."""

from __future__ import annotations

import os
import sys

NO_SCREEN = (
    "There is no screen to open the window on: start it in a desktop session, "
    "or make guides without a window, see underdrawing convert --help"
)
_SAYING_SO = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def screen_is_missing() -> bool:
    """Whether no window can be opened; only X11 and Wayland tell, all others have a screen."""
    return sys.platform.startswith("linux") and not any(map(os.environ.get, _SAYING_SO))
