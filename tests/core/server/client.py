"""A client of the tests that knows nothing but HTTP and JSON, so that it is nobody's mirror."""

from __future__ import annotations

import base64
import io
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import cv2
import httpx
import numpy as np
from PIL import Image

from core.codec import decode
from core.picture import Pixels
from core.server.running import RunningServer
from tests.core.pictures import noise, saved

PATIENCE_S = 30.0
PICTURE = np.asarray(cv2.GaussianBlur(noise((48, 64, 3)), (0, 0), 1.5), np.uint8)
"""Soft enough that thresholds matter."""

PNG = saved(Image.fromarray(PICTURE), "PNG")
Task = dict[str, Any]


def in_base64(data: bytes = PNG) -> str:
    return base64.b64encode(data).decode()


def new_uuid() -> str:
    return str(uuid.uuid4())


def preprocess(**fields: Any) -> Task:
    """A canny task for the picture, with `fields` on top; those that are None are left out."""
    task = {
        "taskType": "controlNetPreprocess",
        "taskUUID": new_uuid(),
        "inputImage": in_base64(),
        "preProcessorType": "canny",
        "outputType": "base64Data",
        "outputFormat": "PNG",
        "deliveryMethod": "sync",
        **fields,
    }
    return {name: value for name, value in task.items() if value is not None}


def image_in(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


class Client:
    """Posts tasks with the server's key."""

    def __init__(self, server: RunningServer, **headers: str) -> None:
        self.server = server
        given = {"Authorization": f"Bearer {server.key}", **headers}
        self.http = httpx.Client(headers=given, timeout=PATIENCE_S, trust_env=False)

    def post(self, *tasks: Task) -> httpx.Response:
        return self.http.post(self.server.url, json=list(tasks))

    def item(self, task: Task) -> dict[str, Any]:
        """What a task that succeeds is answered, alone."""
        response = self.post(task)
        assert response.status_code == 200, response.text
        (item,) = response.json()["data"]
        assert "errors" not in response.json()
        assert isinstance(item, dict)
        return item

    def error(self, task: Task, status: int = 400) -> dict[str, Any]:
        """What a task that fails is answered, alone."""
        response = self.post(task)
        assert response.status_code == status, response.text
        (error,) = response.json()["errors"]
        assert "data" not in response.json()
        assert isinstance(error, dict)
        return error

    def file(self, **fields: Any) -> bytes:
        """The guide of a task with these fields, as a file."""
        return base64.b64decode(self.item(preprocess(**fields))["guideImageBase64Data"])

    def guide(self, **fields: Any) -> Pixels:
        """The guide of a task with these fields, as colour."""
        return decode(self.file(**fields))

    def upload(self, data: bytes = PNG) -> str:
        """The UUID of an uploaded picture."""
        task = {"taskType": "imageUpload", "taskUUID": new_uuid(), "image": in_base64(data)}
        return str(self.item(task)["imageUUID"])

    def ask(self, task_uuid: str) -> httpx.Response:
        return self.post({"taskType": "getResponse", "taskUUID": task_uuid})

    def wait_for(self, task_uuid: str) -> dict[str, Any]:
        """The reply to getResponse once the task is not processing any more."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            reply: dict[str, Any] = self.ask(task_uuid).json()
            if "errors" in reply or reply["data"][0]["status"] != "processing":
                return reply
        raise AssertionError(f"{task_uuid} is still processing")


def grey(width: int, height: int) -> bytes:
    """A PNG of that size."""
    return saved(Image.fromarray(np.full((height, width, 3), 120, np.uint8)), "PNG")


def until(condition: Callable[[], bool]) -> None:
    """Wait for the server's own thread to bring it about."""
    tick = threading.Event()
    for _ in range(int(PATIENCE_S / 0.01)):
        if condition():
            return
        tick.wait(0.01)
    raise AssertionError("it has not come about")
