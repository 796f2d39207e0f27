"""Files of every kind that people bring, made from pixels: for tests that need real ones."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

from core.picture import Pixels

pillow_heif.register_heif_opener()  # lets Pillow write HEIC; the code under test does not need it

RED, GREEN, BLUE, ORANGE = (200, 30, 20), (20, 180, 60), (30, 40, 210), (240, 160, 20)


def quadrants(width: int = 64, height: int = 48) -> Pixels:
    """Red and green above blue and orange: any turn, mirroring or swap of channels shows."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = RED
    pixels[: height // 2, width // 2 :] = GREEN
    pixels[height // 2 :, : width // 2] = BLUE
    pixels[height // 2 :, width // 2 :] = ORANGE
    return pixels


def corners(pixels: Pixels) -> list[tuple[int, ...]]:
    """The colours in the middles of the quadrants, in reading order."""
    height, width = pixels.shape[:2]
    places = [(y, x) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return [tuple(int(level) for level in pixels[place]) for place in places]


def noise(shape: Sequence[int], seed: int = 1) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    """The file that Pillow makes of `image`."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def exif_orientation(orientation: int) -> bytes:
    """EXIF data that says nothing but how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def lying(pixels: Pixels, orientation: int) -> Pixels:
    """`pixels` as a camera stores them that notes `orientation` (1..8) beside them."""
    stored = {
        1: pixels,
        2: pixels[:, ::-1],
        3: pixels[::-1, ::-1],
        4: pixels[::-1],
        5: pixels.swapaxes(0, 1),
        6: pixels.swapaxes(0, 1)[::-1],
        7: pixels.swapaxes(0, 1)[::-1, ::-1],
        8: pixels.swapaxes(0, 1)[:, ::-1],
    }[orientation]
    return np.ascontiguousarray(stored)


def png(
    samples: NDArray[Any],
    colour_type: int,
    bits: int = 8,
    chunks: Mapping[bytes, bytes] | None = None,
) -> bytes:
    """A PNG of `samples` (height, width[, channels]), with `chunks` before its pixels."""
    height, width = samples.shape[:2]
    rows = samples.reshape(height, -1)
    if bits == 16:
        packed = rows.astype(">u2").view(np.uint8)
    elif bits == 8:
        packed = rows.astype(np.uint8)
    else:
        planes = (rows[..., None] >> np.arange(bits - 1, -1, -1)) & 1
        packed = np.packbits(planes.reshape(height, -1).astype(np.uint8), axis=1)
    filtered = np.concatenate([np.zeros((height, 1), np.uint8), packed], axis=1)
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    parts = [(b"IHDR", header), *(chunks or {}).items()]
    parts += [(b"IDAT", zlib.compress(filtered.tobytes())), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def tiff(
    samples: NDArray[Any],
    *,
    photometric: int = 1,
    big_endian: bool = False,
    planes_apart: bool = False,
    deflate: bool = False,
    tags: Mapping[int, int] | None = None,
) -> bytes:
    """A TIFF of `samples` (height, width[, channels]) of any integer or float type."""
    order: Literal[">", "<"] = ">" if big_endian else "<"
    cube = samples if samples.ndim == 3 else samples[..., None]
    height, width, count = cube.shape
    ordered = cube.astype(cube.dtype.newbyteorder(order))
    planes = (
        [ordered[..., i].tobytes() for i in range(count)] if planes_apart else [ordered.tobytes()]
    )
    if deflate:
        planes = [zlib.compress(plane) for plane in planes]
    sample_format = {"u": 1, "i": 2, "f": 3}[cube.dtype.kind]
    entries: dict[int, list[int]] = {
        256: [width],
        257: [height],
        258: [cube.dtype.itemsize * 8] * count,
        259: [8 if deflate else 1],
        262: [photometric],
        273: [0] * len(planes),
        277: [count],
        278: [height],
        279: [len(plane) for plane in planes],
        284: [2 if planes_apart else 1],
        339: [sample_format] * count,
    }
    entries |= {tag: [value] for tag, value in (tags or {}).items()}
    spill_at = 8 + 2 + 12 * len(entries) + 4
    planes_at = spill_at + sum(4 * len(values) for values in entries.values() if len(values) > 1)
    entries[273] = [planes_at + sum(map(len, planes[:i])) for i in range(len(planes))]
    directory, spill = struct.pack(order + "H", len(entries)), b""
    for tag, values in sorted(entries.items()):
        packed = struct.pack(f"{order}{len(values)}I", *values)
        directory += struct.pack(order + "HHI", tag, 4, len(values))
        if len(packed) > 4:
            directory += struct.pack(order + "I", spill_at + len(spill))
            spill += packed
        else:
            directory += packed
    magic = b"MM\x00*" if big_endian else b"II*\x00"
    head = magic + struct.pack(order + "I", 8)
    return head + directory + bytes(4) + spill + b"".join(planes)


def psd(
    planes: NDArray[Any],
    mode: int,
    *,
    packed: bool = False,
    large: bool = False,
    palette: bytes = b"",
    resources: Mapping[int, bytes] | None = None,
    layers: int | None = None,
    padding: bytes = b"",
) -> bytes:
    """A PSD (PSB if `large`) whose flattened picture is `planes` (channels, height, width).

    Boolean planes make a bitmap. The document has `layers` layers without pixels; where that is
    negative, the channel after the colours is transparency. `padding` ends every packed row.
    """
    channels, height, width = planes.shape
    if planes.dtype == np.bool_:
        depth, rows = 1, np.packbits(planes, axis=2)
    else:
        depth = planes.dtype.itemsize * 8
        ordered = np.ascontiguousarray(planes.astype(planes.dtype.newbyteorder(">")))
        rows = ordered.view(np.uint8).reshape(channels, height, -1)
    header = struct.pack(
        ">4sH6xHIIHH", b"8BPS", 2 if large else 1, channels, height, width, depth, mode
    )
    blocks = b"".join(
        struct.pack(">4sHHI", b"8BIM", number, 0, len(content)) + content + bytes(len(content) % 2)
        for number, content in (resources or {}).items()
    )
    length = ">Q" if large else ">I"
    layer_info = b"" if layers is None else _empty_layers(layers, length)
    body = rows.tobytes()
    if packed:
        lines = [_pack_bits(row.tobytes()) + padding for row in rows.reshape(-1, rows.shape[2])]
        counts = struct.pack(f">{len(lines)}{'I' if large else 'H'}", *map(len, lines))
        body = counts + b"".join(lines)
    return b"".join(
        [
            header,
            struct.pack(">I", len(palette)) + palette,
            struct.pack(">I", len(blocks)) + blocks,
            struct.pack(length, len(layer_info)) + layer_info,
            struct.pack(">H", int(packed)) + body,
        ]
    )


def _empty_layers(count: int, length: str) -> bytes:
    """The content of the section of layers: records of abs(`count`) layers, and no mask."""
    more = struct.pack(">II", 0, 0) + b"\x03ink"
    record = struct.pack(">4iH4s4s4BI", 0, 0, 0, 0, 0, b"8BIM", b"norm", 255, 0, 0, 0, len(more))
    records = struct.pack(">h", count) + (record + more) * abs(count)
    return struct.pack(length, len(records)) + records + struct.pack(">I", 0)


def _pack_bits(row: bytes) -> bytes:
    packed, position = b"", 0
    while position < len(row):
        run = 1
        while run < 128 and row[position : position + run + 1] == row[position : position + 1] * (
            run + 1
        ):
            run += 1
        if run > 2:
            packed += bytes([257 - run]) + row[position : position + 1]
            position += run
        else:
            packed += b"\x00" + row[position : position + 1]
            position += 1
    return packed
