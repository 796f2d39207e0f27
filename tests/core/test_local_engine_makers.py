"""Going back and forth between options, sizes and preprocessors does not begin at nothing."""

from __future__ import annotations

import gc

from core.local.engine import KEPT_MAKERS
from core.preprocessor import Preprocessor
from core.task import PreprocessTask
from tests.core.workshop import Workshop, canny, engine_of, picture_of


async def test_other_options_of_a_picture_do_not_open_it_again() -> None:
    workshop, picture = Workshop(), picture_of(20, 14)
    async with engine_of(workshop.open) as engine:
        for low in (1, 50, 99):
            await engine.run(picture, canny(low))
        await engine.run(picture, canny(1, width=20, output_format="PNG"))
        await engine.run(picture, canny(1, width=999, height=14))
    assert len(workshop.opened) == 1
    assert [options["lowThresholdCanny"] for options in workshop.made] == [1, 50, 99, 1, 1]


async def test_another_picture_size_or_preprocessor_is_opened() -> None:
    workshop, picture = Workshop(), picture_of(20, 14)
    same_to_look_at = picture_of(20, 14)
    async with engine_of(workshop.open) as engine:
        await engine.run(picture, canny())
        await engine.run(picture, canny(width=10))
        await engine.run(picture, PreprocessTask(preprocessor=Preprocessor.TILE))
        assert len(workshop.opened) == 3
        await engine.run(picture, canny(height=7))
        assert len(workshop.opened) == 3, "the same size by its height"
        await engine.run(same_to_look_at, canny())
        assert len(workshop.opened) == 4


async def test_the_sizes_last_worked_on_stay_open_and_the_others_are_let_go() -> None:
    workshop, picture = Workshop(), picture_of(20, 14)
    widths = range(1, KEPT_MAKERS + 2)
    async with engine_of(workshop.open) as engine:
        for width in widths[:-1]:
            await engine.run(picture, canny(width=width))
        await engine.run(picture, canny(1, width=1))
        assert len(workshop.opened) == KEPT_MAKERS
        await engine.run(picture, canny(width=widths[-1]))
        gc.collect()
        assert len(workshop.makers) == KEPT_MAKERS
        for width in (1, *widths[2:]):
            await engine.run(picture, canny(2, width=width))
        assert len(workshop.opened) == KEPT_MAKERS + 1
        await engine.run(picture, canny(width=2))
        assert len(workshop.opened) == KEPT_MAKERS + 2
    gc.collect()
    assert len(workshop.makers) == 0, "a closed engine keeps nothing"


async def test_of_a_picture_that_is_worked_on_no_more_nothing_is_kept() -> None:
    workshop, picture, other = Workshop(), picture_of(20, 14), picture_of(20, 14)
    async with engine_of(workshop.open) as engine:
        await engine.run(picture, canny())
        await engine.run(picture, canny(width=10))
        await engine.run(other, canny())
        gc.collect()
        assert len(workshop.makers) == 1
