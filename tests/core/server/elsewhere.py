"""Somebody else's server, real and on loopback: gives pictures, takes webhooks and uploads."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.core.server.client import PATIENCE_S, PNG


@dataclass(frozen=True)
class Asked:
    """A request as it came; `at` on the monotonic clock."""

    method: str
    path: str
    body: bytes
    content_type: str
    host: str
    at: float


class _Handler(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def do_PUT(self) -> None:
        self._take()

    def _take(self) -> None:
        here = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        kind, host = self.headers.get("Content-Type", ""), self.headers.get("Host", "")
        with here.changed:
            here.asked.append(Asked(self.command, self.path, body, kind, host, time.monotonic()))
            status = here.answers.pop(0) if here.answers else 200
            here.changed.notify_all()
        here.answering.wait(PATIENCE_S)
        location = here.redirects.get(self.path.partition("?")[0])
        self.send_response(302 if location else status)
        if location:
            self.send_header("Location", location)
        answer = here.gives if self.command == "GET" and not location else b""
        self.send_header("Content-Length", str(len(answer)))
        with suppress(ConnectionError):  # who was kept waiting may have gone
            self.end_headers()
            self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Elsewhere(ThreadingHTTPServer):
    """Answers the statuses of `answers`, one after the other, then 200.

    `redirects`: from paths to where they lead. `gives`: what every GET is answered. `answering`:
    while it is not set, nothing is answered.
    """

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), _Handler)
        self.host = host
        self.asked: list[Asked] = []
        self.answers: list[int] = []
        self.redirects: dict[str, str] = {}
        self.gives = PNG
        self.answering = threading.Event()
        self.answering.set()
        self.changed = threading.Condition()

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.server_port}{path}"

    def wait_for(self, count: int) -> list[Asked]:
        """All requests, as soon as there are `count`."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.asked) >= count, PATIENCE_S), self.asked
            return list(self.asked)


@contextmanager
def elsewhere(host: str = "127.0.0.1") -> Iterator[Elsewhere]:
    """Such a server, running."""
    with Elsewhere(host) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
