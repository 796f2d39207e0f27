"""OpenPose on pictures: who is in them is found, drawn and counted, and nobody else."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from core.catalog import CATALOG
from core.local.method import Drawn
from core.local.pose.openpose import open_openpose
from core.options import Options
from core.picture import Pixels
from core.pose import BODY, FACE, HAND, People, Person, Points
from core.preprocessor import Preprocessor
from tests.methods import networks

ROOT = Path(__file__).parents[3]

MIRRORED = [0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16]
"""Which joint each is in a mirror."""

NAMES = (
    *("nose", "neck", "right_shoulder", "right_elbow", "right_wrist", "left_shoulder"),
    *("left_elbow", "left_wrist", "right_hip", "right_knee", "right_ankle", "left_hip"),
    *("left_knee", "left_ankle", "right_eye", "left_eye", "right_ear", "left_ear"),
)


def options(**chosen: float | bool) -> Options:
    return Options(CATALOG[Preprocessor.OPENPOSE].complete(chosen))


def posed(pixels: Pixels, **chosen: float | bool) -> Drawn:
    return open_openpose(pixels, networks())(options(**chosen))


def people(made: Drawn) -> People:
    """Who is drawn in it."""
    assert made.people is not None
    return made.people


@cache
def room() -> Pixels:
    """The rendered room with a figure, at half its size: 576 x 448."""
    with Image.open(ROOT / "resources" / "samples" / "still-life.webp") as image:
        pixels = np.asarray(image.convert("RGB"))
    return np.asarray(cv2.resize(pixels, (576, 448), interpolation=cv2.INTER_AREA), np.uint8)


@cache
def truth() -> Points:
    """Where the figure's joints are in `room`.

    The neck is what COCO's figures have there, the middle between the shoulders.
    """
    scene = json.loads((ROOT / "tests" / "data" / "still-life" / "scene.json").read_text("utf-8"))
    joints = np.array([scene["joints"][name] for name in NAMES], np.float32) / 2
    joints[1] = (joints[2] + joints[5]) / 2
    return np.asarray(joints, np.float32)


@cache
def the_figure() -> Person:
    (person,) = people(posed(room())).persons
    return person


def height_of(joints: Points) -> float:
    return float(np.ptp(joints[:, 1]))


def test_the_joints_of_the_figure_are_found() -> None:
    joints = the_figure().body
    assert (joints[:, 2] > 0.5).all()
    apart = np.linalg.norm(joints[:, :2] - truth(), axis=1) / height_of(truth())
    # Within 5 cm of 1.7 m: people who mark hips and shoulders by hand differ as much.
    assert apart.max() < 0.03, dict(zip(NAMES, apart.round(3), strict=True))
    assert apart.mean() < 0.012


def test_a_mirrored_picture_gives_a_mirrored_person() -> None:
    mirrored = np.ascontiguousarray(room()[:, ::-1])
    (person,) = people(posed(mirrored)).persons
    joints = person.body[MIRRORED]
    joints[:, 0] = mirrored.shape[1] - joints[:, 0]
    apart = np.linalg.norm(joints[:, :2] - the_figure().body[:, :2], axis=1)
    assert apart.max() < 0.025 * height_of(truth())
    # No joint is on the wrong side, and all together are not shifted.
    assert abs(float((joints - the_figure().body)[:, 0].mean())) < 0.005 * height_of(truth())


def test_a_picture_of_another_size_gives_the_same_person() -> None:
    for scale in (0.4, 1.7):
        large = cv2.resize(room(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        made = posed(np.asarray(large, np.uint8))
        assert made.pixels.shape == large.shape
        (person,) = people(made).persons
        apart = np.linalg.norm(person.body[:, :2] / scale - the_figure().body[:, :2], axis=1)
        assert apart.max() < 0.03 * height_of(truth()), scale


def test_two_people_side_by_side_are_two() -> None:
    figure = room()[:, 300:520]
    pair = np.hstack([figure, figure[:, ::-1], figure])
    persons = people(posed(pair)).persons
    assert len(persons) == 3
    assert all((person.body[:, 2] > 0).all() for person in persons)
    noses = sorted(float(person.body[0, 0]) for person in persons)
    nose = float(truth()[0, 0]) - 300
    np.testing.assert_allclose(noses, [nose, 440 - nose, 440 + nose], atol=6)


def test_a_picture_without_anybody_is_a_black_guide_and_no_people() -> None:
    empty = np.ascontiguousarray(room()[:, :310])
    for detailed in (False, True):
        made = posed(empty, includeHandsAndFaceOpenPose=detailed)
        assert people(made).persons == ()
        assert not made.pixels.any()
    assert CATALOG[Preprocessor.OPENPOSE].nothing_found


def test_what_is_drawn_is_what_is_told() -> None:
    made = posed(room())
    assert (people(made).width, people(made).height) == (576, 448)
    for joint, colour in ((0, (255, 0, 0)), (10, (0, 170, 255)), (4, (170, 255, 0))):
        rows, columns = np.nonzero((made.pixels == colour).all(axis=2))
        place = people(made).persons[0].body[joint, :2]
        np.testing.assert_allclose((columns.mean() + 0.5, rows.mean() + 0.5), place, atol=0.5)


def test_hands_and_face_come_and_go_with_their_option() -> None:
    make = open_openpose(room(), networks())
    plain, detailed = make(options()), make(options(includeHandsAndFaceOpenPose=True))
    (person,) = people(detailed).persons
    assert person.face is not None
    assert person.face.shape == (FACE, 3)
    inside = np.linalg.norm(person.face[:, :2].mean(axis=0) - truth()[0])
    assert inside < 0.05 * height_of(truth())
    for hand, wrist in ((person.left_hand, 7), (person.right_hand, 4)):
        if hand is not None:
            assert hand.shape == (HAND, 3)
            assert np.linalg.norm(hand[0, :2] - truth()[wrist]) < 0.06 * height_of(truth())
    assert (detailed.pixels == 255).all(axis=2).any()
    assert make(options()).pixels.tobytes() == plain.pixels.tobytes()
    assert people(make(options(includeHandsAndFaceOpenPose=True))).persons == (person,)


def test_whoever_is_less_certain_than_asked_for_is_left_out() -> None:
    veiled = (room() * 0.3 + 0.7 * cv2.GaussianBlur(room(), (0, 0), 6)).astype(np.uint8)
    make = open_openpose(veiled, networks())
    counts = [len(people(make(options(poseScore=score))).persons) for score in (0.2, 0.5, 1.2)]
    assert counts == sorted(counts, reverse=True)
    assert len(people(posed(room(), poseScore=1.2)).persons) == 1
    noise = np.random.default_rng(2).integers(0, 256, (200, 260, 3), dtype=np.uint8)
    assert people(posed(noise)).persons == ()


def test_a_single_pixel_and_a_long_strip_are_no_trouble() -> None:
    for shape in ((1, 1, 3), (2, 700, 3)):
        assert posed(np.full(shape, 120, np.uint8)).pixels.shape == shape


def test_the_body_has_eighteen_joints() -> None:
    assert the_figure().body.shape == (BODY, 3)
    assert the_figure().body.dtype == np.float32
