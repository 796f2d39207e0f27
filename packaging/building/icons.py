"""The icon, drawn from its SVG in every size and form that desktops ask for."""

from __future__ import annotations

import io
from pathlib import Path

from building.facts import ICON, NAME

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Sides in pixels of the folders that hicolor, the theme of last resort, is searched in."""

_ICO = (16, 24, 32, 48, 64, 128, 256)
_ICNS = (16, 32, 64, 128, 256, 512, 1024)


def png(side: int) -> bytes:
    """The icon as PNG, `side` pixels wide and high."""
    from PySide6.QtCore import QBuffer  # noqa: PLC0415 - only those packages need it that have icons
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415 - as above
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - as above

    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(ICON.read_bytes()).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows only a bytes-like name
    return bytes(buffer.data().data())


def write_icons(folder: Path) -> Path:
    """Write underdrawing.ico, for Windows, and underdrawing.icns, for macOS, into `folder`."""
    from PIL import Image  # noqa: PLC0415 - as in png

    folder.mkdir(parents=True, exist_ok=True)
    for form, sides in {"ico": _ICO, "icns": _ICNS}.items():
        pictures = [Image.open(io.BytesIO(png(side))) for side in sides]
        pictures[-1].save(
            folder / f"{NAME}.{form}",
            append_images=pictures[:-1],
            sizes=[picture.size for picture in pictures],
        )
    return folder


def write_hicolor(share: Path) -> None:
    """Write the icon into `share`/icons, where desktops look for it."""
    for side in SIZES:
        path = share / "icons" / "hicolor" / f"{side}x{side}" / "apps" / f"{NAME}.png"
        path.parent.mkdir(parents=True)
        path.write_bytes(png(side))
    scalable = share / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg"
    scalable.parent.mkdir(parents=True)
    scalable.write_bytes(ICON.read_bytes())
