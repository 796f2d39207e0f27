"""What some tests use of the system: installed where we may, else those tests say so."""

from __future__ import annotations

import os
import shutil
import sys

import apt_packages
import system_libraries

PROGRAMS = {
    "dbus-daemon": "dbus",
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
}
"""Each with the package of Debian and Ubuntu that it comes in."""


def make_ready() -> None:
    """Install what is missing if this is root on such a system; SetupError if that fails."""
    if sys.platform != "linux" or os.geteuid() != 0 or not apt_packages.available():
        return
    lacks = {package for name, package in PROGRAMS.items() if not shutil.which(name)}
    lacks.update(system_libraries.missing(["xcb"], system_libraries.is_there).values())
    if lacks:
        apt_packages.install(sorted(lacks), "To test the keyring, and drags on a real screen")
