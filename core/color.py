"""From an image of 8-bit samples in any colour model to opaque sRGB pixels."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageCms

from core.picture import Pixels

_STRIP_PIXELS = 1 << 20
_PROBE_LEVELS = np.linspace(0, 255, 9).round().astype(np.uint8)
_SAME_COLOUR = 1  # levels: what rounding alone does in a conversion that changes nothing

Box = tuple[int, int, int, int]


def strips(width: int, height: int) -> Iterator[Box]:
    """Boxes (left, top, right, bottom) of about a million pixels that cover an image downwards.

    Working through them keeps a large image from being in memory twice.
    """
    rows = max(1, _STRIP_PIXELS // width)
    for top in range(0, height, rows):
        yield 0, top, width, min(top + rows, height)


def over_white(colour: Pixels, alpha: Pixels) -> Pixels:
    """`colour` laid over white by `alpha`, blended in sRGB and rounded to the nearest level.

    `alpha` is of a shape that broadcasts to that of `colour`; 0 is transparent.
    """
    ink = np.subtract(255, colour, dtype=np.uint16)
    ink *= alpha
    ink += 127  # 255 is odd, so there are no ties
    ink //= 255
    return (255 - ink).astype(np.uint8)


def to_srgb(image: Image.Image) -> Pixels:
    """The pixels of a loaded `image`: sRGB (height, width, 3), laid over white where it is clear.

    An embedded profile that is broken, or for another colour model than the image's, is ignored.
    """
    image = _converted(_without_palette(image))
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    for box in strips(image.width, image.height):
        _fill(pixels[box[1] : box[3]], np.asarray(image.crop(box)))
    return pixels


def _fill(pixels: Pixels, strip: Pixels) -> None:
    """Write `strip`, of grey or RGB and perhaps alpha, into `pixels` as opaque RGB."""
    if strip.shape == pixels.shape:
        pixels[...] = strip
        return
    bands = [strip] if strip.ndim == 2 else [strip[..., i] for i in range(strip.shape[2])]
    alpha = bands.pop() if len(bands) in (2, 4) else None
    for target in range(3):  # one after the other, since numpy is slow on a last axis of three
        level = bands[target % len(bands)]
        pixels[..., target] = level if alpha is None else over_white(level, alpha)


def _without_palette(image: Image.Image) -> Image.Image:
    """`image` as L, LA, RGB, RGBA, CMYK or LAB, a transparent colour made into alpha."""
    clear = image.has_transparency_data
    if image.mode in ("L", "1"):
        target = "LA" if clear else "L"
    elif image.mode in ("LA", "La"):
        target = "LA"
    elif image.mode in ("CMYK", "LAB"):
        target = image.mode
    else:
        target = "RGBA" if clear else "RGB"
    return image if image.mode == target else image.convert(target)


def _converted(image: Image.Image) -> Image.Image:
    """`image` in sRGB: L, LA, RGB or RGBA."""
    if image.mode == "LAB":
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        return _transform(lab, "LAB").apply(image)
    image, transform = _prepared(image)
    if transform is None:
        return image.convert("RGB") if image.mode == "CMYK" else image
    if image.mode == transform.output_mode:
        transform.apply_in_place(image)
        return image
    return transform.apply(image) if image.mode == "CMYK" else _toned(image, transform)


def _toned(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    """Grey, perhaps with alpha, by a `transform` that is asked once for each of its levels."""
    ramp = Image.frombytes("L", (256, 1), bytes(range(256)))
    table = np.asarray(transform.apply(ramp))[0]
    grey = image.getchannel("L")
    result = Image.merge("RGB", [grey.point(table[:, band].tolist()) for band in range(3)])
    if image.mode == "LA":
        result.putalpha(image.getchannel("A"))
    return result


def _prepared(image: Image.Image) -> tuple[Image.Image, ImageCms.ImageCmsTransform | None]:
    """`image` in the colour model of its profile, and the way to sRGB if that is any change."""
    profile_bytes = image.info.get("icc_profile")
    if not profile_bytes:
        return image, None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(profile_bytes))
        if image.mode in ("L", "LA") and profile.profile.xcolor_space.strip() == "RGB":
            image = image.convert("RGB" if image.mode == "L" else "RGBA")
        # This fails as well where the profile is for another colour model than the image's.
        transform = _transform(profile, "L" if image.mode == "LA" else image.mode)
        return image, transform if _changes_colours(transform) else None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # Broken profiles are common, and the colours without them are near enough to go on.
        pass
    return image, None


def _transform(profile: ImageCms.ImageCmsProfile, mode: str) -> ImageCms.ImageCmsTransform:
    """From `profile` to sRGB, as painting programs do it by default: relative colorimetric.

    Black point compensation matters where black is paper with ink, and only costs time elsewhere.
    The table that lcms would make of a curve of grey is too coarse for dark tones.
    """
    flags = {"CMYK": ImageCms.Flags.BLACKPOINTCOMPENSATION, "L": ImageCms.Flags.NOOPTIMIZE}
    return ImageCms.ImageCmsTransform(
        profile,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
        mode,
        mode if mode in ("RGB", "RGBA") else "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=flags.get(mode, ImageCms.Flags.NONE),
    )


def _changes_colours(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether `transform` does anything to speak of: most photographs are in sRGB already."""
    if transform.input_mode == "CMYK":
        return True
    if transform.input_mode == "L":
        probe = _PROBE_LEVELS[:, None, None].repeat(3, axis=2)
        image = Image.fromarray(np.ascontiguousarray(probe[..., 0]))
    else:
        grid = np.meshgrid(_PROBE_LEVELS, _PROBE_LEVELS, _PROBE_LEVELS)
        probe = np.stack(grid, axis=-1).reshape(-1, 1, 3)
        image = Image.fromarray(probe).convert(transform.input_mode)
    seen = np.asarray(transform.apply(image).convert("RGB")).astype(np.int16)
    return bool(np.abs(seen - probe).max() > _SAME_COLOUR)
