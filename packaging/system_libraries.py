"""The shared libraries that Qt expects of a Linux system: found, installed, or named.

PySide6's wheel brings Qt, and Qt loads these from the system. The tables hold every library that
`readelf -d` names for the modules and platform plugins of PySide6 6.11 and that neither the wheel
nor glibc has, with the package of Debian and Ubuntu that it comes in.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from failures import SetupError

PURPOSE = "To open its window"
FOUND = "system-libraries"
"""A file in the environment with the platform plugins whose libraries were once all found."""

FONT = "a font"
ALWAYS = {
    FONT: "fonts-dejavu-core",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
PLUGINS = {
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxcb.so.1": "libxcb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "offscreen": {},
}

Finder = Callable[[str], bool]
"""Whether the library of that file name, or FONT, is there."""


def make_ready(folder: Path, environ: Mapping[str, str]) -> None:
    """See that Qt's libraries are there if a window can be opened on this Linux.

    What was once found is noted in `folder`. Raises SetupError if some are missing and cannot be
    installed. Without a screen nothing is done: the application says what to do about that.
    """
    plugins = usable_plugins(environ)
    found = folder / FOUND
    if sys.platform != "linux" or not plugins:
        return
    if found.exists() and found.read_text("ascii") == " ".join(plugins):
        return
    lacks = missing(plugins, is_there)
    if lacks:
        provide(lacks)
        still = missing(plugins, is_there)
        if still:
            raise SetupError(f"{PURPOSE}, Underdrawing still lacks {', '.join(still)}.")
    found.write_text(" ".join(plugins), "ascii")


def usable_plugins(environ: Mapping[str, str]) -> list[str]:
    """The platform plugins that Qt may use under these environment variables, the likeliest first.

    Any one of them is enough. Empty without a screen.
    """
    asked = environ.get("QT_QPA_PLATFORM", "")
    if asked:
        # A list such as "wayland;xcb", and each may carry options: "offscreen:configfile=...".
        names = [name.partition(":")[0].partition("-")[0] for name in asked.split(";")]
        return [name if name in PLUGINS else "offscreen" for name in names]
    screens = {"WAYLAND_DISPLAY": "wayland", "DISPLAY": "xcb"}
    return [plugin for name, plugin in screens.items() if environ.get(name)]


def missing(plugins: Iterable[str], finder: Finder) -> dict[str, str]:
    """What is lacking for that one of `plugins` which lacks least, each with its package."""
    needs = [ALWAYS | PLUGINS[plugin] for plugin in plugins]
    lacks = [
        {name: package for name, package in need.items() if not finder(name)} for need in needs
    ]
    return min(lacks, key=len)


def is_there(name: str) -> bool:
    """Whether the dynamic linker finds the library `name`, or fontconfig any FONT."""
    import ctypes  # noqa: PLC0415 - a start that finds the note does without

    try:
        if name != FONT:
            ctypes.CDLL(name)
            return True
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        # With fontconfig missing there is no telling, and its package brings a font.
        return name == FONT
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(ctypes.c_int)
    # Fontconfig's manual: of the current configuration (NULL) the fonts of the system (0), a
    # structure whose first member is their number; NULL if there are none.
    fonts = fontconfig.FcInit() and fontconfig.FcConfigGetFonts(None, 0)
    return bool(fonts) and fonts[0] > 0


def provide(lacks: Mapping[str, str]) -> None:
    """Install the packages of what is lacking; raises SetupError that names them if it cannot."""
    import apt_packages  # noqa: PLC0415 - a start that finds the note does without

    if not apt_packages.available():
        raise SetupError(
            f"{PURPOSE}, Underdrawing needs something of the system that is missing here:"
            f" {', '.join(lacks)}. Install it with your system's package manager and start again."
        )
    apt_packages.install(sorted(set(lacks.values())), PURPOSE)
