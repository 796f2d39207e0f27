"""Read the flattened picture that a Photoshop document (PSD, PSB) carries beside its layers.

Source: "Adobe Photoshop File Formats Specification", the sections on the header, colour mode
data, image resources, layer and mask information, and image data.

Why not psd-tools (1.26, tried): by its readers of single sections, 179 lines would still be ours,
24 channels of 20 million pixels take 0.96 GB instead of 0.15, since it decodes saved selections
too, and 1.1 MB of empty rows become a blank picture by way of 2.2 GB. By its PSDImage 64 lines
would do, but a damaged layer loses the whole picture, a file that was cut off comes in with black
rows, and transparent colours that the writer did not lay over white come out 60 levels wrong.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.color import over_white, strips
from core.depth import scaled
from core.errors import PictureError
from core.picture import Pixels
from core.wording import say

_BITMAP, _GREY, _INDEXED, _RGB, _CMYK, _DUOTONE, _LAB = 0, 1, 2, 3, 4, 8, 9
_MODES = {
    _BITMAP: "L",
    _GREY: "L",
    _INDEXED: "P",
    _RGB: "RGB",
    _CMYK: "CMYK",
    _DUOTONE: "L",
    _LAB: "LAB",
}
_RAW, _PACK_BITS = 0, 1
_ALPHA_NAMES, _ICC_PROFILE, _TRANSPARENT_INDEX, _VERSION_INFO = 1006, 1039, 1047, 1057
_SAVE_AS_PNG = say("Save it as PNG in the program that made it, and bring that.")


@dataclass(frozen=True)
class Document:
    """A document whose sections were found but whose pixels were not decoded yet.

    `size` is (width, height), `depth` the bits of a sample, `body` begins with the image data.
    """

    size: tuple[int, int]
    depth: int
    mode: str
    inverted: bool
    channels: int
    large: bool
    palette: bytes
    resources: dict[int, bytes]
    layers: int | None
    body: memoryview

    @property
    def bands(self) -> int:
        """How many channels the colour mode has, without alpha."""
        return Image.getmodebands(self.mode)

    @property
    def _has_alpha(self) -> bool:
        """Whether the channel after the colours is transparency, rather than a saved selection."""
        if self.channels <= self.bands or self.mode not in ("L", "RGB", "CMYK"):
            return False
        if self.layers is not None:
            return self.layers < 0
        return _ALPHA_NAMES not in self.resources

    def composite(self) -> Image.Image:
        """The picture, opaque: L, P, RGB, CMYK or LAB, with the profile in its `info`.

        Raises PictureError if the document has none, EOFError if the file ends too early, and
        ValueError if it contradicts itself.
        """
        version = self.resources.get(_VERSION_INFO, b"")
        if len(version) > 4 and version[4] == 0:
            raise PictureError(
                "This PSD was saved without a flattened picture, with layers only.",
                "Save it again with Maximize Compatibility switched on, or as PNG.",
            )
        planes = self._planes(self.bands + self._has_alpha)
        if self._has_alpha:
            _lay_over_white(planes[:-1], planes[-1])
        if self.inverted:
            np.invert(planes, out=planes)
        bands = [Image.fromarray(plane) for plane in planes[: self.bands]]
        image = bands[0] if len(bands) == 1 else Image.merge(self.mode, bands)
        if self.mode == "P":
            image = Image.fromarray(planes[0], "P")
            image.putpalette(np.frombuffer(self.palette, np.uint8).reshape(3, -1).T.tobytes())
            index = self.resources.get(_TRANSPARENT_INDEX, b"")
            if len(index) == 2:
                image.info["transparency"] = int.from_bytes(index, "big")
        if _ICC_PROFILE in self.resources:
            image.info["icc_profile"] = self.resources[_ICC_PROFILE]
        return image

    def _planes(self, count: int) -> Pixels:
        """The first `count` channels, (count, height, width), in 8 bits."""
        width, height = self.size
        row_bytes = (width * self.depth + 7) // 8
        (compression,) = struct.unpack_from(">H", self.body)
        if compression == _RAW:
            rows = np.frombuffer(self.body, np.uint8, offset=2)
            if rows.size < count * height * row_bytes:
                raise EOFError("the PSD's image data ends too early")
            rows = rows[: count * height * row_bytes].reshape(-1, row_bytes)
        elif compression == _PACK_BITS:
            rows = self._unpacked(count * height, row_bytes)
        else:
            raise _unsupported(say("compressed in a rare way"))
        return self._samples(rows).reshape(count, height, width)

    def _unpacked(self, rows: int, row_bytes: int) -> Pixels:
        """The first `rows` rows, one by one, since some writers pad each to an even size."""
        counts = np.frombuffer(
            self.body, ">u4" if self.large else ">u2", self.channels * self.size[1], offset=2
        )
        start = 2 + counts.nbytes
        ends = start + counts[:rows].cumsum(dtype=np.int64)
        if len(self.body) < ends[-1]:
            raise EOFError("the PSD's image data ends too early")
        unpacked = np.empty((rows, row_bytes), np.uint8)
        line = Image.new("L", (row_bytes, 1))
        for row, end in zip(unpacked, ends.tolist(), strict=True):
            line.frombytes(self.body[start:end], "packbits", "L")
            row[:] = np.frombuffer(line.tobytes(), np.uint8)
            start = end
        return unpacked

    def _samples(self, rows: Pixels) -> Pixels:
        if self.depth == 16:
            levels = np.empty((rows.shape[0], self.size[0]), np.uint8)
            for _, top, _, bottom in strips(self.size[0], rows.shape[0]):
                levels[top:bottom] = scaled(np.ascontiguousarray(rows[top:bottom]).view(">u2"))
            return levels
        if self.depth == 1:
            bits: NDArray[Any] = np.unpackbits(rows, axis=1)[:, : self.size[0]]
            return (1 - bits) * np.uint8(255)
        return rows.copy()


def parse(data: bytes) -> Document:
    """The document in `data`, which begins with 8BPS.

    Raises PictureError if it is of a kind that cannot be read; EOFError, struct.error or
    ValueError if it is damaged.
    """
    version, channels, height, width, depth, mode = struct.unpack_from(">4xH6xHIIHH", data)
    large = version == 2
    if mode not in _MODES:
        raise _unsupported(say("in a rare colour mode"))
    if depth not in (8, 16) and (mode, depth) != (_BITMAP, 1):
        raise _unsupported(say("with {depth} bits a channel", depth=depth))
    palette, position = _section(data, 26)
    resources, position = _section(data, position)
    layers, position = _section(data, position, ">Q" if large else ">I")
    document = Document(
        size=(width, height),
        depth=depth,
        mode=_MODES[mode],
        inverted=mode == _CMYK,
        channels=channels,
        large=large,
        palette=palette,
        resources=_resources(resources),
        layers=_layer_count(layers, large),
        body=memoryview(data)[position:],
    )
    if channels < document.bands:
        raise ValueError("the PSD has fewer channels than its colour mode needs")
    return document


def _section(data: bytes, position: int, length: str = ">I") -> tuple[bytes, int]:
    """The section that begins with its length at `position`, and the position after it."""
    begin = position + struct.calcsize(length)
    end = begin + struct.unpack_from(length, data, position)[0]
    if end > len(data):
        raise EOFError("a section of the PSD ends too early")
    return data[begin:end], end


def _resources(section: bytes) -> dict[int, bytes]:
    found, position = {}, 0
    while position + 12 <= len(section):
        number, name_length = struct.unpack_from(">HB", section, position + 4)
        position += 6 + (name_length + 2) // 2 * 2  # the name and its length are padded to even
        content, position = _section(section, position)
        position += len(content) % 2
        found[number] = content
    return found


def _layer_count(section: bytes, large: bool) -> int | None:
    """The layer count, negative if the flattened picture has transparency; None without layers."""
    begin = 8 if large else 4
    if len(section) < begin + 2 or not any(section[:begin]):
        return None
    return int(struct.unpack_from(">h", section, begin)[0])


def _lay_over_white(colours: Pixels, alpha: Pixels) -> None:
    """Lay `colours` (bands, height, width), in which white is 255, over white by `alpha`, in place.

    Photoshop has done it already (then no level is below 255 - alpha); others leave it to us.
    """
    if all((plane >= 254 - np.minimum(alpha, 254)).all() for plane in colours):
        return
    height, width = alpha.shape
    for plane in colours:
        for _, top, _, bottom in strips(width, height):
            plane[top:bottom] = over_white(plane[top:bottom], alpha[top:bottom])


def _unsupported(how: str) -> PictureError:
    return PictureError(
        say("This PSD is stored {how}, which cannot be read here.", how=how), _SAVE_AS_PNG
    )
