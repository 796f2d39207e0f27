"""Encode guides to files of every format, with their metadata."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from core.errors import ExportError
from core.file_format import FileFormat
from core.task import OutputFormat
from core.wording import say
from core.xmp import PNG_KEYWORD, TIFF_TAG

Samples = NDArray[np.uint8] | NDArray[np.uint16]
"""What `encode` takes."""

QUALITY_MIN, QUALITY_MAX = 20, 100

_FULL_CHROMA_QUALITY = 90
_PNG_EFFORT = 4  # of 9: a canny guide of 2048 px in 0.11 s and 475 KB; 6 takes 0.30 s for 441 KB
_LOSSLESS_WEBP_EFFORT = 20  # of 100: the same guide in 0.12 s; more effort saves less than 1 %


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
