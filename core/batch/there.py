"""Whether a guide of a plan is there already: of the same picture, and by the same task."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from core.batch.gather import file_of
from core.batch.naming import folded
from core.batch.plan import Plan
from core.export import identity
from core.mark import mark_of_file
from core.provenance import Provenance, bare_name, read_task
from core.source import DEFAULT_NAME, picture_name
from core.wording import say

if TYPE_CHECKING:
    from core.batch.item import Item
    from core.picture import Picture
    from core.task import PreprocessTask

BY_NAME = say("Known by its name alone: the file does not say of which picture it is.")


_ADDRESS = re.compile(r"\s*https?:", re.IGNORECASE)


class There:
    """Looks for the guides of `plan`. It blocks while the disk works, and never raises."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._names: Counter[str] | None = None
        self._marked: tuple[int, str] = (-1, "")

    def look(self, item: Item, opened: Picture | None = None) -> str | None:
        """What is to be said of the guide of `item` that is there, often nothing; None if none is.

        It is there if its file says that it was made of the file that the picture is, by the same
        task. A file that does not say of which is taken for it where no other picture of the plan
        could have that name. `opened`: the picture, if it is open.
        """
        path, task = item.path, self._plan.tasks[item.number % len(self._plan.tasks)]
        if path is None or identity(path) is None or not path.is_file():
            return None
        told = read_task(path)
        if told is not None and not _is_of(told, task):
            return None
        if told is not None and told.mark:
            mark = opened.mark if opened is not None else self._mark(item.picture)
            return "" if told.mark == mark else None
        return BY_NAME if self._is_so_by_name(item, told, opened) else None

    def _mark(self, picture: int) -> str:
        """That of the file that a picture is; all guides of one are looked for together."""
        if self._marked[0] != picture:
            file = file_of(self._plan.sources[picture].what)
            self._marked = picture, "" if file is None else mark_of_file(file)
        return self._marked[1]

    def _is_so_by_name(self, item: Item, told: Provenance | None, opened: Picture | None) -> bool:
        plan = self._plan
        if plan.file_name is not None:
            return True
        name = opened.name if opened is not None else self._name(item.picture)
        if told is not None and told.picture:
            says_name = told.picture == bare_name(name)
        else:
            says_name = plan.pattern.uses("name")
        # What is said of a name is that it is numbered, for there is another picture.
        return says_name and not item.remark and self._is_alone(item.picture)

    def _is_alone(self, picture: int) -> bool:
        """Whether no other picture of the plan has the same name, as far as that can be known."""
        if self._names is None:
            self._names = Counter(map(self._key, range(len(self._plan.sources))))
        return self._names[self._key(picture)] == 1

    def _key(self, picture: int) -> str:
        """What is the same for pictures whose guides would have one name."""
        name = self._name(picture)
        if self._plan.pattern.uses("folder"):
            name = f"{self._plan.sources[picture].folder}/{name}"
        return folded(name)

    def _name(self, picture: int) -> str:
        """What a picture is called; of one that is no file only as its address has it."""
        what = self._plan.sources[picture].what
        file = file_of(what)
        if file is not None:
            return picture_name(file.name)
        if not _ADDRESS.match(str(what)):
            return DEFAULT_NAME
        try:
            return picture_name(unquote(urlsplit(str(what).strip()).path.rpartition("/")[2]))
        except ValueError:
            return DEFAULT_NAME


def _is_of(told: Provenance, task: PreprocessTask) -> bool:
    there, wanted = (
        (each.preprocessor, each.options, each.width, each.height) for each in (told.task, task)
    )
    return there == wanted
