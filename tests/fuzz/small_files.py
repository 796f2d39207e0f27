"""Picture files of a few hundred bytes, one of every kind and variant that has code of its own."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image

from tests.core.pictures import exif_orientation, noise, png, psd, quadrants, saved, tiff
from tests.core.profiles import grey_profile, rgb_profile

WIDTH, HEIGHT = 9, 7


def small_files() -> dict[str, bytes]:
    """The files, by what is special about each."""
    image = Image.fromarray(quadrants(WIDTH, HEIGHT))
    clear = image.convert("RGBA")
    clear.putalpha(Image.fromarray(noise((HEIGHT, WIDTH))))
    return {**_pngs(image, clear), **_tiffs(image), **_others(image, clear), **_psds()}


def _pngs(image: Image.Image, clear: Image.Image) -> dict[str, bytes]:
    deep = np.arange(HEIGHT * WIDTH * 4, dtype=np.uint16).reshape(HEIGHT, WIDTH, 4) * 257
    bits = noise((HEIGHT, WIDTH)) % 2
    palette = {b"PLTE": bytes(range(12)), b"tRNS": b"\0\x80"}
    key = {b"tRNS": struct.pack(">3H", 257, 514, 771)}
    profile = {b"iCCP": b"p\0\0" + zlib.compress(grey_profile(2.2))}
    frames = {"save_all": True, "append_images": [image.rotate(180)]}
    return {
        "PNG": saved(image, "PNG", exif=exif_orientation(6), icc_profile=rgb_profile()),
        "PNG, alpha": saved(clear, "PNG"),
        "PNG, 1 bit": png(bits, 0, 1),
        "PNG, 2 bits, key": png(bits, 0, 2, {b"tRNS": b"\0\1"}),
        "PNG, 4 bits": png(bits, 0, 4),
        "PNG, grey, profile": png(bits * 200, 0, 8, profile),
        "PNG, grey and alpha": png(noise((HEIGHT, WIDTH, 2)), 4),
        "PNG, palette": png(bits, 3, 8, palette),
        "PNG, 16 bits, grey": png(deep[..., 0], 0, 16, {b"tRNS": b"\1\1"}),
        "PNG, 16 bits, grey and alpha": png(deep[..., :2], 4, 16),
        "PNG, 16 bits, key": png(deep[..., :3], 2, 16, key),
        "PNG, 16 bits, alpha": png(deep, 6, 16),
        "PNG, animated": saved(image, "PNG", **frames),
    }


def _tiffs(image: Image.Image) -> dict[str, bytes]:
    deep = np.arange(HEIGHT * WIDTH * 3, dtype=np.uint16).reshape(HEIGHT, WIDTH, 3)
    real = np.linspace(-1, 2, HEIGHT * WIDTH, dtype=np.float32).reshape(HEIGHT, WIDTH)
    return {
        "TIFF": tiff(noise((HEIGHT, WIDTH, 3)), photometric=2, big_endian=True),
        "TIFF, white is zero": tiff(noise((HEIGHT, WIDTH)), photometric=0),
        "TIFF, alpha": tiff(noise((HEIGHT, WIDTH, 4)), photometric=2, tags={338: 2}),
        "TIFF, 16 bits": tiff(deep, photometric=2, deflate=True),
        "TIFF, 16 bits, grey": tiff(deep[..., 0], photometric=0),
        "TIFF, 16 bits, apart": tiff(deep, photometric=2, planes_apart=True),
        "TIFF, 32 bits": tiff(deep[..., 0].astype(np.uint32) * 70000),
        "TIFF, signed": tiff(deep[..., 0].astype(np.int32) - 9),
        "TIFF, float": tiff(real),
        "TIFF, CMYK": tiff(noise((HEIGHT, WIDTH, 4)), photometric=5),
        "TIFF, LAB": saved(image.convert("LAB"), "TIFF"),
        "TIFF, YCbCr": saved(image.convert("YCbCr"), "TIFF"),
        "TIFF, palette": saved(image.quantize(4), "TIFF"),
        "TIFF, LZW": saved(image, "TIFF", compression="tiff_lzw", exif=exif_orientation(5)),
        "TIFF, packed": saved(image, "TIFF", compression="packbits"),
        "TIFF, JPEG": saved(image, "TIFF", compression="jpeg"),
        "TIFF, fax": saved(image.convert("1"), "TIFF", compression="group4"),
        "TIFF, raw file": tiff(noise((2, 3, 3)), photometric=2, tags={254: 1, 330: 8}),
        "BigTIFF": saved(image, "TIFF", big_tiff=True),
    }


def _others(image: Image.Image, clear: Image.Image) -> dict[str, bytes]:
    frames = {"save_all": True, "append_images": [clear]}
    extras = {"exif": exif_orientation(8), "icc_profile": rgb_profile()}
    grey = image.convert("L")
    return {
        "JPEG": saved(image, "JPEG", **extras),
        "JPEG, progressive": saved(image, "JPEG", progressive=True),
        "JPEG, grey": saved(grey, "JPEG", quality=30, comment=b"no"),
        "JPEG, CMYK": saved(image.convert("CMYK"), "JPEG"),
        "MPO": saved(grey, "MPO", save_all=True, append_images=[grey]),
        "WEBP": saved(clear, "WEBP", **extras),
        "WEBP, plain": saved(image, "WEBP"),
        "WEBP, lossless": saved(image, "WEBP", lossless=True),
        "WEBP, animated": saved(image, "WEBP", **frames),
        "AVIF": saved(clear, "AVIF", **extras),
        "AVIF, animated": saved(image, "AVIF", **frames),
        "HEIC": saved(clear, "HEIF", **extras),
        "HEIC, grey": saved(grey, "HEIF"),
        "GIF": saved(grey.quantize(4), "GIF", transparency=1, comment=b"no"),
        "GIF, animated": saved(image, "GIF", disposal=2, **frames),
        "BMP": saved(image, "BMP"),
        "BMP, palette": saved(image.quantize(4), "BMP"),
        "BMP, 1 bit": saved(image.convert("1"), "BMP"),
        "BMP, masks": saved(clear, "BMP"),
        "BMP, OS/2": b"BM" + struct.pack("<IIIIHHHH", 50, 0, 26, 12, 2, 2, 1, 24) + bytes(24),
        "BMP, packed": b"BM"
        + struct.pack("<IIIIiiHHIIiiII", 80, 0, 62, 40, 4, 2, 1, 8, 1, 8, 0, 0, 2, 0)
        + b"\0\0\0\0\xff\xff\xff\0\4\1\0\0\4\0\0\1",
    }


def _psds() -> dict[str, bytes]:
    profile = {1039: rgb_profile(), 1057: b"\0\0\0\1\1"}
    deep = noise((3, 5, 6)).astype(np.uint16) * 257
    return {
        "PSD": psd(noise((3, 5, 6)), 3, resources=profile, layers=2),
        "PSD, packed": psd(noise((4, 5, 6)) // 200, 3, packed=True, layers=-1),
        "PSD, alpha": psd(noise((4, 5, 6)), 3, resources={1006: b"\1a"}),
        "PSD, 16 bits": psd(deep, 3),
        "PSD, CMYK": psd(noise((5, 5, 6)), 4, layers=-1),
        "PSD, LAB": psd(noise((3, 5, 6)), 9),
        "PSD, duotone": psd(noise((1, 5, 6)), 8),
        "PSD, bitmap": psd(noise((1, 5, 6)) > 99, 0),
        "PSD, palette": psd(noise((1, 5, 6)), 2, palette=bytes(768), resources={1047: b"\0\1"}),
        "PSD, layers only": psd(noise((3, 5, 6)), 3, resources={1057: b"\0\0\0\1\0"}),
        "PSB": psd(noise((3, 5, 6)), 3, large=True, packed=True, layers=1),
    }


def with_right_sums(data: bytes) -> bytes:
    """A PNG with the checksums that its chunks should have, so that what is in them is read."""
    return data[:8] + b"".join(
        head + body + struct.pack(">I", zlib.crc32(head[4:] + body)) for head, body in chunks(data)
    )


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG: length and name, and the content."""
    position = 8
    while position + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        yield data[position : position + 8], data[position + 8 : position + 8 + length]
        position += 12 + length
