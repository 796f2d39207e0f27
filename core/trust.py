"""Whose certificates are trusted: those that Mozilla trusts, or that the environment names."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from pathlib import Path

import httpx

KEPT = 4


def trusted(*, trust_env: bool) -> ssl.SSLContext:
    """The same for all connections, whatever thread they are in: to read it takes a moment.

    `trust_env`: whether SSL_CERT_FILE and SSL_CERT_DIR say whom to trust. A file that has changed
    is read again. Raises OSError where SSL_CERT_FILE names none.
    """
    file = os.environ.get("SSL_CERT_FILE", "") if trust_env else ""
    folder = os.environ.get("SSL_CERT_DIR", "") if trust_env else ""
    return _read(trust_env, file, Path(file).stat().st_mtime_ns if file else 0, folder)


@lru_cache(KEPT)
def _read(trust_env: bool, _file: str, _changed: int, _folder: str) -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=trust_env)
    context.set_alpn_protocols(["http/1.1"])
    # httpcore would say the same again for each connection, and free what another thread may just
    # be copying (python/cpython#141012).
    context.set_alpn_protocols = lambda alpn_protocols: None  # type: ignore[method-assign]
    return context
