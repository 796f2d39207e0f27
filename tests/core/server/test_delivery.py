"""Tasks end with the guide or the reason, whatever becomes of connections and of the server."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from core.codec import decode
from core.errors import EngineError, ExportError, NotOffered, ServiceError
from core.picture import Pixels
from core.server.running import RunningServer, ServerSettings
from tests.core.server.client import PICTURE, Client, in_base64, new_uuid, preprocess
from tests.core.server.conftest import Serve
from tests.core.server.elsewhere import Elsewhere
from tests.core.server.engines import QuickEngine

ABOUT_RESULT = ("URL", "Base64Data", "DataURI")


def guide_in(item: dict[str, object]) -> Pixels:
    return decode(base64.b64decode(str(item["guideImageBase64Data"])))


def test_what_is_not_the_result_has_no_field_of_a_result(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    engine.gate.clear()
    task = preprocess(deliveryMethod="async", webhookURL="http://example.invalid/")
    for item in (client.item(task), *client.ask(task["taskUUID"]).json()["data"]):
        assert not [name for name in item if name.endswith(ABOUT_RESULT)]
    engine.gate.set()


def test_a_result_can_be_asked_for_again_and_again(local: Client) -> None:
    task = preprocess(deliveryMethod="async")
    local.item(task)
    first = local.wait_for(task["taskUUID"])
    assert local.ask(task["taskUUID"]).json() == first


def test_a_sync_result_can_be_asked_for_too(local: Client) -> None:
    task = preprocess()
    item = local.item(task)
    assert local.wait_for(task["taskUUID"]) == {"data": [{**item, "status": "success"}]}


def test_a_failure_is_told_to_who_asks(serve: Serve) -> None:
    engine = QuickEngine()
    engine.error = lambda: EngineError("It failed.", "Try another.", details="of no concern")
    client = serve(lambda: engine)
    task = preprocess(deliveryMethod="async")
    client.item(task)
    (error,) = client.wait_for(task["taskUUID"])["errors"]
    assert error == {
        "code": "inferenceError",
        "message": "It failed. Try another.",
        "taskType": "controlNetPreprocess",
        "taskUUID": task["taskUUID"],
        "status": "error",
    }
    assert client.ask(task["taskUUID"]).status_code == 400


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (NotOffered("Not here."), "unsupportedPreProcessorType", 400),
        (EngineError("It failed."), "inferenceError", 500),
        (ServiceError("Overloaded.", code="noAvailableServer"), "noAvailableServer", 503),
        (ServiceError("It failed."), "inferenceError", 500),
        (ServiceError("Nothing left.", code="insufficientCredits"), "insufficientCredits", 400),
        (ExportError("It cannot be written."), "processingFailed", 500),
    ],
)
def test_every_failure_of_the_engine_has_its_code(
    serve: Serve, error: Exception, code: str, status: int
) -> None:
    engine = QuickEngine()
    engine.error = lambda: error
    assert serve(lambda: engine).error(preprocess(), status)["code"] == code


def test_what_failed_through_no_fault_of_its_own_may_be_sent_again(
    serve: Serve, other: Elsewhere
) -> None:
    engine = QuickEngine()
    engine.error = lambda: EngineError("It failed.")
    client = serve(lambda: engine, allow_private_addresses=True)
    task = preprocess(webhookURL=other.url())
    assert client.error(task, 500)["code"] == "inferenceError"
    other.wait_for(1)
    engine.error = None
    assert client.item(task)["guideImageBase64Data"]
    assert "guideImageBase64Data" in json.loads(other.wait_for(2)[1].body)["data"][0]
    # What is done is not done again, nor what would fail again.
    assert client.error(task)["code"] == "conflictTaskUUID"
    wrong = preprocess(inputImage=new_uuid())
    for _ in range(2):
        assert client.error(wrong)["code"] == "failedToTransferImage"
    engine.error = lambda: NotOffered("Not here.")
    never = preprocess()
    assert client.error(never)["code"] == "unsupportedPreProcessorType"
    assert client.error(never)["code"] == "conflictTaskUUID"


def test_only_if_all_may_be_sent_again_is_that_said(serve: Serve) -> None:
    engine = QuickEngine()
    engine.error = lambda: EngineError("It failed.")
    client = serve(lambda: engine)
    assert client.post(preprocess(), preprocess()).status_code == 500
    assert client.post(preprocess(), preprocess(preProcessorType="none")).status_code == 400
    task = preprocess(deliveryMethod="async")
    client.item(task)
    client.wait_for(task["taskUUID"])
    assert client.ask(task["taskUUID"]).status_code == 400


def test_what_nobody_foresaw_is_logged_and_its_words_stay_here(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    engine = QuickEngine()
    engine.error = lambda: ZeroDivisionError("s3cret")
    client = serve(lambda: engine)
    error = client.error(preprocess(), 500)
    assert error["code"] == "internalServerError"
    assert "s3cret" not in error["message"]
    assert "ZeroDivisionError" in caplog.text
    engine.error = None
    assert client.item(preprocess())


def test_a_task_that_nobody_sent_is_not_found(local: Client) -> None:
    response = local.ask("8b5a5d2e-9be0-4d5b-9d2a-0d6a2f2f7a11")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["code"] == "taskFailedOrNotFound"
    assert error["taskUUID"] == "8b5a5d2e-9be0-4d5b-9d2a-0d6a2f2f7a11"


def test_a_task_is_never_done_twice(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    task = preprocess()
    client.item(task)
    error = client.error(task)
    assert (error["code"], error["taskUUID"]) == ("conflictTaskUUID", task["taskUUID"])
    upper = {**preprocess(), "taskUUID": task["taskUUID"].upper()}
    assert client.error(upper)["code"] == "conflictTaskUUID"
    assert len(engine.tasks) == 1


def test_a_task_twice_in_one_request_is_done_once(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    task = preprocess()
    reply = client.post(task, task)
    assert reply.status_code == 200
    assert [item["taskUUID"] for item in reply.json()["data"]] == [task["taskUUID"]]
    assert [error["code"] for error in reply.json()["errors"]] == ["conflictTaskUUID"]
    assert len(engine.tasks) == 1


def test_success_and_errors_stand_side_by_side(local: Client) -> None:
    seen = preprocess()
    local.item(seen)
    good, bad, unreadable = preprocess(), preprocess(width=0), preprocess(inputImage="no base64!")
    response = local.post(seen, good, bad, unreadable)
    assert response.status_code == 200
    (item,) = response.json()["data"]
    assert item["taskUUID"] == good["taskUUID"]
    codes = {error["taskUUID"]: error["code"] for error in response.json()["errors"]}
    assert codes == {
        seen["taskUUID"]: "conflictTaskUUID",
        bad["taskUUID"]: "invalidWidth",
        unreadable["taskUUID"]: "failedToTransferImage",
    }


def test_all_failed_is_a_bad_request_without_data(local: Client) -> None:
    response = local.post(preprocess(width=0), preprocess(ttl=1))
    assert response.status_code == 400
    assert set(response.json()) == {"errors"}
    assert len(response.json()["errors"]) == 2


def test_one_task_need_not_be_in_an_array(local: Client) -> None:
    response = local.http.post(local.server.url, json=preprocess())
    assert response.status_code == 200
    assert len(response.json()["data"]) == 1


def test_many_tasks_of_one_picture_open_it_once(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    image = client.upload()
    reply = client.post(*(preprocess(inputImage=image) for _ in range(8))).json()
    assert len(reply["data"]) == 8
    assert len(set(map(id, engine.pictures))) == 1


async def test_forty_tasks_at_once_are_answered(local: Client) -> None:
    headers = {"Authorization": f"Bearer {local.server.key}"}
    async with httpx.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
        tasks = [preprocess(lowThresholdCanny=number + 1) for number in range(40)]
        responses = await asyncio.gather(
            *(http.post(local.server.url, json=[task]) for task in tasks)
        )
    for task, response in zip(tasks, responses, strict=True):
        assert response.status_code == 200
        assert response.json()["data"][0]["taskUUID"] == task["taskUUID"]


def test_forty_tasks_in_one_request_are_answered(local: Client) -> None:
    tasks = [preprocess(lowThresholdCanny=number + 1) for number in range(40)]
    reply = local.post(*tasks).json()
    assert {item["taskUUID"] for item in reply["data"]} == {task["taskUUID"] for task in tasks}
    assert "errors" not in reply


def test_too_many_waiting_are_told_to_come_again(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine, max_waiting=3)
    engine.gate.clear()
    tasks = [preprocess(deliveryMethod="async") for _ in range(3)]
    assert client.post(*tasks).status_code == 200
    late = preprocess(deliveryMethod="async")
    response = client.post(late)
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) >= 1
    assert response.json()["errors"][0]["code"] == "rateLimitExceeded"
    # What costs no work goes on, and so does what was refused when there is room.
    assert client.ask(tasks[0]["taskUUID"]).json()["data"][0]["status"] == "processing"
    engine.gate.set()
    for task in tasks:
        client.wait_for(task["taskUUID"])
    assert client.item(late)


def test_what_was_done_is_known_after_a_restart(serve: Serve) -> None:
    first = serve()
    tasks = [preprocess(deliveryMethod="async", outputType=kind) for kind in ("URL", "dataURI")]
    for task in tasks:
        first.item(task)
        first.wait_for(task["taskUUID"])
    seen = first.wait_for(tasks[1]["taskUUID"])
    first.server.stop()
    second = serve()
    (item,) = second.wait_for(tasks[0]["taskUUID"])["data"]
    # The address is of the server that answers.
    assert item["guideImageURL"].startswith(second.server.url.removesuffix("/v1"))
    assert second.http.get(item["guideImageURL"]).status_code == 200
    assert second.wait_for(tasks[1]["taskUUID"]) == seen
    assert second.error(tasks[0])["code"] == "conflictTaskUUID"


def test_a_failure_is_known_after_a_restart(serve: Serve) -> None:
    engine = QuickEngine()
    engine.error = lambda: EngineError("It failed.")
    first = serve(lambda: engine)
    task = preprocess(deliveryMethod="async")
    first.item(task)
    seen = first.wait_for(task["taskUUID"])
    first.server.stop()
    assert serve().wait_for(task["taskUUID"]) == seen


def test_what_was_not_done_is_done_after_a_restart(serve: Serve) -> None:
    engine = QuickEngine()
    first = serve(lambda: engine)
    engine.gate.clear()
    options = {"preProcessorType": "tile", "tileFactor": 1}
    waiting = [preprocess(deliveryMethod="async", **options) for _ in range(3)]
    for task in waiting:
        first.item(task)
    assert engine.begun.wait(30)
    first.server.stop()
    assert engine.closed
    second = serve()
    for task in waiting:
        (item,) = second.wait_for(task["taskUUID"])["data"]
        assert np.array_equal(guide_in(item), PICTURE)


def test_who_waits_when_the_server_stops_is_told_and_finds_the_guide_later(serve: Serve) -> None:
    engine = QuickEngine()
    first = serve(lambda: engine)
    engine.gate.clear()
    task = preprocess()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(first.post, task)
        assert engine.begun.wait(30)
        first.server.stop()
        response = waiting.result()
    assert response.status_code == 503
    assert "retry-after" in response.headers
    (error,) = response.json()["errors"]
    assert (error["code"], error["taskUUID"]) == ("serviceUnavailable", task["taskUUID"])
    (item,) = serve().wait_for(task["taskUUID"])["data"]
    assert guide_in(item) is not None


def test_a_task_outlives_the_connection_that_brought_it(serve: Serve) -> None:
    engine = QuickEngine()
    client = serve(lambda: engine)
    engine.gate.clear()
    task = preprocess()
    with pytest.raises(httpx.ReadTimeout):
        client.http.post(client.server.url, json=[task], timeout=0.2)
    engine.gate.set()
    assert client.wait_for(task["taskUUID"])["data"][0]["status"] == "success"


def test_an_upload_is_answered_with_its_image(local: Client) -> None:
    task = {"taskType": "imageUpload", "taskUUID": new_uuid(), "image": in_base64()}
    item = local.item(task)
    assert set(item) == {"taskType", "taskUUID", "imageUUID", "imageURL"}
    assert item["taskUUID"] == task["taskUUID"]
    assert local.http.get(item["imageURL"]).content == base64.b64decode(in_base64())


def test_storage_answers_in_its_own_words(local: Client) -> None:
    uri = f"data:image/png;base64,{in_base64()}"
    about = {"taskType": "mediaStorage", "taskUUID": new_uuid(), "operation": "upload"}
    item = local.item({**about, "media": uri})
    assert set(item) == {*about, "mediaUUID", "mediaURL"}
    assert np.array_equal(
        local.guide(inputImage=item["mediaUUID"], preProcessorType="tile", tileFactor=1), PICTURE
    )


def test_an_upload_that_is_no_picture_is_refused(local: Client) -> None:
    for kind, field in (("imageUpload", "image"), ("mediaStorage", "media")):
        task = {"taskType": kind, "taskUUID": new_uuid(), field: in_base64(b"\x89PNG\r\n\x1a\n")}
        more = {"operation": "upload"} if kind == "mediaStorage" else {}
        error = local.error({**task, **more})
        assert (error["code"], error["parameter"]) == ("failedToTransferImage", field)
        assert (error["taskType"], error["taskUUID"]) == (kind, task["taskUUID"])


def test_the_account_is_empty_and_nothing_costs_anything(local: Client) -> None:
    about = {"taskType": "accountManagement", "taskUUID": new_uuid()}
    assert local.item({**about, "operation": "getDetails"}) == {**about, "balance": 0}


def test_stopping_twice_and_at_the_same_time_is_no_trouble(tmp_path: Path) -> None:
    engine = QuickEngine()
    server = RunningServer.start(lambda: engine, ServerSettings(folder=tmp_path))
    threads = [threading.Thread(target=server.stop) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    server.stop()
    server.wait()
    assert engine.closed
    with pytest.raises(httpx.ConnectError):
        httpx.post(server.url, trust_env=False)
