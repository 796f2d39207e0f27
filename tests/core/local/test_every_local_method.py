"""Every local method of the catalogue keeps the contract of core.local.method, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from core.catalog import CATALOG
from core.errors import InvalidTask
from core.local.pack import Pack
from core.options import ChoiceOption, NumberOption, Option, Options, OptionValue
from core.paths import model_pack
from core.picture import Pixels
from core.preprocessor import Entry, Look, Preprocessor, Quality
from tests.core.local.drawings import flat, flat_colours, ramp, texture
from tests.methods import opener

ENTRIES = [entry for entry in CATALOG.values() if entry.local is not None]
SIZES = ((1, 1), (1, 7), (7, 1), (2, 2), (3, 5), (33, 20), (65, 127), (640, 530))


def pictures() -> Iterator[tuple[str, Pixels]]:
    for height, width in SIZES:
        yield f"texture {height} x {width}", texture(height, width)
    yield "black", flat(40, 30, (0, 0, 0))
    yield "white", flat(40, 30, (255, 255, 255))
    yield "grey", ramp(90, 60)
    yield "noise", np.random.default_rng(3).integers(0, 256, (50, 70, 3), dtype=np.uint8)
    yield "drawing", flat_colours(160)


def choices(entry: Entry) -> Iterator[Options]:
    """The defaults, and each option at its extremes as far as the others allow it; each once."""
    found = [Options(entry.complete({}))]
    yield found[0]
    for option in entry.options:
        for value in extremes(option):
            try:
                options = Options(entry.complete({option.name: value}))
            except InvalidTask:
                continue
            if options not in found:
                found.append(options)
                yield options


def extremes(option: Option) -> list[OptionValue]:
    if isinstance(option, NumberOption):
        return [option.minimum, option.maximum]
    if isinstance(option, ChoiceOption):
        return [word for word, _ in option.choices]
    return [False, True]


def test_all_can_be_made_on_this_computer() -> None:
    assert [entry.preprocessor for entry in ENTRIES] == list(Preprocessor)


def test_a_draft_says_what_it_lacks_and_a_final_guide_lacks_nothing() -> None:
    for entry in ENTRIES:
        assert entry.local is not None
        assert bool(entry.local.caveat) == (entry.local.quality is Quality.DRAFT), entry.title


def test_the_networks_that_a_method_runs_are_in_the_pack() -> None:
    for entry in ENTRIES:
        assert entry.local is not None
        assert set(entry.local.networks) <= set(Pack(model_pack()).networks), entry.title


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.preprocessor.value)
@pytest.mark.parametrize(("name", "pixels"), [pytest.param(*p, id=p[0]) for p in pictures()])
def test_guides_have_the_exact_size_and_look_and_repeat(
    entry: Entry, name: str, pixels: Pixels
) -> None:
    before = pixels.copy()
    pixels.flags.writeable = False
    open_picture = opener(entry)
    make, fresh = open_picture(pixels), open_picture(pixels)
    guides = [(options, make(options).copy()) for options in choices(entry)]
    for options, guide in reversed(guides):
        check_look(entry.look, guide, pixels.shape[:2])
        again = make(options)
        anew = fresh(options)
        np.testing.assert_array_equal(guide, again, err_msg=f"again, {options}")
        np.testing.assert_array_equal(guide, anew, err_msg=f"opened anew, {options}")
        assert again.flags.c_contiguous
    np.testing.assert_array_equal(pixels, before)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.preprocessor.value)
def test_a_guide_is_not_changed_by_making_the_next(entry: Entry) -> None:
    make = opener(entry)(texture(80, 60))
    made = [make(options) for options in choices(entry)]
    copies = [guide.copy() for guide in made]
    for options in choices(entry):
        make(options)
    for guide, copy in zip(made, copies, strict=True):
        np.testing.assert_array_equal(guide, copy)


def check_look(look: Look, guide: Pixels, size: tuple[int, ...]) -> None:
    assert guide.dtype == np.uint8
    assert guide.shape[:2] == size
    if look in (Look.BINARY, Look.GREY):
        assert guide.ndim == 2
    else:
        assert guide.shape[2:] == (3,)
    if look is Look.BINARY:
        assert set(np.unique(guide)) <= {0, 255}
