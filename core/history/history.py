"""The history: every guide that was made or bought, to be found, looked at and gone on with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from core.history import keeping, reading, rows
from core.history.database import Opened
from core.history.entry import Entry, Removed
from core.history.folder import HistoryFolder, sweep
from core.history.images import deep_data, lossless, thumbnail_data, thumbnail_of
from core.history.pictures import Pictures
from core.history.rows import Amount
from core.history.search import Filter
from core.preprocessor import Preprocessor

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture, Pixels

LIMIT_BYTES = 2 * 2**30


class GuideHistory:
    """The history in `folder`, which need not exist. Methods block; any thread may call them.

    Several windows may have it open. It is opened by the first call, which sweeps what an end in
    the middle of something has left. What a method has returned is on the disk, whatever ends the
    program. `limit_bytes`: of everything in it, as `add` says. `clock`: seconds since the epoch.
    `title`: how a preprocessor is called in another language, in which it is to be found as well.

    All raise UnderdrawingError where the disk is full, may not be written, or is held by another
    window for too long; nothing that was kept is lost then. A history that is damaged, or of a
    newer version, is set aside and a new one begun, which `take_remark` tells.
    """

    def __init__(
        self,
        folder: Path,
        limit_bytes: int = LIMIT_BYTES,
        clock: Callable[[], float] = time.time,
        title: Callable[[Preprocessor], str] = lambda name: "",
    ) -> None:
        self._folder = HistoryFolder(folder, clock)
        self._limit = limit_bytes
        self._clock = clock
        self._title = title
        self._pictures = Pictures()

    def take_remark(self) -> str:
        """What a person should know since this was last asked, such as that a damaged history
        was set aside; often empty."""
        return self._folder.take_remark()

    def add(self, picture: Picture, guide: Guide) -> Entry:
        """Keep `guide` of `picture`, which is on the disk when this returns.

        It replaces an entry of the same pixels, engine and look, and stays pinned if that was.
        Where all together is beyond the limit now, the oldest go that are neither pinned nor
        bought, but never the new one. Raises ExportError where memory runs out.
        """
        from core.history.people import people_text  # noqa: PLC0415 - numpy comes after the window

        people = None if guide.people is None else people_text(guide.people)
        encoded = rows.Encoded(
            file=lossless(guide.pixels),
            deep=None if guide.deep is None else deep_data(guide.deep),
            thumbnail=thumbnail_data(guide),
            people=people,
        )
        return self._folder.run(
            lambda opened: keeping.add(
                opened,
                self._pictures,
                picture,
                guide,
                encoded,
                made=self._clock(),
                limit_bytes=self._limit,
            )
        )

    def entries(
        self,
        text: str = "",
        preprocessor: Preprocessor | None = None,
        *,
        pinned: bool | None = None,
        engine: str | None = None,
        limit: int = 100,
    ) -> list[Entry]:
        """The newest `limit` entries, the newest first.

        Every word of `text` must be in the picture's name or the preprocessor's; neither case nor
        accents matter. What is None is not asked about.
        """
        wanted = Filter(text, preprocessor, pinned, engine)
        return self._folder.run(lambda opened: reading.entries(opened, wanted, self._title, limit))

    def guide(self, entry: Entry) -> Guide:
        """The guide of `entry`, to the bit. Raises UnderdrawingError if it is gone or damaged."""
        return self._folder.run(lambda opened: reading.guide(opened, entry))

    def picture(self, entry: Entry) -> Picture:
        """The picture that the guide was made of. Raises PictureError if it is gone or changed."""

        def work(opened: Opened) -> Picture:
            (digest,) = reading.about(opened, "picture", entry)
            return self._pictures.bring_back(opened, digest, entry.picture_name, entry.origin)

        return self._folder.run(work)

    def is_of(self, entry: Entry, picture: Picture) -> bool:
        """Whether the guide of `entry` was made of `picture`, by its pixels."""
        (digest,) = self._folder.run(lambda opened: reading.about(opened, "picture", entry))
        return bool(digest == self._pictures.digest(picture))

    def thumbnail(self, entry: Entry) -> Pixels:
        """The guide with a long side of 256 pixels or fewer, grey (height, width) or RGB."""
        data, grey = self._folder.run(
            lambda opened: reading.about(opened, "thumbnail, grey", entry)
        )
        return thumbnail_of(data, grey=bool(grey))

    def pin(self, entry: Entry, pinned: bool) -> Entry:
        """Have `entry` stay whatever the limit, or no longer; the entry as it is now."""
        return self._folder.run(lambda opened: keeping.pin(opened, entry, pinned))

    def remove(self, entries: Iterable[Entry]) -> Removed:
        """Have `entries` listed no more; what `restore` takes, until the next sweep."""
        ids = [entry.id for entry in entries]
        return self._folder.run(lambda opened: keeping.remove(opened, ids, self._clock()))

    def clear(self, keep_pinned: bool = True) -> Removed:
        """Remove everything, bought guides too, but those pinned only if told to."""
        return self._folder.run(lambda opened: keeping.clear(opened, keep_pinned, self._clock()))

    def restore(self, removed: Removed) -> list[Entry]:
        """The entries of `removed` that are back in their places, the newest first.

        Those that were swept or evicted, or that another has replaced meanwhile, are not.
        """
        return self._folder.run(lambda opened: keeping.restore(opened, removed))

    def sweep(self) -> None:
        """Free the disk of what was removed, for good."""
        self._folder.run(sweep)

    def size_bytes(self) -> int:
        """What the listed guides take on the disk, with thumbnails and copies of pictures."""
        return self._folder.run(lambda opened: rows.listed_bytes(opened.connection))

    def amount(self) -> Amount:
        """How many guides are listed, how many of them pinned, and what they take as size_bytes."""
        return self._folder.run(lambda opened: rows.listed(opened.connection))

    def set_limit(self, limit_bytes: int) -> None:
        """Keep to `limit_bytes` from now on, as `add` says."""
        self._limit = limit_bytes
        self._folder.run(lambda opened: keeping.evict(opened, limit_bytes))

    def close(self) -> None:
        """Let go of the file. Nothing is asked afterwards."""
        self._folder.close()
