"""Of several methods the best that is here makes a guide, or the one chosen, and that is told."""

from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.catalog import CATALOG
from core.errors import LibraryError
from core.guide import Guide
from core.library.records import Record
from core.library.shelf import Shelf
from core.local.added import Added
from core.local.engine import LocalEngine
from core.local.methods import PACK, Methods
from core.local.networks import Networks
from core.local.pack import Pack
from core.paths import model_pack
from core.picture import Picture
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask
from tests.core.local.library.shelves import pinned, shelf_with
from tests.core.local.library.standing import noise, row
from tests.core.workshop import PATIENCE_S, happens
from tests.hub import graphs

DEPTH = Preprocessor.DEPTH
FINE, COARSE, MOGE = "depth-anything-v2-small-fp16", "depth-anything-v2-small", "moge-2-vits-normal"
PICTURE = Picture(noise(60, 80), "noise")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Both networks for depth, and the one for normals, which makes depth too."""
    return shelf_with(tmp_path, FINE, COARSE, MOGE)


@pytest.fixture
def networks() -> Networks:
    return Networks(Pack(model_pack()))


async def guide_of(
    methods: Methods, networks: Networks, preprocessor: Preprocessor = DEPTH
) -> Guide:
    async with aclosing(LocalEngine(networks=networks, methods=methods)) as engine:
        return await engine.run(PICTURE, PreprocessTask(preprocessor=preprocessor))


def loaded(networks: Networks) -> set[str]:
    """The networks of the library that are in memory, by their rows and roles."""
    return {key.rpartition("/")[0] for key in networks.loaded if "/" in key}


def own(preprocessor: Preprocessor) -> str:
    local = CATALOG[preprocessor].local
    assert local is not None
    return local.method


async def test_the_best_that_is_here_makes_the_guide_and_it_is_final(
    shelf: Shelf, networks: Networks
) -> None:
    guide = await guide_of(Methods(shelf), networks)
    assert guide.method == shelf.rows[FINE].title
    assert guide.quality is Quality.FINAL
    assert guide.remark == ""
    assert loaded(networks) == {f"{FINE}/network"}
    # The stand-in says that everything comes nearer to the right.
    assert guide.pixels[30, 0] <= 1
    assert guide.pixels[30, -1] >= 254


async def test_without_a_library_the_pack_makes_a_draft(networks: Networks, tmp_path: Path) -> None:
    for methods in (Methods(), Methods(shelf_with(tmp_path))):
        guide = await guide_of(methods, networks)
        assert (guide.method, guide.quality) == (own(DEPTH), Quality.DRAFT)
        assert guide.remark == ""


async def test_who_serves_two_makes_both(shelf: Shelf, networks: Networks) -> None:
    methods = Methods(shelf, {DEPTH: MOGE})
    depth = await guide_of(methods, networks)
    normals = await guide_of(methods, networks, Preprocessor.NORMALBAE)
    assert depth.method == normals.method == shelf.rows[MOGE].title
    assert depth.pixels.ndim == 2
    assert normals.pixels[30, 40].tolist() == [128, 128, 255]


@pytest.mark.parametrize("name", [FINE, COARSE, MOGE])
async def test_another_can_be_chosen(shelf: Shelf, networks: Networks, name: str) -> None:
    guide = await guide_of(Methods(shelf, {DEPTH: name}), networks)
    assert (guide.method, guide.quality) == (shelf.rows[name].title, Quality.FINAL)


async def test_the_pack_can_be_chosen_though_there_is_better(
    shelf: Shelf, networks: Networks
) -> None:
    guide = await guide_of(Methods(shelf, {DEPTH: PACK}), networks)
    assert (guide.method, guide.quality, guide.remark) == (own(DEPTH), Quality.DRAFT, "")


async def test_a_choice_takes_effect_with_the_next_guide(shelf: Shelf, networks: Networks) -> None:
    methods = Methods(shelf)
    task = PreprocessTask(preprocessor=DEPTH)
    async with aclosing(LocalEngine(networks=networks, methods=methods)) as engine:
        told = [(await engine.run(PICTURE, task)).method]
        methods.choose(DEPTH, PACK)
        told.append((await engine.run(PICTURE, task)).method)
        methods.choose(DEPTH, None)
        told.append((await engine.run(PICTURE, task)).method)
    title = shelf.rows[FINE].title
    assert told == [title, own(DEPTH), title]
    assert methods.choices == {}


async def test_the_pack_takes_the_place_of_what_was_removed_and_says_so(
    shelf: Shelf, networks: Networks
) -> None:
    methods = Methods(shelf, {DEPTH: COARSE})
    task = PreprocessTask(preprocessor=DEPTH)
    async with aclosing(LocalEngine(networks=networks, methods=methods)) as engine:
        await engine.run(PICTURE, task)
        assert f"{COARSE}/network" in loaded(networks)
        shelf.remove(shelf.rows[COARSE])
        guide = await engine.run(PICTURE, task)
    title = shelf.rows[COARSE].title
    assert (guide.method, guide.quality) == (own(DEPTH), Quality.DRAFT)
    assert (
        guide.remark
        == f"{title} is not in the library. The guide was made by {own(DEPTH)} instead."
    )
    assert f"{COARSE}/network" not in loaded(networks)


async def test_what_nobody_chose_is_removed_without_a_word(
    shelf: Shelf, networks: Networks
) -> None:
    shelf.remove(shelf.rows[FINE])
    guide = await guide_of(Methods(shelf), networks)
    assert (guide.method, guide.remark) == (shelf.rows[COARSE].title, "")


async def test_a_network_that_was_changed_is_not_used_and_it_is_said_each_time(
    shelf: Shelf, networks: Networks
) -> None:
    path = shelf.path_of(shelf.rows[MOGE])
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    fresh = Shelf(shelf.folder, shelf.rows)  # a new run, in which nothing was checked yet
    methods = Methods(fresh)
    for _ in range(2):
        guide = await guide_of(methods, networks, Preprocessor.NORMALBAE)
        assert guide.method == own(Preprocessor.NORMALBAE)
        assert "is not as it was when it was added, and is not used" in guide.remark
        assert guide.remark.endswith(f"The guide was made by {guide.method} instead.")


async def test_a_network_that_does_not_give_what_it_must_gives_way_until_its_file_is_another(
    tmp_path: Path, networks: Networks
) -> None:
    file = row("anime2sketch").files[0]
    nodes = [graphs.node("AveragePool", "input", "output", kernel_shape=[2, 2], strides=[2, 2])]
    half = {"anime2sketch": {"network": graphs.stand_in(file, nodes)}}
    shelf = shelf_with(tmp_path, "anime2sketch", contents=half)
    methods = Methods(shelf)
    anime = Preprocessor.LINEART_ANIME
    for _ in range(2):
        guide = await guide_of(methods, networks, anime)
        assert (guide.method, guide.quality) == (own(anime), Quality.FINAL)
        assert "This is not Anime2Sketch: [?, 1, 256, 256] was expected" in guide.remark
        assert "and there is [1, 3, 128, 128]" in guide.remark


class _Fleeting(dict[str, Any]):
    """What is refused, which another thread takes back right after it was looked up."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        self.clear()
        return found

    def get(self, key: str, default: Any = None) -> Any:
        found = super().get(key, default)
        self.clear()
        return found


