"""Only who names this server and knows its key is answered, whatever a page in a browser tries."""

from __future__ import annotations

import base64
import json
import logging
import socket
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from core.server.gate import Gate
from core.server.running import ServerSettings
from tests.core.server.client import PNG, Client, new_uuid, preprocess
from tests.core.server.conftest import Serve
from tests.core.server.engines import QuickEngine
from tests.core.server.wire import answer_to, connected, everything_from

EVIL = "http://evil.example"
STRANGE_HOSTS = (
    "evil.example",
    "evil.example:{port}",
    "localhost.evil.example:{port}",
    "127.0.0.1.evil.example",
    "evil@localhost:{port}",
    "localhost:{port}@evil.example",
    "localhost/evil",
    "localhost?evil",
    "localhost#evil",
    "localhost:{port}:{port}",
    "localhost:",
    "192.168.0.1",
    "[::2]",
    "[::1",
    "",
)
USUAL_HOSTS = ("localhost", "LOCALHOST:{port}", "127.0.0.1:{port}", "[::1]:{port}", "localhost.:1")


def port_of(client: Client) -> int:
    return httpx.URL(client.server.url).port or 0


def post(client: Client, **headers: str) -> httpx.Response:
    return client.http.post(client.server.url, json=[preprocess()], headers=headers)


@pytest.mark.parametrize("host", STRANGE_HOSTS)
def test_a_name_that_was_made_to_lead_here_is_refused(local: Client, host: str) -> None:
    response = post(local, Host=host.format(port=port_of(local)))
    # An empty one is not even HTTP to some.
    assert response.status_code in ((403, 400) if not host else (403,))
    assert "data" not in response.text


@pytest.mark.parametrize("host", USUAL_HOSTS)
def test_the_names_of_this_computer_do(local: Client, host: str) -> None:
    response = post(local, Host=host.format(port=port_of(local)))
    assert response.status_code == 200


def test_addresses_of_results_are_by_the_name_that_was_used(local: Client) -> None:
    task = preprocess(outputType="URL")
    host = f"localhost:{port_of(local)}"
    response = local.http.post(local.server.url, json=[task], headers={"Host": host})
    assert response.json()["data"][0]["guideImageURL"].startswith(f"http://{host}/results/")


def test_no_host_and_two_hosts_are_refused(local: Client) -> None:
    for version in ("1.0", "1.1"):
        for hosts in ("", "\nHost: localhost\nHost: evil.example"):
            said = answer_to(local, f"GET /results/x HTTP/{version}{hosts}\nConnection: close")
            assert said.split()[1] in ("400", "403")


def test_results_are_refused_to_other_names_too(local: Client) -> None:
    url = local.item(preprocess(outputType="URL"))["guideImageURL"]
    assert local.http.get(url).status_code == 200
    assert local.http.get(url, headers={"Host": "evil.example"}).status_code == 403
    assert local.http.get(url, headers={"Origin": EVIL}).status_code == 403


@pytest.mark.parametrize("origin", [EVIL, "null", "http://localhost:1", "https://localhost:{port}"])
def test_a_page_from_elsewhere_is_refused(local: Client, origin: str) -> None:
    given = origin.format(port=port_of(local))
    assert post(local, Origin=given).status_code == 403
    with pytest.raises(InvalidStatus, match="403"):
        connect(local.server.url.replace("http", "ws", 1), origin=Origin(given))


def test_a_page_of_this_server_would_do(local: Client) -> None:
    assert post(local, Origin=f"http://127.0.0.1:{port_of(local)}").status_code == 200


def test_browsers_are_never_told_that_others_may_read(local: Client) -> None:
    preflight = {"Origin": EVIL, "Access-Control-Request-Method": "POST"}
    asked = (
        local.http.options(local.server.url, headers=preflight),
        local.http.options(local.server.url),
        post(local),
        post(local, Origin=f"http://127.0.0.1:{port_of(local)}"),
        local.http.get(local.item(preprocess(outputType="URL"))["guideImageURL"]),
    )
    for response in asked:
        assert not [name for name in response.headers if name.startswith("access-control")]
    assert asked[0].status_code == 403
    assert asked[1].status_code == 405


