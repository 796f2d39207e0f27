"""What every package says of Underdrawing: its names, its version, the pictures that it opens."""

from __future__ import annotations

import platform
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

NAME: str = _PROJECT["name"]
"""What the command is called, and so the folder, the desktop entry and the icon."""

TITLE = "Underdrawing"
VERSION: str = _PROJECT["version"]
SUMMARY: str = _PROJECT["description"]
LICENCE: str = _PROJECT["license"]
"""By its short name in SPDX's list."""

IDENTIFIER = "app.underdrawing"
"""How macOS tells applications apart."""

AUTHORS = "The Underdrawing authors"
MAINTAINER = f"{AUTHORS} <underdrawing@localhost>"
"""Debian wants an address; who publishes a package puts theirs in UNDERDRAWING_MAINTAINER."""

DESCRIPTION = (
    "Drop a picture on the window and its guide is there at once, beside it: edges, lines, depth,"
    " normals, poses, segments, colours, as ControlNet reads them.",
    "All twelve preprocessors run on this computer, by small networks that come with the package."
    " Nothing leaves the computer, and no account is needed.",
)
"""Two paragraphs."""

DESCRIPTION_DE = (
    "Ein Bild auf das Fenster ziehen, und seine Vorlage steht sofort daneben: Kanten, Linien,"
    " Tiefe, Normalen, Posen, Segmente, Farben, wie ControlNet sie liest.",
    "Alle zwölf Präprozessoren laufen auf diesem Computer, mit kleinen Netzen, die dabei sind."
    " Nichts verlässt den Computer, und ein Konto ist nicht nötig.",
)
"""The same in German, which the window speaks as well."""

COMMENT = (
    "Make guide images for ControlNet from your pictures",
    "Aus eigenen Bildern Vorlagen für ControlNet machen",
)
"""One line for desktops, in English and in German."""

CATEGORIES = ("Graphics", "2DGraphics", "RasterGraphics")
"""Where menus and software centres of freedesktop.org show it."""

PICTURES = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe"),
    "image/webp": (".webp",),
    "image/avif": (".avif",),
    "image/heic": (".heic",),
    "image/heif": (".heif",),
    "image/tiff": (".tif", ".tiff"),
    "image/vnd.adobe.photoshop": (".psd",),
    "image/gif": (".gif",),
    "image/bmp": (".bmp",),
}
"""The MIME types of what can be opened, each with how its files end."""

ICON = ROOT / "resources" / "icons" / "underdrawing.svg"


def machine() -> str:
    """The processor, as names of files have it: x86_64 or arm64."""
    name = platform.machine().lower()
    return {"amd64": "x86_64", "aarch64": "arm64"}.get(name, name)


def file_stem() -> str:
    """How the files for this system begin, such as underdrawing-1.0.0-linux-x86_64."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    return f"{NAME}-{VERSION}-{system}-{machine()}"
