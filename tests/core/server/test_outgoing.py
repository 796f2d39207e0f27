"""Tasks cannot send the server to this computer or its network, whatever the address looks like."""

from __future__ import annotations

import ipaddress
import json
import logging
import socket
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.door import Address, AddressRefused, Door, is_public, resolve
from core.errors import PictureError
from core.server.outgoing import NotDelivered, Outgoing
from tests.core.server.client import PATIENCE_S, PNG, Client, preprocess, until
from tests.core.server.conftest import Serve
from tests.core.server.elsewhere import Elsewhere, elsewhere

HERE, THERE = ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("127.0.0.2")


@asynccontextmanager
async def going(
    allowed: Callable[[Address], bool] = is_public, *answers: Sequence[Address]
) -> AsyncIterator[tuple[Outgoing, list[str]]]:
    """An Outgoing whose resolver gives these `answers`, and the names that it was asked for."""
    names: list[str] = []

    async def resolver(host: str, port: int) -> Sequence[Address]:
        names.append(host)
        return answers[min(len(names), len(answers)) - 1] if answers else await resolve(host, port)

    outgoing = Outgoing(Door(allowed, resolver))
    yield outgoing, names
    await outgoing.aclose()


HOSTS = (
    "127.0.0.1",
    "localhost",
    "LOCALHOST.",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0x7f.1",
    "127.1",
    "0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::]",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "user:password@127.0.0.1",
    "example.com@127.0.0.1",
)


@pytest.mark.parametrize("host", HOSTS)
async def test_this_computer_is_not_asked_however_it_is_written(
    host: str, other: Elsewhere
) -> None:
    url = f"http://{host}:{other.server_port}/cat.png"
    async with going() as (outgoing, _):
        with pytest.raises((AddressRefused, PictureError)):
            await outgoing.fetch(url)
        with pytest.raises((AddressRefused, NotDelivered)):
            await outgoing.post(url, b"{}")
        with pytest.raises((AddressRefused, NotDelivered)):
            await outgoing.put(url, PNG, "image/png")
    assert other.asked == []


async def test_a_name_that_leads_into_the_network_is_refused(other: Elsewhere) -> None:
    url = f"http://cats.example:{other.server_port}/cat.png"
    public = ipaddress.ip_address("8.8.8.8")
    for answer in ([HERE], [public, HERE], [HERE, public]):
        async with going(is_public, answer) as (outgoing, _):
            with pytest.raises(AddressRefused, match=r"cats\.example is not in the public"):
                await outgoing.fetch(url)
    assert other.asked == []


async def test_the_address_that_was_checked_is_the_one_that_is_asked(other: Elsewhere) -> None:
    url = f"http://cats.example:{other.server_port}/cat.png"
    # Whoever answers for the name says something else the second time.
    async with going(lambda address: address == HERE, [HERE], [THERE]) as (outgoing, names):
        assert await outgoing.fetch(url) == PNG
        assert names == ["cats.example"]
        assert other.asked[0].host == f"cats.example:{other.server_port}"
        with pytest.raises(AddressRefused):
            await outgoing.fetch(url)


async def test_a_redirect_passes_through_the_same_door(other: Elsewhere) -> None:
    with elsewhere("127.0.0.2") as hidden:
        other.redirects["/cat.png"] = hidden.url("/secret.png")
        async with going(lambda address: address == HERE) as (outgoing, _):
            with pytest.raises(AddressRefused):
                await outgoing.fetch(other.url("/cat.png"))
        assert hidden.asked == []
        async with going(lambda address: address in (HERE, THERE)) as (outgoing, _):
            assert await outgoing.fetch(other.url("/cat.png")) == PNG


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://[::1", ""]
)
async def test_a_redirect_leads_to_a_web_address_or_nowhere(
    other: Elsewhere, location: str
) -> None:
    other.redirects["/cat.png"] = location or "http://"
    async with going(lambda address: True) as (outgoing, _):
        with pytest.raises(PictureError):
            await outgoing.fetch(other.url("/cat.png"))


async def test_what_is_delivered_is_not_sent_on(other: Elsewhere) -> None:
    other.redirects["/hook"] = other.url("/elsewhere")
    async with going(lambda address: True) as (outgoing, _):
        with pytest.raises(NotDelivered, match="answered 302"):
            await outgoing.post(other.url("/hook"), b"{}")
    assert len(other.asked) == 1


async def test_no_proxy_is_asked(other: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, other.url())
    async with going() as (outgoing, _):
        with pytest.raises(AddressRefused):
            await outgoing.fetch("http://127.0.0.2/cat.png")
    assert other.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::1]"])
def test_a_task_cannot_have_this_computer_asked(local: Client, other: Elsewhere, host: str) -> None:
    url = f"http://{host}:{other.server_port}/?token=s3cret"
    error = local.error(preprocess(inputImage=url))
    assert (error["code"], error["parameter"]) == ("failedToTransferImage", "inputImage")
    assert "not in the public internet" in error["message"]
    reply = local.post(preprocess(uploadEndpoint=url)).json()
    # What was made is handed over all the same.
    assert reply["data"][0]["guideImageBase64Data"]
    assert reply["errors"][0]["parameter"] == "uploadEndpoint"
    assert reply["errors"][0]["code"] == "failedToUploadImage"
    error = local.error(preprocess(webhookURL=url, deliveryMethod="async"))
    assert (error["code"], error["parameter"]) == ("invalidWebhookURL", "webhookURL")
    assert "not in the public internet" in error["message"]
    assert other.asked == []
    assert "s3cret" not in json.dumps(reply) + error["message"]


def test_a_webhook_into_the_network_is_not_called_and_the_log_says_so(
    serve: Serve, other: Elsewhere, caplog: pytest.LogCaptureFixture
) -> None:
    client = serve(allow_private_addresses=True)
    other.answers = [503]
    client.item(preprocess(webhookURL=other.url("/?token=s3cret")))
    other.wait_for(1)
    client.server.stop()
    with caplog.at_level(logging.DEBUG):
        # It was accepted by one that was started otherwise.
        serve(webhook_delays_s=(0.0,))
        until(lambda: "is not called" in caplog.text)
    assert len(other.asked) == 1
    assert "is not called: 127.0.0.1 is not in the public internet" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_name_server_that_never_answers_holds_up_nothing_else(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answer, known = threading.Event(), threading.Event(), socket.getaddrinfo

    def resolver(host: str, *given: Any, **more: Any) -> Any:
        if host == "slow.example":
            asked.set()
            answer.wait(PATIENCE_S)
        return known(host, *given, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    client = serve()
    slow = "http://slow.example/"
    ways = [{"inputImage": slow}, {"uploadEndpoint": slow}, {"webhookURL": slow}] * 20
    tasks = [preprocess(deliveryMethod="async", **way) for way in ways]
    try:
        assert client.post(*tasks).status_code == 200
        assert asked.wait(PATIENCE_S)
        assert client.upload()
        assert client.item(preprocess())
        client.server.stop()
        assert not answer.is_set()
    finally:
        answer.set()
