"""Who has to go through a proxy gets there; where the environment lets nobody out, that is told."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import numpy as np
import pytest

from core.errors import PictureError
from core.source import from_url
from core.way_out import client, proxy_for
from tests.core.faulty_server import SECRET, FaultyServer, serving
from tests.core.pictures import quadrants
from tests.socks import socks

NOBODY = "127.0.0.1:9"


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with serving() as server:
        yield server


@pytest.mark.parametrize("kind", ["socks5", "socks5h", "socks", "SOCKS"])  # GNOME writes the third
async def test_a_picture_comes_through_a_socks_proxy(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    async with socks(server.server_port) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"{kind}://somebody:passw0rd@127.0.0.1:{proxy.port}/")
        picture = await from_url("http://pictures.invalid/cat.png")
    assert np.array_equal(picture.pixels, quadrants())
    assert proxy.asked == ["pictures.invalid:80"]
    assert proxy.logged_in == ["somebody:passw0rd"]


async def test_what_is_named_for_all_does_not_matter_beside_what_is_named_for_each(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"quic://{NOBODY}")
    monkeypatch.setenv("HTTPS_PROXY", f"http://{NOBODY}")
    async with socks(server.server_port) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        await from_url("http://pictures.invalid/cat.png")
    assert proxy.asked == ["pictures.invalid:80"]


async def test_this_computer_and_what_is_excepted_are_reached_straight(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"http://{NOBODY}")
    assert (await from_url(server.url("/cat.png"))).name == "cat"
    monkeypatch.setenv("NO_PROXY", "pictures.invalid")
    assert await proxy_for(httpx.URL("https://pictures.invalid")) is None


async def test_a_proxy_that_is_named_later_is_gone_through_too(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with client() as asking, socks(server.server_port) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        assert (await asking.get("http://pictures.invalid/cat.png")).is_success
    assert proxy.asked == ["pictures.invalid:80"]


async def test_a_useless_proxy_for_one_stops_nothing_that_goes_another_way(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://1.2.3.999:9")
    async with socks(server.server_port) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        await from_url("http://pictures.invalid/cat.png")
    assert proxy.asked == ["pictures.invalid:80"]


async def test_proxies_are_those_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    url = httpx.URL("https://huggingface.co/x")
    assert await proxy_for(url) is None
    monkeypatch.setenv("all_proxy", "proxy.example:3128")
    assert await proxy_for(url) == "http://proxy.example:3128"
    monkeypatch.setenv("https_proxy", "http://name:password@other.example:80")
    assert await proxy_for(url) == "http://name:password@other.example:80"
    monkeypatch.setenv("no_proxy", "huggingface.co")
    assert await proxy_for(url) is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", f"socks4://somebody:{SECRET}@{NOBODY}"),
        ("ALL_PROXY", f"http://somebody:{SECRET}@127.0.0.1:99999"),
        ("HTTPS_PROXY", f"quic://{NOBODY}"),
        ("SSL_CERT_FILE", "/there/is/none.pem"),
    ],
)
async def test_an_environment_that_lets_nobody_out_is_told_of(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(PictureError, match=r"^pictures\.invalid could not be reached") as refused:
        await from_url("https://pictures.invalid/cat.png")
    assert variable in refused.value.remedy
    assert SECRET not in f"{refused.value} {refused.value.details} {refused.value.__context__!r}"
