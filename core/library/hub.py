"""The hub: where a file of it lies at this moment, and the file itself from any byte on.

No key, token or cookie goes anywhere, and only https is spoken but to this computer itself.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from core.backoff import retry_after
from core.door import AddressRefused
from core.errors import LibraryError
from core.hosts import is_loopback
from core.library.answers import number, sha256_of
from core.library.by_hand import file_address
from core.library.endpoint import endpoint_of_environment, host_of, offline_by_environment
from core.library.row import Row, RowFile
from core.library.troubles import Troubles
from core.library.way import Way, is_mistrust
from core.way_out import PORT_MAX, UselessProxy

MAX_REDIRECTS = 8
CONNECT_S = 15.0
STALL_S = 30.0
"""How long nothing may come before it is asked for again."""

_REVISION = re.compile("[0-9a-f]{40}")
_HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",  # of what is compressed on the way, no part can be asked for
    "User-Agent": "Underdrawing",
}


class Setback(Exception):
    """It did not work; `error` says so. `passing`: it may, after `after_s` if that is known."""

    def __init__(
        self, error: LibraryError, *, passing: bool = False, after_s: float | None = None
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.passing = passing
        self.after_s = after_s


@dataclass(frozen=True)
class Place:
    """Where a file lies now: an address that may soon be worth nothing, and what the hub says of
    the file's size and sha256, None where it says nothing."""

    url: httpx.URL
    bytes: int | None
    sha256: str | None


