"""What is too much is refused by name, before it costs anything, and what is large is taken."""

from __future__ import annotations

import json
import os
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from websockets.sync.client import connect

from core.codec import decode
from tests.core.pictures import noise, saved
from tests.core.server.client import PATIENCE_S, PICTURE, Client, in_base64, new_uuid, preprocess
from tests.core.server.conftest import Serve
from tests.core.server.engines import QuickEngine

MB = 2**20


def refusal(response: httpx.Response, status: int = 400) -> dict[str, Any]:
    assert response.status_code == status, response.text
    (error,) = response.json()["errors"]
    assert isinstance(error, dict)
    return error


def test_a_picture_of_30_mb_in_base64_is_taken(serve: Serve) -> None:
    client = serve(QuickEngine)
    data = saved(Image.fromarray(PICTURE), "PNG") + os.urandom(30 * MB * 3 // 4)
    text = in_base64(data)
    assert len(text) > 30 * MB
    made = client.guide(inputImage=text)
    assert np.array_equal(made, 255 - PICTURE)
    assert np.array_equal(client.guide(inputImage=client.upload(data)), 255 - PICTURE)


def test_a_request_that_is_too_large_is_refused(serve: Serve) -> None:
    client = serve(QuickEngine, max_body_bytes=MB)
    fits = preprocess(inputImage=in_base64(saved(Image.fromarray(noise((500, 500, 3))), "PNG")))
    assert client.item(fits)
    text = json.dumps([preprocess()])
    text += " " * (MB - len(text))
    assert client.http.post(client.server.url, content=text).status_code == 200
    error = refusal(client.http.post(client.server.url, content=text + " "), 413)
    assert error["code"] == "valueTooLarge"
    assert "at most 1 MB" in error["message"]

    def in_pieces() -> Any:
        for _ in range(40):
            yield b" " * 65536

    # Who does not say how much is coming is stopped when it is too much.
    assert refusal(client.http.post(client.server.url, content=in_pieces()), 413)
    assert client.item(preprocess())


def test_too_many_tasks_in_a_request_are_refused(serve: Serve) -> None:
    client = serve(QuickEngine, max_tasks=4)
    assert client.post(*(preprocess() for _ in range(4))).status_code == 200
    error = refusal(client.post(*(preprocess() for _ in range(5))))
    assert error["code"] == "invalidRequest"
    assert "at most 4 tasks" in error["message"]


def test_a_hundred_tasks_in_a_request_are_the_most(local: Client) -> None:
    tasks: list[dict[str, Any]] = [{"taskType": "ping", "ping": True}] * 100
    assert local.post(*tasks).status_code == 200
    assert "at most 100 tasks" in refusal(local.post(*tasks, *tasks[:1]))["message"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\xfd", "not JSON"),
        (b"[" * 10_000, "not JSON"),
        (b"[" * 1_000_000, "not JSON"),
        (b"[1" + b"0" * 10_000 + b"]", "not JSON"),
        (b'[{"taskType": "ping", "ping": NaN}]', "not JSON"),
        (b'[{"taskType": "ping", "ping": -Infinity}]', "not JSON"),
        (b"3", "JSON array of tasks"),
        (b"null", "JSON array of tasks"),
        (b'"controlNetPreprocess"', "JSON array of tasks"),
        (b"[]", "JSON array of tasks"),
        (b"[3]", "must be a JSON object"),
        (b"[[]]", "must be a JSON object"),
        (b"[null]", "must be a JSON object"),
        (b"[{}]", "needs a taskType"),
        (b'[{"taskType": {}}]', "taskType must be one of"),
        (b'[{"taskType": "\\ud800"}]', "taskType must be one of"),
    ],
)
def test_what_is_no_request_is_said_so(local: Client, text: bytes, words: str) -> None:
    response = local.http.post(local.server.url, content=text)
    assert words in refusal(response)["message"]


@pytest.mark.parametrize(
    "fields",
    [
        {"width": float("inf")},
        {"width": float("nan")},
        {"ttl": -(10**400)},
        {"lowThresholdCanny": [[[]]]},
        {"taskUUID": "\ud800"},
        {"inputImage": "\ud800"},
        {"inputImage": "http://\ud800/"},
        {"inputImage": "http://" + "a" * 300 + "/"},
        {"inputImage": "http://[::1"},
        {"inputImage": "http:///"},
        {"inputImage": "https://example.invalid:0/"},
        {"inputImage": "data:,"},
        {"inputImage": "data:image/png;base64"},
        {"outputType": ["URL", "dataURI"]},
        {"outputType": []},
        {"settings": {"lowThresholdCanny": 5}},
        {"model": "runware:controlnet-preprocess@" + "x" * 1_000_000, "inputs": {"image": "x"}},
        {"model": 3},
        {"x" * 100_000: 1},
    ],
)
def test_no_value_brings_the_server_down(local: Client, fields: dict[str, Any]) -> None:
    text = json.dumps([preprocess(**fields)])
    error = refusal(local.http.post(local.server.url, content=text))
    assert error["code"] != "internalServerError"
    assert len(error["message"]) < 1_000 or "no parameter" in error["message"]


