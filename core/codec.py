"""Decode picture files of every kind to upright sRGB pixels, and encode guides to files.

What is read is judged by the bytes, never by a name, and only by the decoder of that one kind.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    PngImagePlugin,
    WebPImagePlugin,
)
from pillow_heif.as_plugin import HeifImageFile

from core import depth, jpeg, psd, tiff
from core.color import to_srgb
from core.errors import ExportError, PictureError
from core.file_format import FileFormat
from core.picture import Pixels
from core.sniff import Kind, ends_early, kind_of
from core.task import OutputFormat
from core.wording import say
from core.xmp import PNG_KEYWORD, TIFF_TAG

Samples = NDArray[np.uint8] | NDArray[np.uint16]
"""What `encode` takes."""

MAX_BYTES = 256 * 2**20
"""The largest file that is read: a picture of MAX_PIXELS, uncompressed, is about this large."""

MAX_PIXELS = 120_000_000
"""The largest picture that is decoded: more than cameras make, at half a gigabyte when decoded."""

SIDE_MAX = 300_000
"""The longest side, as of a PSB: what is done for every row takes minutes for a file made to."""

QUALITY_MIN, QUALITY_MAX = 20, 100

# Pillow only warns at its own limit and refuses at twice that, which stops the few decoders that
# set memory aside before the size can be asked for. What it logs as an error, it also raises.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
logging.getLogger("PIL").setLevel(logging.CRITICAL)

_OPENERS: Mapping[Kind, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    Kind.PNG: PngImagePlugin.PngImageFile,
    Kind.JPEG: jpeg.open_jpeg,
    Kind.WEBP: WebPImagePlugin.WebPImageFile,
    Kind.AVIF: AvifImagePlugin.AvifImageFile,
    Kind.HEIC: HeifImageFile,
    Kind.TIFF: tiff.open_tiff,
    Kind.BMP: BmpImagePlugin.BmpImageFile,
    Kind.GIF: GifImagePlugin.GifImageFile,
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

_FULL_CHROMA_QUALITY = 90
_PNG_EFFORT = 4  # of 9: a canny guide of 2048 px in 0.11 s and 475 KB; 6 takes 0.30 s for 441 KB
_LOSSLESS_WEBP_EFFORT = 20  # of 100: the same guide in 0.12 s; more effort saves less than 1 %


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


def encode(
    samples: Samples, format: FileFormat | OutputFormat, quality: int, *, xmp: bytes = b""
) -> bytes:
    """The file of `samples`: grey (height, width), grey and alpha (height, width, 2), sRGB (..., 3)
    or sRGB and alpha (..., 4) in `uint8`, or grey in `uint16`.

    `quality` is 20..100. PNG and TIFF ignore it and are always lossless, and grey stays grey in
    them; JPG keeps colour at full resolution from 90 on; WEBP is lossy below 100, and at 100 it is
    lossless, bit for bit. `xmp`: a packet of metadata to put into the file, in UTF-8. Raises
    ExportError.
    """
    format = FileFormat(format)
    if not QUALITY_MIN <= quality <= QUALITY_MAX:
        raise ExportError(
            say("A quality of {quality} is not possible.", quality=quality),
            say("Choose one from {least} to {most}.", least=QUALITY_MIN, most=QUALITY_MAX),
        )
    _check_room(samples, format)
    buffer = io.BytesIO()
    image = Image.fromarray(samples)
    try:
        image.save(buffer, **_saving(format, quality, xmp))
    except (OSError, ValueError, MemoryError) as error:
        raise ExportError(
            say("The {format} file could not be made.", format=format),
            "Try another format, or make the guide smaller.",
            details=f"{type(error).__name__}: {error}",
        ) from error
    return buffer.getvalue()


def _check_room(samples: Samples, format: FileFormat) -> None:
    """Raises ExportError if a file of `format` cannot hold `samples`."""
    height, width = samples.shape[:2]
    if format.longest_side is not None and max(width, height) > format.longest_side:
        raise ExportError(
            say(
                "A {format} file cannot hold {width} x {height} pixels: its sides end at {most:,}.",
                format=format,
                width=width,
                height=height,
                most=format.longest_side,
            ),
            "Choose PNG, or make the guide smaller.",
        )
    if samples.dtype.itemsize > 1 and not format.holds_16_bits:
        raise ExportError(
            say("A {format} file has 8 bits.", format=format), "Choose PNG or TIFF for 16."
        )
    if samples.ndim == 3 and samples.shape[2] in (2, 4) and not format.holds_transparency:
        raise ExportError(
            say("A {format} file cannot be transparent.", format=format),
            "Choose PNG, WEBP or TIFF.",
        )


def _saving(format: FileFormat, quality: int, xmp: bytes) -> dict[str, Any]:
    """How Pillow is told to save."""
    match format:
        case FileFormat.PNG:
            chunks = PngImagePlugin.PngInfo()
            if xmp:
                chunks.add_itxt(PNG_KEYWORD, xmp.decode())
            return {"format": "PNG", "compress_level": _PNG_EFFORT, "pnginfo": chunks}
        case FileFormat.TIFF:
            tags = {TIFF_TAG: xmp} if xmp else {}
            return {"format": "TIFF", "compression": "tiff_adobe_deflate", "tiffinfo": tags}
        case FileFormat.JPG:
            chroma = "4:4:4" if quality >= _FULL_CHROMA_QUALITY else "4:2:0"
            return {"format": "JPEG", "quality": quality, "subsampling": chroma, "xmp": xmp}
        case FileFormat.WEBP if quality == QUALITY_MAX:
            effort = _LOSSLESS_WEBP_EFFORT
            # Exact: the colours of what is transparent stay as well.
            return {
                "format": "WEBP",
                "lossless": True,
                "exact": True,
                "quality": effort,
                "xmp": xmp,
            }
        case _:
            return {"format": "WEBP", "quality": quality, "xmp": xmp}
