"""The pixel under the cursor, in words that an artist can use."""

from __future__ import annotations

import numpy as np
import pytest

from core.guide import Guide
from core.local.seg.ade20k import INDEX, PALETTE
from core.picture import Picture, Pixels
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask
from ui.readout import readout


def _picture() -> Picture:
    pixels = np.zeros((10, 20, 3), np.uint8)
    pixels[9, 19] = (1, 2, 255)
    return Picture(pixels, "cat", "a test")


def _guide(preprocessor: Preprocessor, pixels: Pixels) -> Guide:
    task = PreprocessTask(preprocessor=preprocessor)
    return Guide(pixels, task, "local", "by hand", Quality.FINAL, 0.0)


def test_the_place_and_the_colour_are_told() -> None:
    assert readout(_picture(), None, 0.999, 0.999) == "19, 9   #0102ff"


def test_the_very_edge_is_still_the_last_pixel() -> None:
    assert readout(_picture(), None, 1.0, 1.0).startswith("19, 9 ")


@pytest.mark.parametrize(
    ("preprocessor", "value", "said"),
    [
        (Preprocessor.CANNY, 255, "255"),
        (Preprocessor.DEPTH, 128, "near 0.50"),
        (Preprocessor.NORMALBAE, (255, 0, 255), "left +1.00  up -1.00  near +1.00"),
        (Preprocessor.NORMALBAE, (127, 127, 128), "left +0.00  up +0.00  near +0.00"),
        (Preprocessor.TILE, (16, 32, 48), "#102030"),
        (Preprocessor.SEG, tuple(PALETTE[INDEX["tree"]]), "tree"),
        (Preprocessor.SEG, tuple(PALETTE[INDEX["road"]]), "road or skyscraper"),
        (Preprocessor.SEG, (0, 0, 0), "nothing"),
    ],
)
def test_what_the_guide_says_there_is_told_in_its_own_terms(
    preprocessor: Preprocessor, value: int | tuple[int, ...], said: str
) -> None:
    shape = (4, 8, 3) if isinstance(value, tuple) else (4, 8)
    pixels = np.zeros(shape, np.uint8)
    pixels[2, 4] = value
    # A guide of another size is asked at the same place of the picture.
    assert readout(_picture(), _guide(preprocessor, pixels), 0.55, 0.55).split("   ")[2] == said


def test_an_inverted_guide_is_told_as_it_is_seen_and_what_is_near_stays_near() -> None:
    pixels = np.full((4, 8), 55, np.uint8)
    lines = readout(_picture(), _guide(Preprocessor.SOFTEDGE, pixels), 0.5, 0.5, inverted=True)
    assert lines.split("   ")[2] == "200"
    near = readout(_picture(), _guide(Preprocessor.DEPTH, pixels), 0.5, 0.5, inverted=True)
    assert near.split("   ")[2] == "near 0.22"
