"""The figure's body and clothes: a painter in a rust jersey, white collar, apron and trousers."""

from functools import partial

import numpy as np

from .head import SKIN, face_points, head_parts
from .parts import Part, Surface
from .pose import ANKLES, ELBOWS, HIPS, KNEES, NECK, PELVIS, SHOULDERS, WAIST, WRISTS
from .shapes import Floats, Vector, cone, ellipsoid, join, shifted, sphere, torus
from .textures import cloudy, mixed, noise, plain, step

RIGHT, LEFT = 0, 1
_RUST: Vector = (0.47, 0.135, 0.060)
_INDIGO: Vector = (0.085, 0.115, 0.165)


def figure_parts() -> list[Part]:
    """Head, hands and forearms, clothes, shoes."""
    jersey = Surface(_jersey_colour, _RUST, relief=_knit)
    trousers = Surface(_trouser_colour, _INDIGO, relief=_folds)
    skin = Surface(_arm_colour, SKIN, gloss=0.02, roughness=0.5)
    shoes = Surface(
        lambda p: mixed((0.07, 0.035, 0.02), (0.14, 0.075, 0.04), cloudy(p, 30.0)),
        (0.1, 0.05, 0.03),
        gloss=0.04,
        roughness=0.3,
    )
    return [
        *head_parts(),
        Part("collar", _collar, Surface(_collar_colour, (0.75, 0.72, 0.65))),
        Part("jersey", _jersey, jersey),
        Part("arms", partial(_forearm, RIGHT), skin),
        Part("arms", partial(_forearm, LEFT), skin),
        Part("trousers", _trousers, trousers),
        Part("shoes", _shoes, shoes),
    ]


def joints() -> dict[str, Vector]:
    """The 18 joints of the COCO and OpenPose order, in the scene."""
    face = face_points()
    body = {"neck": NECK}
    for side, index in (("right", RIGHT), ("left", LEFT)):
        for name, pair in (("shoulder", SHOULDERS), ("elbow", ELBOWS), ("wrist", WRISTS)):
            body[f"{side}_{name}"] = pair[index]
    for side, index in (("right", RIGHT), ("left", LEFT)):
        for name, pair in (("hip", HIPS), ("knee", KNEES), ("ankle", ANKLES)):
            body[f"{side}_{name}"] = pair[index]
    ends = {name: face[name] for name in ("right_eye", "left_eye", "right_ear", "left_ear")}
    return {"nose": face["nose"], **body, **ends}


def _from(joint: Vector, x: float, y: float, z: float) -> Vector:
    return joint[0] + x, joint[1] + y, joint[2] + z


def _between(a: Vector, b: Vector, share: float) -> Vector:
    x, y, z = (p + (q - p) * share for p, q in zip(a, b, strict=True))
    return x, y, z


def _jersey(p: Floats) -> Floats:
    body = _torso(p)
    for side in (RIGHT, LEFT):
        body = join(body, _sleeve(side, p), 0.045)
    return body * 0.85


def _torso(p: Floats) -> Floats:
    chest = ellipsoid(p, _from(WAIST, -0.006, 0.160, -0.004), (0.132, 0.160, 0.096))
    belly = ellipsoid(p, _from(WAIST, 0.0, -0.010, 0.0), (0.112, 0.140, 0.086))
    body = join(chest, belly, 0.07)
    hem = ellipsoid(p, _from(PELVIS, 0.0, 0.035, 0.0), (0.150, 0.100, 0.105))
    body = join(body, hem, 0.06)
    for side in (-0.067, 0.057):
        body = join(body, sphere(p, _from(WAIST, side, 0.150, 0.052), 0.050), 0.05)
    for side, inward in ((RIGHT, 0.04), (LEFT, -0.04)):
        yoke = cone(
            p, _from(SHOULDERS[side], inward, 0.004, 0.0), _from(NECK, 0, -0.045, 0), 0.047, 0.062
        )
        body = join(body, yoke, 0.05)
    body = np.maximum(body, PELVIS[1] - 0.02 - p[1])
    # The knit pulls into soft folds round the waist.
    pull = np.sin(p[1] * 60.0 + 26.0 * (p[0] - PELVIS[0]) + 2.2 * np.sin(p[0] * 21.0 + p[1] * 9.0))
    return np.asarray(body - 0.0032 * pull * step(0.24, 0.02, np.abs(p[1] - WAIST[1] + 0.02)))


