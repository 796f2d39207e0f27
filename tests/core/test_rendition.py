"""How a guide goes out is asked for in whole: what cannot be cannot even be said."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ExportError
from core.file_format import FileFormat
from core.fit import MULTIPLES, SIDES, Filling, Fit, Side
from core.preprocessor import Preprocessor
from core.rendition import Rendition, can_be_transparent, can_invert, parse_rendition
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
        ({"quality": 60.0}, "A quality of 60.0"),
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


def _possible(fields: dict[str, Any]) -> Rendition | None:
    try:
        return Rendition(**fields)
    except ExportError:
        return None


RENDITIONS = (
    st.fixed_dictionaries(
        {
            "format": st.sampled_from(FileFormat),
            "quality": st.integers(20, 100),
            "fit": st.none()
            | st.builds(
                Fit,
                st.none() | st.sampled_from(SIDES),
                st.sampled_from(Side),
                st.sampled_from(MULTIPLES),
                st.sampled_from(Filling),
            ),
            **{name: st.booleans() for name in ("invert", "transparent", "deep", "metadata")},
        }
    )
    .map(_possible)
    .filter(lambda rendition: rendition is not None)
)


@given(RENDITIONS)
def test_it_is_remembered_as_it_was(rendition: Rendition) -> None:
    assert parse_rendition(json.loads(json.dumps(rendition.plain()))) == rendition


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({}, Rendition()),
        ({"format": "JPG", "transparent": True, "quality": 7, "mood": 1}, Rendition(JPG)),
        ({"format": "GIF", "invert": True, "deep": "yes"}, Rendition(invert=True)),
        ({"format": ["PNG"], "quality": None, "fit": {"target": 512, "mood": 1}}, Rendition()),
        ({"fit": 512, "metadata": False}, Rendition(metadata=False)),
        ({"fit": {"target": 512, "side": []}, "quality": [60]}, Rendition()),
        ({"fit": {"target": 512}, "quality": 60.5}, Rendition(fit=Fit(512))),
    ],
)
def test_what_cannot_be_remembered_gets_its_default(found: Any, expected: Rendition) -> None:
    assert parse_rendition(found) == expected


def test_what_is_no_mapping_is_nothing_to_remember() -> None:
    with pytest.raises(TypeError):
        parse_rendition(["PNG"])


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
