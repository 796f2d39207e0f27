"""Tasks: defaults are the API's, limits hold from both sides, and what is built stays as it is."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import FrozenInstanceError
from types import MappingProxyType
from typing import Any

import pytest

from core.errors import InvalidTask
from core.options import Options
from core.preprocessor import Preprocessor
from core.task import DeliveryMethod, OutputFormat, OutputType, PreprocessTask

CANNY, OPENPOSE = Preprocessor.CANNY, Preprocessor.OPENPOSE
ADDRESS = "an http or https address with a host"
WORDS = ", ".join


def build(**given: Any) -> PreprocessTask:
    """A task, of canny unless something else is said."""
    return PreprocessTask(**{"preprocessor": CANNY, **given})


def refusal(**given: Any) -> InvalidTask:
    """The error of building such a task, which must raise one."""
    with pytest.raises(InvalidTask) as caught:
        build(**given)
    return caught.value


def test_whatever_is_not_said_is_as_the_api_has_it() -> None:
    task = PreprocessTask(preprocessor=CANNY)
    assert dict(task.options) == {"lowThresholdCanny": 100, "highThresholdCanny": 200}
    assert (task.width, task.height) == (None, None)
    assert task.output_type is OutputType.URL
    assert task.output_format is OutputFormat.JPG
    assert task.output_quality == 95
    assert task.delivery_method is DeliveryMethod.SYNC
    assert (task.webhook_url, task.upload_endpoint, task.ttl_s) == (None, None, None)
    assert task.include_cost is False
    assert build(preprocessor=OPENPOSE).options["includeHandsAndFaceOpenPose"] is False


def test_words_are_spelled_as_the_api_spells_them() -> None:
    assert list(OutputType) == ["URL", "dataURI", "base64Data"]
    assert list(OutputFormat) == ["JPG", "PNG", "WEBP"]
    assert list(DeliveryMethod) == ["sync", "async"]


def test_words_may_be_plain_strings() -> None:
    task = build(
        preprocessor="lineart-anime",
        output_type="dataURI",
        output_format="WEBP",
        delivery_method="async",
    )
    assert task.preprocessor is Preprocessor.LINEART_ANIME
    assert task.output_type is OutputType.DATA_URI
    assert task.output_format is OutputFormat.WEBP
    assert task.delivery_method is DeliveryMethod.ASYNC


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("width", 1), ("height", 1), ("width", 10**9), ("ttl_s", 60), ("ttl_s", 10**9)),
        *(("output_quality", 20), ("output_quality", 99), ("include_cost", True)),
        ("webhook_url", "https://example.com/hook?key=1"),
        ("webhook_url", "HTTP://127.0.0.1:8080"),
        ("upload_endpoint", "https://[::1]:1/x%20y"),
        ("upload_endpoint", "https://bücher.example/ä"),
    ],
)
def test_values_at_the_limits_are_kept_as_given(field: str, value: object) -> None:
    assert getattr(build(**{field: value}), field) == value


@pytest.mark.parametrize(
    ("field", "value", "api_name", "allowed"),
    [
        ("preprocessor", "cany", "preProcessorType", "one of " + WORDS(Preprocessor)),
        ("preprocessor", None, "preProcessorType", "one of " + WORDS(Preprocessor)),
        ("width", 0, "width", "a whole number from 1 on"),
        ("width", 512.0, "width", "a whole number from 1 on"),
        ("height", -1, "height", "a whole number from 1 on"),
        ("height", True, "height", "a whole number from 1 on"),
        ("output_type", "url", "outputType", "one of URL, dataURI, base64Data"),
        ("output_type", ["URL"], "outputType", "one of URL, dataURI, base64Data"),
        ("output_format", "JPEG", "outputFormat", "one of JPG, PNG, WEBP"),
        ("output_quality", 19, "outputQuality", "a whole number from 20 to 99"),
        ("output_quality", 100, "outputQuality", "a whole number from 20 to 99"),
        ("output_quality", None, "outputQuality", "a whole number from 20 to 99"),
        ("delivery_method", "Sync", "deliveryMethod", "one of sync, async"),
        ("webhook_url", "example.com", "webhookURL", ADDRESS),
        ("upload_endpoint", "ftp://example.com", "uploadEndpoint", ADDRESS),
        ("webhook_url", 7, "webhookURL", ADDRESS),
        ("ttl_s", 59, "ttl", "a whole number from 60 on"),
        ("ttl_s", float("nan"), "ttl", "a whole number from 60 on"),
        ("include_cost", 1, "includeCost", "true or false"),
        ("include_cost", None, "includeCost", "true or false"),
        ("task_uuid", "1234", "taskUUID", "a UUID of version 4"),
        ("options", ["lowThresholdCanny"], "options", "a mapping of option names to values"),
    ],
)
def test_a_refusal_names_the_field_the_value_and_what_is_allowed(
    field: str, value: object, api_name: str, allowed: str
) -> None:
    error = refusal(**{field: value})
    assert (error.field, error.value, error.allowed) == (api_name, value, allowed)
    written = json.dumps(value) if value in (None, True) or isinstance(value, list) else repr(value)
    assert str(error) == f"{api_name} cannot be {written}. Allowed: {allowed}."


@pytest.mark.parametrize(
    ("options", "name", "allowed"),
    [
        ({"lowThresholdCanny": -1}, "lowThresholdCanny", "a whole number from 0 to 255"),
        ({"highThresholdCanny": 256}, "highThresholdCanny", "a whole number from 0 to 255"),
        ({"lowThresholdCanny": 200}, "lowThresholdCanny", "less than highThresholdCanny"),
        ({"highThresholdCanny": 100}, "highThresholdCanny", "more than lowThresholdCanny"),
        (
            {"lowThresholdCanny": 9, "highThresholdCanny": 9},
            "lowThresholdCanny",
            "less than highThresholdCanny",
        ),
        ({"seed": 1}, "seed", "the options of canny: lowThresholdCanny, highThresholdCanny"),
    ],
)
def test_options_are_checked_as_the_fields_are(
    options: dict[str, int], name: str, allowed: str
) -> None:
    error = refusal(options=options)
    assert error.field == name
    assert error.allowed.startswith(allowed)


@pytest.mark.parametrize("field", ["webhook_url", "upload_endpoint"])
@pytest.mark.parametrize(
    "address",
    [
        *("", "/x", "https://", "https:///x", "https://:80", "https://user@/x", "file:///x"),
        *("https://a.example:0", "https://a.example:65536", "https://a.example:x", "https://[::1"),
        *(" https://a.example", "https://a.example\n", "https://a.ex\nample", "https://a.ex ample"),
        *("\x00https://a.example", "ht\ttps://a.example", "https://a.example/\x7f", "https:a"),
        "https://a.example/\ud800",
    ],
)
def test_an_address_that_nothing_can_be_sent_to_is_refused(field: str, address: str) -> None:
    assert refusal(**{field: address}).allowed == ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "htps://example.com/hook?token=s3cret",
        "htps://me:s3cret@example.com/hook",
        "htps://example.com/hook#s3cret",
        "https://example.com:0/hook?next=https://example.com/s3cret",
    ],
)
def test_a_refusal_does_not_give_away_the_secrets_of_an_address(address: str) -> None:
    error = refusal(webhook_url=address)
    assert "s3cret" not in str(error) + repr(error) + repr(error.value)
    assert error.value == re.sub("s3cret.*|me:.*@|[?#].*", "", address)


@pytest.mark.parametrize("version", [1, 3, 5])
def test_only_a_random_uuid_tells_tasks_apart(version: int) -> None:
    other = {
        1: uuid.uuid1(),
        3: uuid.uuid3(uuid.NAMESPACE_URL, "x"),
        5: uuid.uuid5(uuid.NAMESPACE_URL, "x"),
    }[version]
    assert refusal(task_uuid=other).field == "taskUUID"
    assert refusal(task_uuid=str(other)).field == "taskUUID"


def test_a_random_uuid_may_be_given_and_is_new_otherwise() -> None:
    given = uuid.uuid4()
    assert build(task_uuid=given).task_uuid == given
    assert build(task_uuid=str(given)).task_uuid == given
    assert build(task_uuid=given.hex.upper()).task_uuid == given
    assert build().task_uuid.version == 4
    assert build().task_uuid != build().task_uuid


CHANGES: list[tuple[str, object]] = [
    *(("options", {"lowThresholdCanny": 99}), ("height", 9), ("ttl_s", 60)),
    *(("output_type", "dataURI"), ("output_format", "PNG"), ("output_quality", 90)),
    *(("include_cost", True), ("delivery_method", "async"), ("webhook_url", "https://a.example")),
    ("upload_endpoint", "https://a.example"),
]


def test_tasks_that_ask_for_the_same_are_equal() -> None:
    task = build()
    spelled_out = build(
        preprocessor="Canny",
        options={"highThresholdCanny": 200.0, "lowThresholdCanny": 100},
        output_format="JPG",
    )
    assert task == spelled_out
    assert hash(task) == hash(spelled_out)
    assert task.task_uuid != spelled_out.task_uuid
    assert build(preprocessor="depth") != build(preprocessor="seg")
    assert {type(value) for value in spelled_out.options.values()} == {int}


@pytest.mark.parametrize(("field", "value"), CHANGES)
def test_tasks_that_differ_in_one_field_are_not_equal(field: str, value: object) -> None:
    change = {field: value}
    assert build(**change) != build()
    assert len({build(), build(**change), build(**change)}) == 2


@pytest.mark.parametrize(("field", "value"), CHANGES)
def test_a_changed_task_is_another_one(field: str, value: object) -> None:
    task, change = build(), {field: value}
    changed = task.replace(**change)
    assert changed == build(**change)
    assert changed.task_uuid != task.task_uuid
    assert task == build()


def test_a_change_is_checked_like_a_new_task() -> None:
    task = build(options={"lowThresholdCanny": 50})
    assert task.replace().task_uuid != task.task_uuid
    assert task.replace(task_uuid=str(task.task_uuid)).task_uuid == task.task_uuid
    with pytest.raises(InvalidTask, match="outputQuality"):
        task.replace(output_quality=100)
    with pytest.raises(InvalidTask, match="lowThresholdCanny"):
        task.replace(preprocessor="tile")
    assert task.replace(preprocessor="tile", options={}) == build(preprocessor="tile")


def test_nothing_changes_a_task_once_it_is_built() -> None:
    given = {"lowThresholdCanny": 50}
    task = build(options=given)
    behind_a_view = build(options=MappingProxyType(given))
    given["lowThresholdCanny"] = 60
    assert task.options == behind_a_view.options == Options({**build().options, **task.options})
    assert task.options["lowThresholdCanny"] == 50
    with pytest.raises(FrozenInstanceError):
        task.width = 5  # type: ignore[misc]  # what must not be possible is tried
    with pytest.raises(FrozenInstanceError):
        del task.width
    with pytest.raises(TypeError, match="item assignment"):
        task.options["lowThresholdCanny"] = 60  # type: ignore[index]  # likewise
    assert task == build(options={"lowThresholdCanny": 50})
