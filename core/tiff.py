"""Open TIFF files, with what Pillow's reader of them leaves to be done."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import io
import itertools
import struct
from typing import Literal

from PIL import Image, _imaging
from PIL.TiffImagePlugin import TiffImageFile

from core.errors import PictureError

_ROWS, _SUBFILE, _BITS, _PHOTOMETRIC, _STRIPS, _STRIP_BYTES = 257, 254, 258, 262, 273, 279
_PLANAR, _TILES, _TILE_BYTES, _SUB_DIRECTORIES, _DNG_VERSION = 284, 324, 325, 330, 50706
_WHITE_IS_ZERO, _PREVIEW, _PLANES_APART = 0, 1, 2

ROWS_MAX = 300_000
"""As in codec.SIDE_MAX, which comes too late here."""

_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_TYPE_BYTES |= {13: 4, 16: 8, 17: 8}


def open_tiff(file: io.BytesIO) -> TiffImageFile:
    """The first page of a TIFF, not loaded yet.

    Raises PictureError for the raw file of a camera, which is a TIFF whose first page is a small
    preview, and what Pillow raises if the file is damaged.
    """
    _silence_libtiff()
    _check_rows(file.getvalue())
    image = TiffImageFile(file)
    tags = image.tag_v2
    if _DNG_VERSION in tags or (tags.get(_SUBFILE) == _PREVIEW and _SUB_DIRECTORIES in tags):
        raise PictureError(
            "This is a camera's raw file, which cannot be read here.",
            "Develop it in a program for photographs, and bring it as PNG, TIFF or JPEG.",
        )
    if planes_apart(image) and not image.use_load_libtiff and max(tags.get(_BITS, (8,))) == 16:
        # Pillow by itself would take every byte of such planes for a sample; libtiff does not.
        rawmode = (f"{image.mode};16N", False, tags.offset)
        whole = (0, 0, tags[256], tags[257])
        image.tile = [image.tile[0]._replace(codec_name="libtiff", extents=whole, args=rawmode)]
        image.use_load_libtiff = True
    return image


def planes_apart(image: Image.Image) -> bool:
    """Whether `image` is a TIFF that stores first all of one channel, then all of the next."""
    return isinstance(image, TiffImageFile) and image.tag_v2.get(_PLANAR) == _PLANES_APART


def white_is_zero(image: Image.Image) -> bool:
    """Whether `image` is a TIFF whose lowest samples are white."""
    return isinstance(image, TiffImageFile) and image.tag_v2.get(_PHOTOMETRIC) == _WHITE_IS_ZERO


def ends_early(data: bytes) -> bool:
    """Whether the TIFF in `data` names places of its first page that lie behind its end."""
    try:
        entries = _entries(data)
    except struct.error:
        return True
    inline = 8 if _is_big(data) else 4
    for _, kind, number, value in entries:
        size = number * _TYPE_BYTES.get(kind, 0)
        if size > inline and int.from_bytes(value, _order(data)) + size > len(data):
            return True
    try:
        _check_rows(data)
        tags = TiffImageFile(io.BytesIO(data)).tag_v2
        places = itertools.chain(
            zip(tags.get(_STRIPS, ()), tags.get(_STRIP_BYTES, ()), strict=False),
            zip(tags.get(_TILES, ()), tags.get(_TILE_BYTES, ()), strict=False),
        )
        return any(begin + count > len(data) for begin, count in places)
    except Exception:
        # It is damaged in another way, of which its reader has told already; places may be words.
        return False


def _check_rows(data: bytes) -> None:
    """Raises ValueError if the first page has more rows than any honest picture.

    Pillow keeps half a kilobyte for each before its size can be asked for.
    """
    with contextlib.suppress(struct.error):  # of what is cut off, Pillow tells more
        for tag, kind, _, value in _entries(data):
            size = _TYPE_BYTES.get(kind, 0)
            if tag == _ROWS and int.from_bytes(value[:size], _order(data)) > ROWS_MAX:
                raise ValueError(f"more than {ROWS_MAX} rows")


def _entries(data: bytes) -> list[tuple[int, int, int, bytes]]:
    """The first directory of a TIFF: tag, type, count, and the value or where it is.

    Raises struct.error if it is not all there.
    """
    order = "<" if data.startswith(b"I") else ">"
    big = _is_big(data)
    (directory,) = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)
    if directory > len(data):  # a BigTIFF can name a place that Python cannot look at
        raise struct.error
    (count,) = struct.unpack_from(order + ("Q" if big else "H"), data, directory)
    layout = struct.Struct(order + ("HHQ8s" if big else "HHI4s"))
    begin = directory + (8 if big else 2)
    if begin + count * layout.size > len(data):
        raise struct.error
    return list(layout.iter_unpack(data[begin : begin + count * layout.size]))


def _is_big(data: bytes) -> bool:
    """Whether it is a BigTIFF, which has 8 bytes where others have 4."""
    return data[2:4] in (b"+\x00", b"\x00+")


def _order(data: bytes) -> Literal["little", "big"]:
    return "little" if data.startswith(b"I") else "big"


@functools.cache
def _silence_libtiff() -> None:
    """Keep libtiff from writing to stderr what it finds wrong; Pillow raises an error as well."""
    # Where Pillow holds libtiff inside itself, there is nothing to be found and nothing to do.
    with contextlib.suppress(OSError, AttributeError):
        set_handler = ctypes.CDLL(_imaging.__file__).TIFFSetErrorHandler
        set_handler.argtypes, set_handler.restype = [ctypes.c_void_p], ctypes.c_void_p
        set_handler(None)
