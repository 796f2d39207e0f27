"""A conversation over a WebSocket: the key first, then a frame for each task, in any order."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from core.codec import decode
from tests.core.server.client import (
    PATIENCE_S,
    PICTURE,
    PNG,
    Client,
    in_base64,
    new_uuid,
    preprocess,
    until,
)
from tests.core.server.conftest import Serve
from tests.core.server.engines import QuickEngine

PING = {"taskType": "ping", "ping": True}


class Talk:
    """What is said over one connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def say(self, *tasks: object) -> None:
        self.connection.send(json.dumps(tasks))

    def hear(self) -> dict[str, Any]:
        reply: dict[str, Any] = json.loads(self.connection.recv(PATIENCE_S))
        return reply

    def ask(self, *tasks: object) -> dict[str, Any]:
        self.say(*tasks)
        return self.hear()

    def enter(self, key: str) -> dict[str, Any]:
        return self.ask({"taskType": "authentication", "apiKey": key})


@contextmanager
def stranger(client: Client, **headers: str) -> Iterator[Talk]:
    """A connection on which nothing was said yet."""
    url = client.server.url.replace("http", "ws", 1)
    with connect(url, additional_headers=headers, max_size=None, proxy=None) as connection:
        yield Talk(connection)


@contextmanager
def talk(client: Client) -> Iterator[Talk]:
    """A connection on which the key was given."""
    with stranger(client) as connection:
        connection.enter(client.server.key)
        yield connection


def test_the_key_is_answered_with_a_session_and_no_task(local: Client) -> None:
    with stranger(local) as connection:
        reply = connection.enter(local.server.key)
        assert set(reply) == {"data"}
        (item,) = reply["data"]
        assert set(item) == {"taskType", "connectionSessionUUID"}
        assert item["taskType"] == "authentication"


def test_without_a_key_only_ping_is_answered(local: Client) -> None:
    with stranger(local) as connection:
        assert connection.ask(PING) == {"data": [{"taskType": "ping", "pong": True}]}
        task = preprocess()
        (error,) = connection.ask(task)["errors"]
        assert (error["code"], error["taskUUID"]) == ("missingApiKey", task["taskUUID"])
        connection.enter(local.server.key)
        assert connection.ask(PING) == {"data": [{"taskType": "ping", "pong": True}]}
        assert connection.ask(task)["data"][0]["guideImageBase64Data"]


def test_a_wrong_key_is_refused_and_the_right_one_works_after(local: Client) -> None:
    with stranger(local) as connection:
        (error,) = connection.enter("another")["errors"]
        assert error["code"] == "invalidApiKey"
        assert connection.ask(preprocess())["errors"][0]["code"] == "missingApiKey"
        assert connection.enter(local.server.key)["data"]
        assert connection.ask(preprocess())["data"]


def test_the_key_may_come_with_the_handshake(local: Client) -> None:
    with stranger(local, Authorization=f"bearer {local.server.key}") as connection:
        large = in_base64(PNG + bytes(100_000))
        assert connection.ask(preprocess(inputImage=large))["data"][0]["guideImageBase64Data"]
    with stranger(local, Authorization="Bearer another") as connection:
        assert connection.ask(preprocess())["errors"][0]["code"] == "invalidApiKey"
        assert connection.enter(local.server.key)["data"]
        assert connection.ask(preprocess())["data"]
    with stranger(local, Authorization="Basic eDp5") as connection:
        assert connection.ask(preprocess())["errors"][0]["code"] == "missingApiKey"


def test_who_has_no_key_has_nothing_large_read(local: Client) -> None:
    text = in_base64(b"x" * 100_000)
    with stranger(local) as connection:
        # But for what task that was: a client waits until it is told of its own.
        tasks = [preprocess(inputImage=text), {**preprocess(inputImage=text), "x": "\\"}]
        errors = connection.ask(*tasks)["errors"]
        assert [(each["code"], each["taskType"], each["taskUUID"]) for each in errors] == [
            ("missingApiKey", task["taskType"], task["taskUUID"]) for task in tasks
        ]
        (error,) = connection.ask({"taskType": "ping", "text": text})["errors"]
        assert (error["code"], "taskUUID" in error) == ("missingApiKey", False)
        entry = {"taskType": "authentication", "apiKey": "another"}
        (error,) = connection.ask(entry, preprocess(inputImage=text))["errors"]
        assert error["code"] == "invalidApiKey"
        # Before the key was answered, a client may go on.
        connection.say({**entry, "apiKey": local.server.key})
        connection.say(preprocess(inputImage=text))
        assert connection.hear()["data"]
        assert connection.hear()["errors"][0]["code"] == "failedToTransferImage"


def test_each_task_has_a_frame_of_its_own(local: Client) -> None:
    good, bad = preprocess(), preprocess(width=0)
    with talk(local) as connection:
        connection.say(good, bad, PING, good)
        frames = [connection.hear() for _ in range(4)]
    assert sorted(len(frame.get("data", [])) for frame in frames) == [0, 0, 1, 1]
    about = {error["code"] for frame in frames for error in frame.get("errors", [])}
    assert about == {"invalidWidth", "conflictTaskUUID"}
    assert all(set(frame) in ({"data"}, {"errors"}) for frame in frames)


