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


@dataclass(frozen=True, eq=False)
class ShownPicture:
    """The input picture with what is needed to paint it."""

    picture: Picture
    pyramid: Pyramid


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
            return ShownPicture(picture, await asyncio.to_thread(Pyramid, picture.pixels))
    assert first_error is not None
    raise first_error


async def show_guide(guide: Guide) -> ShownGuide:
    """`guide`, ready to be painted."""
    binary = guide.task.entry.look is Look.BINARY
    return ShownGuide(guide, await asyncio.to_thread(Pyramid, guide.pixels, binary=binary))
