"""A real HTTP server on loopback that gives a picture, or fails in one of many ways."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image

from core import codec
from tests.core.pictures import quadrants, saved

PNG = saved(Image.fromarray(quadrants()), "PNG")
SECRET = "token=s3cret"
LOCATIONS = {"itself": "/to/itself", "file": "file:///etc/passwd", "nonsense": "http://[::1"}
DISPOSITIONS = (
    'attachment; filename="my cat.png"',
    "attachment; filename*=UTF-8''K%C3%A4tzchen.v2.png",
    "attachment; filename*=UTF-8''a; filename*0=b.png",
    "attachment; filename*=idna''%FF.png",
)


class Handler(BaseHTTPRequestHandler):
    """Answers by path, well or badly."""

    server: FaultyServer

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append((self.path, dict(self.headers)))
        whole = {"Content-Length": str(len(PNG))}
        match path.split("/")[1:]:
            case ["status", number]:
                self.answer(b"", status=int(number))
            case ["hops", number]:
                left = int(number)
                self.redirect(f"/hops/{left - 1}?{SECRET}" if left else f"/cat.png?{SECRET}")
            case ["to", *location]:
                self.redirect(LOCATIONS["/".join(location)])
            case ["named", number]:
                self.answer(PNG, extra={"Content-Disposition": DISPOSITIONS[int(number)]})
            case ["page"]:
                self.answer(b"<!DOCTYPE html><html>" + b" " * 9000, kind="text/html")
            case ["endless"]:
                self.begin({})
                self.write_until_gone()
            case ["claims-much"]:
                self.begin({"Content-Length": str(codec.MAX_BYTES + 1)})
            case ["drops" | "slow" as fault]:
                self.begin(whole)
                self.wfile.write(PNG[:50])
                if fault == "slow":
                    self.server.released.wait()
            case ["hangs-up"]:
                self.close_connection = True
            case _:
                self.answer(PNG, kind="text/html")

    def answer(
        self, body: bytes, *, status: int = 200, kind: str = "", extra: dict[str, str] | None = None
    ) -> None:
        headers = {"Content-Length": str(len(body)), "Content-Type": kind, **(extra or {})}
        self.begin(headers, status)
        self.wfile.write(body)

    def begin(self, headers: dict[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def redirect(self, location: str) -> None:
        self.begin({"Location": location, "Content-Length": "0"}, 302)

    def write_until_gone(self) -> None:
        try:
            while True:
                self.wfile.write(bytes(65536))
        except OSError:
            self.server.gone.set()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class FaultyServer(ThreadingHTTPServer):
    """A real server on loopback that remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.gone, self.released = threading.Event(), threading.Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


@contextmanager
def serving() -> Iterator[FaultyServer]:
    """A server at work."""
    server = FaultyServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join()
