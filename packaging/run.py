"""Starts Underdrawing: `python3 packaging/run.py [ARGUMENTS]`. The first start sets it up.

Every argument is passed on, the working directory is kept, and the exit code is handed back.
This file stays readable for old Pythons, so that its first lines can tell them what to do.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Underdrawing needs Python 3.11 to 3.14, and this is Python "
        + sys.version.split()[0]
        + ". Install a newer one, from your system or from python.org, and start with that one."
    )

import os

import early
import failures
import system_libraries
from environment import ROOT, Environment

early.over()

WINDOWLESS = ("convert", "library", "preprocessors", "serve")
"""The commands that open no window, and so need nothing of the system that Qt would need."""


def opens_window(arguments: list[str]) -> bool:
    """Whether Underdrawing will open its window when called with `arguments`."""
    if arguments and arguments[0] in WINDOWLESS:
        return False
    return not {"-h", "--help", "--version"}.intersection(arguments)


def main(arguments: list[str]) -> int:
    """Set up what is not set up yet, then become the application."""
    environment = Environment(ROOT)
    with failures.explained():
        environment.make_ready(["requirements.txt"])
        if opens_window(arguments):
            system_libraries.make_ready(environment.folder, os.environ)
        early.wait()
        return environment.become("-P", "-m", "ui", *arguments)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
