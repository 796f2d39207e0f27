"""The figure's head: face, ears, hair.

In its own frame the head's middle is the origin, x goes to the right of the picture, y up and z
forward, out of the face.
"""

import numpy as np

from .parts import Part, Surface
from .pose import HEAD, HEAD_TURN, NECK
from .shapes import (
    Floats,
    Vector,
    carve,
    cone,
    ellipsoid,
    join,
    rotation,
    shifted,
    sphere,
    turned,
)
from .textures import cloudy, mixed, noise, step

_AXES = rotation(*HEAD_TURN)
_EYE: Vector = (0.0310, 0.004, 0.0735)
_EYE_RADIUS = 0.0130
SKIN: Vector = (0.60, 0.335, 0.225)


def head_parts() -> list[Part]:
    """Face with neck, and hair."""
    return [
        Part("face", _face, Surface(_complexion, SKIN, gloss=0.022, roughness=0.45)),
        Part(
            "hair",
            _hair,
            Surface(_hair_colour, (0.08, 0.04, 0.025), 0.03, 0.40, relief=_strands),
        ),
    ]


def face_points() -> dict[str, Vector]:
    """Nose, eyes and ears in the scene (right ones are the figure's right)."""
    return {
        "nose": _in_scene((0.0, -0.030, 0.112)),
        "right_eye": _in_scene((-_EYE[0], _EYE[1], _EYE[2] + _EYE_RADIUS)),
        "left_eye": _in_scene((_EYE[0], _EYE[1], _EYE[2] + _EYE_RADIUS)),
        "right_ear": _in_scene((-0.079, -0.006, 0.008)),
        "left_ear": _in_scene((0.079, -0.006, 0.008)),
    }


def _in_scene(place: Vector) -> Vector:
    x, y, z = (
        HEAD[axis] + sum(_AXES[row][axis] * place[row] for row in range(3)) for axis in range(3)
    )
    return x, y, z


_NAPE = _in_scene((0.0, -0.060, -0.024))


def _own(p: Floats) -> Floats:
    return turned(shifted(p, HEAD), _AXES)


def _face(p: Floats) -> Floats:
    q = _own(p)
    x, y, z = q
    twin = np.stack((np.abs(x), y, z))
    head = ellipsoid(q, (0.0, 0.035, -0.012), (0.072, 0.084, 0.090))
    head = join(head, ellipsoid(q, (0.0, -0.035, 0.020), (0.0575, 0.078, 0.066)), 0.035)
    head = join(head, sphere(q, (0.0, -0.099, 0.056), 0.0180), 0.034)
    head = join(head, sphere(twin, (0.036, -0.024, 0.052), 0.021), 0.030)
    head = join(head, cone(twin, (0.0, 0.027, 0.078), (0.045, 0.023, 0.063), 0.007, 0.006), 0.03)
    head = carve(head, sphere(twin, (_EYE[0], 0.004, 0.100), 0.0150), 0.018)
    lids = ellipsoid(twin, (_EYE[0], _EYE[1], _EYE[2] - 0.001), (0.0165, 0.0125, 0.0130))
    head = join(head, lids, 0.004)
    nose = cone(q, (0.0, 0.014, 0.082), (0.0, -0.028, 0.1025), 0.0052, 0.0086)
    nose = join(nose, sphere(twin, (0.0105, -0.033, 0.0920), 0.0062), 0.007)
    head = join(head, nose, 0.012)
    mouth = cone(twin, (0.004, -0.0585, 0.0840), (0.022, -0.0590, 0.0745), 0.0050, 0.0028)
    mouth = join(
        mouth, cone(twin, (0.0, -0.0680, 0.0835), (0.013, -0.067, 0.080), 0.0058, 0.004), 0.002
    )
    head = join(head, mouth, 0.006)
    ear = ellipsoid(twin, (0.0745, -0.006, -0.004), (0.0095, 0.031, 0.0185))
    head = join(head, carve(ear, sphere(twin, (0.086, -0.004, 0.001), 0.011), 0.006), 0.006)
    neck = cone(p, _NAPE, (NECK[0], NECK[1] - 0.04, NECK[2]), 0.0480, 0.0550)
    return join(head, neck, 0.022) * 0.95