def _sleeve(side: int, p: Floats) -> Floats:
    shoulder, elbow, wrist = SHOULDERS[side], ELBOWS[side], WRISTS[side]
    cuff = _between(elbow, wrist, 0.22)
    arm = join(cone(p, shoulder, elbow, 0.053, 0.045), cone(p, elbow, cuff, 0.045, 0.043), 0.02)
    arm = join(arm, cone(p, _between(elbow, wrist, 0.15), cuff, 0.0475, 0.0465), 0.004)
    along = p[0] * (elbow[0] - shoulder[0]) + p[1] * (elbow[1] - shoulder[1])
    folds = np.sin(along * 330.0 + 2.5 * np.sin(p[0] * 33.0 + p[2] * 25.0))
    return np.asarray(arm - 0.0022 * folds * step(0.17, 0.02, np.abs(p[1] - elbow[1] - 0.04)))


def _forearm(side: int, p: Floats) -> Floats:
    elbow, wrist = ELBOWS[side], WRISTS[side]
    arm = cone(p, _between(elbow, wrist, 0.1), _between(elbow, wrist, 0.55), 0.040, 0.034)
    arm = join(arm, cone(p, _between(elbow, wrist, 0.5), wrist, 0.034, 0.0245), 0.02)
    return join(arm, _HANDS[side](p), 0.014) * 0.95


def _right_hand(p: Floats) -> Floats:
    """Finger tips resting on the books."""
    w = WRISTS[RIGHT]
    knuckles = _from(w, -0.014, -0.058, 0.046)
    palm = cone(p, w, knuckles, 0.022, 0.020)
    for spread in (-0.020, 0.0, 0.020):
        palm = join(palm, cone(p, w, _from(knuckles, spread, -0.002, 0.0), 0.019, 0.0155), 0.012)
    hand = palm
    for spread, reach in ((-0.029, 0.85), (-0.010, 1.0), (0.010, 0.98), (0.028, 0.8)):
        root = _from(knuckles, spread * 0.8, -0.004, 0.004)
        middle = _from(root, spread * 0.25 - 0.003, -0.022 * reach, 0.026 * reach)
        tip = _from(middle, spread * 0.10 - 0.002, -0.032 * reach, 0.004)
        finger = join(
            cone(p, root, middle, 0.0098, 0.0085), cone(p, middle, tip, 0.0085, 0.0065), 0.004
        )
        hand = join(hand, finger, 0.006)
    base = _from(w, 0.014, -0.022, 0.020)
    bend = _from(base, 0.022, -0.026, 0.016)
    thumb = join(
        cone(p, base, bend, 0.0135, 0.0105),
        cone(p, bend, _from(bend, 0.004, -0.030, 0.010), 0.0100, 0.0072),
        0.006,
    )
    return join(hand, thumb, 0.010)


def _left_hand(p: Floats) -> Floats:
    """On the hip, fingers forward, thumb behind."""
    w = WRISTS[LEFT]
    knuckles = _from(w, -0.058, -0.030, 0.040)
    hand = cone(p, w, knuckles, 0.022, 0.019)
    for index, drop in enumerate((0.022, 0.006, -0.010, -0.025)):
        root = _from(knuckles, -0.004 + 0.003 * index, drop, -0.002)
        hand = join(hand, cone(p, _from(w, 0.0, drop * 0.4, 0.0), root, 0.016, 0.0135), 0.010)
        middle = _from(root, -0.034, -0.008 + drop * 0.15, 0.004)
        tip = _from(middle, -0.030 + 0.003 * index, -0.012, -0.008)
        finger = join(
            cone(p, root, middle, 0.0098, 0.0085), cone(p, middle, tip, 0.0085, 0.0065), 0.004
        )
        hand = join(hand, finger, 0.005)
    return hand


_HANDS = (_right_hand, _left_hand)


def _collar(p: Floats) -> Floats:
    # A band that sinks towards the front, and two points that lie on the jersey.
    x, y, z = shifted(p, _from(NECK, -0.001, 0.034, 0.001))
    tilted = np.stack((x, y + 0.42 * z, z * 1.02))
    band = torus(tilted, (0.0, 0.0, 0.0), 0.0570, 0.0095) * 0.85
    for side in (-1.0, 1.0):
        start, end = (side * 0.014, -0.028, 0.058), (side * 0.046, -0.062, 0.064)
        leaf = cone(np.stack((x, y, z)), start, end, 0.0120, 0.0040)
        band = join(band, leaf, 0.010)
    return band


