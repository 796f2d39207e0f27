"""One exchange with the service: tasks out, a reply back, or why there is none.

The key goes to the service's own host and nowhere else. What httpx raises holds the request with
its key and address, so none of it is kept, not even as the context of another exception: errors
are made in the `except` clause and raised after it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from functools import partial

import httpx

from core import codec, way_out
from core.api.replies import Reply
from core.api.requests import Authentication, Request
from core.backoff import Clock, moment
from core.errors import ServiceError, UnderdrawingError, Unreachable
from core.runware.answers import Setback, read_answer
from core.runware.endings import closed
from core.runware.service import Service
from core.secrets import usable
from core.wording import say

Ask = Callable[[], Awaitable[str]]
"""Asked for the key before every request. Raises KeyRefused if there is none."""

Listener = Callable[[float], None]
"""Told how much is done, from 0 to 1."""

MAX_REPLY_BYTES = codec.MAX_BYTES * 3 // 2
"""The largest reply that is read: room for the largest picture in base64."""

USER_AGENT = "Underdrawing"
_CHUNK_BYTES = 64 * 2**10
_ONLINE = say("Check the connection to the internet, and try again.")

# At these levels they would write addresses with their queries into every log that listens.
for _library in ("httpx", "httpcore"):
    logging.getLogger(_library).setLevel(logging.WARNING)


def ignore(fraction: float) -> None:
    """A listener for callers that do not follow."""


def client_of(service: Service) -> httpx.AsyncClient:
    """What goes out to `service` and to where its guides lie; redirects are left to the caller.

    Raises Unreachable where the environment names certificates that are none.
    """
    limits = httpx.Timeout(service.read_s, connect=service.connect_s)
    # A compressed answer could grow without limit; pictures are compressed already.
    headers = {"Accept-Encoding": "identity", "User-Agent": USER_AGENT}
    try:
        # Through a proxy, what is not encrypted would show the key to it.
        return way_out.client(
            proxied=service.secure, follow_redirects=False, timeout=limits, headers=headers
        )
    except way_out.NoWayOut as error:
        what = say("{name} could not be reached.", name=service.name)
        raise Unreachable(what, way_out.REMEDY, details=str(error)) from None


class Connection:
    """Posts tasks to the service called `name`. Belongs to one event loop."""

    def __init__(self, service: Service, key: Ask, clock: Clock) -> None:
        self.name = service.name
        self._service = service
        self._ask_key = key
        self._clock = clock
        self._client = client_of(service)

    async def key(self) -> str:
        """The key as it is now. Raises KeyRefused, KeyringError."""
        return usable(await self._ask_key(), self.name)

    async def post(
        self,
        requests: Sequence[Request],
        within_s: float,
        *,
        silence_s: float | None = None,
        sent: Listener = ignore,
        with_key: bool = True,
    ) -> Reply:
        """What the service replies to `requests`: items, problems, or none yet; raises Setback.

        `within_s` is for all of it; nothing may come for `silence_s`, by default as long as the
        service's settings say. `sent` hears how much of a large request has been sent.
        """
        try:
            key = await self.key() if with_key else ""
        except UnderdrawingError as error:
            refusal = error
        else:
            body = await asyncio.to_thread(_encoded, requests)
            got = await self._exchange(body, key, within_s, silence_s, sent)
            if isinstance(got, Setback):
                raise got
            read = partial(
                read_answer,
                *got,
                name=self.name,
                secrets=[key, *_keys(requests)],
            )
            return await asyncio.to_thread(read)
        raise Setback(refusal)

    async def aclose(self) -> None:
        """Let go of the connections; what is under way ends as if it had broken off."""
        await self._client.aclose()

    async def _exchange(
        self, body: bytes, key: str, within_s: float, silence_s: float | None, sent: Listener
    ) -> tuple[int, str, bytes, float] | Setback:
        """Status, Retry-After, body and time of the answer, or the setback."""
        name = self.name
        if self._client.is_closed:
            return Setback(closed(name))
        headers = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Accept": "application/json",
        }
        if key:
            headers["Authorization"] = f"Bearer {key}"
        service = self._service
        limits = httpx.Timeout(
            service.read_s, connect=service.connect_s, read=silence_s or service.read_s
        )
        try:
            async with (
                asyncio.timeout(within_s),
                self._client.stream(
                    "POST",
                    service.url,
                    content=_chunks(body, sent),
                    headers=headers,
                    timeout=limits,
                ) as response,
            ):
                data = await _limited(response)
                wait = response.headers.get("retry-after", "")
                if data is None:
                    error = ServiceError(
                        say("What {name} answered is too large to be read.", name=name),
                        "Ask for a smaller width, or for the output type URL.",
                    )
                    return Setback(error, arrived=True)
                wall = moment(response.headers.get("date", ""), self._clock.wall())
                return response.status_code, wait, data, wall
        except (TimeoutError, httpx.HTTPError) as error:
            return self._broken(error)
        except (UnicodeError, httpx.InvalidURL):
            # A name in Punycode that stands for nothing, or four numbers that are no address.
            return Setback(
                Unreachable(say("There is no {name}.", name=name), "Check the service's address.")
            )

    def _broken(self, error: Exception) -> Setback:
        """What a broken exchange means. Nothing of `error` but its kind is kept."""
        name, kind = self.name, type(error).__name__
        if isinstance(error, way_out.UselessProxy):
            what = say("{name} could not be reached.", name=name)
            return Setback(Unreachable(what, way_out.REMEDY, details=str(error)))
        insecure = [cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)]
        if insecure and isinstance(error, httpx.ConnectError):
            what = say("No secure connection to {name} could be made.", name=name)
            remedy = say("Check the service's address, and the date and time of this computer.")
            forged = any(isinstance(each, ssl.SSLCertVerificationError) for each in insecure)
            return Setback(Unreachable(what, remedy, details=kind), passing=not forged)
        # Of these nothing has been sent.
        arrived = not isinstance(
            error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError
        )
        if isinstance(error, TimeoutError | httpx.TimeoutException):
            what = say("{name} did not answer in time.", name=name)
        elif arrived:
            what = say("The connection to {name} broke off.", name=name)
        else:
            what = say("{name} could not be reached.", name=name)
        return Setback(Unreachable(what, _ONLINE, details=kind), passing=True, arrived=arrived)


def _encoded(requests: Sequence[Request]) -> bytes:
    return json.dumps([request.to_json() for request in requests]).encode()


def _keys(requests: Sequence[Request]) -> list[str]:
    return [request.api_key for request in requests if isinstance(request, Authentication)]


async def _chunks(body: bytes, sent: Listener) -> AsyncIterator[bytes]:
    view = memoryview(body)
    for start in range(0, len(body), _CHUNK_BYTES):
        yield bytes(view[start : start + _CHUNK_BYTES])
        # Asked for the next part, so this one has been taken.
        sent(min(1.0, (start + _CHUNK_BYTES) / len(body)))


async def _limited(response: httpx.Response) -> bytes | None:
    """The body, or None where it is larger than MAX_REPLY_BYTES."""
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_REPLY_BYTES:
        return None
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_REPLY_BYTES:
            return None
    return bytes(body)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
