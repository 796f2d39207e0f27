"""The way from here to the hub and on: the system's proxies, and who may be reached without one."""

from __future__ import annotations

import urllib.request

import httpx

from core.door import Address, Door, Resolver, is_public, resolve
from core.hosts import is_loopback


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
        proxy = proxy_for(request.url)
        if proxy is not None:
            if proxy not in self._proxied:
                try:
                    self._proxied[proxy] = httpx.AsyncHTTPTransport(proxy=proxy)
                except (ValueError, ImportError, httpx.InvalidURL) as error:
                    raise httpx.ProxyError("cannot be used", request=request) from error
            return await self._proxied[proxy].handle_async_request(request)
        door = self._to_hub if request.url.host == self._hub else self._elsewhere
        return await door.handle_async_request(request)

    async def aclose(self) -> None:
        for transport in (self._to_hub, self._elsewhere, *self._proxied.values()):
            await transport.aclose()

    def _seen(self, address: Address) -> bool:
        # A mirror within a company, or on this computer, has its files next to it.
        self._private_hub |= not is_public(address)
        return True


def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the system, or its environment, names for `url`; None if there is none."""
    if is_loopback(url.host) or urllib.request.proxy_bypass(url.host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return (proxy if "://" in proxy else f"http://{proxy}") if proxy else None
