"""The camera: level, looking along -z, its picture plane shifted so that uprights stay upright.

The viewing axis is the z axis of the scene, so depth is a difference of z, and the camera's axes
are the scene's.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .shapes import Floats, Vector

ASPECT = 9 / 7


@dataclass(frozen=True)
class Camera:
    """A pinhole at `eye`; `left` and so on bound the picture on a plane one metre before it."""

    eye: Vector = (0.0, 1.60, 4.5)
    left: float = -0.36
    right: float = 0.36
    bottom: float = -0.455
    top: float = 0.105

    def height_for(self, width: int) -> int:
        """The height in pixels of a picture `width` pixels wide, with square pixels."""
        return round(width * (self.top - self.bottom) / (self.right - self.left))

    def rays(self, width: int, rows: Floats, columns: Floats) -> Floats:
        """Directions (3, n), one metre long in z, through picture positions in pixels.

        (0.5, 0.5) is the centre of the upper left pixel.
        """
        metres = (self.right - self.left) / width
        x = self.left + columns * metres
        y = self.top - rows * metres
        return np.stack((x, y, np.full_like(x, -1.0)))

    def project(self, point: Vector, width: int) -> tuple[float, float]:
        """Where a point of the scene is seen: x, y in pixels."""
        metres = (self.right - self.left) / width
        depth = self.eye[2] - point[2]
        x = ((point[0] - self.eye[0]) / depth - self.left) / metres
        y = (self.top - (point[1] - self.eye[1]) / depth) / metres
        return x, y

    def described(self, width: int) -> dict[str, Any]:
        """The camera in the terms of a pinhole model, in pixels and metres."""
        focal = width / (self.right - self.left)
        return {
            "eye": list(self.eye),
            "looks_along": [0.0, 0.0, -1.0],
            "up": [0.0, 1.0, 0.0],
            "focal_length": focal,
            "principal_point": [-self.left * focal, self.top * focal],
        }
