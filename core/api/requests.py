"""What can be asked of the API, as values, and how each is written in JSON."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.task import PreprocessTask


class TaskType(StrEnum):
    """The kinds of task that there are here."""

    PREPROCESS = "controlNetPreprocess"
    PREPROCESS_BEFORE = "imageControlNetPreProcess"  # the name that older clients send
    UPLOAD = "imageUpload"
    STORE = "mediaStorage"  # the newer way to upload
    RESPONSE = "getResponse"
    ACCOUNT = "accountManagement"
    AUTHENTICATION = "authentication"
    PING = "ping"


class Form(StrEnum):
    """The ways in which a preprocess task has been seen written."""

    FLAT = "flat"
    FLAT_BEFORE = "flat, by its older name"
    MODEL = "model, inputs and settings"


MODEL = "runware:controlnet-preprocess@"
"""What stands before the preprocessor's name in `model`."""


def _new() -> uuid.UUID:
    return uuid.uuid4()


@dataclass(frozen=True)
class Preprocess:
    """A guide is wanted.

    `image`: the UUID of an uploaded or generated image, a data URI, bare base64 or an address.
    """

    task: PreprocessTask
    image: str = field(repr=False)

    @property
    def task_uuid(self) -> uuid.UUID:
        """That of the task."""
        return self.task.task_uuid

    def to_json(self, form: Form = Form.FLAT) -> dict[str, Any]:
        """The task with every field that it has; options that are local to this computer stay here.

        Form.MODEL has no size and no quality; the two are left out.
        """
        task = self.task
        asked: dict[str, Any] = {
            "taskType": TaskType.PREPROCESS.value,
            "taskUUID": str(task.task_uuid),
            "deliveryMethod": task.delivery_method.value,
            "outputType": task.output_type.value,
            "outputFormat": task.output_format.value,
            "includeCost": task.include_cost,
        }
        if task.webhook_url is not None:
            asked["webhookURL"] = task.webhook_url
        if task.upload_endpoint is not None:
            asked["uploadEndpoint"] = task.upload_endpoint
        if task.ttl_s is not None:
            asked["ttl"] = task.ttl_s
        local = {option.name for option in task.entry.options if option.local}
        options = {name: value for name, value in task.options.items() if name not in local}
        if form is Form.MODEL:
            asked["model"] = MODEL + task.preprocessor.replace("_", "-")
            asked["inputs"] = {"image": self.image}
            if options:
                asked["settings"] = options
            return asked
        if form is Form.FLAT_BEFORE:
            asked["taskType"] = TaskType.PREPROCESS_BEFORE.value
        asked |= {"inputImage": self.image, "preProcessorType": task.preprocessor.value}
        asked |= {"outputQuality": task.output_quality} | options
        sides = {"width": task.width, "height": task.height}
        return asked | {name: side for name, side in sides.items() if side is not None}


@dataclass(frozen=True)
class Upload:
    """`image`, a data URI, base64 or an address, is to be kept and given a UUID.

    `stored`: whether it is asked for as `mediaStorage`, which answers in words of its own.
    """

    image: str = field(repr=False)
    stored: bool = False
    task_uuid: uuid.UUID = field(default_factory=_new)

    def to_json(self) -> dict[str, Any]:
        """One object of the request's list; the image as a data URI."""
        if self.stored:
            about = {"taskType": TaskType.STORE.value, "operation": "upload", "media": self.image}
        else:
            about = {"taskType": TaskType.UPLOAD.value, "image": self.image}
        return {**about, "taskUUID": str(self.task_uuid)}


@dataclass(frozen=True)
class GetResponse:
    """How is the task `task_uuid`, asked for before, getting on?"""

    task_uuid: uuid.UUID

    def to_json(self) -> dict[str, Any]:
        """One object of the request's list."""
        return {"taskType": TaskType.RESPONSE.value, "taskUUID": str(self.task_uuid)}


@dataclass(frozen=True)
class AccountDetails:
    """How much credit is left?"""

    task_uuid: uuid.UUID = field(default_factory=_new)

    def to_json(self) -> dict[str, Any]:
        """One object of the request's list."""
        return {
            "taskType": TaskType.ACCOUNT.value,
            "taskUUID": str(self.task_uuid),
            "operation": "getDetails",
        }


@dataclass(frozen=True)
class Authentication:
    """Is this a valid key? `session`: of a connection that is to be gone on with, or empty."""

    api_key: str = field(repr=False)
    session: str = ""

    def to_json(self) -> dict[str, Any]:
        """One object of the request's list, with the key in it: for nobody's log."""
        asked = {"taskType": TaskType.AUTHENTICATION.value, "apiKey": self.api_key}
        return asked | ({"connectionSessionUUID": self.session} if self.session else {})


@dataclass(frozen=True)
class Ping:
    """Is anybody there?"""

    def to_json(self) -> dict[str, Any]:
        """One object of the request's list."""
        return {"taskType": TaskType.PING.value, "ping": True}


Request = Preprocess | Upload | GetResponse | AccountDetails | Authentication | Ping
