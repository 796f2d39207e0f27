"""A name that was chosen goes on with a number at its end, whatever it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.chosen_name import ChosenName
from core.export import NAME_BYTES_MAX, free_path
from core.file_format import FileFormat

PNG = FileFormat.PNG


@pytest.mark.parametrize(
    ("chosen", "following"),
    [
        ("first.png", ["first.png", "first-2.png", "first-3.png"]),
        ("first-2.png", ["first-2.png", "first-3.png", "first-4.png"]),
        ("first-9.webp", ["first-9.png", "first-10.png", "first-11.png"]),
        ("scene.v2.png", ["scene.v2.png", "scene.v2-2.png", "scene.v2-3.png"]),
        ("shot-2024.png", ["shot-2024.png", "shot-2024-2.png", "shot-2024-3.png"]),
        ("img-001.png", ["img-001.png", "img-001-2.png", "img-001-3.png"]),
        ("-2.png", ["-2.png", "-2-2.png", "-2-3.png"]),
        ("cat-canny.png", ["cat-canny.png", "cat-canny-2.png", "cat-canny-3.png"]),
    ],
)
def test_names_go_on_from_the_one_that_was_chosen(chosen: str, following: list[str]) -> None:
    name = ChosenName.of(Path("out", chosen))
    assert [name.numbered(number, PNG) for number in (1, 2, 3)] == following


def test_a_long_name_makes_room_for_its_number() -> None:
    name = ChosenName.of(Path("ö" * 125 + ".png")).numbered(12, FileFormat.WEBP)
    assert name.endswith("ö-12.webp")
    assert len(name.encode()) <= NAME_BYTES_MAX


def test_the_first_that_is_free_is_taken(tmp_path: Path) -> None:
    name = ChosenName.of(tmp_path / "first.png")

    def called(number: int) -> str:
        return name.numbered(number, PNG)

    assert free_path(tmp_path, called) == tmp_path / "first.png"
    (tmp_path / "first.png").touch()
    (tmp_path / "first-2.png").symlink_to(tmp_path / "gone")
    assert free_path(tmp_path, called) == tmp_path / "first-3.png"
