"""Load a picture file with its samples in 8 bits: deeper ones are scaled, never cut or wrapped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from core.color import strips
from core.picture import Pixels
from core.tiff import planes_apart, white_is_zero

_LITTLE = np.little_endian
_OTHER_BYTE = {
    f"{bands};16{order}": f"{bands};16{other}"
    for bands in ("RGB", "RGBX", "RGBA", "CMYK")
    for order, other in (("B", "L"), ("L", "B"), ("N", "B" if _LITTLE else "L"))
}
"""How to read the low bytes of 16-bit colour, of which Pillow keeps only the high ones."""

_GREY_STEP = {"L;2": 85, "L;4": 17}  # from a sample of 2 or 4 bits to its level
_TOP_12_BIT, _TOP_16_BIT = 4095, 65535


def load(image: ImageFile.ImageFile, reopen: Callable[[], ImageFile.ImageFile]) -> Image.Image:
    """`image`, opened but not loaded, in a mode of 8-bit samples; `reopen` opens it once more.

    Whole numbers of 0..65535 count as 16 bits, or as 12 where the file says so, and floats of
    0..1 as black to white; other ranges are stretched from their lowest to their highest value.
    A colour that the file declares transparent becomes alpha. TIFFs with their planes apart are
    rounded down, since only their high bytes can be had.
    """
    rawmode = _rawmode(image)
    if rawmode == "LA;16B":
        return _grey_and_alpha_16(image)
    if rawmode in _OTHER_BYTE and not planes_apart(image):
        low = reopen()
        _set_rawmode(low, _OTHER_BYTE[rawmode])
        low.load()
        image.load()
        return _colour_16(image, low)
    image.load()
    if rawmode in _GREY_STEP and isinstance(image.info.get("transparency"), int):
        image.info["transparency"] *= _GREY_STEP[rawmode]
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return _deep_grey(image, rawmode)
    return image


def scaled(samples: NDArray[Any], top: int = _TOP_16_BIT) -> Pixels:
    """Whole samples of 0..`top`, which is at most 65535, as 0..255, to the nearest level."""
    wide = samples.astype(np.uint32)
    wide *= 255
    wide += top // 2
    wide //= top
    return wide.astype(np.uint8)


def _rawmode(image: ImageFile.ImageFile) -> str:
    """How Pillow is going to unpack the samples of the file, such as "RGB;16B"; "" if unknown."""
    if not image.tile:
        return ""
    args = image.tile[0].args
    found = args[0] if isinstance(args, tuple) and args else args
    return found if isinstance(found, str) else ""


def _set_rawmode(image: ImageFile.ImageFile, rawmode: str) -> None:
    image.tile = [
        tile._replace(args=(rawmode, *tile.args[1:]) if isinstance(tile.args, tuple) else rawmode)
        for tile in image.tile
    ]


def _colour_16(high: Image.Image, low: Image.Image) -> Image.Image:
    """`high`, an image of high bytes, rounded by the image of its `low` ones.

    A sample is 257 * high + (low - high), so dividing it by 257 leaves high, give or take one.
    """
    key = high.info.pop("transparency", None)
    clear = Image.new("L", high.size) if key else None
    for box in strips(*high.size):
        highs, lows = np.asarray(high.crop(box)), np.asarray(low.crop(box))
        difference = lows.astype(np.int16) - highs
        rounded = highs + (difference > 128) - (difference < -128)
        if clear is not None:
            samples = highs.astype(np.uint16) << 8 | lows
            seen = (samples != np.array(key, np.uint16)).any(axis=-1)
            clear.paste(Image.fromarray(seen.astype(np.uint8) * 255), box)
        high.paste(Image.fromarray(rounded.astype(np.uint8), high.mode), box)
    if clear is not None:
        high.putalpha(clear)
    return high


def _grey_and_alpha_16(image: ImageFile.ImageFile) -> Image.Image:
    """A 16-bit image of grey and alpha, whose four bytes a pixel are read as if they were RGBA."""
    _set_rawmode(image, "RGBA")
    image.load()
    result = Image.new("LA", image.size)
    for box in strips(*image.size):
        samples = np.ascontiguousarray(np.asarray(image.crop(box))).view(">u2")
        result.paste(Image.fromarray(scaled(samples), "LA"), box)
    result.info = dict(image.info)
    return result


def _deep_grey(image: Image.Image, rawmode: str) -> Image.Image:
    samples = np.asarray(image)
    if rawmode == "I;32N":
        samples = samples.view(np.uint32)
    key = image.info.pop("transparency", None)
    if image.mode == "F":
        levels = _stretched(samples)
    elif image.mode != "I" or (samples.min() >= 0 and samples.max() <= _TOP_16_BIT):
        levels = scaled(samples, _TOP_12_BIT if rawmode == "I;12" else _TOP_16_BIT)
    else:
        levels = _stretched(samples)
    if white_is_zero(image):
        levels = 255 - levels
    grey = Image.fromarray(levels)
    if isinstance(key, int):
        grey.putalpha(Image.fromarray((samples != key).astype(np.uint8) * 255))
    grey.info = dict(image.info)
    return grey


def _stretched(samples: NDArray[Any]) -> Pixels:
    """Samples of any range as 0..255; what is no number is black, infinities are the ends."""
    with np.errstate(invalid="ignore"):  # numpy warns of some of what is no number
        values = samples.astype(np.float64)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if (low >= 0.0 and high <= 1.0) or low == high:
        low, high = 0.0, 1.0
    missing = np.isnan(values)
    values = np.clip(values, low, high)
    values = (values - low) / (high - low)
    values[missing] = 0.0
    return np.floor(values * 255.0 + 0.5).astype(np.uint8)
