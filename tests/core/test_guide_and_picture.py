"""Pictures and guides: always pixels that everything else can rely on, and that nobody changes."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from core.engine import Progress, ignore_progress
from core.guide import Guide
from core.picture import Picture
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask

TASK = PreprocessTask(preprocessor=Preprocessor.CANNY)
NO_COLOUR_PICTURE: list[tuple[int, ...]] = [
    *((0, 5, 3), (5, 0, 3), (5, 5, 0), (5, 5, 4), (5, 5, 1), (5, 5, 2), (5,), (), (1, 5, 5, 3)),
]


def guide_of(pixels: Any) -> Guide:
    return Guide(pixels, TASK, "local", "by hand", Quality.FINAL, 0.5)


def zeros(*shape: int, dtype: Any = np.uint8) -> np.ndarray[Any, Any]:
    return np.zeros(shape, dtype)


def test_a_picture_knows_its_size_name_and_origin() -> None:
    picture = Picture(zeros(2, 5, 3), "sea", "/home/a/sea.png")
    assert (picture.width, picture.height) == (5, 2)
    assert {type(picture.width), type(picture.height)} == {int}
    assert (picture.name, picture.origin) == ("sea", "/home/a/sea.png")
    assert Picture(zeros(1, 1, 3), "dot").origin == ""


@pytest.mark.parametrize("shape", [*NO_COLOUR_PICTURE, (5, 5)])
def test_a_picture_is_colour_and_has_pixels(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a picture is uint8"):
        Picture(zeros(*shape), "sea")


@pytest.mark.parametrize("dtype", [np.uint16, np.int8, np.float32, np.bool_])
def test_pixels_are_bytes(dtype: type) -> None:
    with pytest.raises(ValueError, match="uint8"):
        Picture(zeros(5, 5, 3, dtype=dtype), "sea")
    with pytest.raises(ValueError, match="uint8"):
        guide_of(zeros(5, 5, dtype=dtype))


def test_a_picture_has_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        Picture(zeros(1, 1, 3), "")


@pytest.mark.parametrize("build", [lambda pixels: Picture(pixels, "sea"), guide_of])
@pytest.mark.parametrize(
    "lay_out",
    [
        *(lambda: zeros(4, 6, 3), lambda: zeros(4, 6, 4)[..., :3]),
        *(lambda: zeros(4, 6, 3)[::-1, ::-1], lambda: zeros(8, 12, 3)[::2, ::2]),
        *(lambda: zeros(6, 4, 3).transpose(1, 0, 2), lambda: np.asfortranarray(zeros(4, 6, 3))),
    ],
)
def test_pixels_lie_in_a_row_and_cannot_be_written(build: Any, lay_out: Any) -> None:
    pixels = lay_out()
    pixels[0, 0] = (1, 2, 3)
    kept = build(pixels).pixels
    assert kept.flags.c_contiguous
    np.testing.assert_array_equal(kept, pixels)
    with pytest.raises(ValueError, match="read-only"):
        kept[0, 0] = 0


def test_a_large_picture_is_not_copied() -> None:
    pixels = zeros(4, 6, 3)
    assert np.shares_memory(Picture(pixels, "sea").pixels, pixels)
    assert np.shares_memory(guide_of(pixels).pixels, pixels)


def test_two_pictures_are_the_same_only_if_they_are_one() -> None:
    picture, twin = Picture(zeros(4, 6, 3), "sea"), Picture(zeros(4, 6, 3), "sea")
    assert picture == picture  # noqa: PLR0124 - that it equals itself is what is tested
    assert picture != twin
    assert len({picture, twin, picture}) == 2
    with pytest.raises(FrozenInstanceError):
        picture.name = "lake"  # type: ignore[misc]  # what must not be possible is tried


@pytest.mark.parametrize("shape", [(2, 5), (2, 5, 3), (1, 1)])
def test_a_guide_is_grey_or_colour(shape: tuple[int, ...]) -> None:
    guide = guide_of(zeros(*shape))
    assert (guide.height, guide.width) == shape[:2]
    assert {type(guide.width), type(guide.height)} == {int}
    assert (guide.task, guide.engine, guide.method) == (TASK, "local", "by hand")
    assert (guide.quality, guide.seconds) == (Quality.FINAL, 0.5)
    assert (guide.cost_usd, guide.remark) == (None, "")
    with pytest.raises(FrozenInstanceError):
        guide.remark = "none"  # type: ignore[misc]  # what must not be possible is tried


@pytest.mark.parametrize("shape", [*NO_COLOUR_PICTURE, (0, 5), (5, 0)])
def test_what_is_neither_is_no_guide(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a guide is uint8"):
        guide_of(zeros(*shape))


def test_a_guide_of_the_same_pixels_is_another_guide() -> None:
    pixels = zeros(2, 5)
    assert guide_of(pixels) != guide_of(pixels)


def deep_guide(pixels: Any, deep: Any) -> Guide:
    return Guide(pixels, TASK, "local", "by hand", Quality.FINAL, 0.5, deep=deep)


def test_16_bits_of_a_guide_lie_in_a_row_and_cannot_be_written() -> None:
    assert guide_of(zeros(2, 5)).deep is None
    turned = np.arange(10, dtype=np.uint16).reshape(5, 2).T
    kept = deep_guide(zeros(2, 5), turned).deep
    assert kept is not None
    assert kept.flags.c_contiguous
    np.testing.assert_array_equal(kept, turned)
    with pytest.raises(ValueError, match="read-only"):
        kept[0, 0] = 0
    whole = zeros(2, 5, dtype=np.uint16)
    assert deep_guide(zeros(2, 5), whole).deep is whole


@pytest.mark.parametrize(
    "deep",
    [zeros(2, 5), zeros(2, 5, dtype=np.float32), zeros(5, 2, dtype=np.uint16)],
)
def test_16_bits_are_whole_numbers_for_every_pixel(deep: Any) -> None:
    with pytest.raises(ValueError, match="16 bits are uint16"):
        deep_guide(zeros(2, 5), deep)


def test_nobody_has_to_follow_the_progress() -> None:
    progress = Progress("making")
    assert progress.fraction is None
    assert progress == Progress("making")
    ignore_progress(progress)
