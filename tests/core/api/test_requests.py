"""Requests are written as the API spells them, and read in every shape that clients send."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.api.problems import Problem
from core.api.reading import Refused, read_request
from core.api.requests import (
    AccountDetails,
    Authentication,
    Form,
    GetResponse,
    Ping,
    Preprocess,
    Upload,
)
from core.catalog import CATALOG
from core.preprocessor import Preprocessor
from core.task import DeliveryMethod, OutputFormat, OutputType, PreprocessTask

ID = uuid.UUID("5a1f6f2e-8a0e-4f7e-9d0c-3c7f0a1b2c3d")
IMAGE = "data:image/png;base64,iVBORw0KGgo="
FULL = PreprocessTask(
    preprocessor=Preprocessor.CANNY,
    options={"lowThresholdCanny": 30, "highThresholdCanny": 90},
    width=640,
    height=480,
    output_type=OutputType.BASE64,
    output_format=OutputFormat.WEBP,
    output_quality=80,
    delivery_method=DeliveryMethod.ASYNC,
    webhook_url="https://example.com/hook?key=1",
    upload_endpoint="https://example.com/put",
    ttl_s=600,
    include_cost=True,
    task_uuid=ID,
)
FLAT = {
    "taskType": "controlNetPreprocess",
    "taskUUID": str(ID),
    "inputImage": IMAGE,
    "preProcessorType": "canny",
    "outputType": "base64Data",
    "outputFormat": "WEBP",
    "outputQuality": 80,
    "deliveryMethod": "async",
    "webhookURL": "https://example.com/hook?key=1",
    "uploadEndpoint": "https://example.com/put",
    "ttl": 600,
    "includeCost": True,
    "width": 640,
    "height": 480,
    "lowThresholdCanny": 30,
    "highThresholdCanny": 90,
}


def test_every_field_is_spelled_as_the_api_has_it() -> None:
    assert Preprocess(FULL, IMAGE).to_json() == FLAT


def test_the_older_name_and_the_shape_with_a_model() -> None:
    request = Preprocess(FULL, IMAGE)
    older = request.to_json(Form.FLAT_BEFORE)
    assert older == {**FLAT, "taskType": "imageControlNetPreProcess"}
    model = request.to_json(Form.MODEL)
    assert model["model"] == "runware:controlnet-preprocess@canny"
    assert model["inputs"] == {"image": IMAGE}
    assert model["settings"] == {"lowThresholdCanny": 30, "highThresholdCanny": 90}
    assert not {"inputImage", "preProcessorType", "width", "height", "outputQuality"} & set(model)
    assert read_request(older) == request
    without_size = FULL.replace(width=None, height=None, output_quality=95, task_uuid=ID)
    assert read_request(model) == Preprocess(without_size, IMAGE)


def test_what_was_not_asked_for_is_not_sent_but_delivery_always_is() -> None:
    sent = Preprocess(PreprocessTask(preprocessor=Preprocessor.DEPTH), IMAGE).to_json()
    optional = {"webhookURL", "uploadEndpoint", "ttl", "width", "height", "lowThresholdCanny"}
    assert not optional & set(sent)
    assert sent["deliveryMethod"] == "sync"
    sent = Preprocess(PreprocessTask(preprocessor=Preprocessor.LINEART_ANIME), "x").to_json(
        Form.MODEL
    )
    assert sent["model"].endswith("@lineart-anime")
    assert "settings" not in sent


@pytest.mark.parametrize("name", list(Preprocessor))
@pytest.mark.parametrize("form", list(Form))
def test_options_of_this_computer_are_never_sent_and_all_others_are(
    name: Preprocessor, form: Form
) -> None:
    task = PreprocessTask(preprocessor=name)
    sent = Preprocess(task, IMAGE).to_json(form)
    sent |= sent.get("settings", {})
    for option in CATALOG[name].options:
        assert (option.name in sent) is not option.local
    assert read_request(Preprocess(task, IMAGE).to_json(form)) == Preprocess(task, IMAGE)


@given(
    fields=some.fixed_dictionaries(
        {
            "preprocessor": some.sampled_from(list(Preprocessor)),
            "width": some.none() | some.integers(1, 9999),
            "height": some.none() | some.integers(1, 9999),
            "output_type": some.sampled_from(list(OutputType)),
            "output_format": some.sampled_from(list(OutputFormat)),
            "output_quality": some.integers(20, 99),
            "ttl_s": some.none() | some.integers(60, 10**6),
            "include_cost": some.booleans(),
        }
    )
)
def test_what_is_written_is_read_back(fields: dict[str, Any]) -> None:
    task = PreprocessTask(**fields)
    read = read_request(Preprocess(task, IMAGE).to_json())
    assert isinstance(read, Preprocess)
    assert (read.task, read.image, read.task_uuid) == (task, IMAGE, task.task_uuid)


@pytest.mark.parametrize(
    ("request_", "written"),
    [
        (Upload(IMAGE, task_uuid=ID), {"taskType": "imageUpload", "image": IMAGE}),
        (
            Upload(IMAGE, stored=True, task_uuid=ID),
            {"taskType": "mediaStorage", "operation": "upload", "media": IMAGE},
        ),
        (GetResponse(ID), {"taskType": "getResponse"}),
        (AccountDetails(ID), {"taskType": "accountManagement", "operation": "getDetails"}),
    ],
)
def test_the_utilities(
    request_: Upload | GetResponse | AccountDetails, written: dict[str, Any]
) -> None:
    assert request_.to_json() == {**written, "taskUUID": str(ID)}
    assert read_request(request_.to_json()) == request_


def test_authentication_and_ping_need_no_task_uuid_and_hide_the_key() -> None:
    key = Authentication("a-secret", session="s")
    assert key.to_json() == {
        "taskType": "authentication",
        "apiKey": "a-secret",
        "connectionSessionUUID": "s",
    }
    assert read_request(key.to_json()) == key
    assert "a-secret" not in repr(key)
    assert Ping().to_json() == {"taskType": "ping", "ping": True}
    assert read_request(Ping().to_json()) == Ping()


@pytest.mark.parametrize("spelling", ["OpenPose", "open-pose", "OPENPOSE", " openpose "])
def test_names_of_preprocessors_are_read_however_they_are_spelled(spelling: str) -> None:
    read = read_request(_task(preProcessorType=spelling))
    assert isinstance(read, Preprocess)
    assert read.task.preprocessor is Preprocessor.OPENPOSE


def test_an_output_type_in_a_list_and_nulls_are_taken() -> None:
    read = read_request(_task(outputType=["dataURI"], width=None, lowThresholdCanny=None))
    assert isinstance(read, Preprocess)
    assert read.task.output_type is OutputType.DATA_URI
    assert read.task.options["lowThresholdCanny"] == 100


def test_an_option_of_this_computer_is_understood() -> None:
    read = read_request(_task(preProcessorType="shuffle", seed=7))
    assert isinstance(read, Preprocess)
    assert read.task.options["seed"] == 7


@pytest.mark.parametrize(
    ("task", "code", "parameter"),
    [
        ("text", "invalidTask", None),
        ({}, "missingTaskType", "taskType"),
        ({"taskType": "imageInference"}, "unsupportedTaskType", "taskType"),
        ({"taskType": 3}, "unsupportedTaskType", "taskType"),
        ({**FLAT, "sharpness": 3}, "unknownParameter", "sharpness"),
        ({**FLAT, "tileFactor": 4}, "unsupportedParameter", "tileFactor"),
        ({**FLAT, "includeHandsAndFaceOpenPose": True}, "unsupportedParameter", None),
        ({**FLAT, "preProcessorType": "sobel"}, "invalidPreProcessorType", "preProcessorType"),
        ({**FLAT, "lowThresholdCanny": 90}, "invalidLowThresholdCanny", "lowThresholdCanny"),
        ({**FLAT, "highThresholdCanny": 256}, "invalidHighThresholdCanny", "highThresholdCanny"),
        ({**FLAT, "lowThresholdCanny": "30"}, "invalidLowThresholdCanny", "lowThresholdCanny"),
        ({**FLAT, "outputQuality": 100}, "invalidOutputQuality", "outputQuality"),
        ({**FLAT, "outputQuality": 19}, "invalidOutputQuality", "outputQuality"),
        ({**FLAT, "outputFormat": "GIF"}, "invalidOutputFormat", "outputFormat"),
        ({**FLAT, "outputType": ["URL", "dataURI"]}, "invalidOutputType", "outputType"),
        ({**FLAT, "deliveryMethod": "stream"}, "invalidDeliveryMethod", "deliveryMethod"),
        ({**FLAT, "ttl": 59}, "invalidTtl", "ttl"),
        ({**FLAT, "width": 0}, "invalidWidth", "width"),
        ({**FLAT, "webhookURL": "ftp://x"}, "invalidWebhookURL", "webhookURL"),
        ({**FLAT, "includeCost": "yes"}, "invalidIncludeCost", "includeCost"),
        ({**FLAT, "inputImage": ""}, "invalidInputImage", "inputImage"),
        ({**FLAT, "inputImage": None}, "missingInputImage", "inputImage"),
        ({**FLAT, "taskUUID": "7"}, "invalidTaskUUID", "taskUUID"),
        ({**FLAT, "taskUUID": None}, "missingTaskUUID", "taskUUID"),
        ({**FLAT, "model": "runware:100@1"}, "invalidModel", "model"),
        (
            {"taskType": "controlNetPreprocess", "model": "runware:controlnet-preprocess@canny"},
            "missingInputs",
            "inputs",
        ),
        ({"taskType": "imageUpload", "taskUUID": str(ID)}, "missingImage", "image"),
        (
            {"taskType": "accountManagement", "taskUUID": str(ID), "operation": "close"},
            "unsupportedOperation",
            "operation",
        ),
        ({"taskType": "authentication"}, "missingApiKey", "apiKey"),
        ({"taskType": "getResponse"}, "missingTaskUUID", "taskUUID"),
        ({"taskType": "ping", "ping": True, "loud": True}, "unknownParameter", "loud"),
    ],
    ids=lambda value: None if isinstance(value, dict) else str(value),
)
def test_what_cannot_be_done_is_refused_by_name(
    task: object, code: str, parameter: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        read_request(task)
    problem = refused.value.problem
    assert problem.code == code
    assert problem.message
    if parameter is not None:
        assert problem.parameters == (parameter,)
    if isinstance(task, dict):
        assert problem.task_uuid == (task.get("taskUUID") or "")


@pytest.mark.parametrize("place", ["settings", "inputs"])
def test_unknown_fields_in_a_models_shape_are_named_with_their_place(place: str) -> None:
    model = Preprocess(FULL, IMAGE).to_json(Form.MODEL)
    model[place] |= {"gamma": 1, "alpha": 2}
    problem = refusal(model)
    assert problem.parameters == (f"{place}.alpha", f"{place}.gamma")
    assert problem.message == f"There is no parameter {place}.alpha, {place}.gamma here."


def test_how_a_models_task_is_routed_is_nothing_to_us() -> None:
    model = Preprocess(FULL, IMAGE).to_json(Form.MODEL)
    assert read_request({**model, "routing": "cheapest"}) == read_request(model)


def test_a_whole_number_may_have_a_point() -> None:
    read = read_request(_task(width=512.0, height=384.0))
    assert isinstance(read, Preprocess)
    assert (read.task.width, read.task.height) == (512, 384)
    assert refusal(_task(width=512.5)).code == "invalidWidth"


def test_a_key_without_a_session_asks_for_none() -> None:
    assert Authentication("k").to_json() == {"taskType": "authentication", "apiKey": "k"}


MODEL_TASK = {"taskType": "controlNetPreprocess", "model": "runware:controlnet-preprocess@canny"}


@pytest.mark.parametrize(
    ("task", "code", "parameter", "message"),
    [
        ("text", "invalidTask", (), "A task must be a JSON object."),
        ({}, "missingTaskType", ("taskType",), "Every task needs a taskType."),
        (
            {"taskType": "x"},
            "unsupportedTaskType",
            ("taskType",),
            "taskType must be one of controlNetPreprocess, imageControlNetPreProcess, imageUpload,"
            " mediaStorage, getResponse, accountManagement, authentication, ping.",
        ),
        ({**FLAT, "width": 0}, "invalidWidth", ("width",), None),
        (
            {"taskType": "authentication", "apiKey": ""},
            "missingApiKey",
            ("apiKey",),
            "apiKey must be a key.",
        ),
        ({"taskType": "authentication", "apiKey": 7}, "missingApiKey", ("apiKey",), None),
        (MODEL_TASK, "missingInputs", ("inputs",), "inputs must be an object with an image."),
        (
            {**MODEL_TASK, "inputs": {"image": "x"}, "settings": [1]},
            "invalidSettings",
            ("settings",),
            "settings must be an object.",
        ),
        (
            {**MODEL_TASK, "inputs": {"image": ""}},
            "invalidImage",
            ("inputs.image",),
            "inputs.image must be the UUID of an image, a data URI, base64 or an address.",
        ),
        (
            {"taskType": "getResponse", "taskUUID": 7},
            "invalidTaskUUID",
            ("taskUUID",),
            "taskUUID must be a UUID of version 4.",
        ),
    ],
)
def test_a_refusal_says_what_must_be_and_of_which_task(
    task: object, code: str, parameter: tuple[str, ...], message: str | None
) -> None:
    problem = refusal(task)
    assert (problem.code, problem.parameters) == (code, parameter)
    if message is not None:
        assert problem.message == message
    if isinstance(task, dict):
        assert problem.task_type == task.get("taskType", "")


def test_a_refusal_is_told_as_the_sentence_of_its_problem() -> None:
    with pytest.raises(Refused, match=r"^width cannot be 0\. Allowed: a whole number from 1 on\.$"):
        read_request({**FLAT, "width": 0})


def refusal(task: object) -> Problem:
    """What reading `task`, which must be refused, is answered with."""
    with pytest.raises(Refused) as refused:
        read_request(task)
    return refused.value.problem


def _task(**changes: object) -> dict[str, object]:
    return {
        "taskType": "controlNetPreprocess",
        "taskUUID": str(ID),
        "inputImage": IMAGE,
        "preProcessorType": "canny",
        **changes,
    }
