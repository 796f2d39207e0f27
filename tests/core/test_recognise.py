"""A guide that comes in as a picture is recognised; pictures are not taken for one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.engine import LocalEngine
from core.paths import sample_picture
from core.picture import Picture, Pixels
from core.preprocessor import Preprocessor
from core.recognise import Guidelike, recognise
from core.source import open_picture
from core.task import PreprocessTask


def _as_picture(pixels: Pixels) -> Pixels:
    return np.dstack([pixels] * 3) if pixels.ndim == 2 else pixels


def _through_jpeg(pixels: Pixels) -> Pixels:
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 90])
    assert done
    back = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert back is not None
    return back.astype(np.uint8)


@pytest.mark.parametrize(
    ("preprocessor", "seems"),
    [
        (Preprocessor.CANNY, Guidelike.LINES),
        (Preprocessor.LINEART_ANIME, Guidelike.LINES),
        (Preprocessor.MLSD, Guidelike.LINES),
        (Preprocessor.SCRIBBLE, Guidelike.LINES),
        (Preprocessor.OPENPOSE, Guidelike.SKELETON),
        (Preprocessor.SEG, Guidelike.SEGMENTS),
        (Preprocessor.NORMALBAE, Guidelike.NORMALS),
        (Preprocessor.TILE, None),
        (Preprocessor.SHUFFLE, None),
    ],
)
async def test_a_guide_is_recognised_by_its_pixels(
    preprocessor: Preprocessor, seems: Guidelike | None
) -> None:
    engine = LocalEngine()
    picture = await open_picture(sample_picture())
    guide = await engine.run(picture, PreprocessTask(preprocessor=preprocessor))
    await engine.aclose()
    pixels = _as_picture(guide.pixels)
    assert recognise(pixels) is seems
    if seems is not Guidelike.SEGMENTS:  # whose exact colours JPEG destroys
        assert recognise(_through_jpeg(pixels)) is seems


async def test_the_sample_is_a_picture() -> None:
    assert recognise((await open_picture(sample_picture())).pixels) is None


@pytest.mark.parametrize("value", [0, 128, 255])
def test_one_flat_colour_is_no_guide(value: int) -> None:
    assert recognise(np.full((40, 60, 3), value, np.uint8)) is None


def test_a_dark_photograph_in_grey_is_no_guide() -> None:
    random = np.random.default_rng(1)
    night = np.clip(random.normal(6, 8, (300, 400)), 0, 90).astype(np.uint8)
    assert recognise(np.dstack([night] * 3)) is None


def test_ink_on_paper_is_a_drawing_not_a_guide() -> None:
    paper = np.full((200, 200, 3), 255, np.uint8)
    cv2.circle(paper, (100, 100), 60, (0, 0, 0), 2)
    assert recognise(paper) is None


def test_the_smallest_pictures_are_judged_as_well() -> None:
    Picture(np.zeros((1, 1, 3), np.uint8), "dot")
    assert recognise(np.array([[[255, 255, 255]]], np.uint8)) is None
