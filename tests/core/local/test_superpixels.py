"""Superpixels: a partition whose borders follow the picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.seg.superpixels import Regions, superpixels
from core.picture import Pixels
from tests.core.local.drawings import flat, texture


def cut(picture: Pixels, side: float) -> Regions:
    """Without an outline."""
    return superpixels(picture, np.zeros(picture.shape[:2], np.float32), side)


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (7, 1), (2, 2), (3, 5), (33, 20), (240, 321)])
def test_every_pixel_has_a_region_and_every_region_pixels(size: tuple[int, int]) -> None:
    regions = cut(texture(*size), 14)
    assert regions.labels.shape == size
    np.testing.assert_array_equal(np.unique(regions.labels), np.arange(regions.count))
    assert regions.sizes.sum() == size[0] * size[1]


def test_regions_are_about_as_large_as_asked_for() -> None:
    assert cut(texture(280, 420), 14).count == 20 * 30
    assert cut(texture(280, 420), 28).count == 10 * 15


def test_borders_follow_the_edge_of_a_disc() -> None:
    picture = flat(200, 300, (90, 110, 60))
    cv2.circle(picture, (150, 100), 60, (140, 120, 90), -1)
    inside = np.zeros((200, 300), np.float32)
    cv2.circle(inside, (150, 100), 60, 1, -1)
    regions = cut(picture, 14)
    shares = regions.means(inside[..., None])[:, 0]
    wrong = np.minimum(shares, 1 - shares) * regions.sizes
    assert wrong.sum() < 2 * 2 * np.pi * 60  # a line as long as the circle, two pixels wide


def test_borders_lie_on_outlines_rather_than_on_patterns() -> None:
    picture = np.full((200, 300, 3), 90, np.uint8)
    picture[:, 4::20] = 150
    picture[:, 5::20] = 150
    outline = np.zeros((200, 300), np.float32)
    cv2.circle(outline, (150, 100), 60, 1, 2)
    inside = np.zeros((200, 300), np.float32)
    cv2.circle(inside, (150, 100), 60, 1, -1)

    def wrong(regions: Regions) -> float:
        shares = regions.means(inside[..., None])[:, 0]
        return float((np.minimum(shares, 1 - shares) * regions.sizes).sum())

    outlined = superpixels(picture, outline, 14)
    assert wrong(outlined) < 2 * 2 * np.pi * 60 < wrong(cut(picture, 14)) / 1.5


def test_what_lies_along_borders_is_the_mean_of_the_larger_of_two_pixels() -> None:
    picture = texture(40, 60)
    regions = cut(picture, 10)
    plane = np.random.default_rng(5).random((40, 60), np.float32)
    pairs, lengths = regions.borders
    found = regions.along_borders(plane)
    assert found.shape == lengths.shape
    labels = regions.labels
    one, other = pairs[len(pairs) // 2]
    said = []
    for before, after, low, high in (
        (labels[:, :-1], labels[:, 1:], plane[:, :-1], plane[:, 1:]),
        (labels[:-1], labels[1:], plane[:-1], plane[1:]),
    ):
        there = ((before == one) & (after == other)) | ((before == other) & (after == one))
        said += np.maximum(low, high)[there].tolist()
    assert len(said) == lengths[len(pairs) // 2]
    assert found[len(pairs) // 2] == pytest.approx(np.mean(said))


def test_means_are_those_of_the_pixels_of_a_region() -> None:
    picture = texture(60, 90)
    regions = cut(picture, 10)
    means = regions.means(picture.astype(np.float32))
    for region in (0, regions.count // 2, regions.count - 1):
        np.testing.assert_allclose(
            means[region], picture[regions.labels == region].mean(axis=0), rtol=1e-5
        )


def test_neighbours_are_known_to_each_other_with_the_length_of_their_border() -> None:
    regions = cut(texture(60, 90), 10)
    pairs, lengths = regions.borders
    borders = {tuple(pair): length for pair, length in zip(pairs.tolist(), lengths, strict=True)}
    labels = regions.labels
    assert all(borders[second, first] == length for (first, second), length in borders.items())
    across = int((labels[:, 1:] != labels[:, :-1]).sum())
    down = int((labels[1:] != labels[:-1]).sum())
    assert sum(borders.values()) == 2 * (across + down)


def test_middles_are_the_mean_places_of_the_pixels() -> None:
    regions = cut(texture(60, 90), 10)
    places = np.moveaxis(np.mgrid[:60, :90], 0, -1).astype(np.float32)
    np.testing.assert_allclose(regions.middles, regions.means(places), rtol=1e-5)


def test_a_single_region_has_no_neighbours() -> None:
    pairs, lengths = cut(flat(1, 1, (1, 2, 3)), 14).borders
    assert pairs.shape == (0, 2)
    assert lengths.shape == (0,)
    assert cut(flat(1, 1, (1, 2, 3)), 14).along_borders(np.zeros((1, 1), np.float32)).shape == (0,)
