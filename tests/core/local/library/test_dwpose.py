"""Poses by stand-ins for a detector and DWPose: joints lie where the networks see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.library.row import DETECTOR, POSE
from core.local.library.detecting import people, read, without_doubles
from core.local.library.model import Model
from core.local.method import Drawn
from core.local.pose.drawing import draw
from core.pose import Person
from core.preprocessor import Preprocessor
from tests.core.local.library import standing
from tests.core.local.library.standing import noise
from tests.hub import graphs

MEDIUM, LARGE = standing.row("dwpose-m"), standing.row("dwpose-l")
WIDTH, HEIGHT, SEEN = 192, 256, 416  # of the medium one's views
SHOWN = {"poseScore": 0.2, "includeHandsAndFaceOpenPose": True}

COCO = (
    *("nose", "left eye", "right eye", "left ear", "right ear", "left shoulder", "right shoulder"),
    *("left elbow", "right elbow", "left wrist", "right wrist", "left hip", "right hip"),
    *("left knee", "right knee", "left ankle", "right ankle"),
)
"""The first 17 of the points of COCO-WholeBody; 6 of the feet, 68 of the face, 21 of the left hand
and 21 of the right hand follow."""

OPENPOSE = (
    *("nose", "neck", "right shoulder", "right elbow", "right wrist", "left shoulder"),
    *("left elbow", "left wrist", "right hip", "right knee", "right ankle", "left hip"),
    *("left knee", "left ankle", "right eye", "left eye", "right ear", "left ear"),
)

PLACES = np.column_stack([8 + np.arange(133) * 1.25, 250 - np.arange(133) * 1.5]).round() + 0.5
"""Where the stand-in sees the 133 points in its view: half pixels count."""


def model(folder: Path, boxes: NDArray[Any], pose: bytes | None = None) -> Model:
    """Networks that see people in `boxes`, in pixels of the detector's view, with PLACES."""
    contents = {
        DETECTOR: graphs.boxes_at(MEDIUM.file(DETECTOR), boxes),
        POSE: pose or graphs.joints_at(MEDIUM.file(POSE), PLACES.astype(np.float32)),
    }
    return standing.model(MEDIUM, Preprocessor.OPENPOSE, contents, folder)


def in_picture(box: NDArray[Any], places: NDArray[Any]) -> NDArray[np.float64]:
    """Where `places` of the view are in the picture: a box 1.25 times as large, made 192 : 256."""
    middle = (box[:2] + box[2:4]) / 2
    across, down = 1.25 * (box[2:4] - box[:2])
    across = max(across, down * WIDTH / HEIGHT)
    scale = across / WIDTH
    return np.asarray(places * scale + middle - (across / 2, scale * HEIGHT / 2))


def only_person(drawn: Drawn) -> Person:
    assert drawn.people is not None
    assert len(drawn.people.persons) == 1
    return drawn.people.persons[0]


@pytest.mark.parametrize(
    ("height", "width"), [(480, 640), (640, 480), (416, 416), (100, 130), (3000, 4000)]
)
@pytest.mark.parametrize("box", [(100, 60, 180, 280), (30, 100, 300, 160)], ids=["tall", "wide"])
def test_joints_are_where_the_network_sees_them(
    tmp_path: Path, height: int, width: int, box: tuple[int, ...]
) -> None:
    seen = np.array([[*box, 0.9]])
    drawn = standing.made(model(tmp_path, seen), noise(height, width), **SHOWN)
    person = only_person(drawn)
    scale = SEEN / max(height, width)
    there = (seen[0, :4] / scale).clip(0, [width, height] * 2)
    expected = in_picture(there, PLACES)
    for index, name in enumerate(OPENPOSE):
        if name == "neck":
            shoulders = [COCO.index(f"{side} shoulder") for side in ("left", "right")]
            wanted = expected[shoulders].mean(axis=0)
        else:
            wanted = expected[COCO.index(name)]
        np.testing.assert_allclose(person.body[index, :2], wanted, atol=0.01 / scale, err_msg=name)
    assert person.face is not None
    assert person.left_hand is not None
    assert person.right_hand is not None
    np.testing.assert_allclose(person.face[:68, :2], expected[23:91], atol=0.01 / scale)
    np.testing.assert_allclose(person.left_hand[:, :2], expected[91:112], atol=0.01 / scale)
    np.testing.assert_allclose(person.right_hand[:, :2], expected[112:133], atol=0.01 / scale)
    np.testing.assert_allclose(
        person.face[68:, :2], [expected[59:65].mean(axis=0), expected[65:71].mean(axis=0)], atol=0.1
    )
    assert drawn.people is not None
    np.testing.assert_array_equal(drawn.pixels, draw(drawn.people))
    assert drawn.pixels.any()


