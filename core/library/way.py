"""The way from here to the hub and on: the system's proxies, and who may be reached without one."""

from __future__ import annotations

import ssl

import httpx

from core.door import Address, Door, Resolver, is_public, resolve
from core.way_out import proxy_for, through


class Way(httpx.AsyncBaseTransport):
    """Through the system's proxy where there is one for a host, else straight, but from a hub in
    the public internet never into a private network."""

    def __init__(self, hub: str, resolver: Resolver = resolve) -> None:
        self._hub = hub
        self._private_hub = False
        self._to_hub = Door(self._seen, resolver, trust_env=True)
        self._elsewhere = Door(
            lambda address: self._private_hub or is_public(address), resolver, trust_env=True
        )
        self._proxied: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx.AsyncBaseTransport. Raises what it may, and AddressRefused."""
        proxy = await proxy_for(request.url)
        if proxy is not None:
            if proxy not in self._proxied:
                self._proxied[proxy] = through(proxy)
            try:
                return await self._proxied[proxy].handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if is_mistrust(error):  # which is about the host behind it
                    raise
                raise httpx.ProxyError("cannot be reached") from error
        door = self._to_hub if request.url.host == self._hub else self._elsewhere
        return await door.handle_async_request(request)

    async def aclose(self) -> None:
        """Let go of all connections."""
        for transport in (self._to_hub, self._elsewhere, *self._proxied.values()):
            await transport.aclose()

    def _seen(self, address: Address) -> bool:
        # A mirror within a company, or on this computer, has its files next to it.
        self._private_hub |= not is_public(address)
        return True


def is_mistrust(error: BaseException | None) -> bool:
    """Whether `error` came about because a host's certificate is not trusted here."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
