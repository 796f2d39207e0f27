"""Decode picture files of every kind to upright sRGB pixels.

What is read is judged by the bytes, never by a name, and only by the decoder of that one kind.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import warnings
from collections.abc import Callable, Mapping

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    ExifTags,
    Image,
    ImageFile,
    WebPImagePlugin,
)
from pillow_heif.as_plugin import HeifImageFile

from core import depth, gif, jpeg, png, psd, tiff
from core.color import to_srgb
from core.errors import PictureError
from core.picture import Pixels
from core.sniff import Kind, ends_early, kind_of
from core.wording import say

MAX_BYTES = 256 * 2**20
"""The largest file that is read: a picture of MAX_PIXELS, uncompressed, is about this large."""

MAX_PIXELS = 120_000_000
"""The largest picture that is decoded: more than cameras make, at half a gigabyte when decoded."""

SIDE_MAX = 300_000
"""The longest side, as of a PSB: what is done for every row takes minutes for a file made to."""

# Pillow only warns at its own limit and refuses at twice that, which stops the few decoders that
# set memory aside before the size can be asked for. What it logs as an error, it also raises.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
logging.getLogger("PIL").setLevel(logging.CRITICAL)

_OPENERS: Mapping[Kind, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    Kind.PNG: png.open_png,
    Kind.JPEG: jpeg.open_jpeg,
    Kind.WEBP: WebPImagePlugin.WebPImageFile,
    Kind.AVIF: AvifImagePlugin.AvifImageFile,
    Kind.HEIC: HeifImageFile,
    Kind.TIFF: tiff.open_tiff,
    Kind.BMP: BmpImagePlugin.BmpImageFile,
    Kind.GIF: gif.open_gif,
}
"""The decoders, called directly: nothing else that Pillow could decode is ever tried."""

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""From the orientation that EXIF tells to what turns the picture upright."""


def decode(data: bytes) -> Pixels:
    """The picture in the file `data`: RGB `uint8` (height, width, 3), sRGB, upright and opaque.

    Of several frames or pages the first, of a PSD the flattened picture. Alpha is laid over white,
    grey replicated, profiles are converted, deep samples scaled. Raises PictureError.
    """
    if len(data) > MAX_BYTES:
        raise too_many_bytes(len(data))
    kind = kind_of(data)
    # Remarks about metadata; what matters of them comes as an exception.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        return to_srgb(_upright(_loaded(kind, data)))
    except PictureError:
        raise
    except MemoryError as error:
        raise PictureError(
            "There is not enough memory to open this picture.",
            "Close other programs, or make the picture smaller in another program.",
        ) from error
    except Image.DecompressionBombError as error:
        pixels = next((int(word) for word in re.findall(r"\d+", str(error))), MAX_PIXELS + 1)
        raise _too_many_pixels(pixels, str(error)) from error
    except Exception as error:
        # The decoders were written for whole files: of damaged ones they raise nearly anything.
        raise _damaged(kind, data, error) from error


def too_many_bytes(count: int | None = None) -> PictureError:
    """The refusal of a file of `count` bytes, or of more than MAX_BYTES if that is all we know."""
    most = MAX_BYTES // 2**20
    what = say("This file is too large; at most {most} MB can be read.", most=most)
    if count is not None:
        what = say(
            "This file is too large ({size:.0f} MB); at most {most} MB can be read.",
            size=count / 2**20,
            most=most,
        )
    return PictureError(what, "Save the picture smaller, or compressed, in another program.")


def _too_many_pixels(count: int, size: str) -> PictureError:
    return PictureError(
        say(
            "This picture has {millions:,.0f} million pixels; at most "
            "{most:,.0f} million can be opened.",
            millions=count / 1000000.0,
            most=MAX_PIXELS / 1000000.0,
        ),
        "Make it smaller in another program.",
        details=size,
    )


def _damaged(kind: Kind, data: bytes, error: Exception) -> PictureError:
    details = f"{type(error).__name__}: {error}"
    told = isinstance(error, EOFError | struct.error) or "truncated" in str(error).lower()
    if told or ends_early(kind, data) or (kind is Kind.TIFF and tiff.ends_early(data)):
        return PictureError(
            say(
                "This {kind} file ends too early: part of the picture is missing.", kind=kind.value
            ),
            "Download or copy it again.",
            details=details,
        )
    return PictureError(
        say(
            "This {kind} file is damaged, or of a rare variant that cannot be read.",
            kind=kind.value,
        ),
        "Get it again, or open it in another program and save it as PNG.",
        details=details,
    )


def _loaded(kind: Kind, data: bytes) -> Image.Image:
    """The image of 8-bit samples in `data`, its limits checked before anything is decoded."""
    if kind is Kind.PSD:
        document = psd.parse(data)
        _check_size(*document.size)
        return document.composite()
    image = _OPENERS[kind](io.BytesIO(data))
    _check_size(*image.size)
    return depth.load(image, lambda: _OPENERS[kind](io.BytesIO(data)))


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise PictureError(
            say(
                "This picture has no pixels: its size is {width} x {height}.",
                width=width,
                height=height,
            ),
            "Save it again in the program that made it.",
        )
    if max(width, height) > SIDE_MAX:
        raise PictureError(
            say(
                "This picture is {width} x {height} pixels; at most {most:,} can be opened on a "
                "side.",
                width=width,
                height=height,
                most=SIDE_MAX,
            ),
            "Make it smaller in another program.",
        )
    if width * height > MAX_PIXELS:
        raise _too_many_pixels(width * height, f"{width} x {height} pixels")


def _upright(image: Image.Image) -> Image.Image:
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:
        # EXIF is written by many hands; where it cannot be read, the picture is taken as it lies.
        return image
    turn = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(turn)