def test_without_hands_and_face_only_the_body_is_drawn(tmp_path: Path) -> None:
    boxes = np.array([[100, 60, 180, 280, 0.9]])
    person = only_person(standing.made(model(tmp_path, boxes), noise(480, 640), poseScore=0.2))
    assert person.left_hand is person.right_hand is person.face is None
    assert np.count_nonzero(person.body[:, 2]) == 18


def test_a_point_that_is_not_seen_is_left_out_and_the_neck_needs_both_shoulders(
    tmp_path: Path,
) -> None:
    file = MEDIUM.file(POSE)
    answers = []
    for axis, output in enumerate(file.outputs):
        scores = np.zeros((1, *(int(side) for side in output.shape[1:])), np.float32)
        scores[0, np.arange(133), (2 * PLACES[:, axis]).astype(int)] = 0.8 - 0.4 * axis
        scores[0, COCO.index("left shoulder")] *= 0.4
        scores[0, 91:112] *= 0.2
        answers.append(scores)
    boxes = np.array([[100, 60, 180, 280, 0.9]])
    pose = graphs.always(file, answers)
    person = only_person(standing.made(model(tmp_path, boxes, pose), noise(480, 640), **SHOWN))
    missing = {name for name, joint in zip(OPENPOSE, person.body, strict=True) if joint[2] == 0}
    assert missing == {"neck", "left shoulder"}
    assert (person.body[person.body[:, 2] == 0] == 0).all()
    # A score is the mean of what is said of the column and of the row.
    assert person.body[0, 2] == pytest.approx(0.6)
    assert person.left_hand is None
    assert person.right_hand is not None


def test_who_is_less_certain_is_left_out(tmp_path: Path) -> None:
    boxes = np.array([[40, 60, 120, 280, 0.9], [250, 60, 330, 280, 0.4]])
    networks, pixels = model(tmp_path, boxes), noise(416, 416)

    def count(score: float) -> int:
        drawn = standing.made(networks, pixels, poseScore=score)
        assert drawn.people is not None
        return len(drawn.people.persons)

    assert [count(score) for score in (0.2, 0.8, 0.9, 1.1, 1.2)] == [2, 2, 1, 1, 0]


def test_who_is_larger_comes_first_and_nobody_twice(tmp_path: Path) -> None:
    boxes = np.array([[20, 20, 80, 180, 0.95], [22, 24, 82, 178, 0.6], [200, 20, 360, 400, 0.7]])
    drawn = standing.made(model(tmp_path, boxes), noise(416, 416), poseScore=0.2)
    assert drawn.people is not None
    sizes = [float(np.ptp(person.body[:, 0])) for person in drawn.people.persons]
    assert len(sizes) == 2
    assert sizes == sorted(sizes, reverse=True)


def test_where_nobody_is_nobody_is_drawn(tmp_path: Path) -> None:
    boxes = np.array([[40, 60, 120, 280, 0.2]])
    drawn = standing.made(model(tmp_path, boxes), noise(416, 416))
    assert drawn.people is not None
    assert drawn.people.persons == ()
    assert not drawn.pixels.any()


