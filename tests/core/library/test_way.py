"""Where downloads may go, through which proxy, and when they go nowhere at all."""

from __future__ import annotations

import asyncio
import ipaddress
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from core.door import Address, AddressRefused
from core.errors import LibraryError
from core.library.download import Downloads
from core.library.endpoint import (
    ENDPOINT,
    endpoint_of_environment,
    host_of,
    offline_by_environment,
)
from core.library.hub import Hub
from core.library.way import Way
from tests.certificate import CAN_BE_MADE, nobodys_context
from tests.core.library.scene import Scene
from tests.hub.mishaps import leads_to
from tests.socks import socks

HUB, MIRROR = "hub.example", "mirror.example"
NO_PORT = 1
"""Nobody listens there, so that a connection that may be made is refused at once."""


class Refuser(BaseHTTPRequestHandler):
    """A proxy that lets nobody through."""

    server: Proxy

    def do_CONNECT(self) -> None:
        self.server.asked.append(self.path)
        self.send_error(self.server.status)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Proxy(ThreadingHTTPServer):
    """A real proxy on loopback, and what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Refuser)
        self.asked: list[str] = []
        self.status = 407

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The environment's proxy."""
    with Proxy() as proxy:
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        for variable in ("https_proxy", "http_proxy"):
            monkeypatch.setenv(variable, proxy.address)
        yield proxy
        proxy.shutdown()
        thread.join()


def resolving(**hosts: str) -> object:
    """A resolver that knows HUB and MIRROR."""

    async def resolver(host: str, port: int) -> Sequence[Address]:
        return [ipaddress.ip_address(hosts[host.partition(".")[0]])]

    return resolver


async def go(way: Way, host: str) -> type[Exception]:
    """What comes of asking `host`."""
    request = httpx.Request("GET", f"https://{host}:{NO_PORT}/")
    request.extensions["timeout"] = httpx.Timeout(5.0).as_dict()
    try:
        await way.handle_async_request(request)
    except Exception as error:
        return type(error)
    raise AssertionError("nobody can have answered")


