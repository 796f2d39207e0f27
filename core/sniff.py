"""What kind of file some bytes are, judged by the bytes alone: a picture, or what else."""

from __future__ import annotations

import re
from enum import Enum

from core.errors import PictureError
from core.wording import say

HEAD_BYTES = 4096
"""How much of a file is looked at; enough for the comments that open a web page or an SVG."""


class Kind(Enum):
    """The kinds of picture that are read; the value is what people call them."""

    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    AVIF = "AVIF"
    HEIC = "HEIC"
    TIFF = "TIFF"
    BMP = "BMP"
    GIF = "GIF"
    PSD = "PSD"


READABLE = ", ".join(kind.value for kind in Kind)
SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".webp", ".avif", ".heic", ".heif"),
    *(".tif", ".tiff", ".bmp", ".gif", ".psd"),
)
"""How files of these kinds are called."""

_SAVE_AS_PNG = say("Open it in a program that can show it, save it there as PNG, and bring that.")
_SAVE_PICTURE = say("Save the picture itself (in a browser: right-click it, Save Image As).")

_MAGIC = {
    Kind.PNG: (b"\x89PNG\r\n\x1a\n",),
    Kind.JPEG: (b"\xff\xd8\xff",),
    Kind.WEBP: (b"RIFF",),
    Kind.TIFF: (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    Kind.BMP: (b"BM",),
    Kind.GIF: (b"GIF87a", b"GIF89a"),
    Kind.PSD: (b"8BPS",),
}
_BMP_HEADER_SIZES = {12, 16, 40, 52, 56, 64, 108, 124}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIF_CONTAINERS = {b"mif1", b"mif2", b"msf1", b"miaf"}

_OTHERS = (
    (b"\xff\x0a", say("a JPEG XL picture")),
    (b"\x00\x00\x00\x0cJXL ", say("a JPEG XL picture")),
    (b"\x00\x00\x00\x0cjP  ", say("a JPEG 2000 picture")),
    (b"\xff\x4f\xff\x51", say("a JPEG 2000 picture")),
    (b"\x76\x2f\x31\x01", say("an OpenEXR picture")),
    (b"#?RADIANCE", say("a Radiance HDR picture")),
    (b"\x00\x00\x01\x00", say("an icon")),
    (b"gimp xcf", say("a GIMP drawing")),
    (b"DDS |\x00", say("a DDS texture")),
    (b"qoif", say("a QOI picture")),
    (b"FUJIFILMCCD-RAW", say("a camera's raw file")),
    (b"%!PS", say("a PostScript file")),
    (b"\x1a\x45\xdf\xa3", say("a video")),
    (b"OggS\x00", say("a sound or video file")),
    (b"FLV\x01", say("a video")),
    (b"\x00\x00\x01\xba", say("a video")),
    (b"ID3\x03", say("a sound file")),
    (b"ID3\x04", say("a sound file")),
    (b"PK\x03\x04", say("a ZIP archive, or a document that is one inside")),
    (b"\x1f\x8b", say("a compressed file")),
    (b"7z\xbc\xaf\x27\x1c", say("a compressed archive")),
    (b"Rar!\x1a", say("a compressed archive")),
    (b"SQLite format 3\x00", say("a database")),
    (b"\x7fELF", say("a program")),
    (b"MZ\x90\x00", say("a program")),
)
"""Beginnings of files that people bring by mistake, and what to call them."""

_HTML = re.compile(r"<(!doctype\s+html|html|head|body|script|title|meta)\b", re.IGNORECASE)
_SVG = re.compile(r"<(!doctype\s+|\w+:)?svg\b", re.IGNORECASE)
_XML_PROLOGUE = re.compile(r"\s*(<\?.*?\?>|<!--.*?-->)", re.DOTALL)


def kind_of(data: bytes) -> Kind:
    """The kind of picture that `data`, a whole file or at least its head, begins like.

    Raises PictureError, saying what the file is instead, if it is no picture that can be read.
    """
    head = data[:HEAD_BYTES]
    if not head:
        raise PictureError("This file is empty.", "Download or copy it again.")
    kind = recognise(head)
    if kind is None:
        raise _refusal(head)
    return kind


def recognise(head: bytes) -> Kind | None:
    """The kind of picture that begins with `head`; None if it is none that can be read."""
    kind = next((kind for kind, magics in _MAGIC.items() if head.startswith(magics)), None)
    if kind is None:
        return _of_brands(_brands(head))
    no_picture = (
        (kind is Kind.WEBP and head[8:12] != b"WEBP")
        or (kind is Kind.TIFF and _is_camera_raw(head))
        or (kind is Kind.BMP and int.from_bytes(head[14:18], "little") not in _BMP_HEADER_SIZES)
    )
    return None if no_picture else kind


def _is_camera_raw(head: bytes) -> bool:
    """Whether this is a Canon raw file: a TIFF whose first page is a small preview."""
    return head.startswith(b"II*\x00") and head[8:10] == b"CR"


def ends_early(kind: Kind, data: bytes) -> bool:
    """Whether a WEBP, AVIF or HEIC file is shorter than it says itself; False for other kinds."""
    if kind is Kind.WEBP:
        return int.from_bytes(data[4:8], "little") + 8 > len(data)
    if kind not in (Kind.AVIF, Kind.HEIC):
        return False
    position = 0
    while position + 8 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16], "big")
        if size < 8:  # 0: to the end; less: damaged
            return False
        position += size
    return position != len(data)


