"""Methods that run networks get them from the engine, and poses keep who is drawn."""

from __future__ import annotations

import sys
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from core.catalog import CATALOG
from core.errors import PackError
from core.local.engine import LocalEngine
from core.local.method import Drawn, NetworkOpener, TellingMaker
from core.local.networks import Networks
from core.local.pack import Pack
from core.paths import model_pack
from core.picture import Pixels
from core.pose import People
from core.preprocessor import LocalMethod, Preprocessor, Quality
from core.task import PreprocessTask
from tests.core.workshop import picture_of

POSE = PreprocessTask(preprocessor=Preprocessor.OPENPOSE)


def engine_with(
    opener: NetworkOpener, networks: Networks, monkeypatch: pytest.MonkeyPatch
) -> LocalEngine:
    """An engine whose poses are made by `opener`, which runs the network "softedge"."""
    module = ModuleType("pose_workshop")
    module.__dict__["open_here"] = opener
    monkeypatch.setitem(sys.modules, module.__name__, module)
    local = LocalMethod("pose_workshop:open_here", Quality.FINAL, "by hand", networks=("softedge",))
    row = replace(CATALOG[Preprocessor.OPENPOSE], local=local)
    return LocalEngine({Preprocessor.OPENPOSE: row}, networks)


def open_nobody(pixels: Pixels, networks: Networks) -> TellingMaker:
    """Runs a network, then says that nobody is there."""
    height, width = pixels.shape[:2]
    networks.run("softedge", np.zeros((1, 3, 64, 64), np.float32))
    nobody = People((), width, height)
    return lambda options: Drawn(np.zeros((height, width, 3), np.uint8), nobody)


async def test_a_pose_says_who_is_drawn_and_that_nobody_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    networks = Networks(Pack(model_pack()))
    async with aclosing(engine_with(open_nobody, networks, monkeypatch)) as engine:
        guide = await engine.run(picture_of(20, 14), POSE)
    assert guide.people is not None
    assert (guide.people.persons, guide.people.width, guide.people.height) == ((), 20, 14)
    assert guide.remark == CATALOG[Preprocessor.OPENPOSE].nothing_found != ""
    assert networks.loaded == {"softedge"}


async def test_where_the_graphics_card_fails_the_guide_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    networks = Networks(Pack(model_pack()), providers=("CUDAExecutionProvider",))
    async with aclosing(engine_with(open_nobody, networks, monkeypatch)) as engine:
        guide = await engine.run(picture_of(20, 14), POSE)
    assert guide.remark.endswith(networks.remark)
    assert "on the processor" in networks.remark


async def test_a_missing_pack_is_told_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    networks = Networks(Pack(tmp_path))
    async with aclosing(engine_with(open_nobody, networks, monkeypatch)) as engine:
        with pytest.raises(PackError, match=r"missing or damaged.* Install Underdrawing again"):
            await engine.run(picture_of(20, 14), POSE)


async def test_what_a_method_tells_of_its_guide_is_told_with_the_guide() -> None:
    depth = PreprocessTask(preprocessor=Preprocessor.DEPTH)
    async with aclosing(LocalEngine()) as engine:
        flat = await engine.run(picture_of(20, 14, value=90), depth)
    assert flat.deep is not None
    assert (flat.deep.shape, flat.deep.dtype.name) == ((14, 20), "uint16")
    assert flat.remark.startswith("No depth to be seen.")