@pytest.mark.parametrize("inside", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"])
async def test_a_public_hub_leads_nobody_into_this_network(inside: str) -> None:
    way = Way(HUB, resolving(hub="93.184.216.34", mirror=inside))  # type: ignore[arg-type]
    assert await go(way, MIRROR) is AddressRefused
    await way.aclose()


async def test_a_hub_in_this_network_may_have_its_files_there(scene: Scene) -> None:
    way = Way(HUB, resolving(hub="127.0.0.1", mirror="127.0.0.2"))  # type: ignore[arg-type]
    assert await go(way, MIRROR) is AddressRefused, "nobody knows the hub yet"
    assert await go(way, HUB) is httpx.ConnectError
    assert await go(way, MIRROR) is httpx.ConnectError
    await way.aclose()


async def test_a_connection_that_is_not_safe_is_not_made(scene: Scene) -> None:
    scene.hub.hub_mishaps = [leads_to("http://cdn.example.com/file?signature=s3cret")]
    with pytest.raises(LibraryError) as caught:
        await scene.bring()
    assert caught.value.what == "The file lies at an address of cdn.example.com that is not safe."
    assert "s3cret" not in f"{caught.value} {caught.value.details}"


@pytest.mark.parametrize("address", ["ftp://example.com/x", "file:///etc/passwd"])
async def test_an_address_that_is_none_is_not_followed(scene: Scene, address: str) -> None:
    scene.hub.hub_mishaps = [leads_to(address)]
    with pytest.raises(LibraryError):
        await scene.bring()
    assert scene.hub.starts == []


async def asked(scene: Scene, endpoint: str | None = None) -> LibraryError:
    """Why the hub at `endpoint`, by default the usual one, gives nothing."""
    hub = Hub(endpoint, wall=scene.hurry.clock.wall)
    with pytest.raises(LibraryError) as caught:
        await Downloads(scene.shelf, hub, scene.hurry.clock).bring(scene.row)
    await hub.aclose()
    return caught.value


@pytest.mark.parametrize(
    "endpoint",
    [
        *("http://mirror.example.com", "huggingface.co", "http://[::1", "ftp://example.com"),
        *("http://127.0.0.1:99999", "https://", "https://a:b"),
    ],
)
async def test_an_endpoint_that_is_none_or_not_safe_is_said(scene: Scene, endpoint: str) -> None:
    error = await asked(scene, endpoint)
    assert error.what == f"HF_ENDPOINT names no hub that can be asked: {endpoint}."
    assert "https://" in error.remedy
    assert scene.hurry.pauses == [], "it does not pass"
    assert host_of(endpoint)


@pytest.mark.skipif(not CAN_BE_MADE, reason="makes the certificate")
async def test_a_host_that_nobody_vouches_for_is_said(scene: Scene, tmp_path: Path) -> None:
    context = await asyncio.to_thread(nobodys_context, tmp_path)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "localhost", ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        error = await asked(scene, f"https://localhost:{port}")
    assert error.what == "localhost cannot be trusted: nobody known here vouches for it."
    assert "SSL_CERT_FILE" in error.remedy
    assert scene.hurry.pauses == []


@pytest.mark.parametrize(
    "proxy",
    ["socks4://localhost:1080", "http://name:s3cr3t@127.0.0.1:99999", "http://::s3cr3t"],
)
async def test_a_proxy_that_cannot_be_one_is_said_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    error = await asked(scene)
    assert error.what == "The proxy that is named for this network cannot be used."
    assert "s3cr3t" not in f"{error} {error.details}"
    assert scene.hurry.pauses == []


async def test_a_socks_proxy_is_gone_through(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1")
    async with server, socks(server.sockets[0].getsockname()[1]) as proxy:
        monkeypatch.setenv("https_proxy", f"socks5://127.0.0.1:{proxy.port}")
        await asked(scene)
    assert set(proxy.asked) == {"huggingface.co:443"}


async def test_a_proxy_that_is_not_there_is_not_taken_for_the_hub(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{NO_PORT}")
    error = await asked(scene)
    assert error.what == "The proxy of this network does not lead to the hub."
    assert len(scene.hurry.pauses) > 1, "it may pass"


async def test_a_proxy_that_wants_a_password_is_said(scene: Scene, proxy: Proxy) -> None:
    error = await asked(scene)
    assert error.what == "The proxy of this network wants a name and a password (407)."
    assert "HTTPS_PROXY" in error.remedy
    assert f"{ENDPOINT}/{scene.row.repo}/resolve/" in error.remedy
    assert proxy.asked == ["huggingface.co:443"]
    assert scene.hurry.pauses == []


async def test_a_proxy_that_does_not_get_there_is_said(scene: Scene, proxy: Proxy) -> None:
    proxy.status = 502
    error = await asked(scene)
    assert error.what == "The proxy of this network does not lead to the hub."
    assert len(proxy.asked) > 1, "it may pass"


async def test_this_computer_is_reached_without_a_proxy(scene: Scene, proxy: Proxy) -> None:
    await scene.bring()
    assert proxy.asked == []


def test_the_endpoint_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert endpoint_of_environment() == "https://huggingface.co"
    monkeypatch.setenv("HF_ENDPOINT", " https://hf-mirror.example/ ")
    assert endpoint_of_environment() == "https://hf-mirror.example"


@pytest.mark.parametrize(
    ("value", "offline"), [("1", True), ("true", True), ("YES", True), ("0", False), ("", False)]
)
def test_the_variable_that_keeps_the_hubs_library_offline_counts(
    monkeypatch: pytest.MonkeyPatch, value: str, offline: bool
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", value)
    assert offline_by_environment() is offline


async def test_offline_nothing_is_asked(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LibraryError, match="Underdrawing is kept offline") as by_setting:
        await scene.bring(offline=True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(LibraryError, match="Underdrawing is kept offline") as by_variable:
        await scene.bring()
    assert (by_setting.value.details, by_variable.value.details) == ("a setting", "HF_HUB_OFFLINE")
    assert "in the settings" in by_setting.value.remedy
    assert "HF_HUB_OFFLINE" in by_variable.value.remedy
    assert scene.row.files[0].name in by_setting.value.remedy
    assert scene.hub.asked == []
    assert scene.files() == []