def test_on_all_addresses_a_number_and_the_computers_own_name_do(serve: Serve) -> None:
    client = serve(QuickEngine, host="0.0.0.0")
    for host in ("192.168.7.7:80", socket.gethostname(), "localhost", "[fe80::1]"):
        assert post(client, Host=host).status_code == 200
    assert post(client, Host="evil.example").status_code == 403


@pytest.mark.skipif(not socket.has_ipv6, reason="this computer has no IPv6")
@pytest.mark.parametrize("host", ["::", "::1"])
def test_it_is_served_on_the_newer_addresses_too(serve: Serve, host: str) -> None:
    client = serve(QuickEngine, host=host)
    port = port_of(client)
    assert client.server.url == f"http://[::1]:{port}/v1"
    url = client.item(preprocess(outputType="URL"))["guideImageURL"]
    assert client.http.get(url).status_code == 200
    older = f"http://127.0.0.1:{port}/v1"
    if host == "::" and socket.has_dualstack_ipv6():
        assert client.http.post(older, json=[preprocess()]).status_code == 200
    else:
        with pytest.raises(httpx.ConnectError):
            client.http.post(older, json=[preprocess()])


async def test_a_name_that_it_was_started_for_does() -> None:
    inside = Gate(PlainTextResponse("inside"), "studio.example")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(inside)) as http:
        assert (await http.get("http://Studio.example:7813/")).text == "inside"
        assert (await http.get("http://evil.example:7813/")).status_code == 403


@pytest.mark.parametrize("name", ["host.docker.internal", "MyBox.local"])
def test_a_further_name_does_if_it_is_allowed_and_the_refusal_says_how(
    serve: Serve, local: Client, name: str
) -> None:
    client = serve(QuickEngine, allowed_hosts=(name, "another"))
    for host in (name, f"{name.lower()}:80", "localhost"):
        assert post(client, Host=host).status_code == 200
    assert post(client, Host=name, Origin=f"http://{name}").status_code == 200
    assert post(client, Host=name, Origin=EVIL).status_code == 403
    assert post(client, Host=f"evil.{name}").status_code == 403
    refused = post(local, Host=name)
    assert refused.status_code == 403
    (error,) = refused.json()["errors"]
    assert error["code"] == "forbiddenHost"
    assert f"start it with --allow-host {name.lower()}." in error["message"]


def test_a_key_is_always_needed(local: Client) -> None:
    task, upload = preprocess(), {"taskType": "imageUpload", "taskUUID": new_uuid(), "image": "x"}
    with httpx.Client(trust_env=False) as stranger:
        response = stranger.post(local.server.url, json=[task, upload])
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert [error["code"] for error in response.json()["errors"]] == ["missingApiKey"] * 2
        assert [error["taskUUID"] for error in response.json()["errors"]] == [
            task["taskUUID"],
            upload["taskUUID"],
        ]
    assert local.ask(task["taskUUID"]).json()["errors"][0]["code"] == "taskFailedOrNotFound"


def test_another_key_is_refused_and_the_right_one_works_after(local: Client) -> None:
    key = local.server.key
    for given in (f"Bearer {key}x", f"Bearer {key[:-1]}", f"Basic {key}", "Bearer", "Bearer é", ""):
        headers = [(b"Authorization", given.encode())]
        with httpx.Client(headers=headers, trust_env=False) as stranger:
            response = stranger.post(local.server.url, json=[preprocess()])
        assert response.status_code == 401, given
        assert response.json()["errors"][0]["code"] == "invalidApiKey"
    assert post(local).status_code == 200
    assert post(local, Authorization=f"bearer  {key}").status_code == 200