def test_the_detector_sees_blue_first_and_grey_beside_the_picture(tmp_path: Path) -> None:
    """Its one box is as sure as the first channel is bright, and as wide as it is not grey."""
    file = MEDIUM.file(DETECTOR)
    (image,) = graphs.input_names(file)
    boxes, labels = graphs.output_names(file)
    nodes = [
        graphs.node("Slice", f"{image} from to channel", "first"),
        graphs.node("ReduceMax", "first", "most", axes=[1, 2, 3], keepdims=0),
        graphs.node("Div", "most white", "score"),
        graphs.node("Reshape", "score one", "score1"),
        graphs.node("Equal", "first pad", "beside"),
        graphs.node("Cast", "beside", "grey", to=1),
        graphs.node("ReduceMin", "grey", "empty", axes=[1, 2], keepdims=0),
        graphs.node("Sub", "one_float empty", "filled"),
        graphs.node("ReduceSum", "filled", "columns", keepdims=0),
        graphs.node("Reshape", "columns one", "right"),
        graphs.node("Concat", "zeros right ten score1", boxes, axis=2),
        graphs.node("Cast", "zeros_class", labels, to=7),
    ]
    constants: dict[str, NDArray[Any]] = {
        "from": np.array([0]),
        "to": np.array([1]),
        "channel": np.array([1]),
        "white": np.array(255, np.float32),
        "one": np.array([1, 1, 1]),
        "pad": np.array(114, np.float32),
        "one_float": np.array(1, np.float32),
        "zeros": np.zeros((1, 1, 2), np.float32),
        "ten": np.full((1, 1, 1), 100, np.float32),
        "zeros_class": np.zeros((1, 1), np.float32),
    }
    contents = {
        DETECTOR: graphs.stand_in(file, nodes, constants),
        POSE: graphs.joints_at(MEDIUM.file(POSE), PLACES.astype(np.float32)),
    }
    networks = standing.model(MEDIUM, Preprocessor.OPENPOSE, contents, tmp_path)
    pixels = np.zeros((400, 200, 3), np.uint8)
    pixels[..., 0] = 255
    (box,) = people(pixels, networks)
    assert box[4] == pytest.approx(114 / 255)  # what lies beside it is all that has any blue
    pixels[..., 2] = 204
    (box,) = people(pixels, networks)
    assert box[4] == pytest.approx(0.8)
    assert box[2] == pytest.approx(200, abs=1)  # 208 of its 416 columns are the picture


def test_the_pose_is_looked_for_in_the_box_in_red_green_blue(tmp_path: Path) -> None:
    """All its points are where the view is reddest: at the one red spot of the picture."""
    file = MEDIUM.file(POSE)
    nodes = [
        graphs.node("Slice", "input from to channel", "red"),
        *finder("columns", "simcc_x", axis=2, length=WIDTH),
        *finder("rows", "simcc_y", axis=3, length=HEIGHT),
    ]
    constants = {
        "from": np.array([0]),
        "to": np.array([1]),
        "channel": np.array([1]),
        "columns_flat": np.array([1, 1, WIDTH, 1]),
        "rows_flat": np.array([1, 1, HEIGHT, 1]),
        "columns_all": np.array([1, 133, WIDTH, 2]),
        "rows_all": np.array([1, 133, HEIGHT, 2]),
        "columns_out": np.array([1, 133, 2 * WIDTH]),
        "rows_out": np.array([1, 133, 2 * HEIGHT]),
    }
    boxes = np.array([[100, 60, 300, 360, 0.9]])
    networks = model(tmp_path, boxes, graphs.stand_in(file, nodes, constants))
    pixels = np.zeros((832, 832, 3), np.uint8)
    pixels[..., 1:] = 90
    pixels[500:504, 300:304] = (255, 90, 90)
    body = standing.made(networks, pixels, poseScore=0.2).people
    assert body is not None
    # One pixel of the view is 4 of the picture: 1.25 times 600 of its rows are 256 of the view's.
    for joint in body.persons[0].body:
        np.testing.assert_allclose(joint[:2], (302, 502), atol=2.2)


