"""What a drop or a paste carries, copied out of the event, as pictures that can be loaded."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from core.picture import Picture

_RAW_IMAGE_TYPES = re.compile(r"image/(png|jpeg|jpg|webp|avif|heic|tiff|bmp|gif)$")
_IMG_SOURCE = re.compile(
    r"<img\b[^>]*?\bsrc\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s>]+))", re.IGNORECASE
)


@dataclass(frozen=True)
class Incoming:
    """One picture that was brought, in one form. `load` reads it; it raises PictureError.

    `label` names it for people. `file` is set for a local file.
    """

    label: str
    load: Callable[[], Awaitable[Picture]]
    file: Path | None = None


def incoming_path(path: Path) -> Incoming:
    """The picture in a file."""
    return _incoming_open(path, path.name, path)


def incoming_text(text: str) -> Incoming:
    """The picture that a path, an address, a data URI or base64 text stands for."""
    label = text if len(text) <= 60 else text[:57] + "..."
    return _incoming_open(text, label)


def read_mime(mime: QMimeData, word: str) -> list[Incoming]:
    """The forms that the data offers, the best first; empty if nothing in it can be a picture.

    Must be called inside the event; what it returns is valid afterwards. `word` says where it
    comes from ("clipboard"). Browsers and systems differ in what they send, so later forms
    are worth trying when an earlier one cannot be read.
    """
    urls = mime.urls()
    found = [incoming_path(Path(url.toLocalFile())) for url in urls if url.isLocalFile()]
    found += [
        _incoming_bytes(bytes(mime.data(form).data()), word)
        for form in mime.formats()
        if _RAW_IMAGE_TYPES.match(form) and not mime.data(form).isEmpty()
    ]
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            found.append(_incoming_image(image.copy(), word))
    found += [
        incoming_text(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        for url in urls
        if url.scheme() in ("http", "https", "data")
    ]
    if mime.hasHtml():
        found += [
            incoming_text(html.unescape(next(filter(None, groups))))
            for groups in _IMG_SOURCE.findall(mime.html())
        ]
    if mime.hasText() and not urls and mime.text().strip():
        found.append(incoming_text(mime.text().strip().strip('"')))
    return found


def _incoming_open(what: str | Path, label: str, file: Path | None = None) -> Incoming:
    async def load() -> Picture:
        # Imported when first needed: the window must be on the screen before the decoders.
        from core.source import open_picture  # noqa: PLC0415

        return await open_picture(what)

    return Incoming(label, load, file)


def _incoming_bytes(data: bytes, word: str) -> Incoming:
    async def load() -> Picture:
        from core.source import from_bytes  # noqa: PLC0415

        return await asyncio.to_thread(from_bytes, data, name="picture", origin=word)

    return Incoming(word, load)


def _incoming_image(image: QImage, word: str) -> Incoming:
    def decode() -> Picture:
        from core.source import from_bytes  # noqa: PLC0415

        # Through a file's bytes, so that the rules for alpha, depth and profiles hold here too.
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG", 100)  # type: ignore[call-overload]
        return from_bytes(bytes(data.data()), name="picture", origin=word)

    async def load() -> Picture:
        return await asyncio.to_thread(decode)

    return Incoming(word, load)
