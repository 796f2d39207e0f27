"""Finding entries: the SQL of a list that is searched and filtered."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from core.catalog import CATALOG
from core.history.entry import COLUMNS
from core.preprocessor import Preprocessor


@dataclass(frozen=True)
class Filter:
    """What is looked for; what is None is not asked about."""

    text: str = ""
    preprocessor: Preprocessor | None = None
    pinned: bool | None = None
    engine: str | None = None


def folded(text: str) -> str:
    """`text` as it is searched: case, accents and forms of one letter do not matter."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def query(wanted: Filter, title: Callable[[Preprocessor], str]) -> tuple[str, list[object]]:
    """The statement and its values for the rows of COLUMNS, the newest first.

    Every word of the text must be in the picture's name or in what the preprocessor is called: its
    name, its English title, or its `title`. None of these is kept with an entry, so that an old one
    is found by the words of whatever language the window speaks today.
    """
    conditions, values = ["+removed IS NULL"], list[object]()

    def add(condition: str, *more: object) -> None:
        conditions.append(condition)
        values.extend(more)

    if wanted.preprocessor is not None:
        add("preprocessor = ?", wanted.preprocessor.value)
    if wanted.pinned is not None:
        add("pinned = ?", wanted.pinned)
    if wanted.engine is not None:
        add("engine = ?", wanted.engine)
    titles = {
        each.value: folded(f"{each.value} {CATALOG[each].title} {title(each)}")
        for each in Preprocessor
    }
    for word in folded(wanted.text).split():
        named = [name for name, words in titles.items() if word in words]
        places = ", ".join("?" * len(named))
        add(f"(instr(folded, ?) OR preprocessor IN ({places}))", word, *named)
    where = " AND ".join(conditions)
    return f"SELECT {COLUMNS} FROM entries WHERE {where} ORDER BY id DESC", values  # noqa: S608
