"""What is read from an open history: entries, and the guide of one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from core.errors import PictureError, UnderdrawingError
from core.guide import Guide
from core.history.database import Opened
from core.history.entry import Entry, entry_of
from core.history.images import read_deep, read_lossless
from core.history.search import Filter, query
from core.preprocessor import Preprocessor
from core.wording import say


def entries(
    opened: Opened, wanted: Filter, title: Callable[[Preprocessor], str], limit: int
) -> list[Entry]:
    """The newest `limit` entries that `wanted` finds, the newest first."""
    found: list[Entry] = []
    # Closed, since a statement in the middle of its rows holds back other windows.
    with closing(opened.connection.execute(*query(wanted, title))) as lines:
        while len(found) < limit and (row := lines.fetchone()) is not None:
            entry = entry_of(row)
            if entry is not None:
                found.append(entry)
    return found


def guide(opened: Opened, entry: Entry) -> Guide:
    """The guide of `entry`, to the bit. Raises UnderdrawingError if it is gone or damaged."""
    from core.history.people import people_of  # noqa: PLC0415 - numpy comes after the window

    file, deep, grey, people = about(opened, "file, deep, grey, people", entry)
    try:
        pixels = read_lossless(opened.files / file, grey=bool(grey))
        samples = None if deep is None else read_deep(opened.files / deep)
        drawn = None if people is None else people_of(people)
    except (OSError, PictureError, ValueError) as error:
        raise UnderdrawingError(
            say(
                "The guide of {name} is gone from the history's folder, or damaged.",
                name=entry.picture_name,
            ),
            "Its picture and options are still known: make it again.",
            details=f"{type(error).__name__}: {error}",
        ) from error
    return Guide(
        pixels=pixels,
        task=entry.task,
        engine=entry.engine,
        method=entry.method,
        quality=entry.quality,
        seconds=entry.seconds,
        cost_usd=entry.cost_usd,
        remark=entry.remark,
        people=drawn,
        deep=samples,
    )


def about(opened: Opened, columns: str, entry: Entry) -> tuple[Any, ...]:
    """Those `columns` of `entry`. Raises UnderdrawingError if it is no longer there."""
    row: tuple[Any, ...] | None = opened.connection.execute(
        f"SELECT {columns} FROM entries JOIN details ON entry = id WHERE id = ?",  # noqa: S608
        (entry.id,),
    ).fetchone()
    if row is None:
        raise gone(entry)
    return row


def gone(entry: Entry) -> UnderdrawingError:
    """The refusal of an entry that was evicted, or removed by another window."""
    return UnderdrawingError(
        say("This guide of {name} is no longer in the history.", name=entry.picture_name),
        "Open its picture and make it again.",
    )