def finder(name: str, output: str, axis: int, length: int) -> list[Any]:
    return [
        graphs.node("ReduceMax", "red", name, axes=[axis], keepdims=1),
        graphs.node("Reshape", f"{name} {name}_flat", f"{name}1"),
        graphs.node("Expand", f"{name}1 {name}_all", f"{name}2"),
        graphs.node("Reshape", f"{name}2 {name}_out", output),
    ]


def test_boxes_by_cell_are_read_as_those_of_yolox() -> None:
    told = np.zeros((1, 8400, 85), np.float32)
    # The third cell of the second row of the grid of 16 pixels, after 80 x 80 of the first grid.
    cell = 6400 + 1 * 40 + 2
    told[0, cell, :6] = (0.5, 0.25, np.log(4), np.log(6), 0.9, 0.8)
    dog = 6400 + 20 * 40 + 20
    told[0, dog, :4] = (0, 0, np.log(4), np.log(4))
    told[0, dog, 4], told[0, dog, 5 + 16], told[0, dog, 5] = 1, 0.9, 0.5
    faint = 8000
    told[0, faint, 4:6] = (0.5, 0.5)
    (box,) = read((told,), 640, 640)
    middle, size = np.array([2.5, 1.25]) * 16, np.array([4, 6]) * 16
    np.testing.assert_allclose(box[:4], [*(middle - size / 2), *(middle + size / 2)], rtol=1e-5)
    assert box[4] == pytest.approx(0.72)


def test_of_boxes_without_doubles_only_people_are_taken() -> None:
    boxes = np.array([[[0, 0, 10, 20, 0.9], [30, 0, 40, 20, 0.8], [5, 5, 9, 9, 0.1]]], np.float32)
    (box,) = read((boxes, np.array([[0, 1, 0]])), 416, 416)
    assert box[4] == pytest.approx(0.9)


def test_of_boxes_that_share_most_the_surest_stays() -> None:
    boxes = np.array(
        [[0, 0, 10, 10, 0.5], [1, 0, 11, 10, 0.9], [6, 0, 16, 10, 0.8], [40, 0, 45, 5, 0.3]]
    )
    none = np.zeros(4, bool)
    np.testing.assert_array_equal(without_doubles(boxes, none)[:, 4], [0.9, 0.8, 0.3])
    half = np.array([[0, 0, 10, 10, 0.9], [0, 0, 4, 10, 0.95]])
    assert len(without_doubles(half, np.array([False, False]))) == 2
    np.testing.assert_array_equal(without_doubles(half, np.array([False, True]))[:, 4], [0.9])


def test_the_large_form_works_alike(tmp_path: Path) -> None:
    told = np.zeros((1, 8400, 85), np.float32)
    told[0, 6400 + 15 * 40 + 12, :6] = (0, 0, np.log(6), np.log(20), 1, 0.9)
    contents = {
        DETECTOR: graphs.always(LARGE.file(DETECTOR), [told]),
        POSE: graphs.joints_at(LARGE.file(POSE), (1.5 * PLACES).astype(np.float32)),
    }
    networks = standing.model(LARGE, Preprocessor.OPENPOSE, contents, tmp_path)
    person = only_person(standing.made(networks, noise(640, 640), **SHOWN))
    box = np.array([192 - 48, 240 - 160, 192 + 48, 240 + 160])
    expected = in_picture(box, np.round(2 * 1.5 * PLACES) / 2 / 1.5)
    np.testing.assert_allclose(person.body[0, :2], expected[0], atol=0.01)


def test_a_long_picture_is_looked_at_in_parts(tmp_path: Path) -> None:
    boxes = np.array([[100, 20, 140, 110, 0.9]])
    found = people(noise(200, 1500), model(tmp_path, boxes))
    scale = 416 / 600
    assert len(found) == 4
    assert len(people(noise(1, 3000), model(tmp_path, boxes))) <= 7
    starts = sorted(float(box[0]) - 100 / scale for box in found)
    assert starts == pytest.approx([0, 300, 600, 900], abs=1)
