"""Who is drawn in a pose, as text and back, to the last bit."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from core.pose import People, Person, Points

_PARTS = ("body", "left_hand", "right_hand", "face")


def people_text(people: People) -> str:
    """`people` as JSON, which `people_of` reads."""
    persons = [
        {part: _listed(getattr(person, part)) for part in _PARTS} for person in people.persons
    ]
    return json.dumps({"width": people.width, "height": people.height, "persons": persons})


def people_of(text: str) -> People:
    """The people in what `people_text` wrote. Raises ValueError, KeyError or TypeError."""
    found = json.loads(text)
    persons = tuple(
        Person(**{part: _points(each[part]) for part in _PARTS}) for each in found["persons"]
    )
    return People(persons, found["width"], found["height"])


def _listed(points: Points | None) -> list[list[float]] | None:
    return None if points is None else points.tolist()


def _points(listed: list[list[float]] | None) -> Any:
    return None if listed is None else np.array(listed, np.float32).reshape(-1, 3)
