"""A way out that never leads to this computer's own network by mistake.

Each host is resolved once, every address that it has is checked, and the connection goes to one of
those very addresses, so that a second answer of the resolver cannot lead elsewhere. Redirects pass
through the same door.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import httpx

from core.errors import UnderdrawingError
from core.trust import trusted

# Both write whole addresses, with the secrets in their queries, at levels below this.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[Sequence[Address]]]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(UnderdrawingError):
    """A host is, or may be, on this computer or in its network."""


def is_public(address: Address) -> bool:
    """Whether `address` belongs to the internet at large.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, NAT64) is as public as that.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


async def resolve(host: str, port: int) -> Sequence[Address]:
    """The addresses of `host`, which may be one itself. Raises OSError and UnicodeError."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Any]] = loop.create_future()

    def tell(outcome: list[Any] | Exception) -> None:
        if answer.done():
            return
        if isinstance(outcome, Exception):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)

    def ask() -> None:
        outcome: list[Any] | Exception
        try:
            outcome = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except Exception as error:
            outcome = error
        with suppress(RuntimeError):  # the server has stopped meanwhile
            loop.call_soon_threadsafe(tell, outcome)

    # A name server that never answers shall hold up neither other work nor the server's end, as
    # it would in the loop's own few threads.
    threading.Thread(target=ask, name="resolver", daemon=True).start()
    return [ipaddress.ip_address(place[0]) for *_, place in await answer]


class Door(httpx.AsyncBaseTransport):
    """A transport that connects only to hosts all of whose addresses are `allowed`.

    Raises AddressRefused otherwise. No connection is used twice, and no proxy is asked: it would
    resolve by itself. `trust_env`: whether SSL_CERT_FILE and SSL_CERT_DIR say whom to trust.
    """

    def __init__(
        self,
        allowed: Callable[[Address], bool] = is_public,
        resolver: Resolver = resolve,
        *,
        trust_env: bool = False,
    ) -> None:
        self._allowed = allowed
        self._resolver = resolver
        self._inner = httpx.AsyncHTTPTransport(
            verify=trusted(trust_env=trust_env), limits=httpx.Limits(max_keepalive_connections=0)
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx.AsyncBaseTransport. Raises AddressRefused, and httpx.TransportError."""
        url = request.url
        try:
            addresses = await self.addresses(url)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"{url.host} was not found", request=request) from error
        failed: httpx.TransportError = httpx.ConnectError(f"{url.host} was not found")
        for address in addresses:
            # The name stays in the header Host and in what the certificate is checked against.
            checked = httpx.Request(
                request.method,
                url.copy_with(host=str(address)),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": url.host},
            )
            try:
                return await self._inner.handle_async_request(checked)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed

    async def addresses(self, url: httpx.URL) -> Sequence[Address]:
        """Those of the host of an http(s) `url`. Raises AddressRefused, OSError, UnicodeError."""
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        addresses = await self._resolver(url.host, port)
        if not all(map(self._allowed, addresses)):
            raise AddressRefused(
                f"{url.host} is not in the public internet, so this server does not go there.",
                "Start the server with --allow-private-addresses, if that is what you want.",
            )
        return addresses

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self._inner.aclose()