class Hub:
    """Asks the hub at `endpoint`, by default that of the environment. Belongs to one event loop.

    `offline`: nothing is to be fetched, which may change; HF_HUB_OFFLINE says the same. `wall`:
    seconds since the epoch, for dates that answers name.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        *,
        offline: bool = False,
        stall_s: float = STALL_S,
        wall: Callable[[], float],
    ) -> None:
        self.endpoint = endpoint or endpoint_of_environment()
        self.stall_s = stall_s
        self.offline = offline
        self._wall = wall
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    @property
    def host(self) -> str:
        """The endpoint's host."""
        return host_of(self.endpoint)

    def troubles(self, row: Row, file: RowFile) -> Troubles:
        """The sentences about `file` on its way from here."""
        return Troubles(self.endpoint, row, file)

    @property
    def is_offline(self) -> bool:
        """Whether nothing is to be fetched, whoever says so."""
        return self.offline or offline_by_environment()

    def refuse_offline(self, row: Row) -> None:
        """Raises LibraryError if nothing is to be fetched."""
        if self.offline:
            raise self.troubles(row, row.files[0]).offline()
        if offline_by_environment():
            raise self.troubles(row, row.files[0]).offline("HF_HUB_OFFLINE")

    async def find(self, row: Row, file: RowFile) -> Place:
        """Where `file`, which is pinned, lies at this moment. Raises Setback."""
        assert row.revision is not None
        assert _REVISION.fullmatch(row.revision), "a branch is no pin"
        troubles = self.troubles(row, file)
        url, size, sha256 = file_address(self.endpoint, row, file), None, None
        try:
            request = self._request("HEAD", url, troubles)
        except Setback:
            raise Setback(troubles.no_hub(self.endpoint)) from None
        for _ in range(MAX_REDIRECTS):
            async with self._answer(request, troubles) as response:
                size = number(response.headers.get("x-linked-size", "")) or size
                sha256 = sha256_of(response.headers.get("x-linked-etag", "")) or sha256
                if response.next_request is None:
                    if response.status_code not in _NO_HEAD:
                        self._judge(response, troubles)
                        if sha256 is None:
                            size = number(response.headers.get("content-length", "")) or size
                    return Place(response.url, size, sha256)
                request = self._request("HEAD", str(response.next_request.url), troubles)
                if request.url.host != response.url.host or request.url.port != response.url.port:
                    return Place(request.url, size, sha256)
        raise Setback(troubles.astray(self.host))

    @asynccontextmanager
    async def stream(
        self, place: Place, start: int, row: Row, file: RowFile
    ) -> AsyncIterator[httpx.Response]:
        """The file at `place` from the byte `start` on, as far as the server keeps to that: the
        answer is 200, 206 or 416. Raises Setback."""
        troubles = self.troubles(row, file)
        headers = {"Range": f"bytes={start}-"} if start else {}
        request = self._request("GET", str(place.url), troubles, headers)
        for _ in range(MAX_REDIRECTS):
            async with self._answer(request, troubles) as response:
                if response.next_request is None:
                    if response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                        self._judge(response, troubles)
                    yield response
                    return
                target = str(response.next_request.url)
                request = self._request("GET", target, troubles, headers)
        raise Setback(troubles.astray(place.url.host))

    async def aclose(self) -> None:
        """Let go of all connections."""
        if self._client is not None:
            await self._client.aclose()

    def _request(
        self, method: str, url: str, troubles: Troubles, headers: dict[str, str] | None = None
    ) -> httpx.Request:
        """A request to where it is allowed to go."""
        try:
            request = httpx.Request(method, url, headers=_HEADERS | (headers or {}))
        except (httpx.InvalidURL, UnicodeError):
            raise Setback(troubles.astray(self.host)) from None
        host, scheme = request.url.host, request.url.scheme
        if not host or scheme not in ("http", "https") or (request.url.port or 0) > PORT_MAX:
            raise Setback(troubles.astray(self.host))
        if scheme == "http" and not is_loopback(host):
            raise Setback(troubles.unsafe(host))
        return request

    @asynccontextmanager
    async def _answer(
        self, request: httpx.Request, troubles: Troubles
    ) -> AsyncIterator[httpx.Response]:
        """The answer to `request`, open; what goes wrong while it is read is told likewise."""
        client, host = await self._ready(), request.url.host
        request.extensions["timeout"] = httpx.Timeout(self.stall_s, connect=CONNECT_S).as_dict()
        try:
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                yield response
            finally:
                await response.aclose()
        except AddressRefused as error:
            raise Setback(troubles.private(host)) from error
        except UselessProxy as error:
            raise Setback(troubles.useless_proxy(str(error))) from error
        except httpx.ProxyError as error:
            wants_password = str(error).startswith(str(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED))
            told = troubles.proxy(wants_password=wants_password, details=str(error))
            raise Setback(told, passing=not wants_password) from error
        # What httpx raises may hold the whole signed address, so that only its kind is told.
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if is_mistrust(error):
                raise Setback(troubles.untrusted(host)) from None
            details = type(error.__cause__ or error).__name__
            raise Setback(troubles.not_connected(host, details), passing=True) from None
        except httpx.TimeoutException:
            raise Setback(troubles.silent(host, self.stall_s), passing=True) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise Setback(troubles.astray(host)) from None
        except httpx.HTTPError as error:
            raise Setback(troubles.broke_off(host, type(error).__name__), passing=True) from None

    def _judge(self, response: httpx.Response, troubles: Troubles) -> None:
        """Raises Setback unless `response` gives what was asked for."""
        status, host = response.status_code, response.url.host
        if response.is_success:
            if response.headers.get("content-type", "").lower().startswith("text/html"):
                raise Setback(troubles.page(host))
            return
        at_hub = str(response.url).startswith(f"{self.endpoint}/")
        is_gone = response.headers.get("x-error-code", "") in _GONE
        after_s = retry_after(response.headers.get("retry-after", ""), self._wall())
        match status:
            case 407:
                raise Setback(troubles.proxy(wants_password=True, details=""))
            case 408 | 425 | 429:
                raise Setback(troubles.overloaded(host, status), passing=True, after_s=after_s)
            case 401 | 403 if at_hub and not is_gone:
                raise Setback(troubles.gated(host, status))
            case 401 | 403 | 404 | 410 if at_hub:
                raise Setback(troubles.gone(host, status))
            case 400 | 401 | 403 | 404 | 410 if not at_hub:
                raise Setback(troubles.expired(host, status), passing=True)
            case _ if status // 100 == 5:
                raise Setback(troubles.overloaded(host, status), passing=True, after_s=after_s)
            case _:
                raise Setback(troubles.odd_answer(host, status))

    async def _ready(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None:
                way = await asyncio.to_thread(Way, self.host)  # reading certificates takes time
                # It would take passwords for hosts out of a file of the user's.
                self._client = httpx.AsyncClient(transport=way, trust_env=False)
            return self._client


_GONE = ("RepoNotFound", "RevisionNotFound", "EntryNotFound")
"""What the hub calls it, for it does not tell strangers whether a repository is hidden or gone."""

_NO_HEAD = (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
"""From hubs that are only asked for whole files."""
