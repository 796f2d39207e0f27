"""What the server fetches, puts and posts for a task, at addresses that others name.

All of it goes through a door, so that no task sends the server into its own network.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import httpx

from core.door import AddressRefused, Door
from core.download import READ_TIMEOUT_S, download
from core.errors import PictureError, UnderdrawingError

CONNECT_TIMEOUT_S = 10.0
FETCH_LIMIT_S = 300.0
"""For all of a picture: a server that drips must not hold a place for good."""

DELIVER_LIMIT_S = 300.0


LOOK_LIMIT_S = 1.0
"""For the address of a webhook to be known before its task is accepted."""


class NotDelivered(UnderdrawingError):
    """The other side did not take what it was sent; `again`: whether it may a moment later."""

    def __init__(self, what: str, remedy: str, *, again: bool = True) -> None:
        super().__init__(what, remedy)
        self.again = again


class WebhookRefused(UnderdrawingError):
    """A webhook that would never be called."""


class Outgoing:
    """Fetches, puts and posts through a door."""

    def __init__(self, door: Door) -> None:
        self._door = door
        limits = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        self._client = httpx.AsyncClient(
            transport=door, timeout=limits, trust_env=False, headers={"User-Agent": "Underdrawing"}
        )

    async def fetch(self, url: str) -> bytes:
        """The file at `url`; redirects are followed. Raises PictureError and AddressRefused."""
        try:
            async with asyncio.timeout(FETCH_LIMIT_S):
                return (await download(url, self._client)).data
        except TimeoutError:
            raise PictureError(
                "The picture did not arrive in time.", "Upload it instead of its address."
            ) from None

    async def check_webhook(self, url: str) -> None:
        """Raises WebhookRefused if it is known at once that `post` would never go to `url`."""
        with suppress(OSError, UnicodeError, TimeoutError, httpx.InvalidURL, KeyError):
            async with asyncio.timeout(LOOK_LIMIT_S):
                try:
                    await self._door.addresses(httpx.URL(url))
                except AddressRefused as error:
                    raise WebhookRefused(error.what, error.remedy) from error

    async def post(self, url: str, body: bytes) -> None:
        """Post the JSON `body`. Raises NotDelivered unless it was taken, and AddressRefused."""
        await self._send("POST", url, body, "application/json")

    async def put(self, url: str, body: bytes, media_type: str) -> None:
        """Put the file `body`. Raises NotDelivered unless it was taken."""
        try:
            await self._send("PUT", url, body, media_type)
        except AddressRefused as error:
            raise NotDelivered(error.what, error.remedy, again=False) from error

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()

    async def _send(self, method: str, url: str, body: bytes, media_type: str) -> None:
        try:
            # What comes back is not read, so that it cannot be too much, and redirects are not
            # followed: they would turn the request into another.
            async with (
                asyncio.timeout(DELIVER_LIMIT_S),
                self._client.stream(
                    method, url, content=body, headers={"Content-Type": media_type}
                ) as response,
            ):
                if response.is_success:
                    return
                answer, again = f"answered {response.status_code}", True
        except (httpx.ReadTimeout, httpx.WriteTimeout, TimeoutError):
            # Who asked is waiting as well, and has waited long.
            answer, again = "did not answer in time", False
        except (httpx.RequestError, httpx.InvalidURL):
            # Their words may hold the whole address.
            answer, again = "could not be reached, or did not answer", True
        remedy = "Check the address that was given."
        raise NotDelivered(f"{_host(url)} {answer}.", remedy, again=again)


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL:
        return "The address"
