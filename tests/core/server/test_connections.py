"""Connections that say nothing are let go, too many are told so, and a stop waits for neither."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from core.server.connections import REFUSED_AT_ONCE, SAID_EVERY_S, Seldom
from tests.core.server.client import PATIENCE_S, new_uuid, preprocess, until
from tests.core.server.conftest import Serve
from tests.core.server.elsewhere import Elsewhere
from tests.core.server.engines import QuickEngine
from tests.core.server.wire import connected, everything_from

ROOT = Path(__file__).parents[3]
HEAD = "POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n"
BEFORE_IT_IS_CUT_OFF_S = 5
"""Half of what a server that stops gives those who read."""


@pytest.mark.parametrize("beginning", ["", "POST /v1 HT", HEAD])
def test_who_does_not_say_what_he_wants_is_let_go(serve: Serve, beginning: str) -> None:
    client = serve(QuickEngine, head_s=0.1)
    with connected(client) as connection:
        connection.sendall(beginning.encode())
        assert everything_from(connection) == ""


def test_who_begins_a_second_time_and_does_not_go_on_is_let_go(serve: Serve) -> None:
    client = serve(QuickEngine, head_s=0.1)
    ping = b'[{"taskType":"ping","ping":true}]'
    head = f"POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(ping)}\r\n\r\n"
    with connected(client) as connection:
        connection.sendall(head.encode() + ping)
        said = b""
        while b"pong" not in said:
            said += connection.recv(65536)
        connection.sendall(b"POST /v1 HT")
        assert everything_from(connection) == ""


def test_who_waits_for_a_guide_or_says_nothing_on_a_websocket_stays(serve: Serve) -> None:
    engine = QuickEngine()
    engine.gate.clear()
    client = serve(lambda: engine, head_s=0.05)
    with connect(client.server.url.replace("http", "ws")) as socket:
        with ThreadPoolExecutor(1) as waiting:
            answer = waiting.submit(client.post, preprocess())
            assert engine.begun.wait(PATIENCE_S)
            with connected(client) as late:
                assert everything_from(late) == ""
            # By now it would have been let go, too.
            engine.gate.set()
            assert answer.result(PATIENCE_S).status_code == 200
        socket.send('[{"taskType":"ping","ping":true}]')
        assert "pong" in str(socket.recv(timeout=PATIENCE_S))


def test_one_connection_too_many_is_told_to_come_again(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    client = serve(QuickEngine, max_connections=3)
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(connected(client))
        for _ in range(2):
            response = client.post(preprocess())
            assert response.status_code == 503
            assert response.headers["Retry-After"]
            assert response.json()["errors"][0]["code"] == "serviceUnavailable"
        with pytest.raises(InvalidStatus) as refused:
            connect(client.server.url.replace("http", "ws"))
        assert refused.value.response.status_code == 503
        said = [record.getMessage() for record in caplog.records]
        assert [each for each in said if "connections are open" in each] == [
            "More than 3 connections are open; further ones are turned away."
        ]
        # Nor are those kept that do not even ask.
        for _ in range(REFUSED_AT_ONCE):
            held.enter_context(connected(client))
        with connected(client) as beyond, suppress(ConnectionResetError):
            assert everything_from(beyond) == ""
    until(lambda: client.post(preprocess()).status_code == 200)


@pytest.mark.parametrize("beginning", ["", "POST /v1 HT", f"{HEAD}\r\n", f"{HEAD}\r\n["])
def test_a_stop_waits_for_nobody_who_has_not_said_all(
    serve: Serve, caplog: pytest.LogCaptureFixture, beginning: str
) -> None:
    client = serve(QuickEngine)
    with connected(client) as connection:
        connection.sendall(beginning.encode())
        assert client.post({"taskType": "ping", "ping": True}).status_code == 200
        connection.settimeout(BEFORE_IT_IS_CUT_OFF_S)
        client.server.stop()
        said = everything_from(connection)
    if "\r\n\r\n" in beginning:
        assert said.startswith("HTTP/1.1 503 ")
        assert "This server is stopping." in said
    assert caplog.records == []


def test_a_stop_waits_for_no_picture_from_elsewhere(
    serve: Serve, other: Elsewhere, caplog: pytest.LogCaptureFixture
) -> None:
    client = serve(QuickEngine, allow_private_addresses=True)
    other.answering.clear()
    upload = {"taskType": "imageUpload", "taskUUID": new_uuid(), "image": other.url()}
    with ThreadPoolExecutor(1) as waiting:
        answer = waiting.submit(client.post, upload)
        other.wait_for(1)
        client.server.stop()
        response = answer.result(BEFORE_IT_IS_CUT_OFF_S)
    other.answering.set()
    assert response.status_code == 503
    assert response.json()["errors"][0]["taskUUID"] == upload["taskUUID"]
    assert caplog.records == []


def test_that_nothing_more_can_be_opened_is_said_once_in_a_while(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = 1e6
    seldom = Seldom(lambda: now)
    told = []

    class Loop:
        def default_exception_handler(self, context: object) -> None:
            told.append(context)

    full = {"exception": OSError(errno.EMFILE, "too many"), "socket": None, "message": ""}
    for _ in range(1000):
        seldom.heard(Loop(), full)  # type: ignore[arg-type]
    assert len(caplog.records) == 1
    now += SAID_EVERY_S
    seldom.heard(Loop(), full)  # type: ignore[arg-type]
    assert len(caplog.records) == 2
    seldom.heard(Loop(), {"exception": OSError(errno.EIO, "else")})  # type: ignore[arg-type]
    assert len(told) == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limit")
@pytest.mark.parametrize(("hard", "room"), [(2048, 1000), (256, 128), (64, 16)])
def test_as_many_files_as_the_system_allows_may_be_open(hard: int, room: int) -> None:
    code = f"""
import resource
from core.server.connections import room_for
resource.setrlimit(resource.RLIMIT_NOFILE, (64, {hard}))
print(room_for(1000), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.stdout == f"{room} {hard}\n", ended.stderr