def _trousers(p: Floats) -> Floats:
    seat = ellipsoid(p, _from(PELVIS, 0.0, -0.010, -0.004), (0.146, 0.098, 0.102))
    found = seat
    for side in (RIGHT, LEFT):
        hip, knee, ankle = HIPS[side], KNEES[side], ANKLES[side]
        thigh = cone(p, _from(hip, 0.0, -0.02, 0.0), knee, 0.086, 0.062)
        shin = cone(p, knee, _from(ankle, 0.0, 0.035, 0.0), 0.062, 0.050)
        calf = ellipsoid(
            p, _from(_between(knee, ankle, 0.33), 0.0, 0.0, -0.018), (0.056, 0.10, 0.058)
        )
        leg = join(join(thigh, shin, 0.03), calf, 0.03)
        cuff = cone(p, _from(ankle, 0.0, 0.050, 0.0), _from(ankle, 0.0, 0.030, 0.0), 0.0545, 0.0545)
        leg = join(leg, np.maximum(cuff, ankle[1] + 0.010 - p[1]), 0.006)
        leg = np.maximum(leg, ankle[1] + 0.004 - p[1])
        found = join(found, leg, 0.035 if side == RIGHT else 0.010)
    return _creased(p, found)


def _creased(p: Floats, solid: Floats) -> Floats:
    drift = np.sin(p[0] * 23.0 + 2.0 * np.sin(p[1] * 13.0 + p[2] * 19.0))
    knee = step(0.16, 0.0, np.abs(p[1] - KNEES[RIGHT][1]))
    foot = step(0.20, 0.02, p[1] - ANKLES[RIGHT][1])
    hip = step(0.14, 0.0, np.abs(p[1] - HIPS[RIGHT][1] + 0.04))
    wave = np.sin(p[1] * 95.0 + p[0] * 34.0 + 1.8 * drift)
    return np.asarray(
        (solid - 0.0042 * wave * np.maximum(np.maximum(0.6 * knee, foot), 0.6 * hip)) * 0.8
    )


def _shoes(p: Floats) -> Floats:
    found = np.full(p.shape[1], 9.0, p.dtype)
    for side, turn in ((RIGHT, -0.30), (LEFT, 0.35)):
        a = ANKLES[side]
        heel, toe = (
            _from(a, -0.25 * turn * 0.1, -0.052, -0.025),
            _from(a, turn * 0.14, -0.058, 0.135),
        )
        ball = _between(heel, toe, 0.62)
        foot = join(cone(p, heel, ball, 0.035, 0.041), cone(p, ball, toe, 0.040, 0.028), 0.02)
        foot = join(
            foot, cone(p, _from(a, 0, 0.01, 0), _from(a, 0, -0.05, 0.01), 0.038, 0.036), 0.03
        )
        sole = np.maximum(foot - 0.004, p[1] - 0.016)
        foot = np.minimum(np.maximum(foot, -(p[1] - 0.004)), np.maximum(sole, -p[1]))
        found = np.minimum(found, foot)
    return found


def _jersey_colour(p: Floats) -> Floats:
    return mixed((0.40, 0.105, 0.048), (0.53, 0.165, 0.075), cloudy(p, 13.0, 4))


def _knit(p: Floats) -> Floats:
    ribs = np.sin(p[0] * 900.0) * np.sin(p[1] * 700.0)
    return np.asarray(0.0009 * cloudy(p, 34.0, 3) * 2.0 + 0.00012 * ribs)


def _trouser_colour(p: Floats) -> Floats:
    twill = 0.92 + 0.14 * noise(p, (300.0, 300.0, 300.0))
    return mixed((0.070, 0.095, 0.140), (0.125, 0.160, 0.215), cloudy(p, 9.0, 4)) * twill


def _folds(p: Floats) -> Floats:
    return 0.0022 * cloudy(p, (22.0, 16.0, 22.0), 3)


def _collar_colour(p: Floats) -> Floats:
    return plain(p, (0.76, 0.73, 0.65)) * (0.95 + 0.07 * noise(p, 300.0))


def _arm_colour(p: Floats) -> Floats:
    skin = mixed(SKIN, (0.66, 0.40, 0.285), cloudy(p, 40.0, 3))
    warm = np.zeros(p.shape[1], np.float32)
    for wrist in WRISTS:
        x, y, z = shifted(p, wrist)
        warm = np.maximum(
            warm, step(0.05, 0.11, np.sqrt(x * x + y * y + z * z)) * step(0.05, -0.01, y)
        )
    return mixed(skin, (0.62, 0.27, 0.18), 0.35 * warm)
