"""Programs of the system that some tests use: installed where we may, else those tests say so."""

from __future__ import annotations

import os
import shutil
import sys

import apt_packages

PROGRAMS = {
    "dbus-daemon": "dbus",
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
}
"""Each with the package of Debian and Ubuntu that it comes in."""


def make_ready() -> None:
    """Install what is missing if this is root on such a system; SetupError if that fails."""
    lacks = sorted({package for name, package in PROGRAMS.items() if not shutil.which(name)})
    if lacks and sys.platform == "linux" and os.geteuid() == 0 and apt_packages.available():
        apt_packages.install(lacks, "To test the keyring")
