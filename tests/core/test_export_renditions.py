"""What is exported is what is shown: every file holds the very pixels that were rendered."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.codec import decode
from core.encoding import encode
from core.errors import ExportError
from core.export import export_guide, guide_file, save_guide
from core.file_format import FileFormat
from core.fit import Fit
from core.preprocessor import Preprocessor
from core.provenance import read_task
from core.rendering import render
from core.rendition import Rendition
from tests.core.guides import example
from tests.core.pictures import noise

PNG, WEBP, JPG, TIFF = FileFormat.PNG, FileFormat.WEBP, FileFormat.JPG, FileFormat.TIFF
P = Preprocessor
WAYS: list[dict[str, Any]] = [
    {},
    {"invert": True, "fit": Fit(96, multiple=64)},
    {"transparent": True},
    {"transparent": True, "invert": True, "metadata": False},
    {"deep": True},
    {"deep": True, "invert": True, "fit": Fit(80, multiple=8)},
]


def _opened(file: bytes) -> Any:
    with Image.open(io.BytesIO(file)) as image:
        return np.asarray(image)


def _as_rgba(samples: Any) -> Any:
    return np.asarray(Image.fromarray(samples).convert("RGBA"))


@pytest.mark.parametrize("format", [PNG, TIFF, WEBP])
@pytest.mark.parametrize("preprocessor", P)
@pytest.mark.parametrize("way", WAYS)
def test_a_lossless_file_holds_what_is_shown(
    format: FileFormat, preprocessor: Preprocessor, way: dict[str, Any]
) -> None:
    guide = example(preprocessor)
    rendition = Rendition(TIFF, 100, **way).within(format).suited(guide)
    assert rendition.lossless
    shown = render(guide, rendition)
    held = _opened(guide_file(guide, rendition, "a"))
    if format is WEBP:  # knows no grey
        shown, held = _as_rgba(shown), _as_rgba(held)
    assert held.dtype == shown.dtype
    np.testing.assert_array_equal(held, shown)


@pytest.mark.parametrize("format", [JPG, WEBP])
@pytest.mark.parametrize("preprocessor", [P.SOFTEDGE, P.DEPTH, P.TILE])
def test_a_lossy_file_comes_near_it(format: FileFormat, preprocessor: Preprocessor) -> None:
    guide = example(preprocessor)
    errors = []
    for quality in (30, 99):
        rendition = Rendition(format, quality, fit=Fit(256))
        assert not rendition.lossless
        shown = _as_rgba(render(guide, rendition))
        held = _as_rgba(_opened(guide_file(guide, rendition, "a")))
        errors.append(np.abs(shown.astype(int) - held).mean())
    assert errors[1] < errors[0]
    assert errors[1] < 6


@pytest.mark.parametrize("format", [PNG, TIFF])
def test_a_file_of_16_bits_is_read_here_in_8(format: FileFormat) -> None:
    guide = example(P.DEPTH)
    assert guide.deep is not None
    pixels = decode(guide_file(guide, Rendition(format, deep=True), "a"))
    nearest = np.rint(guide.deep / 257).astype(np.uint8)
    np.testing.assert_array_equal(pixels, np.dstack([nearest] * 3))


@given(
    shape=st.sampled_from([(), (2,), (3,), (4,)]),
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    format=st.sampled_from([PNG, TIFF, WEBP]),
)
def test_what_is_clear_comes_back_bit_for_bit(
    shape: tuple[int, ...], width: int, height: int, format: FileFormat
) -> None:
    samples = noise((height, width, *shape), seed=width)
    back = _opened(encode(samples, format, 100))
    np.testing.assert_array_equal(_as_rgba(back), _as_rgba(samples))


@pytest.mark.parametrize(
    ("samples", "format", "words"),
    [
        (noise((4, 4, 2)), JPG, "A JPG file cannot be transparent"),
        (noise((4, 4, 4)), JPG, "A JPG file cannot be transparent"),
        (np.zeros((4, 4), np.uint16), JPG, "A JPG file has 8 bits"),
        (np.zeros((4, 4), np.uint16), WEBP, "A WEBP file has 8 bits"),
    ],
)
def test_what_a_format_cannot_hold_is_refused_rather_than_changed(
    samples: Any, format: FileFormat, words: str
) -> None:
    with pytest.raises(ExportError, match=words):
        encode(samples, format, 95)


def test_an_exported_file_is_whole_and_never_replaces_another_unasked(tmp_path: Path) -> None:
    guide, path = example(P.CANNY), tmp_path / "a.tiff"
    rendition = Rendition(TIFF, invert=True)
    path.write_bytes(b"mine")
    with pytest.raises(ExportError, match="already there"):
        export_guide(guide, path, rendition, "a", overwrite=False)
    with pytest.raises(ExportError, match="cannot be inverted"):
        export_guide(example(P.SEG), path, rendition, "a", overwrite=True)
    assert path.read_bytes() == b"mine"
    export_guide(guide, path, rendition, "a", overwrite=True)
    assert path.read_bytes() == guide_file(guide, rendition, "a")
    assert [each.name for each in tmp_path.iterdir()] == ["a.tiff"]


@pytest.mark.parametrize("format", FileFormat)
def test_a_guide_that_is_only_saved_is_bare(tmp_path: Path, format: FileFormat) -> None:
    guide, path = example(P.TILE), tmp_path / "a"
    save_guide(guide, path, format, 95, overwrite=False)
    assert read_task(path) is None
    assert path.read_bytes() == encode(guide.pixels, format, 95)


def test_metadata_adds_little() -> None:
    guide = example(P.OPENPOSE)
    for format in FileFormat:
        with_it, bare = (
            len(guide_file(guide, Rendition(format, metadata=metadata), "a"))
            for metadata in (True, False)
        )
        assert 300 < with_it - bare < 1500
