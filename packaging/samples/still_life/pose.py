"""Where the figure stands: the joints of its skeleton, in metres in the scene."""

from .shapes import Vector

_STANDS: Vector = (0.56, 0.0, 0.74)


def _at(x: float, y: float, z: float) -> Vector:
    return x + _STANDS[0], y + _STANDS[1], z + _STANDS[2]


HEAD = _at(-0.010, 1.532, 0.016)
"""The middle of the head, at the height of the eyes and between the ears."""

HEAD_TURN = (-0.30, 0.04, 0.07)
"""Yaw, pitch and roll of the head: a little towards the window, a little bowed."""

NECK = _at(-0.004, 1.360, -0.012)
WAIST = _at(0.006, 1.055, 0.0)
PELVIS = _at(0.018, 0.915, 0.0)

SHOULDERS = (_at(-0.152, 1.292, 0.0), _at(0.148, 1.304, -0.008))
ELBOWS = (_at(-0.262, 1.062, -0.030), _at(0.318, 1.104, -0.060))
WRISTS = (_at(-0.372, 0.890, 0.092), _at(0.196, 0.985, 0.062))
HIPS = (_at(-0.072, 0.872, 0.010), _at(0.108, 0.890, 0.0))
KNEES = (_at(-0.105, 0.475, 0.085), _at(0.112, 0.482, 0.012))
ANKLES = (_at(-0.118, 0.088, 0.020), _at(0.098, 0.088, -0.020))
"""Joints that come in pairs: the figure's right (on the left of the picture), then its left."""
