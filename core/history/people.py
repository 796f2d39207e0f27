"""Who is drawn in a pose, as text and back, to the last bit."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from core.json_text import parse_json
from core.pose import BODY, FACE, HAND, People, Person, Points

_PARTS = {"body": BODY, "left_hand": HAND, "right_hand": HAND, "face": FACE}


def people_text(people: People) -> str:
    """`people` as JSON, which `people_of` reads."""
    persons = [
        {part: _listed(getattr(person, part)) for part in _PARTS} for person in people.persons
    ]
    return json.dumps({"width": people.width, "height": people.height, "persons": persons})


def people_of(text: str) -> People:
    """The people in what `people_text` wrote. Raises ValueError for anything else."""
    try:
        found = parse_json(text)
        persons = tuple(
            Person(**{part: _points(each[part], count) for part, count in _PARTS.items()})
            for each in found["persons"]
        )
        width, height = found["width"], found["height"]
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError(f"nobody can be told from this: {error!r}") from error
    if not all(type(side) is int and side > 0 for side in (width, height)):
        raise ValueError(f"a picture of {width!r} x {height!r}")
    if any(person.body is None for person in persons):
        raise ValueError("somebody has no body")
    return People(persons, width, height)


def _listed(points: Points | None) -> list[list[float]] | None:
    return None if points is None else points.tolist()


def _points(listed: list[list[float]] | None, count: int) -> Any:
    if listed is None:
        return None
    with np.errstate(over="ignore"):  # what is too large is endless, and refused
        points = np.array(listed, np.float32).reshape(count, 3)
    if not np.isfinite(points).all():
        raise ValueError("a joint is nowhere")
    return points
