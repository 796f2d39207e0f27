"""Pictures of the window in every state: `python3 packaging/screens.py OUT`.

Sets Underdrawing up if need be, starts the real application without a screen, plays a user and
saves what the window shows, in dark and in light. README's picture is one of them.
"""

import os
import sys
from pathlib import Path

import failures
import system_libraries
from environment import ROOT, Environment


def main(arguments: list[str]) -> int:
    """Set up what is not set up yet, then become the tour."""
    environment = Environment(ROOT)
    with failures.explained():
        environment.make_ready(["requirements.txt"])
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        system_libraries.make_ready(environment.folder, os.environ)
        out = [str(Path(argument).absolute()) for argument in arguments]
        return environment.become("-m", "tests.tour", *out)
    return 1


if __name__ == "__main__":
    if {"-h", "--help"}.intersection(sys.argv):
        print(__doc__)
        sys.exit()
    sys.exit(main(sys.argv[1:]))
