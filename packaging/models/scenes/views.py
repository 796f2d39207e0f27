"""Where a picture is taken from, and a picture with what is known of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scenes.stored import Floats, Pixels


@dataclass(frozen=True)
class Camera:
    """Where a picture is taken from; angles in radians, `view` in degrees, across and down.

    `bright`: the mean of the light; `curve`: 1 for film's; `style`: 0 a photograph, from 0.5 flat
    shades, from 1.5 with lines of the colour `ink`.
    """

    eye: tuple[float, float, float]
    turn: float
    pitch: float
    roll: float
    view: float
    bright: float = 0.3
    curve: float = 1.0
    style: float = 0.0
    ink: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def about(self) -> NDArray[np.float64]:
        """The rotation from the camera's axes (right, up, back) to those of space."""
        s, c = math.sin(self.turn), math.cos(self.turn)
        turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
        s, c = math.sin(self.pitch), math.cos(self.pitch)
        pitch = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
        s, c = math.sin(self.roll), math.cos(self.roll)
        roll = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
        return np.asarray(turn @ pitch @ roll)


@dataclass(frozen=True, eq=False)
class Frame:
    """A picture (side, side, 3) and what is known of it.

    `faces` (side, side, 4): (n + 1) / 2 in 8 bits with n left, up, to the viewer; 0 in the last
    where there is only sky. `nearness` (side, side): 1 / metres along the camera's axis, 0 for sky.
    `things`: whole numbers as float32, 0 for sky.
    """

    rgb: Pixels
    faces: Pixels
    nearness: Floats
    things: Floats
