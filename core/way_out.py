"""A client of httpx that goes out as the environment says, and why there is none."""

from __future__ import annotations

from typing import Any

import httpx

from core.wording import say

REMEDY = say(
    "The environment names a proxy or certificates that cannot be used; see {variables}.",
    variables="HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE",
)


class NoWayOut(Exception):
    """The environment names a proxy or certificates that are none; REMEDY says so.

    Its text is the kind of what went wrong: the rest may hold a password.
    """


def client(**settings: Any) -> httpx.AsyncClient:
    """A client with these `settings` of httpx.AsyncClient. Raises NoWayOut."""
    try:
        return httpx.AsyncClient(**settings)
    except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
        kind = type(error).__name__
    raise NoWayOut(kind)
