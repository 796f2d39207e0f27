"""What shows no scene: tones and pages; and what does, however plain."""

from __future__ import annotations

import numpy as np
import pytest

from core.local.space.flat import has_one_tone, is_page
from core.local.space.scene import resized, working_size
from core.picture import Pixels
from tests.core.local.drawings import flat, ramp
from tests.core.local.pages import negative, page
from tests.core.local.rooms import room
from tests.core.local.still_life import still_life


def small(picture: Pixels) -> Pixels:
    return resized(picture, *working_size(*picture.shape[:2]))


def grained() -> Pixels:
    noise = np.random.default_rng(0).normal(0, 6, (900, 1200, 3))
    return (120 + noise).round().astype(np.uint8)


@pytest.mark.parametrize("picture", [flat(90, 120, (10, 200, 90)), ramp(600, 800), grained()])
def test_a_colour_a_vignette_and_grain_are_one_tone(picture: Pixels) -> None:
    assert has_one_tone(small(picture))


def test_a_small_dark_thing_before_a_wall_is_no_tone_and_no_page() -> None:
    picture = flat(480, 640, (180, 170, 150))
    picture[300:380, 300:360] = (60, 40, 40)
    assert not has_one_tone(small(picture))
    assert not is_page(small(picture))


@pytest.mark.parametrize(("height", "width"), [(480, 360), (1600, 1200), (700, 1000)])
def test_a_page_is_one_at_any_size_light_or_dark(height: int, width: int) -> None:
    scan = page(height, width)
    assert not has_one_tone(small(scan))
    assert is_page(small(scan))
    assert is_page(small(negative(scan)))


def test_a_page_is_one_with_the_scanners_black_beside_it() -> None:
    scan = page(800, 600)
    scan[:20], scan[:, 580:] = 0, 0
    assert is_page(small(scan))


def test_a_page_with_a_photograph_on_it_is_no_page() -> None:
    scan = page(800, 600)
    scan[300:500, 150:450] = still_life(300, 200).picture
    assert not is_page(small(scan))


@pytest.mark.parametrize("picture", [still_life(576, 448).picture, room().picture])
def test_a_scene_is_neither(picture: Pixels) -> None:
    assert not has_one_tone(small(picture))
    assert not is_page(small(picture))