def test_a_guide_is_never_larger_than_its_picture(local: Client) -> None:
    for side in (10**9, 10**400):
        assert local.guide(width=side, height=side).shape == PICTURE.shape


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("inputImage", "address of the picture is too long"),
        ("webhookURL", "at most 8192 characters"),
        ("uploadEndpoint", "at most 8192 characters"),
    ],
)
def test_an_address_is_not_a_book(local: Client, field: str, words: str) -> None:
    url = "http://example.invalid/" + "a" * 8192
    error = local.error(preprocess(**{field: url}))
    assert error["parameter"] == field
    assert words in error["message"]
    assert len(error["message"]) < 200
    assert local.post(preprocess(**{field: url[:8192]}, deliveryMethod="async")).status_code == 200


def test_uploads_do_not_wait_for_the_tasks_before_them(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    engine.gate.clear()
    client.post(*(preprocess(deliveryMethod="async") for _ in range(10)))
    assert client.upload()
    assert client.item({"taskType": "accountManagement", "taskUUID": new_uuid()} | _DETAILS)
    engine.gate.set()


_DETAILS = {"operation": "getDetails"}


def test_what_is_refused_is_forgotten(serve: Serve) -> None:
    """A task that was not taken can be sent again, when what was wrong is mended."""
    engine = QuickEngine()
    client = serve(lambda: engine, max_waiting=1)
    task = preprocess(inputImage=new_uuid())
    assert client.error(task)["code"] == "failedToTransferImage"
    task["inputImage"] = client.upload()
    engine.gate.clear()
    busy = preprocess(deliveryMethod="async")
    client.item(busy)
    assert client.post(task).status_code == 429
    engine.gate.set()
    client.wait_for(busy["taskUUID"])
    assert client.item(task)


def test_what_is_not_served_is_said_in_json(local: Client) -> None:
    base = local.server.url.removesuffix("/v1")
    for method, path, status in (
        ("GET", "/", 404),
        ("GET", "/v1", 405),
        ("POST", "/v2", 404),
        ("DELETE", "/v1", 405),
        ("POST", "/results/x.png", 405),
        ("GET", "/results/x.png", 404),
        ("GET", "/v1/", 405),
        ("POST", "/v2/", 404),
    ):
        response = local.http.request(method, base + path)
        assert "/v1 by POST" in refusal(response, status)["message"], "it says what is"


def test_a_slash_at_the_end_changes_nothing(local: Client) -> None:
    asked = [{"taskType": "ping", "ping": True}]
    response = local.http.post(local.server.url + "/", json=asked)
    assert (response.status_code, response.json()["data"][0]["pong"]) == (200, True)
    with connect(local.server.url.replace("http", "ws") + "/", proxy=None) as connection:
        connection.send(json.dumps(asked))
        assert "pong" in str(connection.recv(PATIENCE_S))


@pytest.mark.parametrize(
    ("part", "status"), [("bytes=9999999-", 416), ("pages=1-2", 400), ("bytes=5-1", 400)]
)
def test_a_part_that_there_is_not_is_refused_in_json(local: Client, part: str, status: int) -> None:
    url = local.item(preprocess(outputType="URL"))["guideImageURL"]
    response = local.http.get(url, headers={"Range": part})
    assert refusal(response, status)["code"] == "invalidRange"
    assert ("Content-Range" in response.headers) == (status == 416)
    response = local.http.get(url, headers={"Range": "bytes=1-3"})
    assert (response.status_code, len(response.content)) == (206, 3)


def test_the_picture_is_decoded_as_what_it_is_and_never_as_code(local: Client) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    for data in (svg, b"%!PS-Adobe-3.0\n", b"GIF89a", b"\x00" * 5000, b"PK\x03\x04"):
        error = local.error(preprocess(inputImage=f"data:image/png;base64,{in_base64(data)}"))
        assert error["code"] == "failedToTransferImage"
    assert decode(local.file()).shape == PICTURE.shape
