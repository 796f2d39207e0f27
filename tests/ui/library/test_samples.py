"""Guides of the sample picture: made once, by the method asked for, the newest wish first."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from core.engine import Engine
from core.library.shelf import Shelf
from core.local.methods import PACK, Methods
from core.preprocessor import Preprocessor
from tests.core.local.library.shelves import shelf_with
from tests.ui.parts import PatientEngine, until
from ui.library.samples import KEPT_SIDE, Sample, Samples

DEPTH, CANNY, TILE = Preprocessor.DEPTH, Preprocessor.CANNY, Preprocessor.TILE
NETWORK = "depth-anything-v2-small"


class Desk:
    """Samples whose guides come when the test says so."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        Image.new("RGB", (60, 40), (200, 100, 50)).save(folder / "sample.png")
        self.engine = PatientEngine()
        self.methods: list[Methods] = []
        self.samples = Samples(folder / "sample.png", shelf, self._engine)
        self.told: list[object] = []
        self.samples.made.connect(lambda sample, _: self.told.append(sample))
        self.samples.failed.connect(lambda _, error: self.told.append(error))

    def _engine(self, methods: Methods) -> Engine:
        self.methods.append(methods)
        return self.engine

    async def finish(self) -> None:
        """Make the sample that is asked for."""
        jobs = self.engine.jobs
        await until(lambda: jobs and not jobs[-1].answer.done(), "a sample is asked for")
        jobs[-1].finish()

    async def aclose(self) -> None:
        await self.samples.aclose()
        assert self.engine.closed or not self.methods


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return shelf_with(tmp_path, NETWORK)


async def test_each_is_made_once_by_its_own_method(tmp_path: Path, shelf: Shelf) -> None:
    desk = Desk(tmp_path, shelf)
    pack, network = Sample(DEPTH), Sample(DEPTH, NETWORK)
    desk.samples.want([pack, network])
    await until(lambda: len(desk.engine.jobs) == 1, "the first is asked for")
    assert desk.methods[0].choices == {DEPTH: PACK}
    await desk.finish()
    await until(lambda: len(desk.engine.jobs) == 2, "the second is asked for")
    assert desk.methods[0].choices == {DEPTH: NETWORK}
    await desk.finish()
    await until(lambda: desk.told == [pack, network], "both came")
    desk.samples.want([pack, network])
    found = desk.samples.find(network)
    assert found is not None
    assert len(desk.engine.jobs) == 2
    assert KEPT_SIDE > 256, "more than a tile of the contact sheet needs"
    await desk.aclose()


async def test_what_is_wanted_no_more_is_not_begun(tmp_path: Path, shelf: Shelf) -> None:
    desk = Desk(tmp_path, shelf)
    desk.samples.want([Sample(DEPTH), Sample(CANNY)])
    await until(lambda: desk.engine.jobs, "the first is asked for")
    desk.samples.want([Sample(TILE)])
    await desk.finish()
    await until(lambda: len(desk.engine.jobs) == 2, "another is asked for")
    await desk.finish()
    await until(lambda: desk.told == [Sample(DEPTH), Sample(TILE)], "it came")
    await desk.aclose()


async def test_one_that_fails_holds_up_no_other(tmp_path: Path, shelf: Shelf) -> None:
    desk = Desk(tmp_path, shelf)
    desk.samples.want([Sample(DEPTH), Sample(CANNY)])
    await until(lambda: desk.engine.jobs, "the first is asked for")
    error = ValueError("no depth")
    desk.engine.jobs[0].fail(error)
    await until(lambda: len(desk.engine.jobs) == 2, "the second is asked for")
    await desk.finish()
    await until(lambda: desk.told == [error, Sample(CANNY)], "both are told of")
    assert desk.samples.find(Sample(DEPTH)) is None
    await desk.aclose()


async def test_a_network_that_is_another_is_asked_again(tmp_path: Path, shelf: Shelf) -> None:
    desk = Desk(tmp_path, shelf)
    sample = Sample(DEPTH, NETWORK)
    desk.samples.want([sample])
    await desk.finish()
    await until(lambda: desk.told == [sample], "it came")
    shelf.remove(shelf.row(NETWORK))
    assert desk.samples.find(sample) is None
    await desk.aclose()
