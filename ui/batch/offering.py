"""Offers the picture of the main window to a batch for which nothing is planned yet."""

from __future__ import annotations

import asyncio
from pathlib import Path

from core.export import identity
from core.paths import sample_picture
from ui.batch.source_list import SourceList
from ui.session import Session


class Offering:
    """Puts the file of the picture that `session` shows on `listed`, if that is asked for.

    It stays there until others are brought, or until the main window shows another picture.
    """

    def __init__(self, session: Session, listed: SourceList) -> None:
        self._session = session
        self._listed = listed
        self._offered: Path | None = None

    async def offer(self) -> None:
        """Do it, unless the artist has planned something."""
        path = await self._open_file()
        listed, named = self._listed, self._listed.named
        was_offered = self._offered is not None and named == (self._offered,)
        if path is None or (named and not was_offered):
            return
        if was_offered:
            listed.forget_begun()
        self._offered = path
        listed.offer(path)

    async def _open_file(self) -> Path | None:
        """The file of the picture; None for what is no file, and for the sample."""
        shown = self._session.picture
        path = Path("" if shown is None else shown.picture.origin)
        if not path.is_absolute():
            return None
        # Its disk may be slow, or gone.
        there, sample = await asyncio.to_thread(
            lambda: (identity(path), identity(sample_picture()))
        )
        return None if there is None or there == sample else path
