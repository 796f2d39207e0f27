"""Pictures in squares: all of every picture is seen, in few squares, and found again."""

from __future__ import annotations

import numpy as np
import pytest

from core.local.lines.folding import SQUARES, squares
from core.picture import Pixels
from tests.core.local.drawings import flat

SIDE = 128
SHAPES = [(50, 50), (99, 80), (321, 481), (40, 3000), (3000, 40), (200, 1300), (900, 130), (5, 1)]
IDS = [f"{height} x {width}" for height, width in SHAPES]


def dotted(height: int, width: int, x: int, y: int) -> Pixels:
    """A black picture with a white dot on (x, y) that is seen in any square."""
    picture = flat(height, width, (0, 0, 0))
    size = max(1, min(height, width) // 8)
    picture[max(0, y - size) : y + size + 1, max(0, x - size) : x + size + 1] = 255
    return picture


@pytest.mark.parametrize(("height", "width"), SHAPES, ids=IDS)
def test_what_is_seen_in_a_square_is_found_where_it_is(height: int, width: int) -> None:
    random = np.random.default_rng(1)
    places = random.uniform(0.15, 0.85, (6, 2)) * [width, height]
    places[0, np.argmax([width, height])] = 1  # at its very end, too
    for x, y in places.astype(int):
        found = []
        for square in squares(dotted(height, width, x, y), SIDE):
            rows, columns = np.nonzero(square.pixels[..., 0] > 127)
            dots = np.stack([columns, rows, columns, rows], axis=1).astype(np.float32)
            found.append(square.unfolded(dots))
        every = np.concatenate(found)
        assert len(every)
        away = np.abs(every[:, :2] - [x, y]).max(axis=1)
        assert away.max() <= min(height, width) / 8 + max(2, 2 * min(height, width) / SIDE)


@pytest.mark.parametrize(("height", "width"), SHAPES, ids=IDS)
def test_few_squares_are_enough(height: int, width: int) -> None:
    seen = [square.pixels.shape for square in squares(flat(height, width, (9, 9, 9)), SIDE)]
    assert set(seen) == {(SIDE, SIDE, 3)}
    assert len(seen) <= SQUARES


@pytest.mark.parametrize(("height", "width"), [(40, 3000), (3000, 40), (200, 900), (1, 40_000)])
def test_a_low_strip_is_seen_at_once(height: int, width: int) -> None:
    assert len(list(squares(flat(height, width, (9, 9, 9)), 512))) == 1


@pytest.mark.parametrize(
    ("height", "width", "count"), [(512, 768, 1), (512, 769, 2), (900, 9900, 8)]
)
def test_a_large_picture_is_seen_in_square_parts(height: int, width: int, count: int) -> None:
    assert len(list(squares(flat(height, width, (9, 9, 9)), 512))) == count
