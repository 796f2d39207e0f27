"""A file's session is looked at: what fits is taken, and every difference is refused and shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import LibraryError
from core.library.checking import check, fits
from core.library.row import ANY, REST, SEVERAL, Row, RowFile
from core.library.rows import ROWS
from core.local.pack import Tensor
from tests.hub.graphs import red_as_output

ROW: Row = ROWS["informative-drawings"]
IMAGE = Tensor("image", "float32", (1, 3, "height", "width"), "")
DRAWING = Tensor("drawing", "float32", (1, 1, "height", "width"), "")


def a_file(
    inputs: tuple[Tensor, ...] = (IMAGE,), outputs: tuple[Tensor, ...] = (DRAWING,)
) -> RowFile:
    return RowFile("model.onnx", None, None, inputs, outputs)


REAL = red_as_output(a_file())
"""A network with an input like IMAGE and an output like DRAWING."""


def like(tensor: Tensor, **changes: object) -> Tensor:
    return replace(tensor, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "file",
    [
        a_file(),
        a_file(inputs=(like(IMAGE, name=ANY),)),
        a_file(inputs=(like(IMAGE, dtype="float16 or float32"),)),
        a_file(inputs=(like(IMAGE, shape=(ANY, ANY, ANY, ANY)),)),
        a_file(inputs=(like(IMAGE, shape=(1, 3, "rows", "columns")),)),
        a_file(inputs=(like(IMAGE, shape=(1, 3, 512, 512)),)),
        a_file(outputs=(like(DRAWING, name=SEVERAL),)),
        a_file(outputs=(like(DRAWING, shape=(REST,)),)),
        a_file(outputs=(like(DRAWING, shape=(1, REST)),)),
        a_file(outputs=(like(DRAWING, shape=("batch", 1, "height", "width")),)),
    ],
    ids=lambda file: f"{file.inputs[0].shape} {file.outputs[0].shape}",
)
def test_what_fits_is_taken(file: RowFile) -> None:
    check(REAL, ROW, file)
    assert fits(REAL, file)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (a_file(inputs=(like(IMAGE, name="picture"),)), 'input "picture" float32'),
        (a_file(inputs=(like(IMAGE, dtype="float16"),)), 'input "image" float16'),
        (a_file(inputs=(like(IMAGE, shape=(1, 4, "height", "width")),)), "[1, 4, height, width]"),
        (a_file(inputs=(like(IMAGE, shape=("batch", 3, ANY, ANY)),)), "[batch, 3, any, any]"),
        (a_file(inputs=(like(IMAGE, shape=(1, 3, "height")),)), "[1, 3, height]"),
        (a_file(inputs=(IMAGE, like(IMAGE, name="tokens"))), '2 inputs ("image" float32'),
        (a_file(outputs=(like(DRAWING, name="depth"),)), 'output "depth" float32'),
        (a_file(outputs=(like(DRAWING, dtype="uint8"),)), 'output "drawing" uint8'),
        (a_file(outputs=(like(DRAWING, shape=(1, 3, ANY, ANY)),)), "[1, 3, any, any]"),
        (a_file(outputs=(like(DRAWING, shape=(ANY, ANY)),)), "[any, any]"),
        (a_file(outputs=(DRAWING, like(DRAWING, name=SEVERAL))), "2 outputs"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_difference_is_refused_with_both_shown(file: RowFile, expected: str) -> None:
    with pytest.raises(LibraryError) as caught:
        check(REAL, ROW, file)
    assert caught.value.what.startswith("This is not Informative Drawings, fine: ")
    assert expected in caught.value.what.partition(" was expected, and there is ")[0]
    kind = "input" if "input" in caught.value.what else "output"
    found = {
        "input": '"image" float32 [1, 3, height, width]',
        "output": '"drawing" float32 [1, 1, height, width]',
    }
    assert found[kind] in caught.value.what
    for text in found.values():
        assert f"{text}" in caught.value.details
    assert not fits(REAL, file)


def test_outputs_are_found_by_their_names_in_any_order() -> None:
    one, other = like(DRAWING, name="one"), like(DRAWING, name="other")
    content = red_as_output(a_file(outputs=(one, other)))
    check(content, ROW, a_file(outputs=(other, one)))


def test_one_or_more_stand_for_as_many_as_there_are() -> None:
    many = tuple(like(DRAWING, name=f"side{number}") for number in range(5))
    content = red_as_output(a_file(outputs=many))
    check(content, ROW, a_file(outputs=(like(DRAWING, name=SEVERAL),)))
    with pytest.raises(LibraryError, match="5 outputs"):
        check(content, ROW, a_file(outputs=(like(DRAWING, name=ANY),)))


def test_nothing_is_printed_about_a_file_that_cannot_be_opened(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(LibraryError, match="no network that can be run here") as caught:
        check(b"\x08\x07 not an onnx file", ROW, a_file())
    assert caught.value.details
    assert not fits(b"\x08\x07 not an onnx file", a_file())
    assert capfd.readouterr() == ("", "")
