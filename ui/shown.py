"""What the window shows: a picture or a guide with what is needed to paint it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import PictureError
from core.preprocessor import Look
from ui.incoming import Incoming
from ui.pyramid import Pyramid

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture
    from core.recognise import Guidelike


@dataclass(frozen=True, eq=False)
class ShownPicture:
    """The input picture with what is needed to paint it, and whether it seems to be a guide."""

    picture: Picture
    pyramid: Pyramid
    seems: Guidelike | None = None


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
    from core.recognise import recognise  # noqa: PLC0415 - the window shows before numpy comes

    return ShownPicture(picture, Pyramid(picture.pixels), recognise(picture.pixels))


async def show_guide(guide: Guide) -> ShownGuide:
    """`guide`, ready to be painted."""
    binary = guide.task.entry.look is Look.BINARY
    return ShownGuide(guide, await asyncio.to_thread(Pyramid, guide.pixels, binary=binary))
