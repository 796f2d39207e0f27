"""Whatever goes wrong while a guide is made is told in words, and the engine works on."""

from __future__ import annotations

import gc
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.catalog import CATALOG
from core.errors import EngineError, PictureError
from core.local.engine import LocalEngine
from core.local.method import Maker
from core.options import Options
from core.picture import Pixels
from core.preprocessor import LocalMethod, Preprocessor, Quality
from tests.core.workshop import Workshop, canny, engine_of, negative, picture_of


def _raising(error: BaseException) -> Maker:
    def make(options: Options) -> Pixels:
        raise error

    return make


async def test_too_little_memory_is_told_with_the_size_and_what_to_do() -> None:
    async with engine_of(lambda rgb: _raising(MemoryError())) as engine:
        with pytest.raises(EngineError, match=r"memory.* 10 x 7 pixels.* smaller") as caught:
            await engine.run(picture_of(20, 14), canny(width=10))
    assert isinstance(caught.value.__cause__, MemoryError)


async def test_when_memory_runs_out_what_is_kept_is_let_go_and_the_guide_is_made() -> None:
    workshop, tried = Workshop(), 0

    def opener(rgb: Pixels) -> Maker:
        nonlocal tried
        tried += 1
        if tried == 2:
            return _raising(MemoryError())
        gc.collect()
        if tried == 3:
            assert len(workshop.makers) == 0
        return workshop.open(rgb)

    picture = picture_of(20, 14)
    async with engine_of(opener) as engine:
        await engine.run(picture, canny(width=10))
        guide = await engine.run(picture, canny())
    assert (guide.width, tried) == (20, 3)


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), ValueError("x"), StopIteration()])
async def test_whatever_goes_wrong_is_told_with_details(error: Exception) -> None:
    async with engine_of(lambda rgb: _raising(error)) as engine:
        with pytest.raises(EngineError, match="Canny edges failed") as caught:
            await engine.run(picture_of(), canny())
    assert caught.value.remedy
    assert repr(error).split("(", maxsplit=1)[0] in caught.value.details
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("result", [None, np.zeros((9, 9)), np.zeros((9, 9, 4), np.uint8), b""])
async def test_a_maker_that_makes_no_guide_has_failed(result: Any) -> None:
    async with engine_of(lambda rgb: lambda options: result) as engine:
        with pytest.raises(EngineError, match="Canny edges failed"):
            await engine.run(picture_of(), canny())


@pytest.mark.parametrize("error", [EngineError("No model.", "Get one."), PictureError("Bad.")])
async def test_what_explains_itself_is_told_as_it_is(error: Exception) -> None:
    async with engine_of(lambda rgb: _raising(error)) as engine:
        with pytest.raises(type(error)) as caught:
            await engine.run(picture_of(), canny())
    assert caught.value is error


async def test_a_part_that_is_not_installed_is_told_with_its_name() -> None:
    local = LocalMethod("core.local.unheard_of:open_it", Quality.FINAL, "by nobody")
    row = replace(CATALOG[Preprocessor.CANNY], local=local)
    async with aclosing(LocalEngine({row.preprocessor: row})) as engine:
        with pytest.raises(EngineError) as caught:
            await engine.run(picture_of(), canny())
    assert "No module named 'core.local.unheard_of'" in caught.value.details


async def test_after_a_failure_the_next_run_starts_anew() -> None:
    attempts: list[int] = []

    def open_at_the_second_attempt(rgb: Pixels) -> Maker:
        attempts.append(len(attempts))
        if len(attempts) == 1:
            raise OSError("the model is locked")
        return negative(rgb)

    picture = picture_of()
    async with engine_of(open_at_the_second_attempt) as engine:
        with pytest.raises(EngineError):
            await engine.run(picture, canny())
        guide = await engine.run(picture, canny())
    np.testing.assert_array_equal(guide.pixels, 255 - picture.pixels)
