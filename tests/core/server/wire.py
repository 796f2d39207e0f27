"""Talking to a server byte by byte: what no well-behaved client says."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from tests.core.server.client import PATIENCE_S, Client


def connected(client: Client) -> socket.socket:
    """A connection to the client's server."""
    parts = urlsplit(client.server.url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=PATIENCE_S)


def answer_to(client: Client, head: str, body: bytes = b"") -> str:
    """All that comes back for a request whose head is `head`, lines ended by line feeds."""
    with connected(client) as connection:
        connection.sendall(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)
        return everything_from(connection)


def everything_from(connection: socket.socket) -> str:
    """All that comes until the other side has ended."""
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received.decode("latin-1")