def is_web_page(data: bytes) -> bool:
    """Whether `data` begins like an HTML page."""
    text = _text(data[:HEAD_BYTES]) if data and recognise(data[:HEAD_BYTES]) is None else None
    return text is not None and bool(_HTML.match(_body(text)))


def _brands(head: bytes) -> list[bytes]:
    """The brands of an ISO media file (HEIF, AVIF, MP4), the main one first."""
    if head[4:8] != b"ftyp":
        return []
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return [head[8:12], *(head[start : start + 4] for start in range(16, end, 4))]


def _of_brands(brands: list[bytes]) -> Kind | None:
    if not brands:
        return None
    # A plain container says only among its other brands what is inside.
    told = brands if brands[0] in _HEIF_CONTAINERS else brands[:1]
    if _AVIF_BRANDS.intersection(told):
        return Kind.AVIF
    if (_HEIF_BRANDS | _HEIF_CONTAINERS).intersection(told):
        return Kind.HEIC
    return None


def _refusal(head: bytes) -> PictureError:
    what = next((name for magic, name in _OTHERS if head.startswith(magic)), say(""))
    if _brands(head) or head[4:8] in (b"moov", b"mdat", b"wide"):
        what = say("a camera's raw file") if head[8:11] == b"crx" else say("a video")
    elif head.startswith(b"RIFF"):
        what = say("a video") if head[8:12] == b"AVI " else say("a sound file")
    elif _is_camera_raw(head):
        what = say("a camera's raw file")
    if what in ("a video", "a sound or video file"):
        return PictureError(
            say("This is {what}, not a picture.", what=what),
            "Save one frame of it as PNG, and bring that.",
        )
    if what:
        return PictureError(
            say("This is {what}, which cannot be read here.", what=what), _SAVE_AS_PNG
        )
    if b"%PDF-" in head[:1024]:
        return PictureError(
            "This is a PDF document, not a picture.", "Export the page as PNG, and bring that."
        )
    text = _text(head)
    return PictureError(*_about_text(text)) if text is not None else _unknown(head)


def _unknown(head: bytes) -> PictureError:
    return PictureError(
        "This is not a picture that can be read here.",
        say("These can: {formats}.", formats=READABLE),
        details=f"It begins with the bytes {head[:16].hex(' ')}.",
    )


def _text(head: bytes) -> str | None:
    """`head` as text, or None if it is none."""
    codec = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    # The cut at HEAD_BYTES may fall inside a character.
    for end in range(len(head), max(0, len(head) - 4), -1):
        try:
            text = head[:end].decode(codec)
        except UnicodeDecodeError:
            continue
        readable = all(char.isprintable() or char.isspace() for char in text)
        return text if readable else None
    return None


def _body(text: str) -> str:
    """`text` without the declarations and comments that XML and HTML may begin with."""
    begin = 0
    while prologue := _XML_PROLOGUE.match(text, begin):
        begin = prologue.end()
    return text[begin:].lstrip()


def _about_text(text: str) -> tuple[str, str]:
    body = _body(text)
    if _SVG.match(body):
        what = say("This is an SVG drawing, which has no pixels.")
        return what, say("Export it as PNG, and bring that.")
    if _HTML.match(body):
        return say("This is a web page, not a picture."), _SAVE_PICTURE
    return say("This is text, not a picture."), say(
        "These can be read: {formats}.", formats=READABLE
    )
