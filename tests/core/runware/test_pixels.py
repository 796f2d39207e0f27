"""Pictures on their way out, and guides on their way in."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.codec import decode
from core.errors import PictureError
from core.picture import Picture
from core.preprocessor import Preprocessor
from core.runware.guides import guide_of
from core.runware.outgoing import Outgoing, file_of, ordered
from core.service_choices import ServiceChoices
from core.source import from_data_uri
from core.task import OutputFormat, OutputType, PreprocessTask
from tests.core.pictures import noise, quadrants, saved


def task(preprocessor: Preprocessor) -> PreprocessTask:
    return PreprocessTask(preprocessor=preprocessor)


def test_a_picture_is_sent_without_losses_if_it_fits() -> None:
    data, media_type = file_of(noise((48, 64, 3)), 2**20)
    assert media_type == "image/png"
    np.testing.assert_array_equal(decode(data), noise((48, 64, 3)))


def test_a_large_drawing_is_sent_without_losses_though_its_pixels_are_many() -> None:
    drawing = np.zeros((2000, 3000, 3), np.uint8)
    drawing[:, ::40] = 255
    data, media_type = file_of(drawing, 2**19)
    assert media_type == "image/png"
    np.testing.assert_array_equal(decode(data), drawing)


def test_a_picture_that_is_quiet_above_and_busy_below_is_sent_all_the_same() -> None:
    pixels = np.zeros((640, 640, 3), np.uint8)
    pixels[16:256] = noise((240, 640, 3))
    data, media_type = file_of(pixels, 400_000)
    assert media_type == "image/jpeg"
    assert len(data) <= 400_000


def test_a_picture_that_does_not_fit_is_sent_as_jpg_of_its_own_size() -> None:
    data, media_type = file_of(noise((480, 640, 3)), 850_000)
    assert media_type == "image/jpeg"
    assert len(data) <= 850_000
    assert decode(data).shape == (480, 640, 3)


@pytest.mark.parametrize("most_bytes", [100_000, 20_000, 2_000])
def test_a_picture_that_is_too_large_even_so_is_shrunk_and_keeps_its_shape(
    most_bytes: int,
) -> None:
    data, _ = file_of(noise((480, 640, 3)), most_bytes)
    assert most_bytes / 4 < len(data) <= most_bytes
    height, width = decode(data).shape[:2]
    assert width / height == pytest.approx(4 / 3, rel=0.05)


def test_a_picture_of_any_shape_can_be_sent() -> None:
    data, _ = file_of(noise((1, 70_000, 3)), 20_000)
    assert len(data) <= 20_000


async def test_what_is_sent_is_the_picture() -> None:
    picture = Picture(quadrants(), "cat")
    parcel = await Outgoing(2**20).parcel(picture)
    np.testing.assert_array_equal(from_data_uri(parcel.uri).pixels, picture.pixels)
    assert await Outgoing(2**20).parcel(picture) == parcel


async def test_a_picture_is_recognised_by_its_pixels_alone() -> None:
    outgoing = Outgoing(2**20)
    pixels = noise((48, 64, 3))
    same = [Picture(pixels.copy(), name) for name in ("cat", "dog")]
    assert await outgoing.digest(same[0]) == await outgoing.digest(same[1])
    for other in (pixels.reshape(64, 48, 3), pixels[:, ::-1], pixels[:-1]):
        assert await outgoing.digest(Picture(other, "cat")) != await outgoing.digest(same[0])


def test_guides_are_bought_without_losses_and_delivered_as_chosen() -> None:
    choices = ServiceChoices(output_type=OutputType.DATA_URI, ttl_s=99, include_cost=False)
    bought = ordered(task(Preprocessor.DEPTH), choices)
    assert (bought.output_format, bought.output_type) == (OutputFormat.PNG, OutputType.DATA_URI)
    assert (bought.delivery_method, bought.ttl_s, bought.include_cost) == ("async", None, False)
    assert ordered(task(Preprocessor.DEPTH), ServiceChoices(ttl_s=99)).ttl_s == 99


def test_a_grey_guide_is_one_channel_and_a_colourful_one_three() -> None:
    grey = np.repeat(noise((48, 64, 1)), 3, axis=2)
    for preprocessor, pixels, shape in [
        (Preprocessor.DEPTH, grey, (48, 64)),
        (Preprocessor.CANNY, grey, (48, 64)),
        (Preprocessor.TILE, grey, (48, 64, 3)),
        (Preprocessor.DEPTH, noise((48, 64, 3)), (48, 64, 3)),
    ]:
        data = saved(Image.fromarray(pixels), "PNG")
        guide = guide_of(data, task(preprocessor), (64, 48), "Runware", seconds=1.5, cost_usd=0.1)
        assert guide.pixels.shape == shape
        np.testing.assert_array_equal(guide.pixels, pixels[..., 0] if len(shape) == 2 else pixels)
        assert (guide.seconds, guide.cost_usd, guide.remark) == (1.5, 0.1, "")


@pytest.mark.parametrize("size", [(32, 24), (128, 96), (40, 100)])
def test_of_a_palette_no_colours_are_mixed(size: tuple[int, int]) -> None:
    data = saved(Image.fromarray(quadrants()), "PNG")
    guide = guide_of(data, task(Preprocessor.SEG), size, "Runware", seconds=0.0, cost_usd=None)
    assert (guide.width, guide.height) == size
    colours = {tuple(colour) for colour in guide.pixels.reshape(-1, 3).tolist()}
    assert colours == {tuple(colour) for colour in quadrants().reshape(-1, 3).tolist()}
    assert guide.remark == (
        f"Runware made it at 64 x 48 pixels; it was brought to {size[0]} x {size[1]}."
    )


def test_lines_of_one_pixel_survive_a_guide_that_came_too_large() -> None:
    lines = np.zeros((96, 128), np.uint8)
    lines[:, 1::8] = 255
    data = saved(Image.fromarray(lines), "PNG")
    guide = guide_of(
        data, task(Preprocessor.CANNY), (64, 48), "Runware", seconds=0.0, cost_usd=None
    )
    assert guide.pixels[:, ::4].min() > 100


def test_an_empty_guide_says_what_to_try() -> None:
    data = saved(Image.new("L", (64, 48)), "PNG")
    entry = task(Preprocessor.OPENPOSE).entry
    guide = guide_of(
        data, task(Preprocessor.OPENPOSE), (64, 48), "Runware", seconds=0.0, cost_usd=None
    )
    assert guide.remark == entry.nothing_found != ""


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(PictureError):
        guide_of(b"{}", task(Preprocessor.TILE), (64, 48), "Runware", seconds=0.0, cost_usd=None)
