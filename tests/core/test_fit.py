"""The size that a model wants: what comes out, and the sentence that says so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ExportError
from core.fit import MAX_PIXELS, MULTIPLES, SIDE_RANGE, SIDES, Filling, Fit, Side

SHORT, LONG, PAD, CROP = Side.SHORT, Side.LONG, Filling.PAD, Filling.CROP


@pytest.mark.parametrize(
    ("fit", "size", "result", "sentence"),
    [
        (
            Fit(1024, LONG, 64, CROP),
            (1152, 896),
            (1024, 768),
            "1152 x 896 becomes 1024 x 768: scaled to 1024 on the long side, 28 rows cut.",
        ),
        (
            Fit(1024, LONG, 64, PAD),
            (896, 1152),
            (832, 1024),
            "896 x 1152 becomes 832 x 1024: scaled to 1024 on the long side, 36 columns added.",
        ),
        (
            Fit(768, SHORT, 8, CROP),
            (481, 321),
            (1144, 768),
            "481 x 321 becomes 1144 x 768: enlarged to 768 on the short side, 7 columns cut.",
        ),
        (
            Fit(None, multiple=64, filling=CROP),
            (1000, 705),
            (960, 704),
            "1000 x 705 becomes 960 x 704: 40 columns cut, 1 row cut.",
        ),
        (
            Fit(512, LONG),
            (1000, 333),
            (512, 170),
            "1000 x 333 becomes 512 x 170: scaled to 512 on the long side.",
        ),
        (Fit(1024, LONG, 64), (1024, 768), (1024, 768), "1024 x 768 stays as it is."),
        (Fit(), (7, 5), (7, 5), "7 x 5 stays as it is."),
        (
            Fit(1000, LONG, 64, PAD),
            (500, 500),
            (1024, 1024),
            "500 x 500 becomes 1024 x 1024: enlarged to 1000 on the long side, 24 columns added,"
            " 24 rows added.",
        ),
    ],
)
def test_the_sentence_says_what_becomes_of_a_guide(
    fit: Fit, size: tuple[int, int], result: tuple[int, int], sentence: str
) -> None:
    assert fit.result(*size) == result
    assert fit.explain(*size) == sentence


def test_a_side_that_is_shorter_than_a_multiple_is_padded_even_where_others_are_cut() -> None:
    fit = Fit(512, LONG, 64, CROP)
    assert fit.result(1024, 40) == (512, 64)
    assert fit.explain(1024, 40) == (
        "1024 x 40 becomes 512 x 64: scaled to 512 on the long side, 44 rows added."
    )


FITS = st.builds(
    Fit,
    target=st.none() | st.sampled_from(SIDES) | st.integers(SIDE_RANGE[0], 3000),
    side=st.sampled_from(Side),
    multiple=st.sampled_from(MULTIPLES),
    filling=st.sampled_from(Filling),
)
SIDE = st.integers(1, 3000)


@given(FITS, SIDE, SIDE)
def test_every_guide_gets_the_side_that_was_asked_for_and_whole_multiples(
    fit: Fit, width: int, height: int
) -> None:
    try:
        plan = fit.plan(width, height)
    except ExportError:
        assert max(width, height) / min(width, height) > MAX_PIXELS / 3100**2
        return
    wide, high = plan.result
    assert wide % fit.multiple == high % fit.multiple == 0
    assert abs(wide - plan.scaled[0]) < fit.multiple
    assert abs(high - plan.scaled[1]) < fit.multiple
    if fit.target is not None:
        assert (max if fit.side is LONG else min)(plan.scaled) == fit.target
        given = (width, height)
        scale = fit.target / (max if fit.side is LONG else min)(given)
        for before, after in zip(given, plan.scaled, strict=True):
            assert abs(after - max(1, before * scale)) <= 0.5 + 1e-6, "at least one pixel"
    else:
        assert plan.scaled == (width, height)
    if fit.filling is PAD:
        assert wide >= plan.scaled[0]
        assert high >= plan.scaled[1]


@given(FITS, SIDE, SIDE)
def test_what_is_cut_or_added_is_so_at_the_middle(fit: Fit, width: int, height: int) -> None:
    try:
        plan = fit.plan(width, height)
    except ExportError:
        return
    for before, after, offset in zip(plan.scaled, plan.result, plan.offset, strict=True):
        behind = after - before - offset
        assert (offset >= 0) == (after >= before) or offset == 0
        assert 0 <= abs(behind) - abs(offset) <= 1


def test_a_size_that_no_program_could_open_is_refused() -> None:
    with pytest.raises(ExportError, match="9000 x 10 would become 1,382,400 x 1,536"):
        Fit(1536, SHORT).explain(9000, 10)
    assert Fit(1536, LONG).result(9000, 10) == (1536, 2)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"target": 63}, "A side of 63 pixels is not possible. Choose one from 64 to 16384."),
        ({"target": 20_000}, "A side of 20000"),
        ({"target": 512.0}, "A side of 512.0"),
        ({"target": True}, "A side of True"),
        ({"multiple": 16}, "multiples of 16. Choose 1, 8 or 64."),
        ({"multiple": True}, "multiples of True"),
        ({"side": "wide"}, "wide is not known. Choose one of short, long."),
        ({"filling": "stretch"}, "stretch is not known. Choose one of crop, pad."),
    ],
)
def test_what_cannot_be_is_refused_in_words(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ExportError) as refusal:
        Fit(**fields)
    assert words in str(refusal.value)


def test_words_will_do() -> None:
    fit = Fit(512, "short", 8, "pad")  # type: ignore[arg-type]  # as settings hold them
    assert fit == Fit(512, SHORT, 8, PAD)
    assert fit.side is SHORT
    assert fit.replace(target=None) == Fit(None, SHORT, 8, PAD)
