"""What changes an open history: each is done as a whole, and then on the disk, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.history import rows
from core.history.database import Opened
from core.history.entry import COLUMNS, Entry, Removed, entry_of
from core.history.files import unlink, write_new
from core.history.reading import gone
from core.tables import transaction
from core.whole_file import sync_folder

if TYPE_CHECKING:
    from core.guide import Guide
    from core.history.pictures import Pictures
    from core.picture import Picture

_LISTED = "SELECT id FROM entries WHERE removed IS NULL AND NOT (pinned AND ?)"
_ENTRY = f"SELECT {COLUMNS} FROM entries WHERE id = ?"  # noqa: S608 - a constant


def add(
    opened: Opened,
    pictures: Pictures,
    picture: Picture,
    guide: Guide,
    encoded: rows.Encoded,
    *,
    made: float,
    limit_bytes: int,
) -> Entry:
    """Keep `guide` of `picture`, and let go what is beyond the limit then, but not the new one.

    Its files are on the disk before the database names them, and what nobody needs any more goes
    after: an end between leaves files that the next sweep finds.
    """
    connection, files = opened.connection, opened.files
    source = pictures.source(opened, picture)
    written: list[str] = []
    try:
        with transaction(connection):
            if source is None and not pictures.knows(opened, picture):
                # Another window has removed it a moment ago.
                source = pictures.source(opened, picture)
            if source is not None:
                written += pictures.put(opened, picture, source)
            file = write_new(files, encoded.file)
            written.append(file)
            deep = None
            if encoded.deep is not None:
                deep = write_new(files, encoded.deep)
                written.append(deep)
            sync_folder(files)
            digest = pictures.digest(picture)
            number, loose = rows.insert(
                connection, picture, digest, guide, encoded, file=file, deep=deep, made=made
            )
            loose += rows.delete(connection, rows.beyond(connection, limit_bytes, number))
            entry = entry_of(connection.execute(_ENTRY, (number,)).fetchone())
    except (sqlite3.Error, OSError):
        unlink(files, written)
        raise
    unlink(files, loose)
    assert entry is not None
    return entry


def pin(opened: Opened, entry: Entry, pinned: bool) -> Entry:
    """Set whether `entry` stays whatever the limit. Raises UnderdrawingError if it is gone."""
    update = "UPDATE entries SET pinned = ? WHERE id = ?"
    if not opened.connection.execute(update, (pinned, entry.id)).rowcount:
        raise gone(entry)
    return replace(entry, pinned=pinned)


def remove(opened: Opened, ids: Sequence[int], now: float) -> Removed:
    """Have those entries listed no more."""
    with transaction(opened.connection):
        return _removed(opened, ids, now)


def clear(opened: Opened, keep_pinned: bool, now: float) -> Removed:
    """Have nothing listed any more, but what is pinned if `keep_pinned`."""
    with transaction(opened.connection):
        found = opened.connection.execute(_LISTED, (keep_pinned,)).fetchall()
        return _removed(opened, [number for (number,) in found], now)


def restore(opened: Opened, removed: Removed) -> list[Entry]:
    """Those of `removed` that are listed again, the newest first."""
    connection = opened.connection
    # Ignored where two would look the same: the newer one stands.
    update = "UPDATE OR IGNORE entries SET removed = NULL WHERE id = ? AND removed IS NOT NULL"
    with transaction(connection):
        back = [each for each in removed.ids if connection.execute(update, (each,)).rowcount]
    lines = [connection.execute(_ENTRY, (each,)).fetchone() for each in sorted(back, reverse=True)]
    return [entry for line in lines if line is not None and (entry := entry_of(line)) is not None]


def evict(opened: Opened, limit_bytes: int) -> None:
    """Let go what is beyond the limit, as core.history.rows.beyond says."""
    with transaction(opened.connection):
        going = rows.beyond(opened.connection, limit_bytes, None)
        loose = rows.delete(opened.connection, going)
    unlink(opened.files, loose)


def _removed(opened: Opened, ids: Sequence[int], now: float) -> Removed:
    update = "UPDATE entries SET removed = ? WHERE id = ? AND removed IS NULL"
    done = (each for each in ids if opened.connection.execute(update, (now, each)).rowcount)
    return Removed(tuple(done))
