"""Where the frozen program starts."""

from __future__ import annotations

import os
import sys


def free_children() -> None:
    """Let programs that are started from here, such as a browser, find their own libraries.

    PyInstaller's starter sets LD_LIBRARY_PATH to ours. The linker of this process has read it by
    now, so taking it back changes nothing but what is handed down.
    """
    if not sys.platform.startswith("linux"):
        return
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = before


if __name__ == "__main__":
    free_children()
    from ui.__main__ import run

    run()
