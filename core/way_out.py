"""The way out of this computer that the system or its environment names: proxies, certificates."""

from __future__ import annotations

import asyncio
import urllib.request
from typing import Any

import httpx

from core.hosts import is_loopback
from core.trust import trusted
from core.wording import say

REMEDY = say(
    "The environment names a proxy or certificates that cannot be used; see {variables}.",
    variables="HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE",
)
PORT_MAX = 65_535


class NoWayOut(Exception):
    """The environment names certificates that are none; REMEDY says so."""


class UselessProxy(httpx.ProxyError):
    """What is named as a proxy is no address, or of a kind that is not spoken here; see REMEDY.

    Its text has no password, but what it comes from may have.
    """


def client(*, proxied: bool = True, **settings: Any) -> httpx.AsyncClient:
    """A client with these `settings` of httpx.AsyncClient, through a proxy if `proxied` and one is
    named. Raises NoWayOut; what is asked of it may raise UselessProxy.
    """
    try:
        transport = _WayOut() if proxied else _straight(trust_env=False)
    except OSError as error:
        kind = type(error).__name__
    else:
        # It would take passwords for hosts out of a file of the user's.
        return httpx.AsyncClient(transport=transport, trust_env=False, **settings)
    raise NoWayOut(kind)


async def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the system, or its environment, names for `url`; None if there is none."""
    proxy = _named(url.scheme)
    if proxy is None or is_loopback(url.host):
        return None
    # Windows may ask for the host's addresses to find out whether it is excepted.
    excepted = await asyncio.to_thread(urllib.request.proxy_bypass, url.host)
    return None if excepted else proxy


def through(proxy: str) -> httpx.AsyncHTTPTransport:
    """The way through `proxy`. Raises UselessProxy, in whose words there is no password."""
    try:
        if (httpx.URL(proxy).port or 0) <= PORT_MAX:
            return httpx.AsyncHTTPTransport(verify=trusted(trust_env=True), proxy=proxy)
    except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:
        raise UselessProxy("cannot be used") from error
    raise UselessProxy("there is no such port")


def _straight(*, trust_env: bool) -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(verify=trusted(trust_env=trust_env))


def _named(scheme: str) -> str | None:
    proxies = urllib.request.getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy:
        return None
    kind, _, place = proxy.rpartition("://")
    # GNOME names every version of SOCKS like this.
    kind = {"": "http", "socks": "socks5"}.get(kind.lower(), kind)
    return f"{kind}://{place}"


class _WayOut(httpx.AsyncBaseTransport):
    """Through the proxy that is named for a host, else straight. Raises what `client` catches."""

    def __init__(self) -> None:
        self._straight = _straight(trust_env=True)
        # Each when it is needed: one that is useless must not stop what goes another way.
        self._proxied: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx.AsyncBaseTransport. Raises UselessProxy as well."""
        proxy = await proxy_for(request.url)
        if proxy is not None and proxy not in self._proxied:
            self._proxied[proxy] = through(proxy)
        way = self._straight if proxy is None else self._proxied[proxy]
        return await way.handle_async_request(request)

    async def aclose(self) -> None:
        """Let go of all connections."""
        for transport in (self._straight, *self._proxied.values()):
            await transport.aclose()
