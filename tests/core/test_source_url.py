"""A picture comes from an address, or the person learns why not; nothing secret is shown."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import numpy as np
import pytest

from core import codec, download
from core.errors import PictureError
from core.source import from_url, open_picture
from tests.core.faulty_server import SECRET, FaultyServer, serving
from tests.core.pictures import quadrants

PATIENCE_S = 0.3


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with serving() as server:
        yield server


async def refusal_of(url: str, client: httpx.AsyncClient | None = None) -> PictureError:
    with pytest.raises(PictureError) as refusal:
        await from_url(url, client=client)
    error = refusal.value
    assert error.remedy
    for text in (error.what, error.remedy, error.details):
        assert SECRET not in text
        assert "passw0rd" not in text
    return error


async def test_a_picture_comes_from_an_address(server: FaultyServer) -> None:
    picture = await from_url(server.url(f"/albums/a%20cat.v2.png?{SECRET}#top"))
    assert np.array_equal(picture.pixels, quadrants())
    assert picture.name == "a cat.v2"
    assert picture.origin == server.url("/albums/a%20cat.v2.png")
    assert server.asked[0][0] == f"/albums/a%20cat.v2.png?{SECRET}"
    assert server.asked[0][1]["Accept-Encoding"] == "identity"


async def test_open_picture_takes_addresses(server: FaultyServer) -> None:
    picture = await open_picture(f" {server.url('/cat.png').replace('http', 'HTTP')}\n")
    assert picture.name == "cat"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/named/0", "my cat"),
        ("/named/1", "Kätzchen.v2"),
        ("/named/2", "2"),
        ("/named/3", "3"),
        ("/", "picture"),
        ("/albums/", "picture"),
        ("/a%2F..%2Fb.png", "b"),
    ],
)
async def test_it_is_named_by_the_server_or_else_by_the_address(
    server: FaultyServer, path: str, name: str
) -> None:
    assert (await from_url(server.url(path))).name == name


async def test_a_name_and_password_in_the_address_are_used_but_not_shown(
    server: FaultyServer,
) -> None:
    url = server.url("/cat.png").replace("://", "://me:passw0rd@")
    picture = await from_url(url)
    assert picture.origin == server.url("/cat.png")
    assert server.asked[0][1]["Authorization"].startswith("Basic ")
    await refusal_of(url.replace("cat.png", "status/404"))


async def test_a_client_of_ours_is_used_and_left_open(server: FaultyServer) -> None:
    async with httpx.AsyncClient(headers={"User-Agent": "test"}) as client:
        for _ in range(2):
            await from_url(server.url("/cat.png"), client=client)
        assert not client.is_closed


async def test_redirects_are_followed_up_to_a_limit(server: FaultyServer) -> None:
    picture = await from_url(server.url(f"/hops/{download.MAX_REDIRECTS - 1}?{SECRET}"))
    assert np.array_equal(picture.pixels, quadrants())
    assert picture.name == "cat"
    refusal = await refusal_of(server.url(f"/hops/{download.MAX_REDIRECTS}?{SECRET}"))
    assert "without end" in refusal.what
    async with httpx.AsyncClient(max_redirects=100) as client:
        assert "without end" in (await refusal_of(server.url("/to/itself"), client)).what


async def test_a_redirect_never_leads_into_the_file_system(server: FaultyServer) -> None:
    assert "not an address" in (await refusal_of(server.url("/to/file"))).what
    assert "invalid address" in (await refusal_of(server.url("/to/nonsense"))).what


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "has no picture at this address (it answered 404 Not Found)"),
        (410, "has no picture at this address"),
        (401, "does not give this picture to programs"),
        (403, "does not give this picture to programs (it answered 403 Forbidden)"),
        (429, "too many requests"),
        (500, "fault of its own"),
        (503, "fault of its own"),
        (418, "gave no picture"),
        (302, "gave no picture"),
        (799, "gave no picture (it answered 799)"),
    ],
)
async def test_every_answer_of_a_server_is_explained(
    server: FaultyServer, status: int, words: str
) -> None:
    refusal = await refusal_of(server.url(f"/status/{status}?{SECRET}"))
    assert words in refusal.what
    assert refusal.what.startswith("127.0.0.1 ")


async def test_a_web_page_is_told_from_a_picture(server: FaultyServer) -> None:
    refusal = await refusal_of(server.url(f"/page?{SECRET}"))
    assert refusal.what == "127.0.0.1 answered with a web page, not a picture."


async def test_an_endless_answer_is_cut_off(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, "MAX_BYTES", 2**20)
    refusal = await refusal_of(server.url(f"/endless?{SECRET}"))
    assert "too large; at most 1 MB" in refusal.what
    assert server.gone.wait(timeout=10)


async def test_an_answer_that_announces_too_much_is_not_read(server: FaultyServer) -> None:
    assert "too large (256 MB)" in (await refusal_of(server.url(f"/claims-much?{SECRET}"))).what


@pytest.mark.parametrize("path", ["/drops", "/hangs-up"])
async def test_a_connection_that_breaks_off_is_no_picture(server: FaultyServer, path: str) -> None:
    assert "broke off" in (await refusal_of(server.url(f"{path}?{SECRET}"))).what


async def test_a_server_that_falls_silent_is_given_up(server: FaultyServer) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
        refusal = await refusal_of(server.url(f"/slow?{SECRET}"), client)
    assert "did not answer in time" in refusal.what


async def test_without_a_client_there_are_time_limits(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "READ_TIMEOUT_S", PATIENCE_S)
    assert "did not answer in time" in (await refusal_of(server.url("/slow"))).what


async def test_a_computer_that_is_not_there_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        refusal = await refusal_of(f"http://127.0.0.1:{port}/cat.png?{SECRET}")
    assert refusal.what == "127.0.0.1 could not be reached."
    refusal = await refusal_of(f"http://no-such-host.invalid/cat.png?{SECRET}")
    assert refusal.what == "No computer called no-such-host.invalid was found."


async def test_a_server_without_encryption_is_no_secure_one(server: FaultyServer) -> None:
    refusal = await refusal_of(server.url(f"/cat.png?{SECRET}").replace("http", "https"))
    assert refusal.what == "No secure connection to 127.0.0.1 could be made."


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/cat.png",
        f"http:///cat.png?{SECRET}",
        f"http://[::1/cat.png?{SECRET}",
        f"http://exa\x00mple.com/?{SECRET}",
        f"http://example.com:99999/?{SECRET}",
        "cat.png",
    ],
)
async def test_what_is_no_address_is_called_that(url: str) -> None:
    assert "not an address" in (await refusal_of(url)).what
