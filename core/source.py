"""From whatever a person brings (bytes, a file, an address, text) to a Picture, or why not."""

from __future__ import annotations

import asyncio
import base64
import binascii
import errno
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from core import codec
from core.download import download, host_of, public_address
from core.errors import PictureError
from core.mark import mark_of
from core.picture import Picture
from core.sniff import is_web_page, recognise
from core.wording import on_one_line, say

if TYPE_CHECKING:
    import httpx

DEFAULT_NAME = "picture"
"""The name of a picture that came without one."""

_SHOWN_PATH_LENGTH = 200
_PROBE_CHARACTERS = 64
_OTHER_ADDRESS = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_WINDOWS_PATH = re.compile(r"[A-Za-z]:\\|\\\\")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*")
_URL_SAFE = str.maketrans("-_", "+/")
_COPY_AGAIN = say("Copy all of it again, from its first character to its last.")
_CHECK_PATH = say("Check the path.")
_CHOOSE_FILE = say("Choose a picture file.")
_SEARCH_IT = say("Choose a picture in it; convert --recursive takes them all.")


def from_bytes(data: bytes, *, name: str, origin: str = "") -> Picture:
    """The picture in `data`, a whole file; `name` is its file name. Raises PictureError."""
    return Picture(codec.decode(data), picture_name(name), origin, mark_of(data))


def from_path(path: Path) -> Picture:
    """The picture in the file at `path`. Raises PictureError."""
    return from_bytes(_read(path), name=path.name, origin=str(path))


def from_data_uri(uri: str) -> Picture:
    """The picture in a `data:` URI, in base64 or percent-encoded; its media type is not trusted.

    Raises PictureError.
    """
    return from_bytes(data_uri_bytes(uri), name=DEFAULT_NAME, origin="data URI")


