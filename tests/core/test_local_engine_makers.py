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
        await engine.run(same_to_look_at, canny())
        assert len(workshop.opened) == 4
        await engine.run(picture, canny(height=7))
        assert len(workshop.opened) == 4, "the same size by its height"


async def test_the_pictures_last_worked_on_stay_open_and_the_others_are_let_go() -> None:
    workshop = Workshop()
    pictures = [picture_of(value=value) for value in range(KEPT_MAKERS + 1)]
    async with engine_of(workshop.open) as engine:
        for picture in pictures[:KEPT_MAKERS]:
            await engine.run(picture, canny())
        await engine.run(pictures[0], canny(1))
        assert len(workshop.opened) == KEPT_MAKERS
        await engine.run(pictures[-1], canny())
        gc.collect()
        assert len(workshop.makers) == KEPT_MAKERS
        for picture in (pictures[0], *pictures[2:]):
            await engine.run(picture, canny(2))
        assert len(workshop.opened) == KEPT_MAKERS + 1
        await engine.run(pictures[1], canny())
        assert len(workshop.opened) == KEPT_MAKERS + 2
    gc.collect()
    assert len(workshop.makers) == 0, "a closed engine keeps nothing"
