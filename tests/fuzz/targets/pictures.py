"""Targets of decoding: whole picture files, and the parts of one that have a grammar of their own.

The largest picture is made small here: the limits are the same code, and a fuzzer that decodes
120 megapixels at a time finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from PIL import Image

from core import codec
from core.errors import PictureError
from core.source import from_bytes
from tests.core.pictures import exif_orientation, noise, psd, saved
from tests.core.profiles import cmyk_profile, grey_profile, rgb_profile
from tests.fuzz.rule import Broken, Target, in_due_form
from tests.fuzz.small_files import small_files, with_right_sums

MAX_PIXELS = 1_000_000
PNG = b"\x89PNG\r\n\x1a\n"


def _pictures(data: bytes) -> None:
    _picture(data)
    if data.startswith(PNG):
        _picture(with_right_sums(data))


def _picture(data: bytes) -> None:
    usual = codec.MAX_PIXELS
    codec.MAX_PIXELS = Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        picture = from_bytes(data, name="a/picture.png")
    except PictureError as refusal:
        in_due_form(refusal)
        return
    finally:
        codec.MAX_PIXELS = Image.MAX_IMAGE_PIXELS = usual
    pixels = picture.pixels
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise Broken(f"pixels of {pixels.dtype}, {pixels.shape}")
    if not 1 <= pixels.shape[0] * pixels.shape[1] <= MAX_PIXELS:
        raise Broken(f"a picture of {pixels.shape}")


def _parts(data: bytes) -> None:
    """The first byte says where the others go: a profile, or EXIF, in a sound file."""
    place, body = data[:1], data[1:]
    make = _PLACES.get(place)
    if make is not None and body:
        _picture(make(body))


def _profile_in_psd(body: bytes) -> bytes:
    return psd(noise((3, 4, 5)), 3, resources={1039: body})


def _profile_in_lab_psd(body: bytes) -> bytes:
    return psd(noise((3, 4, 5)), 9, resources={1039: body})


def _saved_with(format: str, mode: str, part: str, body: bytes) -> bytes:
    image = Image.fromarray(noise((4, 5, 3))).convert(mode)
    options: dict[str, Any] = {part: body}
    return saved(image, format, **options)


_PLACES: Mapping[bytes, Callable[[bytes], bytes]] = {
    b"r": lambda body: _saved_with("PNG", "RGB", "icc_profile", body),
    b"a": lambda body: _saved_with("PNG", "RGBA", "icc_profile", body),
    b"g": lambda body: _saved_with("PNG", "L", "icc_profile", body),
    b"c": lambda body: _saved_with("TIFF", "CMYK", "icc_profile", body),
    b"p": _profile_in_psd,
    b"l": _profile_in_lab_psd,
    b"x": lambda body: _saved_with("PNG", "RGB", "exif", b"Exif\0\0" + body),
    b"w": lambda body: _saved_with("WEBP", "RGB", "exif", b"Exif\0\0" + body),
    b"j": lambda body: _saved_with("JPEG", "RGB", "exif", (b"Exif\0\0" + body)[:65000]),
}


def _part_seeds() -> Iterable[bytes]:
    profiles = (
        rgb_profile(),
        grey_profile(2.2),
        cmyk_profile((255, 128, 128), (140, 91, 78)),
    )
    for place in b"ragcpl":
        for profile in profiles:
            yield bytes([place]) + profile
    for place in b"xwj":
        for orientation in range(10):
            yield bytes([place]) + exif_orientation(orientation).removeprefix(b"Exif\0\0")


_MAGIC = (
    *(PNG, b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"iCCP", b"eXIf", b"acTL"),
    *(b"\xff\xd8\xff", b"\xff\xda", b"\xff\xc0", b"\xff\xc2", b"\xff\xe1", b"Exif\0\0", b"MPF\0"),
    *(b"RIFF", b"WEBP", b"VP8X", b"VP8L", b"ANIM", b"ANMF", b"ALPH", b"ftypavif", b"ftypheic"),
    *(b"II*\0", b"MM\0*", b"II+\0", b"GIF89a", b"\x21\xf9\x04", b"BM", b"8BPS\0\1", b"8BPS\0\2"),
    *(b"8BIM", b"acsp", b"desc", b"mft1", b"mft2", b"curv", b"para", b"XYZ ", b"Lab "),
)

TARGETS = {
    "pictures": Target("pictures", _pictures, lambda: small_files().values(), _MAGIC, 8192),
    "parts": Target("parts", _parts, _part_seeds, _MAGIC, 8192),
}
