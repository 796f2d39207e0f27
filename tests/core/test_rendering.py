"""What goes out: a guide keeps its look, whatever size and form it is given."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from core.errors import ExportError
from core.fit import Filling, Fit, Side
from core.pose import People, Person
from core.preprocessor import Preprocessor
from core.rendering import FLAT, fitted_people, render
from core.rendition import Rendition, can_be_transparent, can_invert
from tests.core.guides import SEGMENTS, example, guide_of, strokes

P = Preprocessor
WIDER = Rendition(fit=Fit(None, multiple=64, filling=Filling.PAD))  # 60 x 44 becomes 64 x 64
NARROWER = Rendition(fit=Fit(None, multiple=8, filling=Filling.CROP))  # 60 x 44 becomes 56 x 40
SIZES = [Fit(target, side) for target in (64, 100, 241) for side in Side]


def _over(samples: Any, ground: int) -> Any:
    """What is seen of grey or RGB with alpha on a `ground` of that grey."""
    image = Image.fromarray(samples).convert("RGBA")
    back = Image.new("RGBA", image.size, (ground, ground, ground, 255))
    back.alpha_composite(image)
    return np.asarray(back.convert("RGB"))


@pytest.mark.parametrize("preprocessor", P)
def test_a_guide_goes_out_as_it_is(preprocessor: Preprocessor) -> None:
    guide = example(preprocessor)
    assert render(guide, Rendition()) is guide.pixels


@pytest.mark.parametrize("preprocessor", P)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        *({"invert": True}, {"transparent": True}, {"deep": True}),
        *({"fit": WIDER.fit}, {"fit": NARROWER.fit}, {"fit": Fit(128)}, {"fit": Fit(64)}),
        {"fit": Fit(70, Side.SHORT, 64, Filling.PAD), "invert": True},
        {"fit": Fit(70, Side.SHORT, 64, Filling.CROP), "transparent": True},
    ],
)
def test_it_has_the_size_that_was_explained_and_nobody_can_write_to_it(
    preprocessor: Preprocessor, changes: dict[str, Any]
) -> None:
    guide = example(preprocessor)
    rendition = Rendition(**changes).suited(guide)
    samples = render(guide, rendition)
    size = rendition.fit.result(guide.width, guide.height) if rendition.fit else (60, 44)
    assert samples.shape[1::-1] == size
    assert samples.dtype == (np.uint16 if rendition.deep else np.uint8)
    planes = 1 if guide.pixels.ndim == 2 else 3
    assert (*samples.shape, 1)[2] == planes + rendition.transparent
    assert samples.flags.c_contiguous
    with pytest.raises(ValueError, match="read-only"):
        samples[0, 0] = 1


def test_inverted_lines_are_black_on_white() -> None:
    guide = example(P.CANNY)
    np.testing.assert_array_equal(render(guide, Rendition(invert=True)), 255 - guide.pixels)


def test_inverted_depth_has_all_its_16_bits() -> None:
    guide = example(P.DEPTH)
    assert guide.deep is not None
    np.testing.assert_array_equal(render(guide, Rendition(deep=True)), guide.deep)
    np.testing.assert_array_equal(
        render(guide, Rendition(deep=True, invert=True)), 65535 - guide.deep
    )


@pytest.mark.parametrize("preprocessor", [name for name in P if can_be_transparent(name)])
@pytest.mark.parametrize("fit", [None, WIDER.fit, NARROWER.fit])
def test_what_is_transparent_looks_on_its_old_ground_as_before(
    preprocessor: Preprocessor, fit: Fit | None
) -> None:
    guide = example(preprocessor)
    for invert in {False, can_invert(preprocessor)}:
        opaque = Rendition(invert=invert, fit=fit)
        clear = render(guide, opaque.replace(transparent=True))
        solid = np.asarray(Image.fromarray(render(guide, opaque)).convert("RGB"))
        np.testing.assert_array_equal(_over(clear, 255 if invert else 0), solid)
        assert not clear[..., -1][(solid == (255 if invert else 0)).all(axis=2)].any()


def test_lines_are_ink_of_one_colour() -> None:
    guide = example(P.SOFTEDGE)
    white = render(guide, Rendition(transparent=True))
    black = render(guide, Rendition(transparent=True, invert=True))
    assert (white[..., 0] == 255).all()
    assert (black[..., 0] == 0).all()
    np.testing.assert_array_equal(white[..., 1], guide.pixels)
    np.testing.assert_array_equal(black[..., 1], guide.pixels)


@pytest.mark.parametrize("fit", [Fit(64), Fit(200)])
def test_a_scaled_pose_on_a_clear_ground_has_no_dark_rim(fit: Fit) -> None:
    red = np.zeros((90, 120, 3), np.uint8)
    red[30:60, 40:80] = (153, 0, 0)
    samples = render(guide_of(P.OPENPOSE, red), Rendition(transparent=True, fit=fit))
    edge = samples[(samples[..., 3] > 0) & (samples[..., 3] < 255)]
    assert len(edge)
    assert (edge[:, 1:3] == 0).all()
    assert np.abs(edge[edge[:, 3] > 32][:, 0].astype(int) - 153).max() <= 4


@pytest.mark.parametrize(
    ("preprocessor", "changes", "ground"),
    [
        (P.CANNY, {}, 0),
        (P.CANNY, {"invert": True}, 255),
        (P.DEPTH, {"deep": True, "invert": True}, 65535),
        (P.SEG, {}, (0, 0, 0)),
        (P.NORMALBAE, {}, FLAT),
        (P.OPENPOSE, {"transparent": True}, (0, 0, 0, 0)),
    ],
)
def test_what_is_padded_is_ground_and_the_guide_lies_in_its_middle(
    preprocessor: Preprocessor, changes: dict[str, Any], ground: Any
) -> None:
    guide = example(preprocessor)
    plain = Rendition(**changes)
    samples = render(guide, plain.replace(fit=WIDER.fit))
    assert samples.shape[:2] == (64, 64)
    np.testing.assert_array_equal(samples[10:54, 2:62], render(guide, plain))
    rim = np.ones((64, 64), bool)
    rim[10:54, 2:62] = False
    assert (samples[rim] == ground).all()


@pytest.mark.parametrize("preprocessor", P)
def test_what_is_cut_is_the_rim(preprocessor: Preprocessor) -> None:
    guide = example(preprocessor)
    np.testing.assert_array_equal(render(guide, NARROWER), guide.pixels[2:42, 2:58])


@pytest.mark.parametrize("preprocessor", [P.CANNY, P.SCRIBBLE, P.MLSD])
@pytest.mark.parametrize("fit", SIZES)
def test_lines_stay_black_and_white(preprocessor: Preprocessor, fit: Fit) -> None:
    for rendition in (Rendition(fit=fit), Rendition(fit=fit, invert=True)):
        assert set(np.unique(render(example(preprocessor, 120, 88), rendition))) == {0, 255}


LINE_ART = st.builds(
    strokes,
    st.integers(1, 150),
    st.integers(1, 150),
    st.integers(0, 2**32),
    st.integers(1, 3),
)


@given(LINE_ART, st.integers(64, 300), st.sampled_from(Side))
def test_what_was_connected_stays_connected(lines: Any, target: int, side: Side) -> None:
    height, width = lines.shape
    assume(max(width, height) <= 20 * min(width, height))
    samples = render(guide_of(P.CANNY, lines), Rendition(fit=Fit(target, side)))
    assert cv2.connectedComponents(samples.copy())[0] <= cv2.connectedComponents(lines)[0]
    assert samples.any() == lines.any()


def test_a_line_of_one_pixel_stays_one_when_it_shrinks() -> None:
    lines = np.zeros((400, 400), np.uint8)
    cv2.line(lines, (3, 10), (390, 10), 255, 1)
    cv2.line(lines, (200, 60), (203, 390), 255, 1)
    samples = render(guide_of(P.CANNY, lines), Rendition(fit=Fit(170)))
    assert (samples[30:160].astype(bool).sum(axis=1) == 1).all()
    assert (samples[:20].astype(bool).sum(axis=0) <= 1).all()


def test_lines_that_came_as_colour_are_lines_all_the_same() -> None:
    lines = strokes(120, 88)
    guide = guide_of(P.CANNY, np.dstack([lines] * 3))
    plain = guide_of(P.CANNY, lines)
    for rendition in (Rendition(transparent=True), Rendition(fit=Fit(100))):
        np.testing.assert_array_equal(render(guide, rendition), render(plain, rendition))


@pytest.mark.parametrize("fit", SIZES)
def test_segments_keep_their_colours(fit: Fit) -> None:
    samples = render(example(P.SEG, 120, 88), Rendition(fit=fit))
    colours = {tuple(colour) for colour in samples.reshape(-1, 3).tolist()}
    assert colours == {tuple(colour) for colour in SEGMENTS.tolist()}


@pytest.mark.parametrize("fit", SIZES)
def test_normals_stay_one_long(fit: Fit) -> None:
    samples = render(example(P.NORMALBAE, 120, 88), Rendition(fit=fit))
    lengths = np.linalg.norm(samples / 127.5 - 1, axis=2)
    assert np.abs(lengths - 1).max() < 0.02


def test_normals_of_nothing_stay_black() -> None:
    samples = render(
        guide_of(P.NORMALBAE, np.zeros((88, 120, 3), np.uint8)), Rendition(fit=Fit(64))
    )
    assert not samples.any()


@pytest.mark.parametrize("preprocessor", [P.DEPTH, P.NORMALBAE, P.OPENPOSE])
def test_where_colours_are_values_borders_get_no_rims(preprocessor: Preprocessor) -> None:
    step = np.full((40, 40, 3), (128, 50, 186), np.uint8)
    step[:, 20:] = (190, 210, 193)
    pixels = step[..., 1].copy() if preprocessor is P.DEPTH else step
    samples = render(guide_of(preprocessor, pixels), Rendition(fit=Fit(130)))
    band = samples if preprocessor is P.DEPTH else samples[..., 1]
    assert (np.diff(band.astype(int), axis=1) >= 0).all()


def test_a_soft_line_gets_no_ripples_beside_it() -> None:
    lines = np.zeros((64, 64), np.uint8)
    lines[:, 30:33] = 255
    samples = render(guide_of(P.LINEART, lines), Rendition(fit=Fit(256)))
    assert not samples[:, : 4 * 28].any()
    assert not samples[:, 4 * 35 :].any()


def test_depth_of_16_bits_is_scaled_with_all_of_them() -> None:
    ramp = np.linspace(0, 65535, 300).astype(np.uint16)[None].repeat(200, axis=0)
    guide = guide_of(P.DEPTH, (ramp // 257).astype(np.uint8), deep=ramp)
    for target in (64, 900):
        samples = render(guide, Rendition(deep=True, fit=Fit(target)))
        assert samples.dtype == np.uint16
        assert len(np.unique(samples)) >= min(target, 890)
        assert (np.diff(samples.astype(int), axis=1) >= 0).all()


def test_what_a_guide_is_not_for_is_refused() -> None:
    with pytest.raises(ExportError, match="Segments cannot be inverted"):
        render(example(P.SEG), Rendition(invert=True))


def test_joints_go_where_the_pose_goes() -> None:
    body = np.zeros((18, 3), np.float32)
    body[0], body[1], body[2] = (60.5, 20.5, 0.9), (1, 44, 0.5), (100, 44, 0.7)
    pixels = np.zeros((88, 120, 3), np.uint8)
    pixels[18:23, 58:63] = 255
    hand = np.zeros((21, 3), np.float32)
    people = People((Person(body, right_hand=hand),), 120, 88)
    fit = Fit(128, Side.SHORT, 64, Filling.CROP)  # 175 x 128, then 128 x 128
    moved = fitted_people(people, fit)
    assert (moved.width, moved.height) == fit.result(120, 88) == (128, 128)
    (person,) = moved.persons
    samples = render(guide_of(P.OPENPOSE, pixels), Rendition(fit=fit))
    rows, columns = np.nonzero(samples[..., 0] > 128)
    np.testing.assert_allclose(
        person.body[0], (columns.mean() + 0.5, rows.mean() + 0.5, 0.9), atol=0.5
    )
    np.testing.assert_array_equal(person.body[1], 0)
    np.testing.assert_allclose(person.body[2], (100 * 175 / 120 - 23, 64, 0.7), atol=0.01)
    np.testing.assert_array_equal(person.body[3:], 0)
    assert person.left_hand is person.face is None
    assert person.right_hand is not None
    assert not person.right_hand.any()
