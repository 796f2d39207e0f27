"""Photoshop documents come in as the flattened picture that they carry."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image

from core.codec import decode
from core.errors import PictureError
from tests.core.pictures import noise, psd, quadrants
from tests.core.profiles import rgb_profile

PLANES = quadrants().transpose(2, 0, 1)
LAYERS_ONLY = struct.pack(">IB3I", 1, 0, 0, 0, 1)  # version, no picture, two names, version


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_colours_and_greys_come_in_exactly(packed: bool, large: bool) -> None:
    assert np.array_equal(decode(psd(PLANES, 3, packed=packed, large=large)), quadrants())
    grey = noise((1, 20, 30))
    for mode in (1, 8):
        file = psd(grey, mode, packed=packed, large=large)
        assert np.array_equal(decode(file), np.dstack([grey[0]] * 3))


@pytest.mark.parametrize("padding", [b"\x00", b"\x80", b"\x00\x00"])
def test_packed_rows_may_be_longer_than_their_pixels(padding: bytes) -> None:
    planes = noise((3, 20, 31))  # ImageMagick pads rows to an even size
    file = psd(planes, 3, packed=True, padding=padding)
    assert np.array_equal(decode(file), planes.transpose(1, 2, 0))


def test_damaged_layers_do_no_harm_to_the_flattened_picture() -> None:
    file = psd(PLANES, 3, layers=2).replace(b"8BIMnorm", b"\xff" * 8)
    assert np.array_equal(decode(file), quadrants())


def test_a_small_file_of_empty_rows_is_refused_rather_than_filled_up() -> None:
    file = bytearray(psd(np.zeros((3, 100, 2), np.uint8), 3))
    struct.pack_into(">H", file, len(file) - 602, 1)  # packed: its levels become lengths of rows
    struct.pack_into(">I", file, 18, 300_000)  # the width
    with pytest.raises(PictureError, match="damaged"):
        decode(bytes(file))


def test_16_bits_are_scaled() -> None:
    ramp = np.arange(65536, dtype=np.uint16).reshape(1, 256, 256)
    exact = np.dstack([np.round(ramp[0] / 257)] * 3)
    assert np.array_equal(decode(psd(ramp, 1)), exact)
    assert np.array_equal(decode(psd(np.concatenate([ramp] * 3), 3, packed=True)), exact)


def test_cmyk_is_ink_on_paper() -> None:
    stored = np.full((4, 2, 2), 255, np.uint8)  # 255 is no ink
    stored[1:3, 0, 0] = 0
    assert decode(psd(stored, 4))[0].tolist() == [[255, 0, 0], [255, 255, 255]]


def test_a_bitmap_is_black_where_it_is_set() -> None:
    bits = noise((1, 9, 13)) > 127
    assert np.array_equal(decode(psd(bits, 0))[..., 0], np.where(bits[0], 0, 255))


def test_indexed_colours_come_from_the_table() -> None:
    table = noise((256, 3))
    indices = noise((1, 20, 30))
    file = psd(indices, 2, palette=table.T.tobytes())
    assert np.array_equal(decode(file), table[indices[0]])
    clear = psd(indices, 2, palette=table.T.tobytes(), resources={1047: struct.pack(">H", 7)})
    expected = np.where((indices[0] == 7)[..., None], 255, table[indices[0]])
    assert np.array_equal(decode(clear), expected)


@pytest.mark.parametrize("layers", [None, -1])
def test_transparency_is_laid_over_white(layers: int | None) -> None:
    planes = noise((4, 20, 30))
    planes[:3, 0] = 0  # so that it cannot have been laid over white before
    share = planes[3:] / 255
    exact = (planes[:3] * share + 255 * (1 - share)).transpose(1, 2, 0)
    assert np.abs(decode(psd(planes, 3, layers=layers)) - exact).max() <= 0.5
    grey = decode(psd(planes[2:], 1, layers=layers))
    assert np.abs(grey - exact[..., 2:]).max() <= 0.5


def test_what_photoshop_laid_over_white_already_is_not_laid_twice() -> None:
    alpha = noise((1, 20, 30))
    share = alpha / 255
    matted = np.round(PLANES[:, :20, :30] * share + 255 * (1 - share)).astype(np.uint8)
    file = psd(np.concatenate([matted, alpha]), 3, layers=-3)
    assert np.array_equal(decode(file), matted.transpose(1, 2, 0))


@pytest.mark.parametrize(("layers", "resources"), [(2, {}), (None, {1006: b"\x07Alpha 1"})])
def test_a_saved_selection_is_no_transparency(
    layers: int | None, resources: dict[int, bytes]
) -> None:
    selection = np.zeros((1, 48, 64), np.uint8)
    file = psd(np.concatenate([PLANES, selection]), 3, layers=layers, resources=resources)
    assert np.array_equal(decode(file), quadrants())


def test_the_profile_is_heeded() -> None:
    pixels = decode(psd(PLANES, 3, resources={1006: b"\x02od", 1039: rgb_profile()}))
    png_pixels = np.asarray(Image.fromarray(quadrants()))
    assert np.abs(pixels.astype(int) - png_pixels).max() > 10


def test_a_document_without_a_flattened_picture_says_how_to_save_it() -> None:
    with pytest.raises(PictureError, match="Maximize Compatibility"):
        decode(psd(PLANES, 3, resources={1057: LAYERS_ONLY}))


@pytest.mark.parametrize(
    ("change", "words"),
    [((24, 7), "rare colour mode"), ((22, 32), "32 bits"), ((-1, 3), "rare way")],
)
def test_what_cannot_be_read_is_named(change: tuple[int, int], words: str) -> None:
    file = bytearray(psd(PLANES, 3))
    at, value = change
    struct.pack_into(">H", file, at if at > 0 else len(file) - 3 * 48 * 64 - 2, value)
    with pytest.raises(PictureError, match=words):
        decode(bytes(file))


@pytest.mark.parametrize("packed", [False, True])
def test_a_document_that_was_cut_off_is_told_from_a_damaged_one(packed: bool) -> None:
    file = psd(PLANES, 3, packed=packed, resources={1039: rgb_profile()}, layers=1)
    for end in (27, 40, 300, len(file) - 1):
        with pytest.raises(PictureError, match="ends too early"):
            decode(file[:end])
