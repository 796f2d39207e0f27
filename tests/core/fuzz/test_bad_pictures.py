"""Whatever is wrong with a picture file, it is decoded or refused in due form, and no third thing.

`tests/core/test_codec_damage.py` has bytes changed at random; here is what happens to files on
their way, and what programs get wrong.
"""

from __future__ import annotations

import struct
import zlib
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.codec import decode
from tests.core.pictures import exif_orientation, noise, png, psd, saved
from tests.core.profiles import cmyk_profile, grey_profile, rgb_profile
from tests.fuzz.rule import hold
from tests.fuzz.small_files import chunks, small_files, with_right_sums
from tests.fuzz.targets.pictures import TARGETS

FILES = small_files()
ANY_FILE = pytest.mark.parametrize("name", FILES)
MAGICS = (
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x40\0\0\0WEBPVP8 ", b"II*\0\x08\0\0\0"),
    *(b"MM\0*\0\0\0\x08", b"II+\0\x08\0\0\0", b"BM", b"GIF89a", b"8BPS\0\1", b"8BPS\0\2"),
    *(b"\0\0\0\x18ftypavif", b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypmif1"),
)
SIDES = ((0, 0), (0, 1), (1, 1), (1, 65535), (65535, 65535), (2**31 - 1, 1), (2**32 - 1, 2**32 - 1))
JUNK = st.binary(max_size=300)
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def goes_well(file: bytes) -> None:
    hold(TARGETS["pictures"], file)


@ANY_FILE
def test_a_file_cut_off_at_any_tenth(name: str) -> None:
    file = FILES[name]
    for tenth in range(10):
        goes_well(file[: len(file) * tenth // 10])
    for missing in range(1, 9):
        goes_well(file[:-missing])


@ANY_FILE
def test_a_file_with_something_before_behind_or_twice(name: str) -> None:
    file = FILES[name]
    for whole in (b"\0" + file, b"\r\n" + file, file + bytes(999), file + file, file[::-1]):
        goes_well(whole)


@ANY_FILE
def test_a_file_that_was_sent_as_text(name: str) -> None:
    file = FILES[name]
    goes_well(file.replace(b"\r\n", b"\n"))
    goes_well(file.replace(b"\n", b"\r\n"))
    goes_well(file.decode("latin-1").encode())
    goes_well(file.decode("utf-8", "replace").encode())
    goes_well(bytes(byte & 0x7F for byte in file))


@ANY_FILE
def test_a_file_with_the_beginning_of_another_kind(name: str) -> None:
    for magic in MAGICS:
        goes_well(magic + FILES[name])
        goes_well(magic + FILES[name][len(magic) :])


@ANY_FILE
def test_a_file_that_lacks_a_block_or_has_it_blank(name: str) -> None:
    """As a disk or a broken download gives it."""
    file = FILES[name]
    step = max(1, len(file) // 8)
    for begin in range(0, len(file), step):
        goes_well(file[:begin] + file[begin + step :])
        goes_well(file[:begin] + bytes(step) + file[begin + step :])
        goes_well(file[:begin] + b"\xff" * step + file[begin + step :])


def claiming(width: int, height: int) -> dict[str, bytes]:
    """A file of each kind that has its size at a known place, claiming this one."""
    places = {
        "PNG": ((">I", 16), (">I", 20)),
        "GIF": (("<H", 6), ("<H", 8)),
        "BMP": (("<I", 18), ("<I", 22)),
        "BMP, OS/2": (("<H", 18), ("<H", 20)),
        "PSD": ((">I", 18), (">I", 14)),
        "PSB": ((">I", 18), (">I", 14)),
    }
    made = {}
    for name, ((wide, at), (high, below)) in places.items():
        file = bytearray(FILES[name])
        struct.pack_into(wide, file, at, width % 256 ** struct.calcsize(wide))
        struct.pack_into(high, file, below, height % 256 ** struct.calcsize(high))
        made[name] = bytes(file)
    frame = FILES["JPEG"].index(b"\xff\xc0")
    jpeg = bytearray(FILES["JPEG"])
    struct.pack_into(">HH", jpeg, frame + 5, height % 65536, width % 65536)
    boxes = bytearray(FILES["AVIF"])
    struct.pack_into(">II", boxes, boxes.index(b"ispe") + 8, width, height)
    heic = bytearray(FILES["HEIC"])
    struct.pack_into(">II", heic, heic.index(b"ispe") + 8, width, height)
    return {**made, "JPEG": bytes(jpeg), "AVIF": bytes(boxes), "HEIC": bytes(heic)}


@pytest.mark.parametrize(("width", "height"), SIDES)
def test_a_file_that_claims_another_size(width: int, height: int) -> None:
    for file in claiming(width, height).values():
        goes_well(file)


def test_a_picture_of_one_pixel_is_one_in_every_kind() -> None:
    pixel = Image.new("RGB", (1, 1), (200, 100, 50))
    for format in ("PNG", "JPEG", "WEBP", "AVIF", "HEIF", "TIFF", "BMP", "GIF"):
        pixels = decode(saved(pixel, format))
        assert pixels.shape == (1, 1, 3)
        assert abs(pixels[0, 0].astype(int) - (200, 100, 50)).max() < 40


def test_chunks_of_a_png_in_any_order() -> None:
    palette = png(noise((3, 4)) % 2, 3, 8, {b"PLTE": bytes(6), b"tRNS": b"\0", b"gAMA": bytes(4)})
    parts = [head + body + bytes(4) for head, body in chunks(palette)]
    for order in permutations(parts):
        goes_well(with_right_sums(palette[:8] + b"".join(order)))


@pytest.mark.parametrize("kind", [b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"IDAT", b"acTL"])
def test_a_chunk_of_a_png_that_is_there_twice_empty_or_junk(kind: bytes) -> None:
    for name in (name for name in FILES if name.startswith("PNG")):
        file = FILES[name]
        own = [head + body for head, body in chunks(file)]
        same = [part + bytes(4) for part in own if part[4:8] == kind]
        others = [struct.pack(">I", len(body)) + kind + body + bytes(4) for body in (b"", bytes(9))]
        for extra in same + others:
            for place in range(1, len(own) + 1):
                parts = [part + bytes(4) for part in own]
                goes_well(
                    with_right_sums(file[:8] + b"".join([*parts[:place], extra, *parts[place:]]))
                )


@QUICK
@given(profile=JUNK, cut=st.floats(0, 1), which=st.integers(0, 3))
def test_profiles_that_are_junk_cut_or_for_another_kind_of_colour(
    profile: bytes, cut: float, which: int
) -> None:
    whole = (rgb_profile(), grey_profile(2.2), cmyk_profile((255, 128, 128), (9, 9, 9)), profile)
    junk = whole[which][: int(len(whole[which]) * cut)]
    for body in (junk, junk + profile, whole[which].replace(b"XYZ ", b"Lab ")):
        for place in (b"r", b"a", b"g", b"c", b"p", b"l"):
            hold(TARGETS["parts"], place + body)


@QUICK
@given(exif=JUNK, count=st.integers(0, 70000), kind=st.integers(0, 20), value=st.binary(max_size=4))
def test_exif_that_is_junk_or_tells_an_orientation_that_is_none(
    exif: bytes, count: int, kind: int, value: bytes
) -> None:
    entry = struct.pack("<HHI4s", 0x0112, kind, count, value)
    odd = b"II*\0\x08\0\0\0\x02\0" + entry * 2 + bytes(4) + exif
    for place in (b"x", b"w", b"j"):
        for body in (exif, odd, odd[: len(odd) // 2]):
            hold(TARGETS["parts"], place + body)


def test_of_two_orientations_the_first_counts() -> None:
    file = saved(Image.fromarray(noise((3, 5, 3))), "JPEG", exif=exif_orientation(6))
    begin = file.index(b"\xff\xe1")
    part = file[begin : begin + 2 + int.from_bytes(file[begin + 2 : begin + 4], "big")]
    assert decode(file).shape == (5, 3, 3)
    other = part.replace(exif_orientation(6), exif_orientation(1))
    assert other != part
    assert decode(file[:2] + part + file[2:]).shape == (5, 3, 3)
    assert decode(file[:2] + other + file[2:]).shape == (3, 5, 3)


@QUICK
@given(number=st.integers(0, 65535), body=JUNK, packed=st.booleans(), layers=st.integers(-3, 3))
def test_a_psd_with_resources_that_are_junk(
    number: int, body: bytes, packed: bool, layers: int
) -> None:
    planes = noise((4, 3, 4))
    for resources in ({number: body}, {1039: body}, {1047: body}, {1057: body}):
        goes_well(psd(planes, 3, packed=packed, layers=layers, resources=resources))


@pytest.mark.parametrize("depth", [1, 2, 8, 16, 32, 0, 7, 65535])
def test_a_psd_or_png_of_any_depth_and_colour(depth: int) -> None:
    for mode in range(12):
        document = bytearray(psd(noise((3, 3, 4)), 3))
        struct.pack_into(">HH", document, 22, depth, mode)
        goes_well(bytes(document))
        picture = bytearray(FILES["PNG, alpha"])
        picture[24:26] = bytes((depth % 256, mode))
        goes_well(with_right_sums(bytes(picture)))


def test_pixels_of_a_png_that_end_early_or_never() -> None:
    header = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    for body in (b"", bytes(3), bytes(50 * 121), bytes(1_000_000)):
        parts = [(b"IHDR", header), (b"IDAT", zlib.compress(body)), (b"IEND", b"")]
        file = b"".join(struct.pack(">I", len(b)) + k + b + bytes(4) for k, b in parts)
        goes_well(with_right_sums(b"\x89PNG\r\n\x1a\n" + file))
