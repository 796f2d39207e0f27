"""Gives every guide of a batch a path of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from core.batch.gather import file_of
from core.batch.plan import Plan
from core.source import picture_name
from core.wording import say

if TYPE_CHECKING:
    from core.fit import Size
    from core.picture import Picture

_OF_THE_FILE = ("width", "height")
NONE_KEPT: Mapping[int, int] = {}


@dataclass(frozen=True)
class Named:
    """Where a guide goes; `remark`: what people should know of its name, often empty."""

    path: Path
    remark: str = ""


class Names:
    """Paths for the guides of `plan`; no two of them are one file on any usual file system.

    Guides of pictures with the same name get the same number, from 2 on. Guides that the pattern
    does not tell apart are numbered one by one. `kept`: numbers that pictures have already, by
    their places in the plan; see core.batch.numbers.
    """

    def __init__(self, plan: Plan, kept: Mapping[int, int] = NONE_KEPT) -> None:
        self._plan = plan
        self._kept = kept
        self._taken: set[str] = set()
        # Where to go on, so that thousands of the same name do not all begin with 2.
        self._next: dict[str, int] = {}
        self._first: set[str] = set()
        """Names that pictures have without a number, which no number is to make another's."""
        for picture in range(len(plan.sources)) if plan.skip_existing else ():
            values = values_of(plan, picture)
            if values is not None:
                self._first.update(names_of(plan, values, 1))
                if picture in kept:
                    self._taken.update(names_of(plan, values, kept[picture]))

    def keep(self, paths: Iterable[Path]) -> None:
        """These were given before, by another run of the program."""
        folder = self._plan.folder
        self._taken.update(folded(path.relative_to(folder).as_posix()) for path in paths)

    def known(self, picture: int) -> list[Named] | None:
        """Names for the guides of a picture; None where that takes somebody who has opened it.

        `picture`: its place in the plan, from 0. Each is asked for once.
        """
        if self._plan.file_name is not None:
            return self._given(picture, [])
        values = values_of(self._plan, picture)
        return None if values is None else self._given(picture, values)

    def of(self, picture: int, opened: Picture) -> list[Named]:
        """The same for a picture that is open. Raises ExportError if a guide would be too large."""
        sizes = []
        if self._plan.pattern.uses(*_OF_THE_FILE):
            for task in self._plan.tasks:
                size = task.guide_size(opened.width, opened.height)
                fit = self._plan.rendition.fit
                sizes.append(size if fit is None else fit.result(*size))
        return self._given(picture, _values(self._plan, picture, opened.name, sizes))

    def _given(self, picture: int, values: Sequence[Mapping[str, str]]) -> list[Named]:
        plan = self._plan
        if plan.file_name is not None:
            return [Named(plan.folder / plan.file_name)]
        if picture in self._kept:
            return self._named(values, self._kept[picture])
        told_apart = len(set(names_of(plan, values, 1))) == len(values)
        groups = [values] if told_apart else [[each] for each in values]
        return [named for group in groups for named in self._numbered(group)]

    def _numbered(self, values: Sequence[Mapping[str, str]]) -> list[Named]:
        """Names with `values` that are all free under one number; they are taken now."""
        first = names_of(self._plan, values, 1)
        for number in count(max(self._next.get(name, 1) for name in first)):
            names = first if number == 1 else names_of(self._plan, values, number)
            if self._taken.isdisjoint(names) and (number == 1 or self._first.isdisjoint(names)):
                break
        self._taken.update(names)
        self._next.update(dict.fromkeys(first, number + 1))
        return self._named(values, number)

    def _named(self, values: Sequence[Mapping[str, str]], number: int) -> list[Named]:
        pattern, remark = self._plan.pattern, say("")
        if number > 1:
            remark = say("Numbered {number}: another guide has that name, too.", number=number)
            if len(values) == len(self._plan.tasks) and pattern.uses("name"):
                remark = say(
                    "Numbered {number}: another picture is called {name}, too.",
                    number=number,
                    name=values[0]["name"],
                )
        folder = self._plan.folder
        return [
            Named(folder.joinpath(*pattern.path(each, number).parts), remark) for each in values
        ]


def values_of(plan: Plan, picture: int) -> list[dict[str, str]] | None:
    """What the pattern's fields are for each guide of a picture of `plan`, which has no name of
    its own for the file; None if that takes somebody who has opened the picture."""
    file = file_of(plan.sources[picture].what)
    if file is None or plan.pattern.uses(*_OF_THE_FILE):
        return None
    return _values(plan, picture, picture_name(file.name), ())


def _values(plan: Plan, picture: int, name: str, sizes: Sequence[Size]) -> list[dict[str, str]]:
    shared = {
        "name": name,
        "ext": plan.rendition.format.suffix[1:],
        "folder": plan.sources[picture].folder,
        "number": str(picture + 1).zfill(len(str(len(plan.sources)))),
        "date": plan.day.isoformat(),
        "width": "",
        "height": "",
    }
    values = [{**shared, "preprocessor": task.preprocessor.value} for task in plan.tasks]
    for each, (width, height) in zip(values, sizes, strict=False):
        each.update(width=str(width), height=str(height))
    return values


def names_of(plan: Plan, values: Sequence[Mapping[str, str]], number: int) -> list[str]:
    """The names below the folder for guides with `values` and that number, folded."""
    return [folded(plan.pattern.path(each, number).as_posix()) for each in values]


def folded(name: str) -> str:
    """Equal for names that are one file on a file system that folds case or accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