@pytest.mark.parametrize("image", [PNG, PNG + b" " * 300_000])
def test_the_key_may_stand_in_the_first_task(local: Client, image: bytes) -> None:
    """Also of a request that is not small: then it is read before all of it is here."""
    uploaded = base64.b64encode(image).decode()
    with httpx.Client(trust_env=False) as client:

        def answer(key: str) -> httpx.Response:
            entry = {"taskType": "authentication", "apiKey": key}
            task = preprocess(inputImage=uploaded)
            return client.post(local.server.url, json=[entry, task])

        response = answer(local.server.key)
        assert response.status_code == 200
        entry, item = response.json()["data"]
        assert set(entry) == {"taskType", "connectionSessionUUID"}
        assert item["guideImageBase64Data"]
        refused = answer("another")
        assert refused.status_code == 401
        assert {error["code"] for error in refused.json()["errors"]} == {"invalidApiKey"}


def test_an_authentication_alone_checks_a_key(local: Client) -> None:
    with httpx.Client(trust_env=False) as client:
        entry = {"taskType": "authentication", "apiKey": local.server.key}
        response = client.post(local.server.url, json=[entry])
        (item,) = response.json()["data"]
        assert set(item) == {"taskType", "connectionSessionUUID"}
        again = {**entry, "connectionSessionUUID": item["connectionSessionUUID"]}
        assert client.post(local.server.url, json=[again]).json() == response.json()
        # JSON can say what no encoding can.
        for key in ("another", "\ud800", "é"):
            text = json.dumps([{**entry, "apiKey": key}])
            response = client.post(local.server.url, content=text)
            assert response.status_code == 401
            assert response.json()["errors"][0]["code"] == "invalidApiKey"


def test_ping_is_answered_to_anybody(local: Client) -> None:
    with httpx.Client(trust_env=False) as stranger:
        response = stranger.post(local.server.url, json=[{"taskType": "ping", "ping": True}])
    assert response.status_code == 200
    assert response.json() == {"data": [{"taskType": "ping", "pong": True}]}


def test_who_has_no_key_is_not_read_to_the_end(local: Client) -> None:
    head = "POST /v1 HTTP/1.1\nHost: localhost\nContent-Length: 90000000"
    wrong = b'[{"taskType": "authentication", "apiKey": "x"},'
    cases = (
        ("\nAuthorization: Bearer another", b"[", "invalidApiKey"),
        ("", b"[" * 70_000, "missingApiKey"),
        ("", wrong + b" " * 70_000, "invalidApiKey"),
    )
    with ExitStack() as stack:
        asked = [stack.enter_context(connected(local)) for _ in cases]
        for connection, (key, beginning, _) in zip(asked, cases, strict=True):
            text = f"{head}{key}\n\n".replace("\n", "\r\n")
            connection.sendall(text.encode() + beginning)
        for connection, (_, _, code) in zip(asked, cases, strict=True):
            said = everything_from(connection)
            assert said.startswith("HTTP/1.1 401")
            assert code in said


def test_the_key_is_neither_logged_nor_kept(
    serve: Serve, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    key = "a-key-that-nobody-else-has"
    with caplog.at_level(logging.DEBUG):
        client = serve(QuickEngine, key=key)
        post(client)
        post(client, Authorization="Bearer " + key[:-1])
        body = [{"taskType": "authentication", "apiKey": key}, preprocess(deliveryMethod="async")]
        client.http.post(client.server.url, json=body)
        client.wait_for(str(body[1]["taskUUID"]))
        client.server.stop()
    assert key[:-1] not in caplog.text
    assert key not in repr(client.server) + repr(ServerSettings(folder=tmp_path, key=key))
    kept = [path for path in (tmp_path / "served").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if key.encode() in path.read_bytes()]


def test_what_is_kept_is_for_this_user_alone(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "served").mkdir(mode=0o755)
    client = serve(QuickEngine)
    client.item(preprocess(webhookURL="http://example.invalid/?token=s3cret"))
    for path in (tmp_path / "served").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


def test_two_servers_have_two_keys(serve: Serve, tmp_path: Path) -> None:
    keys = {serve(QuickEngine, folder=tmp_path / name).server.key for name in "ab"}
    assert len(keys) == 2
    assert all(len(key) >= 32 for key in keys)
