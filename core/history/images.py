"""Pixels as the history keeps them: lossless, and as thumbnails.

Measured on the still life at 2048 x 2048, one core: as PNG a grey guide takes 0.06 to 0.14 s, and
lossless WEBP is slower or much larger; colour takes 0.2 to 0.5 s as WEBP with the least effort,
which is half the time of PNG and a tenth to a third smaller (a photograph, normals, tiles).
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, cast

from core.errors import ExportError, PictureError
from core.preprocessor import Look

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.guide import Guide
    from core.picture import Pixels

    Deep = NDArray[np.uint16]

THUMBNAIL_SIDE = 256
"""The long side of a thumbnail, in pixels; a smaller guide is its own."""

WEBP_SIDE_MAX = 16_383
_THUMBNAIL_QUALITY = 90


def lossless(pixels: Pixels) -> bytes:
    """`pixels`, grey (height, width) or RGB, as PNG or WEBP, to the bit; grey is PNG.

    Raises ExportError where memory runs out.
    """
    from PIL import Image  # noqa: PLC0415 - the window shows before Pillow is imported

    from core.encoding import encode  # noqa: PLC0415 - see above
    from core.file_format import FileFormat  # noqa: PLC0415 - see above

    if pixels.ndim == 2 or max(pixels.shape[:2]) > WEBP_SIDE_MAX:
        return encode(pixels, FileFormat.PNG, 100)
    buffer = io.BytesIO()
    try:
        Image.fromarray(pixels).save(buffer, "WEBP", lossless=True, quality=0, method=0)
    except (OSError, ValueError, MemoryError) as error:
        raise _no_memory(error) from error
    return buffer.getvalue()


def read_lossless(path: Path, *, grey: bool) -> Pixels:
    """The pixels that `lossless` made a file of. Raises OSError, and PictureError if damaged."""
    return _decoded(path.read_bytes(), grey=grey)


def deep_data(deep: Deep) -> bytes:
    """The plane as PNG of 16 bits, with little effort: more takes longer and saves a tenth.

    Raises ExportError where memory runs out.
    """
    import cv2  # noqa: PLC0415 - see above

    try:
        _, data = cv2.imencode(".png", deep, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    except (cv2.error, MemoryError) as error:
        raise _no_memory(error) from error
    return data.tobytes()


def read_deep(path: Path) -> Deep:
    """The plane that `deep_data` made a file of. Raises OSError, and PictureError if damaged."""
    import cv2  # noqa: PLC0415 - see above
    import numpy as np  # noqa: PLC0415 - see above

    data = np.frombuffer(path.read_bytes(), np.uint8)
    deep = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    if deep is None or deep.dtype != np.uint16:
        raise PictureError("The 16 bits of this guide are damaged.", "Make it again.")
    return cast("Deep", deep)


def thumbnail_data(guide: Guide) -> bytes:
    """A small file of `guide`, lossy WEBP, no side longer than THUMBNAIL_SIDE.

    Of black and white the mean of light is taken, not of sRGB values: a line of one pixel would
    fade away.
    """
    import cv2  # noqa: PLC0415 - see above

    from core.encoding import encode  # noqa: PLC0415 - see above
    from core.file_format import FileFormat  # noqa: PLC0415 - see above

    pixels = guide.pixels
    scale = THUMBNAIL_SIDE / max(guide.width, guide.height)
    if scale < 1:
        size = (max(1, round(scale * guide.width)), max(1, round(scale * guide.height)))
        pixels = cast("Pixels", cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
        if guide.task.entry.look is Look.BINARY:
            pixels = _as_light(pixels)
    return encode(pixels, FileFormat.WEBP, _THUMBNAIL_QUALITY)


def thumbnail_of(data: bytes, *, grey: bool) -> Pixels:
    """The pixels that `thumbnail_data` made a file of, grey (height, width) or RGB."""
    return _decoded(data, grey=grey)


def _no_memory(error: Exception) -> ExportError:
    return ExportError(
        "The guide could not be kept in the history.",
        "Close other programs, or make the guide smaller.",
        details=f"{type(error).__name__}: {error}",
    )


def _decoded(data: bytes, *, grey: bool) -> Pixels:
    from core.codec import decode  # noqa: PLC0415 - see above

    pixels = decode(data)
    return pixels[..., 1].copy() if grey else pixels


def _as_light(coverage: Pixels) -> Pixels:
    """The sRGB value, 0 to 255, of so much white (0 to 255) on black (IEC 61966-2-1)."""
    import cv2  # noqa: PLC0415 - see above
    import numpy as np  # noqa: PLC0415 - see above

    light = np.arange(256) / 255
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return cast("Pixels", cv2.LUT(coverage, np.round(255 * encoded).astype(np.uint8)))
