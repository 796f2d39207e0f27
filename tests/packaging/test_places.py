"""The names given by hand to segments of photographs: what the network of kinds learns."""

from __future__ import annotations

import re
from pathlib import Path

PLACES = Path(__file__).parents[2] / "packaging" / "models" / "seg" / "places.txt"
LEARNED = "swgternmbdpavikfo"
OTHERS = ".WFN"  # unsure, and what is seen in rooms


def rows() -> list[tuple[str, str, str]]:
    found = []
    for line in PLACES.read_text("utf-8").splitlines():
        picture, annotator, letters = line.split(" ")
        found.append((picture, annotator, letters))
    return found


def test_each_of_the_300_photographs_is_named_once() -> None:
    pictures = [picture for picture, _, _ in rows()]
    assert len(pictures) == len(set(pictures)) == 300
    assert all(picture.isdecimal() for picture in pictures)


def test_the_boundaries_are_those_of_one_of_eight_people() -> None:
    assert all(re.fullmatch("[0-7]", annotator) for _, annotator, _ in rows())


def test_every_letter_is_known_and_every_kind_occurs_also_in_what_is_held_out() -> None:
    letters = [letters for _, _, letters in rows()]
    assert set("".join(letters)) <= set(LEARNED + OTHERS)
    assert set("".join(letters[:-64])) >= set(LEARNED)
    assert len(set("".join(letters[-64:])) & set(LEARNED)) >= 15


def test_there_are_thousands_of_names() -> None:
    assert sum(letter in LEARNED for _, _, letters in rows() for letter in letters) > 2500
