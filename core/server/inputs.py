"""From what a task calls its image to a file of the store."""

from __future__ import annotations

import asyncio
import re
import uuid

from core.errors import PictureError
from core.server.outgoing import Outgoing
from core.server.store import Store, Stored
from core.source import base64_bytes, data_uri_bytes

FETCHES_AT_ONCE = 4
"""Each may hold a whole file in memory."""

MAX_ADDRESS = 8192
"""Characters of an address. Addresses are kept where the limit of stored bytes does not count."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_OWN_RESULT = re.compile(r"https?://[^/]+/results/([0-9a-f]{32}\.[a-z]+)", re.IGNORECASE)
_OTHER_ADDRESS = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_PATH = re.compile(r"file:|[a-z]:[\\/]|\\\\|~?/|\.{1,2}[\\/]|[^,;]*\.[a-z0-9]{2,5}$", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){4}[0-9a-f]{8}", re.IGNORECASE)


class Inputs:
    """Finds, decodes or fetches images, and keeps them. No path of this computer is ever read."""

    def __init__(self, store: Store, outgoing: Outgoing) -> None:
        self._store = store
        self._outgoing = outgoing
        self._fetching = asyncio.Semaphore(FETCHES_AT_ONCE)

    async def received(self, image: str) -> str:
        """Where the image is: its address, or its UUID, by which what the text holds is now kept.

        Raises PictureError, also where a UUID is of no image here, and UnderdrawingError if it
        cannot be kept.
        """
        image = image.strip()
        if _ADDRESS.match(image):
            if len(image) > MAX_ADDRESS:
                raise PictureError("The address of the picture is too long.", "Upload the picture.")
            return image
        if _UUID.fullmatch(image):
            return self._kept(str(uuid.UUID(image))).image_uuid
        is_uri = image[:5].lower() == "data:"
        try:
            data = await asyncio.to_thread(data_uri_bytes if is_uri else base64_bytes, image)
        except PictureError as error:
            raise _better(image, error) from error
        return (await self._store.put(data)).image_uuid

    async def find(self, image: str) -> Stored:
        """Any image: by its UUID, in the text, or from its address.

        Raises PictureError, AddressRefused, and UnderdrawingError if it cannot be kept.
        """
        image = await self.received(image)
        if not _ADDRESS.match(image):
            return self._kept(image)
        own = _OWN_RESULT.fullmatch(image)
        here = self._store.named(own[1]) if own else None
        if here is not None:  # nobody else could know that name
            return here
        async with self._fetching:
            data = await self._outgoing.fetch(image)
        return await self._store.put(data)

    def _kept(self, image_uuid: str) -> Stored:
        found = self._store.image(image_uuid)
        if found is None:
            raise PictureError(
                f"This server has no image {image_uuid}.", "Upload it, then name its UUID."
            )
        return found


def _better(text: str, error: PictureError) -> PictureError:
    """What is to be said of `text`, which is no picture for the reason of `error`."""
    if len(text) > MAX_ADDRESS:
        return error
    if match := _OTHER_ADDRESS.match(text):
        return PictureError(
            f"Pictures are not fetched from addresses that begin with {match[0]}",
            "Use an http or https one, or send the picture itself.",
        )
    if _PATH.match(text):
        return PictureError(
            "This is a path, and a server reads no files of whoever asks it.",
            "Send what is in the file, in base64 or as a data URI, or upload it and name its UUID.",
        )
    return error
