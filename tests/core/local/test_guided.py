"""Planes enlarged along the colours of a picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.guided import Guided, bounded, guide
from core.picture import Pixels, Plane
from tests.core.local.drawings import flat, texture


def enlarged(guided: Guided, pixels: Pixels) -> Plane:
    return np.concatenate([planes for _, planes in guided.strips(pixels)], axis=1)


def softened(pixels: Pixels) -> Plane:
    """1 on orange, 0 on blue, and a soft border."""
    orange = (pixels[..., 0] > 100).astype(np.float32)
    return cv2.GaussianBlur(orange, (0, 0), 2).astype(np.float32)[None]


def half(height: int, width: int) -> Pixels:
    """Blue on the left, orange from 70 % of the width on."""
    pixels = flat(height, width, (30, 60, 160))
    pixels[:, width * 7 // 10 :] = (220, 140, 40)
    return pixels


@pytest.mark.parametrize(("height", "width"), [(300, 400), (90, 120), (60, 3000), (700, 80)])
def test_what_is_a_function_of_colour_is_found_again_at_any_size(height: int, width: int) -> None:
    large = cv2.GaussianBlur(texture(height, width), (0, 0), 2).astype(np.uint8)
    small = cv2.resize(large, (80, 60), interpolation=cv2.INTER_AREA).astype(np.uint8)
    weights = np.array([0.002, -0.001, 0.0015], np.float32)
    found = enlarged(guide((small @ weights)[None], small, 3, 1e-3), large)
    assert found.shape == (1, height, width)
    np.testing.assert_allclose(found[0], large @ weights, atol=0.02)


def test_a_soft_border_becomes_as_sharp_as_the_pictures() -> None:
    small, large = half(60, 80), half(600, 800)
    soft = softened(small)
    row = enlarged(guide(soft, small, 4, 10.0), large)[0, 300]
    assert row[560] - row[559] > 0.5  # where the colour changes, from one pixel to the next
    assert np.abs(np.diff(row)).max() == row[560] - row[559]


def test_a_large_epsilon_leaves_the_border_soft() -> None:
    small, large = half(60, 80), half(600, 800)
    soft = softened(small)
    steps = [
        np.diff(enlarged(guide(soft, small, 4, epsilon), large)[0, 300]).max()
        for epsilon in (10.0, 1e4, 1e6)
    ]
    assert steps == sorted(steps, reverse=True)
    assert steps[2] < 0.1 * steps[0]


def test_a_mirrored_picture_gives_mirrored_planes() -> None:
    large, small = texture(90, 130), texture(45, 65, seed=2)
    planes = (small.transpose(2, 0, 1)[:2] / 255).astype(np.float32)
    straight = enlarged(guide(planes, small, 4, 100.0), large)
    mirrored = enlarged(guide(planes[..., ::-1], small[:, ::-1], 4, 100.0), large[:, ::-1])
    np.testing.assert_allclose(mirrored[..., ::-1], straight, atol=1e-4)


def test_the_rows_come_once_and_in_order_however_many_strips_there_are() -> None:
    small, large = texture(30, 40), texture(300, 4000)
    guided = guide(small.transpose(2, 0, 1).astype(np.float32), small, 2, 1.0)
    rows = [row for strip, _ in guided.strips(large) for row in range(300)[strip]]
    assert rows == list(range(300))
    alone = np.concatenate(
        [planes for _, planes in guided.strips(np.ascontiguousarray(large))], axis=1
    )
    assert np.isfinite(alone).all()
    assert alone.shape == (3, 300, 4000)


def dotted(height: int, width: int) -> Pixels:
    """As `half`, with dots on the orange that have the blue of the other side."""
    pixels = half(height, width)
    step = height // 10
    for top in range(step // 2, height, step):
        for left in range(width * 7 // 10 + step // 2, width, step):
            pixels[top : top + step // 3, left : left + step // 3] = (30, 60, 160)
    return pixels


def test_a_pattern_beside_a_border_is_not_taken_for_the_border() -> None:
    small, large = dotted(60, 80), dotted(300, 400)
    told = (np.arange(80) >= 56).astype(np.float32)[None, None].repeat(60, axis=1)
    free = guide(told, small, 4, 10.0)
    rest = bounded(free, told)
    inside = (slice(None), slice(None), slice(290, None))
    assert enlarged(free, large)[inside].min() < 0.8, "a dot becomes a hole"
    np.testing.assert_array_equal(enlarged(rest, large)[inside], 1)
    row = enlarged(rest, large)[0, 3]
    assert row[280] - row[279] > 0.5, "the border itself is as sharp as the picture's"


def test_what_is_beyond_the_bounds_is_taken_away_as_far_as_is_asked() -> None:
    small, large = dotted(60, 80), dotted(300, 400)
    told = (np.arange(80) >= 56).astype(np.float32)[None, None].repeat(60, axis=1)
    free = guide(told, small, 4, 10.0)
    none, part, whole = (enlarged(bounded(free, told, share), large) for share in (0, 0.25, 1))
    np.testing.assert_array_equal(none, enlarged(free, large))
    np.testing.assert_allclose(part, none + (whole - none) / 4, atol=1e-5)
