"""Which of several pictures with one name has which number, as told by the guides that are there.

Numbers go by the order of the pictures, so without this one more in the folder would give its
neighbours other names, and their guides would have to be made again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from core.batch.gather import file_of
from core.batch.naming import names_of, values_of
from core.batch.plan import Plan
from core.mark import mark_of_file
from core.on_disk import is_there
from core.provenance import read_task

_Values = Sequence[Mapping[str, str]]


def kept_numbers(plan: Plan) -> dict[int, int]:
    """The numbers under which pictures of `plan` have guides that are there, by their places in it.

    Only where a name alone does not tell whose it is, and of files, whose names are known before
    they are open. It blocks while the disk works.
    """
    alike: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    values: dict[int, _Values] = {}
    for picture in range(len(plan.sources)):
        found = values_of(plan, picture)
        if found is None:
            continue
        names = tuple(names_of(plan, found, 1))
        if len({*names}) == len(names):
            values[picture] = found
            alike[names].append(picture)
    kept: dict[int, int] = {}
    for pictures in alike.values():
        one = values[pictures[0]]
        if len(pictures) > 1 or any(map(is_there, _paths(plan, one, 2))):
            kept.update(_recognised(plan, pictures, one))
    return kept


def _recognised(plan: Plan, pictures: Sequence[int], values: _Values) -> dict[int, int]:
    """The numbers of those `pictures`, all of which go by `values`, that guides are there of."""
    marks: dict[int, str] = {}
    kept: dict[int, int] = {}
    for number in count(1):
        there = list(filter(is_there, _paths(plan, values, number)))
        if not there and number >= len(pictures):
            return kept
        if there and not marks:
            files = ((picture, file_of(plan.sources[picture].what)) for picture in pictures)
            marks = {each: mark_of_file(file) for each, file in files if file is not None}
        told = [read_task(path) for path in there]
        said = {each.mark for each in told if each is not None and each.mark}
        for picture in pictures:
            if picture not in kept and marks.get(picture) in said:
                kept[picture] = number
                break
    raise AssertionError("there are always numbers without files")


def _paths(plan: Plan, values: _Values, number: int) -> list[Path]:
    return [plan.folder.joinpath(*plan.pattern.path(each, number).parts) for each in values]