def data_uri_bytes(uri: str) -> bytes:
    """What a `data:` URI holds, whatever it is. Raises PictureError."""
    head, comma, body = uri.strip().partition(",")
    if not comma or not head[:5].lower() == "data:":
        raise PictureError("This data URI is not complete.", _COPY_AGAIN)
    if head.lower().replace(" ", "").endswith(";base64"):
        return base64_bytes(unquote(body) if "%" in body else body)
    _check_length(len(body) // 3)  # percent-encoded, a byte has three characters
    return unquote_to_bytes(body.encode(errors="replace"))


def from_base64(text: str) -> Picture:
    """The picture in bare base64, plain or URL-safe, with or without padding and line breaks.

    Raises PictureError.
    """
    return from_bytes(base64_bytes(text), name=DEFAULT_NAME, origin="base64")


def base64_bytes(text: str) -> bytes:
    """What base64 text holds, written as for `from_base64`. Raises PictureError."""
    _check_length(len(text) // 4 * 3)
    compact = "".join(text.split()).translate(_URL_SAFE)
    bare = compact.rstrip("=")
    try:
        # b64decode wants padding and would skip what is not in the alphabet.
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise PictureError(
            "This base64 text is not complete, or holds other characters.",
            _COPY_AGAIN,
            details=str(error),
        ) from error


async def from_url(url: str, *, client: httpx.AsyncClient | None = None) -> Picture:
    """The picture at an http(s) address; `client` as in `core.download`. Raises PictureError.

    Neither the origin nor an error shows the query of the address, which may hold secrets.
    """
    found = await download(url, client)
    if is_web_page(found.data):
        raise PictureError(
            say("{host} answered with a web page, not a picture.", host=host_of(url)),
            "In a browser, right-click the picture and copy the address of the image itself.",
        )
    return await asyncio.to_thread(
        from_bytes, found.data, name=found.name, origin=public_address(url)
    )


async def open_picture(what: str | Path) -> Picture:
    """The picture that `what` names or holds: a path, an address, a `data:` URI or base64.

    Reading and decoding run in a thread. Raises PictureError.
    """
    if isinstance(what, Path):
        return await asyncio.to_thread(from_path, what)
    if _scheme(what) in ("http", "https"):
        return await from_url(what)
    return await asyncio.to_thread(_from_text, what)


def path_of(what: str | Path) -> Path:
    """The path that `what` means if it means a file: that of a `file:` URI, or as it stands."""
    if isinstance(what, str) and _scheme(what) == "file":
        return _file_uri_path(what.strip())
    return Path(what)


def _scheme(text: str) -> str:
    scheme, colon, _ = text.lstrip()[:8].partition(":")
    return scheme.lower() if colon else ""


def _from_text(text: str) -> Picture:
    if not text.strip():
        raise PictureError("There is nothing here to open.", _CHOOSE_FILE)
    if _scheme(text) == "data":
        return from_data_uri(text)
    if match := _OTHER_ADDRESS.match(text.strip()):
        raise PictureError(
            say("Addresses that begin with {beginning} cannot be opened.", beginning=match[0]),
            "Use an http or https one.",
        )
    path = path_of(text)
    if _scheme(text) == "file":
        return from_path(path)
    if not _exists(path) and _begins_like_a_picture(text):
        return from_base64(text)
    return from_path(path)


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except (OSError, ValueError):  # such as a name that is too long, or holds a zero
        return False
    return True


def _begins_like_a_picture(text: str) -> bool:
    # Over-long, so that line breaks leave enough; a multiple of four characters can be decoded.
    probe = "".join(text[: 4 * _PROBE_CHARACTERS].split())[:_PROBE_CHARACTERS]
    probe = probe.rstrip("=").translate(_URL_SAFE)
    probe = probe[: len(probe) // 4 * 4]
    return bool(_BASE64.fullmatch(probe)) and recognise(base64.b64decode(probe)) is not None


def _check_length(count: int) -> None:
    if count > codec.MAX_BYTES:
        raise codec.too_many_bytes(count)


def _file_uri_path(uri: str) -> Path:
    """The path that a `file:` URI names, on this computer or, on Windows, on a share.

    What only begins like one is the name of a file that is not there.
    """
    from urllib.request import url2pathname  # noqa: PLC0415 - brings an HTTP client with it

    try:
        parts = urlsplit(uri)
        host = "" if parts.netloc.lower() == "localhost" else parts.netloc
        return Path(url2pathname(f"//{host}{parts.path}" if host else parts.path))
    except (ValueError, OSError):  # since Python 3.14 it refuses other computers itself
        return Path(uri)


def _read(path: Path) -> bytes:
    shown = str(path)
    if len(shown) > _SHOWN_PATH_LENGTH:
        shown = f"{shown[:_SHOWN_PATH_LENGTH]}..."
    try:
        # Asked before it is opened, since opening a pipe waits for somebody to write to it.
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise PictureError(say("{shown} is a folder, not a picture.", shown=shown), _SEARCH_IT)
        if not stat.S_ISREG(status.st_mode):
            raise PictureError(
                say("{shown} is a device or a pipe, not a file.", shown=shown), _CHOOSE_FILE
            )
        _check_length(status.st_size)
        with path.open("rb") as file:
            data = file.read(codec.MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PictureError(say("There is no file {shown}.", shown=shown), _CHECK_PATH) from error
    except PermissionError as error:
        raise PictureError(
            say("You have no permission to read {shown}.", shown=shown),
            "Change the permissions of the file, or copy it to a folder of yours.",
        ) from error
    except (OSError, ValueError) as error:
        raise _unreadable(shown, error) from error
    return data


def _unreadable(shown: str, error: OSError | ValueError) -> PictureError:
    if getattr(error, "errno", None) == errno.ELOOP:
        return PictureError(
            say("{shown} is a link that leads to itself.", shown=shown), _CHECK_PATH
        )
    if isinstance(error, ValueError) or error.errno == errno.ENAMETOOLONG:
        return PictureError(
            say("There is no file {shown!r}: no file can be called so.", shown=shown), _CHECK_PATH
        )
    return PictureError(
        say("{shown} could not be read.", shown=shown),
        "Check the disk or the network that it is on, and try again.",
        details=f"{type(error).__name__}: {error.strerror or error}",
    )


def picture_name(file_name: str) -> str:
    """What the picture in a file is called: without folder, suffix and what no file system likes;
    never empty."""
    # Elsewhere than in Windows a backslash is a sign like any other.
    separators = r"[/\\]" if os.name == "nt" or _WINDOWS_PATH.match(file_name) else "/"
    last = re.split(separators, file_name)[-1]
    stem, dot, _ = last.rpartition(".")
    return on_one_line(stem if dot else last).strip(" .") or DEFAULT_NAME