def _complexion(p: Floats) -> Floats:
    q = _own(p)
    x, y, z = q
    wide = np.abs(x)
    skin = mixed(SKIN, (0.66, 0.40, 0.285), cloudy(p, 40.0, 3))
    cheek = np.exp(-((wide - 0.040) ** 2 + (y + 0.028) ** 2) / 0.00050)
    tip = np.exp(-(x * x + (y + 0.030) ** 2) / 0.00018) * step(0.095, 0.105, z)
    skin = mixed(skin, (0.62, 0.23, 0.15), np.clip(0.55 * cheek + 0.4 * tip, 0, 1))
    front = step(0.045, 0.055, z)
    # Lips, parted by a darker line.
    shape = (x / 0.0235) ** 2 + (
        (y + 0.0645 - 0.18 * wide * wide / 0.022) / (0.0088 - 0.10 * wide)
    ) ** 2
    lips = step(1.15, 0.80, shape) * front
    skin = mixed(skin, (0.46, 0.125, 0.095), 0.85 * lips)
    parting = step(0.0016, 0.0006, np.abs(y + 0.0640 - 0.24 * wide * wide / 0.022)) * step(
        0.023, 0.019, wide
    )
    skin = mixed(skin, (0.16, 0.045, 0.035), 0.85 * parting * front)
    # Brows.
    arch = 0.0285 + 0.005 * step(0.012, 0.034, wide) - 0.009 * step(0.034, 0.056, wide)
    brow = step(0.0040, 0.0020, np.abs(y - arch) * (0.7 + 14.0 * np.maximum(wide - 0.015, 0)))
    brow *= step(0.011, 0.015, wide) * step(0.054, 0.046, wide) * front
    skin = mixed(skin, (0.085, 0.042, 0.025), 0.8 * brow)
    # Eyes: an almond of white, iris and pupil, the dark line of the upper lid.
    u, v = (wide - _EYE[0]) / 0.0156, (y - _EYE[1] - 0.0005) / 0.0070
    almond = u * u + np.abs(v) ** 1.5
    eye = step(1.10, 0.90, almond) * front
    gaze = (x - np.where(x > 0, 1.0, -1.0) * (_EYE[0]) - 0.0012) ** 2 + (y - _EYE[1] - 0.001) ** 2
    ball = mixed((0.62, 0.57, 0.51), (0.15, 0.085, 0.04), step(0.0065, 0.0056, np.sqrt(gaze)))
    ball = mixed(ball, (0.012, 0.010, 0.010), step(0.0033, 0.0025, np.sqrt(gaze)))
    glint = (x - np.where(x > 0, 1.0, -1.0) * _EYE[0] + 0.0012) ** 2 + (y - _EYE[1] - 0.0034) ** 2
    ball = mixed(ball, (1.0, 0.98, 0.95), step(0.0018, 0.0010, np.sqrt(glint)))
    skin = mixed(skin, ball, eye)
    lash = step(0.0, 0.35, v) * step(0.52, 0.80, almond) * step(1.75, 1.30, almond) * front
    return mixed(skin, (0.06, 0.03, 0.02), 0.9 * lash)


def _hair(p: Floats) -> Floats:
    q = _own(p)
    _, y, z = q
    cap = ellipsoid(q, (0.0, 0.036, -0.020), (0.0845, 0.0955, 0.0985))
    cap = join(cap, ellipsoid(q, (0.0, -0.035, -0.060), (0.066, 0.060, 0.045)), 0.03)
    face = ellipsoid(q, (0.004, -0.040, 0.085), (0.0665, 0.112, 0.095))
    cap = carve(cap, face, 0.012)
    cap = carve(cap, np.maximum(y + 0.030 + 0.5 * (z + 0.02), -0.060 - z), 0.014)
    parting = cone(q, (0.012, 0.135, 0.060), (0.012, 0.140, -0.03), 0.004, 0.004)
    cap = carve(cap, parting, 0.012)
    bun = ellipsoid(q, (0.0, 0.125, -0.072), (0.052, 0.044, 0.046))
    return join(cap, bun, 0.012) * 0.9


def _strands(p: Floats) -> Floats:
    x, y, z = _own(p)
    combed = np.stack((np.arctan2(y - 0.02, np.abs(x - 0.012) + 0.02) * 0.10, z, x * 0.3))
    return np.asarray(0.0012 * noise(combed, (900.0, 40.0, 60.0)))


def _hair_colour(p: Floats) -> Floats:
    x, y, z = _own(p)
    combed = np.stack((np.arctan2(y - 0.02, np.abs(x - 0.012) + 0.02) * 0.10, z, x * 0.3))
    return mixed((0.040, 0.020, 0.012), (0.17, 0.080, 0.040), noise(combed, (700.0, 30.0, 50.0)))
