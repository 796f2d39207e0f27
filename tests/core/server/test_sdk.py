"""Runware's official Python client gets its guides from the served API as it does from Runware."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from core.codec import decode
from core.engine import Engine
from core.local.engine import LocalEngine
from core.paths import sample_picture
from core.preprocessor import Preprocessor
from core.server.running import RunningServer, ServerSettings
from tests.core.pictures import saved
from tests.core.server.client import PICTURE, PNG, Client, in_base64, new_uuid, preprocess
from tests.core.server.engines import QuickEngine

FOLDER = Path(__file__).parents[3] / ".venv-sdk"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
URI = f"data:image/png;base64,{in_base64()}"
FIELDS = {
    "URL": "guideImageURL",
    "base64Data": "guideImageBase64Data",
    "dataURI": "guideImageDataURI",
}

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="packaging/test.py makes the environment of Runware's client"
)

Call = tuple[str, dict[str, Any]]


class Sdk:
    """The official client, over `transport`, with the key of the server or another one."""

    def __init__(self, server: RunningServer, transport: str, key: str = "") -> None:
        self.server = server
        self._client = {
            "api_key": key or server.key,
            "transport": transport,
            "http_base_url": server.url,
            "ws_base_url": server.url.replace("http", "ws", 1),
        }

    def answers(self, *calls: Call) -> list[Any]:
        """What each of the calls, made at once, returned or raised."""
        done = subprocess.run(
            [PYTHON, "-I", Path(__file__).with_name("sdk_caller.py")],
            input=json.dumps({"client": self._client, "calls": calls}),
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answers: list[Any] = json.loads(done.stdout)
        return answers


def run(name: Preprocessor, **fields: Any) -> Call:
    """The client's newest way to ask for a guide."""
    model = f"runware:controlnet-preprocess@{name.replace('_', '-')}"
    given = {"model": model, "inputs": {"image": URI}, "outputFormat": "PNG", **fields}
    return "run", given


def flat(name: Preprocessor, **fields: Any) -> Call:
    """The shape that the documentation shows, which the client passes on."""
    given = {"taskType": "controlNetPreprocess", "preProcessorType": name.value, **fields}
    return "run", {"inputImage": URI, "outputFormat": "PNG", **given}


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    yield from _served(QuickEngine, tmp_path_factory)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    yield from _served(LocalEngine, tmp_path_factory)


@pytest.mark.parametrize("transport", ["rest", "websocket"])
def test_all_sync_and_async_in_every_output_type(quick: RunningServer, transport: str) -> None:
    asked = [
        shape(name, deliveryMethod=delivery, outputType=kind, includeCost=True)
        for name in Preprocessor
        for delivery in ("sync", "async")
        for kind in FIELDS
        for shape in (run, flat)
    ]
    answers = Sdk(quick, transport).answers(*asked)
    for (_, given), items in zip(asked, answers, strict=True):
        (item,) = items
        field = FIELDS[given["outputType"]]
        assert [name for name in item if name in FIELDS.values()] == [field]
        assert item["cost"] == 0
        assert np.array_equal(decode(_file(item[field], quick)), 255 - PICTURE)


def test_all_by_the_engine_of_this_computer(real: RunningServer) -> None:
    with Image.open(sample_picture()) as sample:
        sample.thumbnail((400, 400))
        still_life = in_base64(saved(sample.convert("RGB"), "PNG"))
    names = list(Preprocessor)
    kinds = list(islice(cycle(FIELDS), len(names)))
    asked = [
        run(name, outputType=kind, inputs={"image": still_life})
        for name, kind in zip(names, kinds, strict=True)
    ]
    answers = Sdk(real, "rest").answers(*asked)
    guides = [
        decode(_file(item[FIELDS[kind]], real))
        for kind, (item,) in zip(kinds, answers, strict=True)
    ]
    assert {guide.shape for guide in guides} == {(sample.height, sample.width, 3)}
    assert len({guide.tobytes() for guide in guides}) == len(names)


def test_settings_reach_the_engine(real: RunningServer) -> None:
    low = run(Preprocessor.CANNY, settings={"lowThresholdCanny": 20}, outputType="URL")
    answers = Sdk(real, "websocket").answers(low, run(Preprocessor.CANNY, outputType="URL"))
    tuned, usual = (decode(_file(item["guideImageURL"], real))[..., 0] for (item,) in answers)
    assert np.array_equal(tuned, cv2.Canny(PICTURE, 20, 200))
    assert np.array_equal(usual, cv2.Canny(PICTURE, 100, 200))


@pytest.mark.parametrize("transport", ["rest", "websocket"])
def test_what_stands_beside_the_guides(quick: RunningServer, transport: str) -> None:
    client, done = Client(quick), new_uuid()
    made, here = client.item(preprocess(taskUUID=done)), client.upload()
    client.http.close()
    uploaded, stored, account, reused, again = Sdk(quick, transport).answers(
        ("image_upload", {"image": URI}),
        ("media_storage", {"operation": "upload", "media": URI}),
        ("account_management", {"operation": "getDetails"}),
        run(Preprocessor.TILE, inputs={"image": here}, deliveryMethod="sync"),
        ("get_response", {"taskUUID": done}),
    )
    for item, kind in ((uploaded[0], "image"), (stored[0], "media")):
        assert _file(item[f"{kind}URL"], quick) == PNG
        assert item[f"{kind}UUID"]
    assert account[0]["balance"] == 0
    assert reused[0]["inputImageUUID"] == here
    assert again == [{**made, "status": "success"}]


@pytest.mark.parametrize("transport", ["rest", "websocket"])
def test_an_error_reaches_the_task_that_it_is_about(quick: RunningServer, transport: str) -> None:
    good = run(Preprocessor.TILE, deliveryMethod="sync", outputType="URL")
    missing = run(Preprocessor.TILE, inputs={"image": new_uuid()}, taskUUID=new_uuid())
    unknown = run(Preprocessor.TILE, strength=3, taskUUID=new_uuid(), deliveryMethod="sync")
    unfit = run(Preprocessor.TILE, ttl=3, taskUUID=new_uuid())
    made, *failed = Sdk(quick, transport).answers(good, missing, unknown, unfit)
    assert made[0]["guideImageURL"]
    for answer, (_, given), parameter in zip(
        failed, (missing, unknown, unfit), ("inputImage", "strength", "ttl"), strict=True
    ):
        assert (answer["parameter"], answer["task_uuid"]) == (parameter, given["taskUUID"])


def test_a_wrong_key_is_refused(quick: RunningServer) -> None:
    (answer,) = Sdk(quick, "rest", key="another").answers(run(Preprocessor.TILE))
    assert answer["code"] == "auth"
    with pytest.raises(AssertionError, match="not the key of this server"):
        Sdk(quick, "websocket", key="another").answers()


def _served(
    engine: Callable[[], Engine], folders: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    server = RunningServer.start(engine, ServerSettings(folder=folders.mktemp("served")))
    yield server
    server.stop()


def _file(guide: str, server: RunningServer) -> bytes:
    if guide.startswith("http"):
        client = Client(server, Authorization="")
        data = client.http.get(guide).content
        client.http.close()
        return data
    return base64.b64decode(guide.rpartition(",")[2])
