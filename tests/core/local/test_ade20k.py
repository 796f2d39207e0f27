"""The table of classes is that of the benchmark."""

from __future__ import annotations

import pytest

from core.local.seg.ade20k import INDEX, NAMES, PALETTE


def test_there_are_150_classes_and_only_road_and_skyscraper_share_a_colour() -> None:
    assert len(NAMES) == len(set(NAMES)) == 150
    assert PALETTE.shape == (150, 3)
    by_colour: dict[tuple[int, ...], list[str]] = {}
    for name, colour in zip(NAMES, PALETTE.tolist(), strict=True):
        by_colour.setdefault(tuple(colour), []).append(name)
    assert [names for names in by_colour.values() if len(names) > 1] == [["road", "skyscraper"]]


@pytest.mark.parametrize(
    ("number", "name", "colour"),
    [
        (0, "wall", (120, 120, 120)),
        (1, "building", (180, 120, 120)),
        (2, "sky", (6, 230, 230)),
        (3, "floor", (80, 50, 50)),
        (4, "tree", (4, 200, 3)),
        (5, "ceiling", (120, 120, 80)),
        (6, "road", (140, 140, 140)),
        (8, "windowpane", (230, 230, 230)),
        (12, "person", (150, 5, 61)),
        (13, "earth", (120, 120, 70)),
        (16, "mountain", (143, 255, 140)),
        (21, "water", (61, 230, 250)),
        (48, "skyscraper", (140, 140, 140)),
        (66, "flower", (255, 0, 0)),
        (89, "television", (0, 255, 194)),
        (126, "animal", (255, 0, 122)),
        (149, "flag", (92, 0, 255)),
    ],
)
def test_classes_have_their_numbers_and_colours(
    number: int, name: str, colour: tuple[int, int, int]
) -> None:
    assert INDEX[name] == number
    assert tuple(PALETTE[number].tolist()) == colour


def test_nobody_can_change_the_palette() -> None:
    with pytest.raises(ValueError, match="read-only"):
        PALETTE[0, 0] = 1
