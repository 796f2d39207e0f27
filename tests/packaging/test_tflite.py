"""TensorFlow Lite files become ONNX networks that compute what the file says, number for number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from models.tflite.convert import convert
from models.tflite.reader import read
from tests.packaging.tflite_file import Option, TfliteFile

Array = NDArray[Any]

ADD, AVERAGE_POOL, CONCATENATION, CONVOLUTION, DEPTHWISE, DEQUANTIZE = 0, 1, 2, 3, 4, 6
FULLY_CONNECTED, LOGISTIC, MAX_POOL, RELU, RESHAPE, RESIZE, PAD = 9, 14, 17, 19, 22, 23, 34
MEAN, PRELU = 40, 54
"""Numbers of operators in the schema."""

SAME, VALID = 0, 1
NONE, RELU_1, RELU_6 = 0, 1, 3


def _noise(*shape: int) -> Array:
    return np.random.default_rng(len(shape) + sum(shape)).normal(0, 3, shape).astype(np.float32)


def _run(content: bytes, picture: Array) -> Array:
    session = onnxruntime.InferenceSession(
        convert(content).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (output,) = session.run(None, {"picture": picture})
    return np.asarray(output)


def _int8(number: int) -> Option:
    return "Int8", number


def _int32(number: int) -> Option:
    return "Int32", number


def _is_close(made: Array, expected: Array) -> bool:
    return made.shape == expected.shape and bool(np.allclose(made, expected, atol=1e-4))


@dataclass(frozen=True)
class Window:
    """A window of `size` that moves over a picture of `sides`; both are (height, width)."""

    sides: tuple[int, int]
    size: tuple[int, int]
    stride: int
    dilation: int
    padding: int

    def seen(self, picture: Array, beyond: float) -> Array:
        """What it sees at each place, (rows, columns, height, width, channels), place by place."""
        reach = [(side - 1) * self.dilation + 1 for side in self.size]
        lengths, stride = self.sides, self.stride
        pairs = list(zip(lengths, reach, strict=True))
        if self.padding == SAME:
            counts = [-(-length // stride) for length in lengths]
            missing = [
                max((count - 1) * stride + far - length, 0)
                for count, (length, far) in zip(counts, pairs, strict=True)
            ]
        else:
            counts = [(length - far) // stride + 1 for length, far in pairs]
            missing = [0, 0]
        seen = np.full((*counts, *self.size, picture.shape[3]), beyond, np.float64)
        for row, column, down, across in np.ndindex(*counts, *self.size):
            y = row * stride + down * self.dilation - missing[0] // 2
            x = column * stride + across * self.dilation - missing[1] // 2
            if 0 <= y < lengths[0] and 0 <= x < lengths[1]:
                seen[row, column, down, across] = picture[0, y, x]
        return seen

    @property
    def options(self) -> dict[int, Option]:
        """The fields that all operators with a window have in common."""
        return {0: _int8(self.padding), 1: _int32(self.stride), 2: _int32(self.stride)}


POOLED = (
    Window((6, 7), (3, 3), 2, 1, SAME),
    Window((7, 5), (3, 3), 1, 1, SAME),
    Window((8, 6), (5, 2), 2, 1, SAME),
    Window((9, 8), (3, 2), 2, 1, VALID),
    Window((3, 3), (3, 3), 3, 1, VALID),
)
WINDOWS = (*POOLED, Window((9, 11), (3, 3), 1, 2, SAME), Window((9, 11), (2, 3), 1, 2, VALID))


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("activation", [NONE, RELU_1, RELU_6])
def test_a_convolution_sums_what_its_window_sees(window: Window, activation: int) -> None:
    picture, kernel, bias = _noise(1, *window.sides, 2), _noise(4, *window.size, 2), _noise(4)
    expected = np.einsum("rchwi,ohwi->rco", window.seen(picture, 0), kernel)[None] + bias
    if activation != NONE:
        expected = expected.clip(0, 6 if activation == RELU_6 else None)
    file = TfliteFile()
    inputs = [file.input(*picture.shape), file.constant(kernel), file.constant(bias)]
    dilation = _int32(window.dilation)
    options = window.options | {3: _int8(activation), 4: dilation, 5: dilation}
    output = file.computed(CONVOLUTION, inputs, expected.shape, options)
    assert _is_close(_run(file.content(output), picture), expected)


@pytest.mark.parametrize("window", WINDOWS)
def test_a_depthwise_convolution_keeps_channels_apart(window: Window) -> None:
    picture, kernel, bias = _noise(1, *window.sides, 3), _noise(1, *window.size, 6), _noise(6)
    twice = np.repeat(window.seen(picture, 0), 2, axis=4)
    expected = np.einsum("rchwo,hwo->rco", twice, kernel[0])[None] + bias
    file = TfliteFile()
    inputs = [file.input(*picture.shape), file.constant(kernel), file.constant(bias)]
    dilation = _int32(window.dilation)
    options = window.options | {3: _int32(2), 5: dilation, 6: dilation}
    output = file.computed(DEPTHWISE, inputs, expected.shape, options)
    assert _is_close(_run(file.content(output), picture), expected)


@pytest.mark.parametrize("window", POOLED)
@pytest.mark.parametrize(
    ("operator", "pooled"), [(MAX_POOL, np.nanmax), (AVERAGE_POOL, np.nanmean)]
)
def test_pooling_leaves_out_what_is_beyond_the_picture(
    window: Window, operator: int, pooled: Callable[..., Array]
) -> None:
    picture = _noise(1, *window.sides, 3) - 20
    expected = pooled(window.seen(picture, np.nan), axis=(2, 3))[None]
    file = TfliteFile()
    height, width = window.size
    options = window.options | {3: _int32(width), 4: _int32(height)}
    output = file.computed(operator, [file.input(*picture.shape)], expected.shape, options)
    assert _is_close(_run(file.content(output), picture), expected)


@pytest.mark.parametrize("size", [(12, 9), (4, 3), (7, 5)])
@pytest.mark.parametrize("way", ["align_corners", "half_pixel", "neither"])
def test_a_picture_is_resized_by_the_places_of_its_pixels(size: tuple[int, int], way: str) -> None:
    picture = _noise(1, 4, 3, 2)
    expected = picture.astype(np.float64)
    for axis, length in zip((1, 2), size, strict=True):
        old = picture.shape[axis]
        places = {
            "align_corners": np.arange(length) * (old - 1) / (length - 1),
            "half_pixel": (np.arange(length) + 0.5) * old / length - 0.5,
            "neither": np.arange(length) * old / length,
        }[way].clip(0, old - 1)
        before = np.floor(places).astype(int)
        share = (places - before).reshape([-1 if side == axis else 1 for side in range(4)])
        after = np.minimum(before + 1, old - 1)
        expected = expected.take(before, axis) * (1 - share) + expected.take(after, axis) * share
    file = TfliteFile()
    inputs = [file.input(*picture.shape), file.constant(np.array(size, np.int32))]
    options = {2: ("Bool", int(way == "align_corners")), 3: ("Bool", int(way == "half_pixel"))}
    output = file.computed(RESIZE, inputs, (1, *size, 2), options)
    assert _is_close(_run(file.content(output), picture), expected)


def test_order_is_kept_when_a_picture_becomes_a_list() -> None:
    picture = _noise(1, 3, 4, 6)
    file = TfliteFile()
    source = file.input(*picture.shape)
    rows = [file.computed(RESHAPE, [source], (1, 24, 3)) for _ in range(2)]
    output = file.computed(CONCATENATION, rows, (1, 48, 3), {0: _int32(1)})
    expected = np.concatenate([picture.reshape(1, 24, 3)] * 2, axis=1)
    assert np.array_equal(_run(file.content(output), picture), expected)


@pytest.mark.parametrize("axis", [1, 2, 3, -1])
def test_pictures_are_joined_along_any_side(axis: int) -> None:
    picture = _noise(1, 3, 4, 2)
    expected = np.concatenate([picture, np.maximum(picture, 0)], axis=axis)
    file = TfliteFile()
    source = file.input(*picture.shape)
    positive = file.computed(RELU, [source], picture.shape)
    output = file.computed(CONCATENATION, [source, positive], expected.shape, {0: _int32(axis)})
    assert np.array_equal(_run(file.content(output), picture), expected)


def test_padding_goes_to_the_side_it_is_meant_for() -> None:
    picture = _noise(1, 3, 4, 2)
    around = np.array([(0, 0), (1, 2), (0, 3), (2, 1)], np.int32)
    expected = np.pad(picture, [tuple(pair) for pair in around.tolist()])
    file = TfliteFile()
    inputs = [file.input(*picture.shape), file.constant(around)]
    output = file.computed(PAD, inputs, expected.shape)
    assert np.array_equal(_run(file.content(output), picture), expected)


def test_a_slope_belongs_to_its_channel() -> None:
    picture, slopes = _noise(1, 3, 4, 5), _noise(1, 1, 5)
    file = TfliteFile()
    inputs = [file.input(*picture.shape), file.constant(slopes)]
    output = file.computed(PRELU, inputs, picture.shape)
    expected = np.where(picture < 0, picture * slopes, picture)
    assert _is_close(_run(file.content(output), picture), expected)


def test_weights_in_half_precision_are_used_as_they_are() -> None:
    picture, kernel, bias = _noise(1, 3, 4, 5), _noise(7, 5).astype(np.float16), _noise(7)
    file = TfliteFile()
    source = file.input(*picture.shape)
    mean = file.computed(
        MEAN, [source, file.constant(np.array([1, 2], np.int32))], (1, 5), {0: ("Bool", 0)}
    )
    weights = file.computed(DEQUANTIZE, [file.constant(kernel)], kernel.shape)
    row = file.computed(FULLY_CONNECTED, [mean, weights, file.constant(bias)], (1, 7))
    output = file.computed(LOGISTIC, [row], (1, 7))
    sums = picture.mean(axis=(1, 2)) @ kernel.astype(np.float32).T + bias
    assert _is_close(_run(file.content(output), picture), 1 / (1 + np.exp(-sums)))


def _sum_and_positive() -> bytes:
    """Two outputs, "computed 1" and "computed 2"."""
    file = TfliteFile()
    source = file.input(1, 2, 3, 4)
    total = file.computed(ADD, [source, source], (1, 2, 3, 4))
    positive = file.computed(RELU, [source], (1, 2, 3, 4))
    return file.content(total, positive)


def test_inputs_and_outputs_get_the_names_that_are_given() -> None:
    graph = convert(_sum_and_positive(), {"picture": "rgb", "computed 2": "positive"}).graph
    assert [value.name for value in graph.input] == ["rgb"]
    assert [value.name for value in graph.output] == ["positive"]
    assert "Add" not in {node.op_type for node in graph.node}


def test_what_is_computed_on_the_way_can_be_an_output() -> None:
    file = TfliteFile()
    source = file.input(1, 2, 3, 4)
    total = file.computed(ADD, [source, source], (1, 2, 3, 4))
    content = file.content(file.computed(RELU, [total], (1, 2, 3, 4)))
    names = {"picture": "rgb", "computed 2": "positive", "computed 1": "sums"}
    model = convert(content, names)
    assert [value.name for value in model.graph.output] == ["positive", "sums"]
    picture = np.random.default_rng(5).normal(size=(1, 2, 3, 4)).astype(np.float32)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    positive, sums = session.run(None, {"rgb": picture})
    np.testing.assert_array_equal(sums, picture + picture)
    np.testing.assert_array_equal(positive, np.maximum(sums, 0))


def test_without_names_all_outputs_keep_theirs() -> None:
    graph = convert(_sum_and_positive()).graph
    assert [value.name for value in graph.output] == ["computed 1", "computed 2"]


def test_a_name_that_the_file_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="scores"):
        convert(_sum_and_positive(), {"scores": "scores"})


def test_what_is_no_tensorflow_lite_file_is_refused() -> None:
    for content in (b"", b"TFL3", b"\x08\x00\x00\x00ONNX" + bytes(40)):
        with pytest.raises(ValueError, match="TensorFlow Lite file"):
            read(content)


def test_a_file_that_stops_early_is_refused() -> None:
    content = _sum_and_positive()
    for length in range(8, len(content)):
        with pytest.raises(ValueError, match=r"."):
            read(content[:length])


def _with(
    operator: int, inputs: Sequence[Array], options: dict[int, Option] | None = None
) -> bytes:
    file = TfliteFile()
    numbers = [file.input(1, 2, 2, 3), *(file.constant(value) for value in inputs)]
    return file.content(file.computed(operator, numbers, (1, 2, 2, 3), options))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_with(99, []), "operator 99"),
        (_with(ADD, [_noise(3)]), "differ in shape"),
        (_with(ADD, [_noise(1, 2, 2, 3)]), "not computed"),
        (_with(CONCATENATION, [], {0: _int32(3), 1: _int8(4)}), "activation 4"),
        (_with(PRELU, [_noise(2, 2, 3)]), "slopes"),
        (_with(RESHAPE, []), "reshaping"),
        (_with(MEAN, [np.array([3], np.int32)]), "whole picture"),
        (_with(PAD, [np.zeros((4, 2), np.uint8)]), "type 3"),
        (_with(FULLY_CONNECTED, [_noise(3, 3), _noise(3)]), "rows"),
    ],
)
def test_what_is_not_supported_is_named(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        convert(content)
