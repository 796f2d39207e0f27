"""The socket that a server listens on, or why there is none."""

from __future__ import annotations

import errno
import socket

from core.errors import UnderdrawingError
from core.hosts import is_everywhere
from core.server.settings import HOST
from core.wording import say


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections to `host` at `port`, 0 for any. Raises UnderdrawingError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # "::" is every address of this computer, the older ones too where the system can.
        both = family == socket.AF_INET6 and is_everywhere(host) and socket.has_dualstack_ipv6()
        listening = socket.create_server((host, port), family=family, dualstack_ipv6=both)
    except (OSError, OverflowError, UnicodeError) as error:
        raise UnderdrawingError(
            say(
                "Nothing can be served on {host}, port {port}: {reason}.",
                host=host,
                port=port,
                reason=_why(error),
            ),
            _remedy(error),
            details=str(error),
        ) from error
    # Heads and bodies are written one after the other: unless told, the system holds back the
    # second until the client acknowledges the first, 40 ms later. Connections inherit it.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
    return listening


def _remedy(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return say("Choose a port from 1024 on.")
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return say("Choose another port, or stop the program that uses it.")
    return say("Choose a name or an address of this computer, such as {host}.", host=HOST)


def _why(error: Exception) -> str:
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    # Python adds what it was doing, with the address once more.
    return said.partition(" (while ")[0]
