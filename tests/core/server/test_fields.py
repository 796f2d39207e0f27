"""Every field of a preprocess task has its effect on the guide, or on how it is handed over."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from core.api.requests import MODEL
from core.codec import decode
from core.local.engine import LocalEngine
from core.paths import sample_picture
from core.picture import Picture, Pixels
from core.preprocessor import Preprocessor
from core.task import PreprocessTask
from tests.core.pictures import saved
from tests.core.server.client import PICTURE, PNG, Client, image_in, in_base64, preprocess
from tests.core.server.conftest import Serve
from tests.core.server.elsewhere import Elsewhere
from tests.core.server.engines import QuickEngine

EDGES = cv2.Canny(PICTURE, 100, 200)


def claiming(width: int, height: int) -> bytes:
    """A small PNG that says of itself that it has that size."""
    header = b"IHDR" + struct.pack(">II", width, height) + PNG[24:29]
    return PNG[:12] + header + struct.pack(">I", zlib.crc32(header)) + PNG[33:]


def shape_of(guide: Pixels) -> tuple[int, int]:
    return guide.shape[1], guide.shape[0]


@pytest.mark.parametrize("name", list(Preprocessor))
async def test_each_of_the_twelve_makes_what_the_engine_makes(
    local: Client, name: Preprocessor
) -> None:
    engine = LocalEngine()
    guide = await engine.run(Picture(PICTURE, "noise"), PreprocessTask(preprocessor=name))
    await engine.aclose()
    made = local.guide(preProcessorType=name.value)
    expected = guide.pixels if guide.pixels.ndim == 3 else np.dstack([guide.pixels] * 3)
    assert np.array_equal(made, expected)


@pytest.mark.parametrize("spelling", ["Canny", "CANNY", " canny", "c-a_nny"])
def test_a_preprocessor_is_known_however_it_is_spelled(local: Client, spelling: str) -> None:
    assert np.array_equal(local.guide(preProcessorType=spelling)[..., 0], EDGES)


def test_the_older_name_of_the_task_does(local: Client) -> None:
    made = local.guide(taskType="imageControlNetPreProcess")
    assert np.array_equal(made[..., 0], EDGES)


def test_the_shape_with_a_model_does(local: Client) -> None:
    made = local.guide(
        inputImage=None,
        preProcessorType=None,
        model="runware:controlnet-preprocess@canny",
        inputs={"image": in_base64()},
        settings={"lowThresholdCanny": 20, "highThresholdCanny": 300 - 60},
    )
    assert np.array_equal(made[..., 0], cv2.Canny(PICTURE, 20, 240))


def test_the_result_names_its_task_and_its_images(local: Client) -> None:
    task = preprocess()
    item = local.item(task)
    assert set(item) == {
        *("taskType", "taskUUID", "guideImageUUID", "inputImageUUID", "guideImageBase64Data")
    }
    assert (item["taskType"], item["taskUUID"]) == ("controlNetPreprocess", task["taskUUID"])
    # Both can be used again.
    assert np.array_equal(local.guide(inputImage=item["inputImageUUID"])[..., 0], EDGES)
    again = local.guide(inputImage=item["guideImageUUID"])
    assert np.array_equal(again[..., 0], cv2.Canny(np.dstack([EDGES] * 3), 100, 200))


INPUTS: dict[str, Callable[[Client], str]] = {
    "base64": lambda client: in_base64(),
    "base64 in lines": lambda client: base64.encodebytes(PNG).decode(),
    "url-safe base64 without padding": lambda client: (
        base64.urlsafe_b64encode(PNG).decode().rstrip("=")
    ),
    "data URI": lambda client: f"data:image/png;base64,{in_base64()}",
    "data URI with a wrong type": lambda client: f"data:text/plain;base64,{in_base64()}",
    "an uploaded image": lambda client: client.upload(),
    "the same in capitals": lambda client: client.upload().upper(),
    "an address of ours": lambda client: str(
        client.item(preprocess(preProcessorType="tile", tileFactor=1, outputType="URL"))[
            "guideImageURL"
        ]
    ),
}


@pytest.mark.parametrize("form", INPUTS)
def test_a_picture_comes_in_every_form(local: Client, form: str) -> None:
    made = local.guide(inputImage=INPUTS[form](local))
    assert np.array_equal(made[..., 0], EDGES)


def test_a_picture_comes_from_an_address(serve: Serve, other: Elsewhere) -> None:
    client = serve(allow_private_addresses=True)
    other.redirects["/moved"] = "/cat.png?token=2"
    item = client.item(preprocess(inputImage=other.url("/moved?token=1")))
    data = base64.b64decode(item["guideImageBase64Data"])
    assert np.array_equal(decode(data)[..., 0], EDGES)
    assert [asked.path for asked in other.asked] == ["/moved?token=1", "/cat.png?token=2"]
    # It is kept like one that was uploaded.
    assert np.array_equal(client.guide(inputImage=item["inputImageUUID"])[..., 0], EDGES)
    assert len(other.asked) == 2


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "BMP", "GIF", "TIFF"])
def test_what_a_picture_is_tell_its_bytes(local: Client, format: str) -> None:
    data = saved(Image.fromarray(PICTURE), format)
    uri = f"data:image/png;base64,{in_base64(data)}"
    made = local.guide(inputImage=uri, preProcessorType="tile", tileFactor=1)
    assert np.array_equal(made, decode(data))


def test_a_path_is_never_read(local: Client, tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(PNG)
    for written in (str(path), path.as_uri(), "/etc/passwd", "cat.png"):
        error = local.error(preprocess(inputImage=written))
        assert error["code"] == "failedToTransferImage"
        assert error["parameter"] == "inputImage"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("/tmp/cat.png", "This is a path"),
        ("file:///tmp/cat.png", "This is a path"),
        (r"C:\x.png", "This is a path"),
        ("c:/pictures/x", "This is a path"),
        (r"\\\\server\\share\\x", "This is a path"),
        ("~/cat.webp", "This is a path"),
        ("../cat", "This is a path"),
        ("cat.jpeg", "This is a path"),
        ("ftp://here/cat.png", "not fetched from addresses that begin with ftp://"),
        ("blob:xyz", "This base64 text is not complete"),
        ("data:image/png;base64,A", "This base64 text is not complete"),
    ],
)
def test_what_is_no_picture_is_told_by_what_it_looks_like(
    local: Client, written: str, words: str
) -> None:
    assert words in local.error(preprocess(inputImage=written))["message"]


FIELDS = {
    "URL": "guideImageURL",
    "base64Data": "guideImageBase64Data",
    "dataURI": "guideImageDataURI",
}


@pytest.mark.parametrize("format", ["JPG", "PNG", "WEBP"])
@pytest.mark.parametrize("output_type", FIELDS)
def test_the_guide_comes_in_the_type_and_format_that_is_asked_for(
    local: Client, output_type: str, format: str
) -> None:
    item = local.item(preprocess(outputType=output_type, outputFormat=format))
    (field,) = [name for name in item if name in FIELDS.values()]
    assert field == FIELDS[output_type]
    media_type = f"image/{format.lower()}".replace("jpg", "jpeg")
    if output_type == "URL":
        # Whoever has the address needs no key.
        response = local.http.get(item[field], headers={"Authorization": ""})
        assert response.headers["content-type"] == media_type
        data = response.content
    else:
        head, _, text = item[field].rpartition(",")
        assert head == ("" if output_type == "base64Data" else f"data:{media_type};base64")
        data = base64.b64decode(text, validate=True)
    image = image_in(data)
    assert image.format == format.replace("JPG", "JPEG")
    assert image.size == (64, 48)


def test_an_address_and_jpg_are_the_default(local: Client) -> None:
    item = local.item(preprocess(outputType=None, outputFormat=None))
    data = local.http.get(item["guideImageURL"]).content
    assert image_in(data).format == "JPEG"


def test_an_output_type_in_a_list_of_one_does(local: Client) -> None:
    assert "guideImageDataURI" in local.item(preprocess(outputType=["dataURI"]))


@pytest.mark.parametrize("format", ["JPG", "WEBP"])
def test_less_quality_is_a_smaller_file(local: Client, format: str) -> None:
    sizes = [
        len(local.file(outputFormat=format, outputQuality=quality, preProcessorType="tile"))
        for quality in (20, 60, 95, 99)
    ]
    assert sizes == sorted(set(sizes))
    usual = len(local.file(outputFormat=format, preProcessorType="tile"))
    assert usual == sizes[2]


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"width": 32}, (32, 24)),
        ({"height": 12}, (16, 12)),
        ({"width": 20, "height": 40}, (20, 40)),
        ({"width": 1000}, (64, 48)),
        ({"width": 1000, "height": 10}, (64, 10)),
    ],
)
def test_a_guide_is_made_smaller_and_never_larger(
    local: Client, asked: dict[str, int], size: tuple[int, int]
) -> None:
    assert shape_of(local.guide(**asked)) == size


def test_thresholds_change_the_edges(local: Client) -> None:
    for low, high in ((20, 200), (100, 120), (20, 30)):
        made = local.guide(lowThresholdCanny=low, highThresholdCanny=high)
        assert np.array_equal(made[..., 0], cv2.Canny(PICTURE, low, high))
        assert not np.array_equal(made[..., 0], EDGES)


def test_hands_and_face_are_drawn_where_they_are_asked_for(local: Client) -> None:
    with Image.open(sample_picture()) as sample:
        sample.thumbnail((700, 700))
        figure = local.upload(saved(sample.convert("RGB"), "PNG"))
    plain, detailed = (
        local.guide(
            inputImage=figure, preProcessorType="openpose", includeHandsAndFaceOpenPose=wanted
        )
        for wanted in (False, True)
    )
    white = (255, 255, 255)
    assert not (plain == white).all(axis=2).any()
    assert (detailed == white).all(axis=2).any()


def test_an_option_of_this_computer_is_understood_in_both_shapes(local: Client) -> None:
    flat = local.guide(preProcessorType="tile", tileFactor=1)
    assert np.array_equal(flat, PICTURE)
    usual = local.guide(preProcessorType="tile")
    assert not np.array_equal(usual, PICTURE)
    in_settings = local.guide(
        inputImage=None,
        preProcessorType=None,
        model="runware:controlnet-preprocess@tile",
        inputs={"image": in_base64()},
        settings={"tileFactor": 1},
    )
    assert np.array_equal(in_settings, PICTURE)


def test_the_cost_is_nothing_and_told_if_asked_for(local: Client) -> None:
    assert local.item(preprocess(includeCost=True))["cost"] == 0
    assert "cost" not in local.item(preprocess(includeCost=False))


def test_async_is_acknowledged_at_once_and_sync_is_waited_for(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    engine.gate.clear()
    task = preprocess(deliveryMethod="async")
    about = {"taskType": "controlNetPreprocess", "taskUUID": task["taskUUID"]}
    assert client.item(task) == about
    assert client.ask(task["taskUUID"]).json() == {"data": [{**about, "status": "processing"}]}
    engine.gate.set()
    (item,) = client.wait_for(task["taskUUID"])["data"]
    assert item["status"] == "success"
    assert np.array_equal(decode(base64.b64decode(item["guideImageBase64Data"])), 255 - PICTURE)
    assert "guideImageBase64Data" in client.item(preprocess(deliveryMethod="sync"))
    assert "guideImageBase64Data" in client.item(preprocess(deliveryMethod=None))


def test_the_guide_is_put_where_it_is_asked_for(serve: Serve, other: Elsewhere) -> None:
    client = serve(allow_private_addresses=True)
    endpoint = other.url("/bucket/guide?signature=s3cret")
    item = client.item(preprocess(uploadEndpoint=endpoint, outputFormat="WEBP"))
    (asked,) = other.asked
    assert (asked.method, asked.path) == ("PUT", "/bucket/guide?signature=s3cret")
    assert asked.content_type == "image/webp"
    assert asked.body == base64.b64decode(item["guideImageBase64Data"])


def test_the_webhook_gets_what_a_sync_reply_says(serve: Serve, other: Elsewhere) -> None:
    client = serve(allow_private_addresses=True)
    item = client.item(preprocess(webhookURL=other.url("/hook?token=s3cret")))
    (asked,) = other.wait_for(1)
    assert (asked.method, asked.path) == ("POST", "/hook?token=s3cret")
    assert asked.content_type == "application/json"
    assert json.loads(asked.body) == {"data": [item]}


@pytest.mark.parametrize(
    ("fields", "code", "parameter"),
    [
        ({"preProcessorType": "sketch"}, "invalidPreProcessorType", "preProcessorType"),
        ({"preProcessorType": None}, "missingPreProcessorType", "preProcessorType"),
        ({"inputImage": None}, "missingInputImage", "inputImage"),
        ({"inputImage": 3}, "invalidInputImage", "inputImage"),
        ({"taskUUID": "1"}, "invalidTaskUUID", "taskUUID"),
        ({"taskUUID": None}, "missingTaskUUID", "taskUUID"),
        ({"taskType": "imageInference"}, "unsupportedTaskType", "taskType"),
        ({"outputType": "file"}, "invalidOutputType", "outputType"),
        ({"outputFormat": "GIF"}, "invalidOutputFormat", "outputFormat"),
        ({"outputQuality": 19}, "invalidOutputQuality", "outputQuality"),
        ({"outputQuality": 100}, "invalidOutputQuality", "outputQuality"),
        ({"deliveryMethod": "later"}, "invalidDeliveryMethod", "deliveryMethod"),
        ({"ttl": 59}, "invalidTtl", "ttl"),
        ({"webhookURL": "ftp://here"}, "invalidWebhookURL", "webhookURL"),
        ({"uploadEndpoint": "here"}, "invalidUploadEndpoint", "uploadEndpoint"),
        ({"includeCost": "yes"}, "invalidIncludeCost", "includeCost"),
        ({"width": 0}, "invalidWidth", "width"),
        ({"height": "9"}, "invalidHeight", "height"),
        ({"lowThresholdCanny": 256}, "invalidLowThresholdCanny", "lowThresholdCanny"),
        ({"lowThresholdCanny": 200}, "invalidLowThresholdCanny", "lowThresholdCanny"),
        (
            {"includeHandsAndFaceOpenPose": True},
            "unsupportedParameter",
            "includeHandsAndFaceOpenPose",
        ),
        ({"strength": 3}, "unknownParameter", "strength"),
        ({"highThresholdCanny": 50}, "invalidHighThresholdCanny", "highThresholdCanny"),
        ({"model": f"{MODEL}tile", "inputs": {"image": "x"}}, "invalidModel", "model"),
        ({"model": f"{MODEL}canny", "inputs": {"image": "x"}}, "invalidInputs", "inputs"),
        (
            {
                "model": f"{MODEL}canny",
                "inputs": {"image": in_base64()},
                "settings": {"lowThresholdCanny": 4},
                "lowThresholdCanny": 5,
            },
            "invalidSettings",
            "settings",
        ),
    ],
)
def test_what_is_wrong_is_said_by_name(
    local: Client, fields: dict[str, object], code: str, parameter: str
) -> None:
    error = local.error(preprocess(**fields))
    assert (error["code"], error["parameter"]) == (code, parameter)
    assert error["message"]
    assert error["status"] == "error"


def test_the_two_shapes_may_say_the_same_twice(local: Client) -> None:
    inputs = {"image": in_base64()}
    task = preprocess(preProcessorType="Line-Art", model=f"{MODEL}lineart", inputs=inputs)
    assert local.item(task)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"width": True}, "width cannot be true. Allowed: a whole number from 1 on."),
        ({"includeCost": {"a": [None]}}, 'includeCost cannot be {"a": [null]}.'),
        ({"highThresholdCanny": 50}, "Allowed: more than lowThresholdCanny, which is 100."),
    ],
)
def test_values_are_told_as_json_has_them(
    local: Client, fields: dict[str, object], words: str
) -> None:
    assert words in local.error(preprocess(**fields))["message"]


def test_a_picture_that_is_none_is_refused_with_the_reason(local: Client) -> None:
    broken = saved(Image.fromarray(PICTURE), "JPEG")[:300]
    for data, words in ((b"<html>", "web page"), (broken, "too early"), (b"", "is empty")):
        error = local.error(preprocess(inputImage=f"data:;base64,{in_base64(data)}"))
        assert error["code"] == "failedToTransferImage"
        assert words in error["message"]


def test_a_picture_with_too_many_pixels_is_refused(local: Client) -> None:
    large = claiming(40_000, 4_000)
    error = local.error(preprocess(inputImage=in_base64(large)))
    assert error["code"] == "failedToTransferImage"
    assert "at most 120 million" in error["message"]


def test_an_image_that_is_not_here_is_said(local: Client) -> None:
    error = local.error(preprocess(inputImage="2c1d8a4e-52b6-4a0f-9d0b-0c6f6f3f0f11"))
    assert error["code"] == "failedToTransferImage"
    assert "has no image 2c1d8a4e" in error["message"]
