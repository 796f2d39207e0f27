"""The rows of the history: adding one in the place of another, deleting, and what has to go."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.history.entry import LOCAL, look_of, remark_text, stored, task_text
from core.history.search import folded

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture

_INSERT = """
INSERT INTO entries (
    made, picture, name, folded, origin, preprocessor, task, look, engine, method, quality,
    seconds, cost, remark, width, height, grey, bought, pinned, file, deep, bytes
) VALUES (
    :made, :picture, :name, :folded, :origin, :preprocessor, :task, :look, :engine, :method,
    :quality, :seconds, :cost, :remark, :width, :height, :grey, :bought, :pinned, :file, :deep,
    :bytes
)
"""
_SAME = """
SELECT id, pinned, cost, bought FROM entries
WHERE picture = :picture AND engine = :engine AND look = :look AND removed IS NULL
"""
_LISTED_BYTES = """
SELECT (SELECT COALESCE(SUM(bytes), 0) FROM entries WHERE removed IS NULL)
    + (SELECT COALESCE(SUM(bytes), 0) FROM pictures WHERE digest IN
        (SELECT picture FROM entries WHERE removed IS NULL))
"""
_ALL_BYTES = """
SELECT (SELECT COALESCE(SUM(bytes), 0) FROM entries)
    + (SELECT COALESCE(SUM(bytes), 0) FROM pictures)
"""
_MAY_GO = """
SELECT id, picture, bytes FROM entries
WHERE (removed IS NOT NULL OR (NOT pinned AND NOT bought)) AND id IS NOT ?
ORDER BY removed IS NULL, id
"""


@dataclass(frozen=True)
class Amount:
    """How many guides are listed, how many of these are pinned, and what they take on the disk."""

    guides: int
    pinned: int
    bytes: int


@dataclass(frozen=True)
class Encoded:
    """What is kept of a guide: lossless files of its pixels and, if it has them, of those in 16
    bits; the thumbnail's; and its people as JSON."""

    file: bytes
    deep: bytes | None
    thumbnail: bytes
    people: str | None

    @property
    def size(self) -> int:
        """In bytes, less the people."""
        return len(self.file) + len(self.deep or b"") + len(self.thumbnail)


def insert(
    connection: sqlite3.Connection,
    picture: Picture,
    digest: str,
    guide: Guide,
    encoded: Encoded,
    *,
    file: str,
    deep: str | None,
    made: float,
) -> tuple[int, list[str]]:
    """Add a guide whose files are there; its id, and the files that nobody needs any more.

    An entry of the same picture, engine and look goes; that it was pinned or bought, and what it
    cost, is handed on.
    """
    values = {
        "made": made,
        "picture": digest,
        "name": picture.name,
        "folded": folded(picture.name),
        "origin": stored(picture.origin),
        "preprocessor": guide.task.preprocessor.value,
        "task": task_text(guide.task),
        "look": look_of(guide),
        "engine": guide.engine,
        "method": guide.method,
        "quality": guide.quality.value,
        "seconds": guide.seconds,
        "cost": guide.cost_usd,
        "remark": remark_text(guide.remark),
        "width": guide.width,
        "height": guide.height,
        "grey": guide.pixels.ndim == 2,
        # A service that does not tell what it cost may have cost something.
        "bought": bool(guide.cost_usd) or (guide.cost_usd is None and guide.engine != LOCAL),
        "pinned": False,
        "file": file,
        "deep": deep,
        "bytes": encoded.size,
    }
    old = connection.execute(_SAME, values).fetchone()
    if old is not None:
        values["pinned"] = old[1]
        # What was bought before is handed out again for nothing.
        values["cost"] = values["cost"] or old[2]
        values["bought"] = values["bought"] or old[3]
        # Before the new one is there, since no two may look the same; the picture is kept by it.
        loose = _delete_entries(connection, [old[0]])
    else:
        loose = []
    number = connection.execute(_INSERT, values).lastrowid
    assert number is not None
    connection.execute(
        "INSERT INTO details VALUES (?, ?, ?)", (number, encoded.thumbnail, encoded.people)
    )
    return number, loose


def delete(connection: sqlite3.Connection, ids: Sequence[int]) -> list[str]:
    """Delete entries, and pictures that no other has; the files that nobody needs any more."""
    if not ids:
        return []
    loose = _delete_entries(connection, ids)
    unused = "NOT EXISTS (SELECT 1 FROM entries WHERE picture = digest)"
    copies = connection.execute(
        f"SELECT copy FROM pictures WHERE copy IS NOT NULL AND {unused}"  # noqa: S608 - a constant
    ).fetchall()
    connection.execute(f"DELETE FROM pictures WHERE {unused}")  # noqa: S608 - a constant
    return loose + [copy for (copy,) in copies]


def listed_bytes(connection: sqlite3.Connection) -> int:
    """The bytes of the guides that are listed, with their thumbnails and copies of pictures."""
    (found,) = connection.execute(_LISTED_BYTES).fetchone()
    return int(found)


def listed(connection: sqlite3.Connection) -> Amount:
    """How much is listed."""
    counted = "SELECT COUNT(*), COALESCE(SUM(pinned), 0) FROM entries WHERE removed IS NULL"
    guides, pinned = connection.execute(counted).fetchone()
    return Amount(guides, pinned, listed_bytes(connection))


def beyond(connection: sqlite3.Connection, limit_bytes: int, spared: int | None) -> list[int]:
    """The entries that have to go so that all together keep to the limit, `spared` not among them.

    First those that were removed, then the oldest; what is pinned or was bought stays, even if
    the limit is not kept.
    """
    (total,) = connection.execute(_ALL_BYTES).fetchone()
    excess = total - limit_bytes
    if excess <= 0:
        return []
    copies = dict(connection.execute("SELECT digest, bytes FROM pictures"))
    uses = Counter(dict(connection.execute("SELECT picture, COUNT(*) FROM entries GROUP BY 1")))
    going = []
    for number, picture, size in connection.execute(_MAY_GO, (spared,)):
        going.append(number)
        uses[picture] -= 1
        excess -= size + (0 if uses[picture] else copies[picture])
        if excess <= 0:
            break
    return going


def named_files(connection: sqlite3.Connection) -> set[str]:
    """The files that entries and pictures have."""
    rows = connection.execute(
        "SELECT file FROM entries UNION ALL SELECT deep FROM entries UNION ALL"
        " SELECT copy FROM pictures"
    )
    return {name for (name,) in rows if name is not None}


def _delete_entries(connection: sqlite3.Connection, ids: Sequence[int]) -> list[str]:
    loose: list[str] = []
    select = "SELECT file, deep FROM entries WHERE id = ?"
    for number in ids:
        found = connection.execute(select, (number,)).fetchone()
        if found is not None:
            loose += filter(None, found)
            connection.execute("DELETE FROM entries WHERE id = ?", (number,))
    return loose
