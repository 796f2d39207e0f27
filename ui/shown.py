"""What the window shows: a picture or a guide with what is needed to paint it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import PictureError
from core.preprocessor import Look
from ui.incoming import Incoming
from ui.pyramid import Pyramid

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture
    from core.provenance import Provenance
    from core.recognise import Guidelike


@dataclass(frozen=True, eq=False)
class ShownPicture:
    """The input picture with what is needed to paint it.

    `seems`: the guide that it seems to be, by its pixels; `made`: what its file says of that.
    """

    picture: Picture
    pyramid: Pyramid
    seems: Guidelike | None = None
    made: Provenance | None = None


@dataclass(frozen=True, eq=False)
class ShownGuide:
    """A guide with what is needed to paint it."""

    guide: Guide
    pyramid: Pyramid


async def load_shown(forms: tuple[Incoming, ...]) -> ShownPicture:
    """The first of `forms` that can be read. Raises PictureError, that of the best of them."""
    first_error: PictureError | None = None
    for form in forms:
        try:
            picture = await form.load()
        except PictureError as error:
            first_error = first_error or error
        else:
            return await asyncio.to_thread(_look_at, picture)
    assert first_error is not None
    raise first_error


def _look_at(picture: Picture) -> ShownPicture:
    from core.provenance import read_task  # noqa: PLC0415 - see below
    from core.recognise import recognise  # noqa: PLC0415 - the window shows before numpy comes

    # The origin of what comes from no file names none, or one that is not there.
    made = read_task(Path(picture.origin))
    return ShownPicture(picture, Pyramid(picture.pixels), recognise(picture.pixels), made)


async def show_guide(guide: Guide) -> ShownGuide:
    """`guide`, ready to be painted."""
    binary = guide.task.entry.look is Look.BINARY
    return ShownGuide(guide, await asyncio.to_thread(Pyramid, guide.pixels, binary=binary))
