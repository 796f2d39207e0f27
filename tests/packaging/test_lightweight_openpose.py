"""The pose network's graph computes what the weights say, by independent arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.lightweight_openpose import convert
from tests.packaging.torch_files import checkpoint

Array = NDArray[Any]
State = Mapping[str, Array]

WIDTHS = (4, 6, 8, 8, 10, 10, 12, 12, 12, 12, 12, 12)
"""Channels of a network that is built like the real one, but narrow."""

NARROW = 5


def convolved(x: Array, weights: Array, bias: Array, stride: int = 1, dilation: int = 1) -> Array:
    """x (channels, height, width) with zeros around it; as many groups as the weights say."""
    outputs, channels, kernel, _ = weights.shape
    reach = dilation * (kernel // 2)
    padded = np.pad(x, ((0, 0), (reach, reach), (reach, reach)))
    span = 2 * reach + 1
    windows = sliding_window_view(padded, (span, span), axis=(1, 2))
    windows = windows[:, ::stride, ::stride, ::dilation, ::dilation]
    if channels == 1 and len(x) == outputs:
        summed = np.einsum("chwij,cij->chw", windows, weights[:, 0])
    else:
        summed = np.einsum("chwij,ocij->ohw", windows, weights)
    return np.asarray(summed + bias[:, None, None])


class Network:
    """The published network in plain arithmetic, batch norms where they were."""

    def __init__(self, state: State) -> None:
        self._state = {name: array.astype(np.float64) for name, array in state.items()}

    def __call__(self, x: Array) -> tuple[Array, Array]:
        x = self.unit("model.0.0", x, "model.0.1", stride=2)
        for number in range(1, 12):
            stride = 2 if number in (2, 4) else 1
            dilation = 2 if number == 7 else 1
            part = f"model.{number}"
            x = self.unit(f"{part}.0", x, f"{part}.1", stride, dilation)
            x = self.unit(f"{part}.3", x, f"{part}.4")
        x = y = self.relu("cpm.align.0", x)
        for number in range(3):
            y = self.elu(f"cpm.trunk.{number}.0", y)
            y = self.elu(f"cpm.trunk.{number}.2", y)
        features = y = self.relu("cpm.conv.0", x + y)
        for number in range(3):
            y = self.relu(f"initial_stage.trunk.{number}.0", y)
        heatmaps, affinities = self.heads("initial_stage", y)
        y = np.concatenate([features, heatmaps, affinities])
        for number in range(5):
            block = f"refinement_stages.0.trunk.{number}"
            first = self.relu(f"{block}.initial.0", y)
            second = self.unit(f"{block}.trunk.0.0", first, f"{block}.trunk.0.1")
            y = first + self.unit(f"{block}.trunk.1.0", second, f"{block}.trunk.1.1", dilation=2)
        return self.heads("refinement_stages.0", y)

    def heads(self, stage: str, x: Array) -> tuple[Array, Array]:
        heatmaps, affinities = (
            self.plain(f"{stage}.{head}.1.0", self.relu(f"{stage}.{head}.0.0", x))
            for head in ("heatmaps", "pafs")
        )
        return heatmaps, affinities

    def plain(self, name: str, x: Array, stride: int = 1, dilation: int = 1) -> Array:
        weights = self._state[f"{name}.weight"]
        bias = self._state.get(f"{name}.bias", np.zeros(len(weights)))
        return convolved(x, weights, bias, stride, dilation)

    def relu(self, name: str, x: Array) -> Array:
        return np.maximum(self.plain(name, x), 0)

    def elu(self, name: str, x: Array) -> Array:
        y = self.plain(name, x)
        return np.where(y > 0, y, np.expm1(y))

    def unit(self, name: str, x: Array, norm: str, stride: int = 1, dilation: int = 1) -> Array:
        y = self.plain(name, x, stride, dilation)
        mean, variance, weight, bias = (
            self._state[f"{norm}.{part}"][:, None, None]
            for part in ("running_mean", "running_var", "weight", "bias")
        )
        return np.maximum((y - mean) / np.sqrt(variance + 1e-5) * weight + bias, 0)


@pytest.fixture(scope="module")
def state() -> State:
    """Random weights under the names of the checkpoint."""
    random = np.random.default_rng(7)
    tensors: dict[str, Array] = {}

    def convolution(name: str, outputs: int, channels: int, kernel: int, bias: bool = True) -> None:
        scale = np.sqrt(2 / (channels * kernel**2))
        tensors[f"{name}.weight"] = random.normal(0, scale, (outputs, channels, kernel, kernel))
        if bias:
            tensors[f"{name}.bias"] = random.normal(0, 0.2, outputs)

    def norm(name: str, width: int) -> None:
        tensors[f"{name}.weight"] = random.uniform(0.5, 1.5, width)
        tensors[f"{name}.bias"] = random.normal(0, 0.2, width)
        tensors[f"{name}.running_mean"] = random.normal(0, 0.2, width)
        tensors[f"{name}.running_var"] = random.uniform(0.3, 2, width)
        tensors[f"{name}.num_batches_tracked"] = np.array(9)

    convolution("model.0.0", WIDTHS[0], 3, 3, bias=False)
    norm("model.0.1", WIDTHS[0])
    for number in range(1, 12):
        before, after = WIDTHS[number - 1], WIDTHS[number]
        convolution(f"model.{number}.0", before, 1, 3, bias=False)
        norm(f"model.{number}.1", before)
        convolution(f"model.{number}.3", after, before, 1, bias=False)
        norm(f"model.{number}.4", after)
    convolution("cpm.align.0", NARROW, WIDTHS[-1], 1)
    for number in range(3):
        convolution(f"cpm.trunk.{number}.0", NARROW, 1, 3, bias=False)
        convolution(f"cpm.trunk.{number}.2", NARROW, NARROW, 1, bias=False)
        convolution(f"initial_stage.trunk.{number}.0", NARROW, NARROW, 3)
    convolution("cpm.conv.0", NARROW, NARROW, 3)
    for stage in ("initial_stage", "refinement_stages.0"):
        for head, channels in (("heatmaps", 19), ("pafs", 38)):
            convolution(f"{stage}.{head}.0.0", 6, NARROW, 1)
            convolution(f"{stage}.{head}.1.0", channels, 6, 1)
    for number in range(5):
        block = f"refinement_stages.0.trunk.{number}"
        convolution(f"{block}.initial.0", NARROW, NARROW + 57 if number == 0 else NARROW, 1)
        for part in (0, 1):
            convolution(f"{block}.trunk.{part}.0", NARROW, NARROW, 3)
            norm(f"{block}.trunk.{part}.1", NARROW)
    return {
        name: array if array.dtype.kind == "i" else array.astype(np.float32)
        for name, array in tensors.items()
    }


def test_the_graph_agrees_with_the_weights(state: State) -> None:
    model = convert(checkpoint(state))
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    for height, width in ((40, 64), (24, 16)):
        x = np.random.default_rng(3).uniform(-0.5, 0.5, (3, height, width)).astype(np.float32)
        found = session.run(["heatmaps", "affinities"], {"bgr": x[None]})
        for value, expected in zip(found, Network(state)(x.astype(np.float64)), strict=True):
            assert value.shape == (1, len(expected), height // 8, width // 8)
            assert np.ptp(expected) > 0.1
            np.testing.assert_allclose(value[0], expected, rtol=1e-3, atol=1e-3)


def test_no_batch_norm_is_left(state: State) -> None:
    model = convert(checkpoint(state))
    onnx.checker.check_model(model, full_check=True)
    assert {node.op_type for node in model.graph.node} == {
        *("Conv", "Relu", "Elu", "Add", "Concat", "Identity")
    }


def test_another_network_is_refused(state: State) -> None:
    partial = {name: array for name, array in state.items() if "cpm.conv" not in name}
    with pytest.raises(ValueError, match=r"cpm\.conv\.0"):
        convert(checkpoint(partial))
