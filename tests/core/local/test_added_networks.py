"""Networks that were added run by their files: any inputs, any type of number, bounded memory."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from core.errors import LibraryError
from core.library.row import RowFile
from core.library.rows import ROWS
from core.local import networks as module
from core.local.added import Added, Port
from core.local.networks import Networks
from core.local.pack import Pack, Tensor
from core.local.session_options import session_options
from core.local.stopping import Stop, Stopped, until
from core.paths import model_pack
from tests.hub import graphs

MOGE = ROWS["moge-2-vits-normal"].files[0]
HALVES = RowFile(
    "half.onnx",
    None,
    None,
    inputs=(Tensor("x", "float16", ("any",), ""),),
    outputs=(Tensor("y", "float16", ("any",), ""),),
)


@pytest.fixture
def networks() -> Networks:
    return Networks(Pack(model_pack()))


def added(folder: Path, name: str, content: bytes) -> Added:
    path = folder / f"{name}.onnx"
    path.write_bytes(content)
    return Added(f"{name}/network", name.title(), partial(Path, path))


def doubling(folder: Path, name: str = "doubling") -> Added:
    nodes = [graphs.node("Add", "x x", "y")]
    return added(folder, name, graphs.stand_in(HALVES, nodes))


def test_several_inputs_are_given_in_their_order(networks: Networks, tmp_path: Path) -> None:
    network = added(tmp_path, "moge", graphs.one_normal(MOGE, (0.0, 0.0, -1.0), far=3.0))
    image = np.zeros((1, 3, 4, 6), np.float32)
    points, normals, mask, scale = networks.run(network, image, np.array(2000))
    assert points.shape == normals.shape == (1, 4, 6, 3)
    assert (points[0, 2, 4] == (5, 3, 3)).all()
    assert (mask.shape, scale.shape) == ((1, 4, 6), (1,))
    with pytest.raises(LibraryError, match="The network Moge could not be run"):
        networks.run(network, image)


def test_what_a_file_takes_and_gives_can_be_asked(networks: Networks, tmp_path: Path) -> None:
    inputs, outputs = networks.ports(doubling(tmp_path))
    assert inputs == (Port("x", "float16", ("batch",)),)
    assert outputs == (Port("y", "float16", ("batch",)),)
    content = graphs.one_normal(MOGE, (0.0, 0.0, -1.0))
    image, tokens = networks.ports(added(tmp_path, "moge", content))[0]
    assert (image.dtype, image.shape[1]) == ("float32", 3)
    assert (tokens.name, tokens.dtype, tokens.shape) == ("num_tokens", "int64", ())
    assert networks.ports("softedge")[0][0].dtype == "float32"


def test_half_precision_goes_in_and_comes_out(networks: Networks, tmp_path: Path) -> None:
    (doubled,) = networks.run(doubling(tmp_path), np.array([1.5, 3], np.float16))
    assert doubled.dtype == np.float16
    assert doubled.tolist() == [3, 6]


def test_a_graph_is_left_as_it_is_where_its_row_says_so(networks: Networks, tmp_path: Path) -> None:
    levels = onnxruntime.GraphOptimizationLevel
    usual, plain = (
        session_options(1, optimised=optimised).graph_optimization_level
        for optimised in (True, False)
    )
    assert (usual, plain) == (levels.ORT_ENABLE_ALL, levels.ORT_DISABLE_ALL)
    network = replace(doubling(tmp_path), optimised=False)
    assert networks.run(network, np.ones(1, np.float16))[0].tolist() == [2]


def test_the_file_is_asked_for_when_it_is_first_run_and_not_again(
    networks: Networks, tmp_path: Path
) -> None:
    asked = []
    network = doubling(tmp_path)

    def path() -> Path:
        asked.append(1)
        return network.path()

    once = replace(network, path=path)
    assert asked == []
    for _ in range(3):
        networks.run(once, np.ones(1, np.float16))
    assert asked == [1]
    networks.forget(once.key)
    assert networks.loaded == frozenset()
    networks.run(once, np.ones(1, np.float16))
    assert asked == [1, 1]


def test_what_refuses_to_give_its_file_is_told_as_it_is(networks: Networks, tmp_path: Path) -> None:
    def gone() -> Path:
        raise LibraryError("It is gone.", "Add it again.")

    with pytest.raises(LibraryError, match=r"It is gone\. Add it again\."):
        networks.run(replace(doubling(tmp_path), path=gone), np.ones(1, np.float16))


def test_of_many_that_were_added_the_last_stay_loaded(
    networks: Networks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = (doubling(tmp_path, name) for name in ("one", "two", "three"))
    size = one.path().stat().st_size
    monkeypatch.setattr(module, "MOST_ADDED", 2 * size + size // 2)
    value = np.ones(1, np.float16)
    networks.run("softedge", np.zeros((1, 3, 64, 64), np.float32))
    for network in (one, two, one, three):
        networks.run(network, value)
    assert networks.loaded == {"softedge", one.key, three.key}
    monkeypatch.setattr(module, "MOST_ADDED", 0)
    networks.run(two, value)
    assert networks.loaded == {"softedge", two.key}


def test_nothing_is_run_for_those_who_do_not_wait_any_more(
    networks: Networks, tmp_path: Path
) -> None:
    stop, network, value = Stop(), doubling(tmp_path), np.ones(1, np.float16)
    with until(stop):
        networks.run(network, value)
        stop.set()
        with pytest.raises(Stopped):
            networks.run(network, value)
        with until(Stop()):
            networks.run(network, value)
    networks.run(network, value)


LONG = 200
"""Products of large matrices, one after the other: some seconds."""


def test_a_network_that_is_running_is_interrupted(networks: Networks, tmp_path: Path) -> None:
    file = RowFile(
        "long.onnx",
        None,
        None,
        inputs=(Tensor("x0", "float32", (1024, 1024), ""),),
        outputs=(Tensor(f"x{LONG}", "float32", (1024, 1024), ""),),
    )
    nodes = [graphs.node("MatMul", f"x{step} x0", f"x{step + 1}") for step in range(LONG)]
    network, value = added(tmp_path, "long", graphs.stand_in(file, nodes)), np.zeros((1024, 1024))
    value = value.astype(np.float32)
    networks.ports(network)
    stop = Stop()

    def run() -> None:
        with until(stop), pytest.raises(Stopped):
            networks.run(network, value)

    began = time.perf_counter()
    networks.run(network, value)
    whole = time.perf_counter() - began
    began = time.perf_counter()
    worker = threading.Thread(target=run)
    worker.start()
    worker.join(timeout=whole / 8)
    assert worker.is_alive()
    stop.set()
    worker.join()
    assert time.perf_counter() - began < 0.7 * whole
    networks.run(doubling(tmp_path), np.ones(1, np.float16))
