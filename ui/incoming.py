"""What a drop or a paste carries, copied out of the event, as pictures that can be loaded."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage

from core.export import identity
from core.wording import on_one_line
from ui.wording import tr

if TYPE_CHECKING:
    from core.picture import Picture

_FILE_FORMATS = ("png", "tiff", "webp", "bmp", "gif", "avif", "heic", "heif", "jpeg", "jpg")
"""Of the forms that other programs make of one picture, those first that lose nothing."""
_RAW_TYPES = (*(f"image/{form}" for form in _FILE_FORMATS), "application/octet-stream")


BASE64_MIN = 48
"""No picture is smaller, and no word is longer."""
_ADDRESS = re.compile(r"(https?|data|file):", re.IGNORECASE)
_PATH_CHARS = 4096
"""No path is longer, and a picture as text is."""


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
    return _incoming_open(path, on_one_line(path.name), path)


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
    found += [_incoming_bytes(data, word) for data in _raw_image(mime)]
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
        found += [incoming_text(source) for source in _image_sources(mime.html())]
    if mime.hasText() and not urls and _may_name_a_picture(text := mime.text().strip().strip('"')):
        found.append(incoming_text(text))
    return found


def named_in(mime: QMimeData) -> list[str | Path]:
    """The files, folders and addresses that the data names, for a batch, in their order.

    Of plain text, those of its lines, if each is the path of something that is here or an address.
    """
    urls = mime.urls()
    if urls:
        return [name for url in urls if (name := _named(url)) is not None]
    lines = (line.strip().strip("\"'") for line in mime.text().splitlines())
    named = [_named_by(line) for line in lines if line]
    return [name for name in named if name is not None] if all(named) else []


def _named(url: QUrl) -> str | Path | None:
    if url.isLocalFile():
        return Path(url.toLocalFile())
    return url.toString() if url.scheme() in ("http", "https") else None


def _named_by(line: str) -> str | Path | None:
    if _ADDRESS.match(line):
        return _named(QUrl(line))
    path = Path(line[:_PATH_CHARS])
    return path if path.is_absolute() and identity(path) is not None else None


def _may_name_a_picture(text: str) -> bool:
    """Whether `text` is worth trying as a path, an address or base64, rather than just words."""
    if _ADDRESS.match(text) or Path(text[:_PATH_CHARS]).is_absolute():
        return True
    return len(text) >= BASE64_MIN and not any(map(str.isspace, text[:BASE64_MIN]))


def _raw_image(mime: QMimeData) -> list[bytes]:
    """The bytes of an image file, in the best form that has any.

    One is enough, and all that can be waited for: the other program makes each when it is asked.
    """
    offered = mime.formats()
    for form in _RAW_TYPES:
        if form in offered and (data := bytes(mime.data(form).data())):
            return [data]
    return []


def _image_sources(page: str) -> list[str]:
    """What the `<img>` of a piece of HTML show."""
    parser = _ImageFinder()
    # Python's reader gives up at marks such as "<![x[" that browsers pass over; what it has found
    # before is as good.
    with suppress(AssertionError):
        parser.feed(page)
        parser.close()
    return parser.sources


class _ImageFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = dict(attrs).get("src") if tag == "img" else None
        if source and source.strip():
            self.sources.append(source.strip())


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

    return Incoming(tr(word), load)


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

    return Incoming(tr(word), load)
