"""The bytes of a guide out of a result: fetched from its address, or decoded from its text.

No key travels here: the client is one of its own. Addresses are signed, so that neither they nor
what httpx raises, which holds them, get into an error; see core.runware.connection.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import httpx

from core import codec
from core.backoff import TRIES, Backoff, Clock, Deadline, moment, retry_after
from core.errors import PictureError, ServiceError, Unreachable
from core.runware.answers import Setback
from core.runware.connection import Listener, client_of, ignore
from core.runware.endings import closed
from core.runware.service import Service
from core.source import base64_bytes, data_uri_bytes
from core.wording import say

MAX_REDIRECTS = 5
_AGAIN = say("Ask for the guide again, which costs nothing more.")
_EXPIRED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class Expired(Exception):
    """The guide is not at its address any more; the service may know another."""


class Results:
    """Brings guides in. Belongs to one event loop."""

    def __init__(self, service: Service, clock: Clock) -> None:
        self._service = service
        self._clock = clock
        self._client = client_of(service)

    async def data(self, guide: str, within_s: float, heard: Listener = ignore) -> bytes:
        """The bytes that `guide`, an address, a data URI or base64, stands for.

        `heard` is told how much of a download is here, where that is known. Raises Expired, and
        ServiceError where nothing can be had within `within_s` seconds.
        """
        scheme = guide[:8].lower()
        if not scheme.startswith(("http:", "https:")):
            return await asyncio.to_thread(self._decoded, guide)
        deadline = Deadline(self._clock, within_s)
        backoff = Backoff(self._clock.chance)
        while True:
            got = await self._fetched(guide, deadline.left_s, heard)
            if isinstance(got, bytes):
                return got
            if isinstance(got, Expired):
                raise got
            pause = backoff.next(got.after_s)
            late = deadline.left_s <= pause
            if not got.passing or late or backoff.failures >= TRIES:
                raise got.error
            await self._clock.sleep(pause)

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    def _decoded(self, guide: str) -> bytes:
        is_uri = guide[:5].lower() == "data:"
        try:
            return data_uri_bytes(guide) if is_uri else base64_bytes(guide)
        except PictureError as error:
            what = say(
                "The guide that came from {name} cannot be read: {reason}",
                name=self._service.name,
                reason=error.what,
            )
            failure = ServiceError(what, _AGAIN, details=error.details)
        raise failure

    async def _fetched(
        self, address: str, within_s: float, heard: Listener
    ) -> bytes | Expired | Setback:
        """The bytes at `address`, after redirects."""
        host = self._service.name
        try:
            async with asyncio.timeout(within_s):
                request = self._client.build_request("GET", address, headers={"Accept": "image/*"})
                for _ in range(MAX_REDIRECTS + 1):
                    if self._client.is_closed:
                        return Setback(closed(self._service.name))
                    host = request.url.host
                    if self._service.secure and request.url.scheme != "https":
                        return _refusal(
                            say(
                                "The guide lies at an address of {host} that is not safe.",
                                host=host,
                            )
                        )
                    response = await self._client.send(request, stream=True)
                    try:
                        if response.next_request is None:
                            return await self._body(response, host, heard)
                        request = response.next_request
                    finally:
                        await response.aclose()
                return _refusal(
                    say("{host} sends us from address to address without end.", host=host)
                )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
            return _refusal("The guide lies at an address that cannot be fetched from.")
        except (TimeoutError, httpx.HTTPError) as error:
            what = say("The guide could not be fetched from {host}.", host=host)
            if isinstance(error, TimeoutError | httpx.TimeoutException):
                what = say("{host} did not hand over the guide in time.", host=host)
            return Setback(Unreachable(what, _AGAIN, details=type(error).__name__), passing=True)

    async def _body(
        self, response: httpx.Response, host: str, heard: Listener
    ) -> bytes | Expired | Setback:
        status = response.status_code
        if status in _EXPIRED:
            return Expired()
        if not response.is_success:
            return Setback(
                ServiceError(
                    say("{host} gave no guide (it answered {status}).", host=host, status=status),
                    _AGAIN,
                ),
                passing=status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
                or status // 100 == 5,
                after_s=retry_after(
                    response.headers.get("retry-after", ""),
                    moment(response.headers.get("date", ""), self._clock.wall()),
                ),
            )
        announced = response.headers.get("content-length", "")
        length = int(announced) if announced.isdecimal() else None
        body = bytearray()
        if length is None or length <= codec.MAX_BYTES:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > codec.MAX_BYTES:
                    break
                if length:
                    heard(min(1.0, len(body) / length))
            else:
                return bytes(body)
        return _refusal(
            say("The guide is too large: {reason}", reason=codec.too_many_bytes(length).what)
        )


def _refusal(what: str) -> Setback:
    return Setback(ServiceError(what, _AGAIN))