def test_what_is_quick_is_not_held_up_by_what_is_slow(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    engine.gate.clear()
    slow = preprocess()
    with talk(client) as connection:
        connection.say(slow)
        assert connection.ask(PING)["data"][0]["pong"] is True
        wait = preprocess(deliveryMethod="async")
        assert set(connection.ask(wait)["data"][0]) == {"taskType", "taskUUID"}
        asked = {"taskType": "getResponse", "taskUUID": wait["taskUUID"]}
        assert connection.ask(asked)["data"][0]["status"] == "processing"
        engine.gate.set()
        item = connection.hear()["data"][0]
        assert item["taskUUID"] == slow["taskUUID"]
        guide = decode(base64.b64decode(item["guideImageBase64Data"]))
        assert np.array_equal(guide, 255 - PICTURE)


def test_forty_tasks_at_once_are_answered_each_once(local: Client) -> None:
    tasks = [preprocess(lowThresholdCanny=number + 1) for number in range(40)]
    with talk(local) as connection:
        for task in tasks:
            connection.say(task)
        answered = [connection.hear()["data"][0]["taskUUID"] for _ in tasks]
    assert sorted(answered) == sorted(task["taskUUID"] for task in tasks)


def test_forty_connections_at_once_are_answered(serve: Serve) -> None:
    client = serve(QuickEngine)

    def one(_: int) -> dict[str, Any]:
        with talk(client) as connection:
            return connection.ask(preprocess())

    with ThreadPoolExecutor(40) as pool:
        replies = list(pool.map(one, range(40)))
    assert all("guideImageBase64Data" in reply["data"][0] for reply in replies)


def test_a_task_outlives_its_connection(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    engine.gate.clear()
    sync, later = preprocess(), preprocess(deliveryMethod="async")
    with talk(client) as connection:
        connection.say(sync, later)
        connection.hear()
    engine.gate.set()
    for task in (sync, later):
        assert client.wait_for(task["taskUUID"])["data"][0]["guideImageBase64Data"]


def test_what_was_sent_before_the_connection_ended_is_accepted(serve: Serve) -> None:
    client = serve(QuickEngine)
    large = in_base64(base64.b64decode(in_base64()) + b"\x00" * 6 * 2**20)
    task = preprocess(inputImage=large)
    with talk(client) as connection:
        connection.say(task)
    until(lambda: client.ask(task["taskUUID"]).status_code == 200)
    assert client.wait_for(task["taskUUID"])["data"][0]["guideImageBase64Data"]


def test_large_frames_go_both_ways(serve: Serve) -> None:
    client = serve(QuickEngine)
    data = base64.b64decode(in_base64()) + b"\x00" * 23 * 2**20
    with talk(client) as connection:
        item = connection.ask({**_upload(), "image": in_base64(data)})["data"][0]
    assert client.http.get(item["imageURL"]).content == data


def test_a_frame_that_is_too_large_ends_the_connection_and_nothing_else(serve: Serve) -> None:
    client = serve(QuickEngine, max_body_bytes=2**20)
    with talk(client) as connection, pytest.raises(ConnectionClosed) as closed:
        connection.connection.send(" " * (2**20 + 1))
        connection.hear()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009
    assert client.item(preprocess())


@pytest.mark.parametrize("frame", ["", "{", b"\xff", "[" * 50_000, "3", "[]", b"[3]"])
def test_what_is_no_request_is_said_so_and_the_conversation_goes_on(
    local: Client, frame: str | bytes
) -> None:
    with talk(local) as connection:
        connection.connection.send(frame)
        (error,) = connection.hear()["errors"]
        assert error["code"] in ("invalidRequest", "invalidTask")
        assert connection.ask(PING)["data"]


def test_a_request_may_come_as_bytes(local: Client) -> None:
    with talk(local) as connection:
        connection.connection.send(json.dumps([PING]).encode())
        assert connection.hear()["data"]


def test_who_says_nothing_for_long_is_let_go(serve: Serve) -> None:
    client = serve(QuickEngine, idle_s=0.1)
    with talk(client) as connection, pytest.raises(ConnectionClosed):
        connection.hear()


def test_who_waits_for_a_guide_is_not_let_go(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine, idle_s=0.1)
    engine.gate.clear()
    with talk(client) as connection:
        connection.say(preprocess())
        with pytest.raises(TimeoutError):
            connection.connection.recv(0.5)
        engine.gate.set()
        assert connection.hear()["data"]


def test_who_waits_when_the_server_stops_is_told(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    engine.gate.clear()
    task = preprocess()
    with talk(client) as connection, ThreadPoolExecutor(1) as pool:
        connection.say(task)
        assert engine.begun.wait(PATIENCE_S)
        stopping = pool.submit(client.server.stop)
        (error,) = connection.hear()["errors"]
        assert (error["code"], error["taskUUID"]) == ("serviceUnavailable", task["taskUUID"])
        with pytest.raises(ConnectionClosed) as closed:
            connection.hear()
        stopping.result()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert serve(QuickEngine).wait_for(task["taskUUID"])["data"]


def _upload() -> dict[str, str]:
    return {"taskType": "imageUpload", "taskUUID": new_uuid()}
