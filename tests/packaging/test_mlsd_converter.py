"""M-LSD is written with every score and without the channels that sleep, and says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
import pytest
from onnx import NodeProto, TensorProto, helper, numpy_helper

from core.local.pack import Pack
from core.paths import model_pack
from models.graphs import trimmed
from models.mlsd import with_every_score, without_sleepers
from tests.core.local import numpy_onnx

NEAR, FAR, EACH, READ = 3, 5, 8, 4  # channels of the two pictures, of each narrowed, of what reads
ASLEEP: Mapping[str, Sequence[int]] = {"near": [0, 2, 5], "far": [3], "wide": [2, 4, 9, 11, 15]}


def a_block(asleep: Mapping[str, Sequence[int]] = ASLEEP) -> onnx.ModelProto:
    """The last block of M-LSD's decoder, small, and the convolution that reads it."""
    random = np.random.default_rng(6)
    constants: list[TensorProto] = []

    def convolved(name: str, value: str, outputs: int, inputs: int, side: int) -> NodeProto:
        weights = random.normal(size=(outputs, inputs, side, side))
        bias = random.normal(size=outputs)
        sleepers = list(asleep.get(name, ()))
        weights[sleepers] *= 1e-27
        bias[sleepers] = -np.abs(bias[sleepers])
        for part, values in ((f"{name}/weights", weights), (f"{name}/bias", bias)):
            constants.append(numpy_helper.from_array(values.astype(np.float32), part))
        return helper.make_node(
            "Conv",
            [value, f"{name}/weights", f"{name}/bias"],
            [name],
            kernel_shape=[side, side],
            pads=[side // 2] * 4,
        )

    nodes = [
        helper.make_node("Split", ["in"], ["one", "other"], axis=1, split=[NEAR, FAR]),
        convolved("near", "one", EACH, NEAR, 1),
        helper.make_node("Relu", ["near"], ["near relu"]),
        convolved("far", "other", EACH, FAR, 1),
        helper.make_node("Relu", ["far"], ["far relu"]),
        helper.make_node("Concat", ["near relu", "far relu"], ["joined"], axis=1),
        convolved("wide", "joined", 2 * EACH, 2 * EACH, 3),
        helper.make_node("Relu", ["wide"], ["wide relu"]),
        helper.make_node("Add", ["wide relu", "joined"], ["sum"]),
        convolved("out", "sum", READ, 2 * EACH, 3),
    ]
    graph = helper.make_graph(
        nodes,
        "block",
        [helper.make_tensor_value_info("in", TensorProto.FLOAT, [1, NEAR + FAR, 9, 7])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, READ, 9, 7])],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6)


def widths(model: onnx.ModelProto) -> list[tuple[int, int]]:
    """Output and input channels of every convolution of 3 x 3."""
    shapes = [tuple(constant.dims) for constant in model.graph.initializer]
    return sorted((shape[0], shape[1]) for shape in shapes if shape[2:] == (3, 3))


def test_without_the_channels_that_sleep_a_block_computes_the_same() -> None:
    block = a_block()
    lean = trimmed(without_sleepers(block))
    onnx.checker.check_model(lean, full_check=True)
    value = np.random.default_rng(7).normal(size=(1, NEAR + FAR, 9, 7)).astype(np.float32)
    (expected,) = numpy_onnx.run(block.SerializeToString(), value)
    (found,) = numpy_onnx.run(lean.SerializeToString(), value)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4 * float(np.ptp(expected)))


def test_what_sleeps_is_neither_computed_nor_read() -> None:
    # Of 16 channels of the joined picture 12 are awake, of what is added 11, and 2 in neither:
    # one of these goes with either side.
    assert widths(a_block()) == [(READ, 16), (16, 16)]
    assert widths(trimmed(without_sleepers(a_block()))) == [(3, 13), (READ, 16), (9, 13)]


def test_a_channel_that_a_bias_wakes_is_kept() -> None:
    block = a_block()
    for constant in block.graph.initializer:
        if constant.name in ("near/bias", "wide/bias"):
            biases = numpy_helper.to_array(constant).copy()
            biases[2] = 1
            constant.CopyFrom(numpy_helper.from_array(biases, constant.name))
    assert widths(trimmed(without_sleepers(block))) == [(2, 14), (READ, 16), (10, 14)]
    value = np.zeros((1, NEAR + FAR, 9, 7), np.float32)
    (expected,) = numpy_onnx.run(block.SerializeToString(), value)
    (found,) = numpy_onnx.run(without_sleepers(block).SerializeToString(), value)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4 * float(np.ptp(expected)))


@pytest.mark.parametrize("asleep", [{}, {"wide": [1]}, {"near": range(EACH), "far": range(EACH)}])
def test_a_block_whose_channels_are_all_of_one_kind_is_refused(
    asleep: Mapping[str, Sequence[int]],
) -> None:
    with pytest.raises(ValueError, match="sleep on both sides alike, or not at all"):
        without_sleepers(a_block(asleep))


def test_another_network_is_refused() -> None:
    block = a_block()
    (total,) = [node for node in block.graph.node if node.op_type == "Add"]
    total.input[1] = "wide relu"
    with pytest.raises(ValueError, match="no block of the decoder"):
        without_sleepers(block)


def test_in_the_pack_the_largest_convolution_reads_what_is_awake() -> None:
    model = onnx.load_model_from_string(Pack(model_pack()).read("mlsd"))
    shapes = {item.name: tuple(item.dims) for item in model.graph.initializer}
    assert shapes["awake/added/filter/wholes"] == (64, 96, 3, 3)
    assert shapes["awake/new/filter/wholes"] == (32, 96, 3, 3)


def suppressing(last: str = "Mul") -> onnx.ModelProto:
    """Scores that are set to 0 where one beside them is higher, as M-LSD does it."""
    nodes = [
        helper.make_node("Sigmoid", ["in"], ["likely"]),
        helper.make_node("MaxPool", ["likely"], ["most"], kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node("Equal", ["likely", "most"], ["equal"]),
        helper.make_node("Cast", ["equal"], ["stays"], to=TensorProto.FLOAT),
        helper.make_node(last, ["likely", "stays"], ["scores"]),
    ]
    values = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1, 5, 6])
        for name in ("in", "scores")
    ]
    graph = helper.make_graph(nodes, "suppressing", values[:1], values[1:])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6)


def test_every_score_is_given_and_the_highest_are_the_same() -> None:
    whole = with_every_score(suppressing())
    onnx.checker.check_model(whole, full_check=True)
    assert [node.op_type for node in whole.graph.node] == ["Sigmoid"]
    value = np.random.default_rng(8).normal(size=(1, 1, 5, 6)).astype(np.float32)
    (suppressed,) = numpy_onnx.run(suppressing().SerializeToString(), value)
    (every,) = numpy_onnx.run(whole.SerializeToString(), value)
    assert 0 < np.count_nonzero(suppressed) < suppressed.size
    assert every.all()
    assert (every[suppressed > 0] == suppressed[suppressed > 0]).all()


def test_scores_that_are_made_otherwise_are_refused() -> None:
    with pytest.raises(ValueError, match="not multiplied by which of them are to stay"):
        with_every_score(suppressing(last="Add"))


def test_the_network_of_the_pack_compares_no_scores() -> None:
    model = onnx.load_model_from_string(Pack(model_pack()).read("mlsd"))
    assert not {"Equal", "MaxPool"} & {node.op_type for node in model.graph.node}
