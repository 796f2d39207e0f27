"""Pictures and guides on disk: by a UUID as inputs, by a name nobody can guess as results."""

from __future__ import annotations

import asyncio
import re
import secrets
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import PictureError, UnderdrawingError
from core.sniff import Kind, kind_of

_NAME_BYTES = 16
_NAME = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")
_BLOCK_BYTES = 4096
"""What even the smallest file takes of a disk."""

MAX_TTL_S = 366 * 24 * 3600.0
"""The longest that anything is promised to be kept."""

_MEDIA_TYPES = {
    Kind.PNG: ("image/png", ".png"),
    Kind.JPEG: ("image/jpeg", ".jpg"),
    Kind.WEBP: ("image/webp", ".webp"),
    Kind.AVIF: ("image/avif", ".avif"),
    Kind.HEIC: ("image/heic", ".heic"),
    Kind.TIFF: ("image/tiff", ".tif"),
    Kind.BMP: ("image/bmp", ".bmp"),
    Kind.GIF: ("image/gif", ".gif"),
    Kind.PSD: ("image/vnd.adobe.photoshop", ".psd"),
}


@dataclass(frozen=True)
class Stored:
    """A file of the store. `expires`: when it goes, in seconds since the epoch."""

    name: str
    image_uuid: str
    media_type: str
    path: Path
    expires: float


class Store:
    """The files in `folder`, each until its time has run out, and never more than `max_bytes`.

    Where a new one has no room, the oldest go first; those with a time of their own (a task's
    `ttl`), and those that are held, stay. `keep_s`: the time of files that have none of their own.
    Files of the store that are not in the database are removed when it is opened: half-written.
    What else is in the folder is nobody's here, and stays.
    """

    def __init__(
        self,
        folder: Path,
        database: sqlite3.Connection,
        *,
        max_bytes: int,
        keep_s: float,
        clock: Callable[[], float],
    ) -> None:
        self._folder = folder
        self._database = database
        self._max_bytes = max_bytes
        self._keep_s = keep_s
        self._clock = clock
        self._held: Counter[str] = Counter()
        self._reconcile()
        (self._bytes,) = database.execute("SELECT COALESCE(SUM(size), 0) FROM files").fetchone()

    async def put(self, data: bytes, *, ttl_s: float | None = None) -> Stored:
        """Keep the picture file `data`, for `ttl_s` seconds if that is given.

        Raises PictureError if it is none, and UnderdrawingError if there is no room.
        """
        media_type, suffix = _MEDIA_TYPES[kind_of(data)]
        size = -(-len(data) // _BLOCK_BYTES) * _BLOCK_BYTES
        self._make_room(size)
        self._bytes += size
        name = secrets.token_hex(_NAME_BYTES) + suffix
        path = self._folder / name
        try:
            await asyncio.to_thread(path.write_bytes, data)
            now = self._clock()
            expires = now + (self._keep_s if ttl_s is None else min(ttl_s, MAX_TTL_S))
            stored = Stored(name, str(uuid.uuid4()), media_type, path, expires)
            self._database.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
                (name, stored.image_uuid, media_type, size, now, expires, ttl_s is not None),
            )
        except BaseException as error:
            self._bytes -= size
            with suppress(OSError):  # a part of it would keep a full disk full
                path.unlink(missing_ok=True)
            if isinstance(error, OSError | sqlite3.Error):
                raise UnderdrawingError(
                    "This server cannot keep the picture on its disk.",
                    "See whether the disk is full, or may not be written.",
                    details=str(error),
                ) from error
            raise
        return stored

    def image(self, image_uuid: str) -> Stored | None:
        """The file of that image, if it is still there."""
        return self._find("image_uuid = ?", image_uuid)

    def named(self, name: str) -> Stored | None:
        """The file of that name, if it is still there; no other file than the store's."""
        return self._find("name = ?", name)

    async def read(self, stored: Stored) -> bytes:
        """All of a file. Raises FileNotFoundError if it has gone meanwhile."""
        return await asyncio.to_thread(stored.path.read_bytes)

    def hold(self, image_uuid: str) -> None:
        """Keep that image whatever comes, until it was let go as often as it was held."""
        self._held[image_uuid] += 1

    def let_go(self, image_uuid: str) -> None:
        """One that held it needs it no more; see `hold`."""
        self._held[image_uuid] -= 1
        if not self._held[image_uuid]:
            del self._held[image_uuid]

    def sweep(self) -> None:
        """Remove what has run out."""
        rows = self._database.execute(
            "SELECT name, image_uuid, size FROM files WHERE expires <= ?", (self._clock(),)
        ).fetchall()
        for row in rows:
            self._remove(*row)

    def _find(self, condition: str, value: str) -> Stored | None:
        row = self._database.execute(
            f"SELECT name, image_uuid, media_type, expires FROM files WHERE {condition}",  # noqa: S608
            (value,),
        ).fetchone()
        if row is None:
            return None
        name, image_uuid, media_type, expires = row
        if expires <= self._clock() and image_uuid not in self._held:
            return None
        return Stored(name, image_uuid, media_type, self._folder / name, expires)

    def _make_room(self, size: int) -> None:
        if size > self._max_bytes:
            raise PictureError("This server keeps no picture that large.", "Send a smaller one.")
        if self._bytes + size > self._max_bytes:
            self.sweep()
        if self._bytes + size <= self._max_bytes:
            return
        rows = self._database.execute(
            "SELECT name, image_uuid, size FROM files WHERE NOT promised ORDER BY made"
        ).fetchall()
        most = sum(row[-1] for row in rows if row[1] not in self._held)
        # Where all of them would not do, none goes for nothing.
        if self._bytes + size - most <= self._max_bytes:
            for row in rows:
                self._remove(*row)
                if self._bytes + size <= self._max_bytes:
                    return
        raise UnderdrawingError(
            "This server has no room for the picture.",
            "Wait until some results have run out, or ask for a shorter ttl.",
        )

    def _remove(self, name: str, image_uuid: str, size: int) -> None:
        if image_uuid in self._held:
            return
        try:
            (self._folder / name).unlink(missing_ok=True)
        except OSError:  # Windows, while it is being sent; the next sweep comes
            return
        self._database.execute("DELETE FROM files WHERE name = ?", (name,))
        self._bytes -= size

    def _reconcile(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        there = {path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name)}
        known = {name for (name,) in self._database.execute("SELECT name FROM files")}
        for name in there - known:
            with suppress(OSError):
                (self._folder / name).unlink()
        self._database.executemany(
            "DELETE FROM files WHERE name = ?", [(name,) for name in known - there]
        )
