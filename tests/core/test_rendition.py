"""How a guide goes out is asked for in whole: what cannot be cannot even be said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.errors import ExportError
from core.file_format import FileFormat
from core.fit import Fit
from core.preprocessor import Preprocessor
from core.rendition import Rendition, can_be_transparent, can_invert
from core.task import OutputFormat
from tests.core.guides import example, guide_of

PNG, WEBP, JPG, TIFF = FileFormat.PNG, FileFormat.WEBP, FileFormat.JPG, FileFormat.TIFF
P = Preprocessor
LINES = {P.CANNY, P.SOFTEDGE, P.LINEART, P.LINEART_ANIME, P.SCRIBBLE, P.MLSD}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"format": "GIF"}, "Guides are not written as GIF. Choose one of PNG, WEBP, JPG, TIFF."),
        ({"quality": 19}, "A quality of 19 is not possible. Choose one from 20 to 100."),
        ({"quality": 101}, "A quality of 101"),
        ({"quality": True}, "A quality of True"),
        ({"invert": 1}, "invert cannot be 1."),
        ({"metadata": None}, "metadata cannot be None."),
        ({"fit": 512}, "512 is no size."),
        ({"format": JPG, "transparent": True}, "A JPG file cannot be transparent."),
        ({"format": JPG, "deep": True}, "A JPG file has 8 bits. Choose PNG or TIFF for 16."),
        ({"format": WEBP, "deep": True}, "A WEBP file has 8 bits."),
        ({"deep": True, "transparent": True}, "16 bits has no transparent ground."),
    ],
)
def test_what_no_file_could_hold_is_refused_in_words(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ExportError) as refusal:
        Rendition(**fields)
    assert words in str(refusal.value)
    assert refusal.value.remedy


def test_the_formats_of_the_api_are_formats_of_files() -> None:
    for format in OutputFormat:
        assert Rendition(format).format is FileFormat(format.value)  # type: ignore[arg-type]  # as settings hold them


def test_lines_and_depth_have_a_negative() -> None:
    assert {name for name in P if can_invert(name)} == LINES | {P.DEPTH}


def test_lines_and_poses_have_a_ground_that_can_be_clear() -> None:
    assert {name for name in P if can_be_transparent(name)} == LINES | {P.OPENPOSE}


@pytest.mark.parametrize("preprocessor", P)
def test_a_guide_is_told_what_it_is_not_for_or_goes_out_as_far_as_it_can(
    preprocessor: Preprocessor,
) -> None:
    guide = example(preprocessor)
    wishes = [Rendition(invert=True), Rendition(transparent=True), Rendition(deep=True)]
    possible = [
        can_invert(preprocessor),
        can_be_transparent(preprocessor),
        preprocessor is P.DEPTH,
    ]
    for wish, fits in zip(wishes, possible, strict=True):
        assert wish.suited(guide) == (wish if fits else Rendition())
        wish.suited(guide).check(guide)
        if fits:
            wish.check(guide)
        else:
            with pytest.raises(ExportError) as refusal:
                wish.check(guide)
            assert refusal.value.remedy


def test_depth_that_was_bought_has_8_bits() -> None:
    bought = guide_of(P.DEPTH, np.zeros((4, 4), np.uint8))
    with pytest.raises(ExportError, match="This guide has 8 bits"):
        Rendition(deep=True).check(bought)
    assert Rendition(deep=True).suited(bought) == Rendition()


def test_another_format_keeps_what_it_can_hold() -> None:
    clear, deep = Rendition(transparent=True, invert=True), Rendition(deep=True, fit=Fit(512))
    assert clear.within(TIFF) == Rendition(TIFF, transparent=True, invert=True)
    assert clear.within(JPG) == Rendition(JPG, invert=True)
    assert deep.within(TIFF) == Rendition(TIFF, deep=True, fit=Fit(512))
    assert deep.within(WEBP) == Rendition(WEBP, fit=Fit(512))
