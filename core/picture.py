"""A picture: the pixels that an artist brings, their name, and where they came from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Grey (height, width) or sRGB colour (height, width, 3), 0..255, C-contiguous and read-only."""

Plane = NDArray[np.float32]
"""A value for each pixel, (height, width); what it means is said where it is made."""


@dataclass(frozen=True, eq=False)
class Picture:
    """An input picture. Two pictures are the same only if they are the same object.

    `pixels`: sRGB `uint8` (height, width, 3), made read-only here, since it is shared by threads.
    `name`: what files made from it are named after, without folder or suffix; never empty.
    `origin`: the path or address that it came from, or a word such as "clipboard"; for people.
    `mark`: what the file that it was is known by (core.mark); empty if it was none.
    """

    pixels: Pixels
    name: str
    origin: str = ""
    mark: str = ""

    def __post_init__(self) -> None:
        shape, dtype = self.pixels.shape, self.pixels.dtype
        if len(shape) != 3 or shape[2] != 3 or 0 in shape or dtype != np.uint8:
            raise ValueError(f"a picture is uint8 (height, width, 3), not {dtype} {shape}")
        if not self.name:
            raise ValueError("a picture needs a name")
        pixels = np.ascontiguousarray(self.pixels)
        pixels.flags.writeable = False
        object.__setattr__(self, "pixels", pixels)

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[0])