def test_a_refusal_that_another_thread_takes_back_meanwhile_harms_nobody(shelf: Shelf) -> None:
    methods, fine = Methods(shelf), shelf.rows[FINE]
    methods.refuse(fine, LibraryError("It could not be run.", "Add it again."))
    methods._refused = _Fleeting(methods._refused)
    assert [each.name for each in methods.all(CATALOG[DEPTH])][-1] == PACK


async def test_a_file_that_onnxruntime_cannot_run_gives_way_too(
    tmp_path: Path, networks: Networks
) -> None:
    name = "upernet-convnext-tiny-ade"
    nodes = [graphs.node("NoSuchThing", "pixel_values", "logits")]
    content = {name: {"network": graphs.stand_in(row(name).files[0], nodes)}}
    shelf = shelf_with(tmp_path, contents=content)
    lay(shelf, name, pinned(row(name), content[name])[1]["network"])
    guide = await guide_of(Methods(shelf), networks, Preprocessor.SEG)
    assert guide.method == own(Preprocessor.SEG)
    assert guide.remark == (
        "The network UperNet with ConvNeXt Tiny could not be run. "
        f"The guide was made by {guide.method} instead."
    )


def lay(shelf: Shelf, name: str, content: bytes) -> None:
    """Put `content` onto `shelf` as it is, which `add_file` would refuse."""
    (file,) = shelf.rows[name].files
    assert file.sha256 is not None
    path = shelf.network_path(file.sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    shelf.remember(shelf.rows[name], file, Record(file.sha256, len(content)))


async def test_a_name_that_no_method_has_is_as_if_nothing_was_chosen(
    shelf: Shelf, networks: Networks
) -> None:
    guide = await guide_of(Methods(shelf, {DEPTH: "of a newer version"}), networks)
    assert (guide.method, guide.remark) == (shelf.rows[FINE].title, "")


def test_the_methods_are_listed_best_first_and_the_pack_last(shelf: Shelf) -> None:
    methods = Methods(shelf)
    names = {
        name: [method.name for method in methods.all(CATALOG[name])]
        for name in (DEPTH, Preprocessor.NORMALBAE, Preprocessor.CANNY)
    }
    assert names == {
        DEPTH: [FINE, COARSE, MOGE, PACK],
        Preprocessor.NORMALBAE: [MOGE, PACK],
        Preprocessor.CANNY: [PACK],
    }


class Gated(Networks):
    """Networks that wait after each run until `gate` is set."""

    def __init__(self) -> None:
        super().__init__(Pack(model_pack()))
        self.gate, self.begun = threading.Event(), threading.Event()
        self.runs = 0

    def run(self, network: str | Added, *values: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        made = super().run(network, *values)
        self.runs += 1
        self.begun.set()
        assert self.gate.wait(PATIENCE_S)
        return made


async def test_who_gave_up_waiting_ends_the_work_at_the_next_tile(tmp_path: Path) -> None:
    methods = Methods(shelf_with(tmp_path, "informative-drawings"))
    networks = Gated()
    wide = Picture(np.tile(noise(512, 512), (1, 8, 1)), "wide")
    lineart = PreprocessTask(preprocessor=Preprocessor.LINEART)
    async with aclosing(LocalEngine(networks=networks, methods=methods)) as engine:
        running = asyncio.ensure_future(engine.run(wide, lineart))
        await happens(networks.begun)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        networks.gate.set()
        # The next guide begins when the thread is free again.
        await engine.run(PICTURE, PreprocessTask(preprocessor=Preprocessor.CANNY))
        assert networks.runs == 1
        await engine.run(wide, lineart)
    assert networks.runs > 5
