"""A finished guide is brought where the task says, again and again until it is taken."""

from __future__ import annotations

import base64
import json
import logging
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from core.errors import EngineError
from core.server.database import open_database
from core.server.records import Records
from tests.core.server.client import Client, preprocess, until
from tests.core.server.conftest import Serve
from tests.core.server.elsewhere import Elsewhere
from tests.core.server.engines import QuickEngine

HOOK = "/hook?token=s3cret"


def delivering(serve: Serve, *delays_s: float, engine: QuickEngine | None = None) -> Client:
    made = engine or QuickEngine()
    return serve(
        lambda: made,
        allow_private_addresses=True,
        webhook_delays_s=delays_s,
        upload_delays_s=delays_s,
    )


def test_a_webhook_is_posted_again_until_it_is_taken(serve: Serve, other: Elsewhere) -> None:
    other.answers = [500, 404, 302, 204]
    client = delivering(serve, 0.01, 0.02, 0.04, 0.08)
    item = client.item(preprocess(webhookURL=other.url(HOOK)))
    asked = other.wait_for(4)
    assert [json.loads(each.body) for each in asked] == [{"data": [item]}] * 4
    waits = [later.at - earlier.at for earlier, later in pairwise(asked)]
    assert all(wait >= least for wait, least in zip(waits, (0.01, 0.02, 0.04), strict=True))
    client.server.stop()
    delivering(serve).server.stop()
    assert len(other.asked) == 4


def test_a_webhook_that_is_never_taken_is_given_up_and_the_log_says_so(
    serve: Serve, other: Elsewhere, caplog: pytest.LogCaptureFixture
) -> None:
    other.answers = [500] * 9
    with caplog.at_level(logging.DEBUG):
        client = delivering(serve, 0.01)
        client.item(preprocess(webhookURL=other.url(HOOK)))
        other.wait_for(2)
        client.server.stop()
        delivering(serve, 0.01).server.stop()
    assert len(other.asked) == 2
    assert "is given up: 127.0.0.1 answered 500" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_failure_is_posted_too(serve: Serve, other: Elsewhere) -> None:
    engine = QuickEngine()
    engine.error = lambda: EngineError("It failed.")
    client = delivering(serve, engine=engine)
    task = preprocess(webhookURL=other.url(HOOK), deliveryMethod="async")
    client.item(task)
    (asked,) = other.wait_for(1)
    (error,) = json.loads(asked.body)["errors"]
    assert (error["code"], error["taskUUID"]) == ("inferenceError", task["taskUUID"])


def test_a_webhook_that_was_not_taken_is_posted_after_a_restart(
    serve: Serve, other: Elsewhere
) -> None:
    other.answers = [500]
    first = delivering(serve, 0.3)
    item = first.item(preprocess(webhookURL=other.url(HOOK), outputType="URL"))
    other.wait_for(1)
    first.server.stop()
    delivering(serve, 0.3)
    _, again = other.wait_for(2)
    (posted,) = json.loads(again.body)["data"]
    # By the address at which the task came; it may be that of a proxy.
    assert posted == item


def test_what_was_tried_in_vain_is_counted_beyond_a_restart(
    serve: Serve, other: Elsewhere, tmp_path: Path
) -> None:
    other.answers = [500, 500]
    client = delivering(serve, 0.01, 3600)
    task = preprocess(webhookURL=other.url(HOOK))
    client.item(task)
    other.wait_for(2)
    client.server.stop()
    with closing(open_database(tmp_path / "served")) as database:
        ((about, attempts, _),) = Records(database).webhooks()
    assert about == task["taskUUID"]
    # The second may have been cut off before its answer was read.
    assert attempts in (1, 2)


def test_a_server_that_tries_less_often_gives_up_what_was_tried_more_often(
    serve: Serve, other: Elsewhere, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other.answers = [500] * 3
    client = delivering(serve, 3600)
    task = preprocess(webhookURL=other.url(HOOK))
    client.item(task)
    other.wait_for(1)
    client.server.stop()
    with closing(open_database(tmp_path / "served")) as database:
        Records(database).put_off(task["taskUUID"], 2, time.time())
    delivering(serve, 0.01)
    until(lambda: "is given up" in caplog.text)
    assert len(other.asked) == 2


def test_a_clock_that_is_set_back_holds_no_webhook_up(
    serve: Serve, other: Elsewhere, tmp_path: Path
) -> None:
    other.answers = [500]
    client = delivering(serve, 3600)
    task = preprocess(webhookURL=other.url(HOOK))
    client.item(task)
    other.wait_for(1)
    client.server.stop()
    with closing(open_database(tmp_path / "served")) as database:
        # As a server writes it whose clock is a year ahead.
        Records(database).put_off(task["taskUUID"], 1, time.time() + 365 * 24 * 3600)
    delivering(serve, 0.01)
    other.wait_for(2)


def test_what_is_made_after_a_restart_is_posted(serve: Serve, other: Elsewhere) -> None:
    engine = QuickEngine()
    first = delivering(serve, engine=engine)
    engine.gate.clear()
    task = preprocess(webhookURL=other.url(HOOK), deliveryMethod="async")
    first.item(task)
    first.server.stop()
    assert other.asked == []
    delivering(serve)
    (asked,) = other.wait_for(1)
    assert json.loads(asked.body)["data"][0]["taskUUID"] == task["taskUUID"]


def test_an_upload_is_tried_again(serve: Serve, other: Elsewhere) -> None:
    other.answers = [503, 500]
    client = delivering(serve, 0.01, 0.01)
    item = client.item(preprocess(uploadEndpoint=other.url(HOOK)))
    assert [asked.method for asked in other.asked] == ["PUT"] * 3
    assert other.asked[2].body == base64.b64decode(item["guideImageBase64Data"])


def test_a_guide_that_cannot_be_put_is_handed_over_beside_the_error(
    serve: Serve, other: Elsewhere
) -> None:
    other.answers = [403] * 3
    client = delivering(serve, 0.01, 0.01)
    task = preprocess(uploadEndpoint=other.url(HOOK))
    response = client.post(task)
    assert response.status_code == 200
    assert response.json()["data"][0]["guideImageBase64Data"]
    (error,) = response.json()["errors"]
    assert (error["code"], error["parameter"]) == ("failedToUploadImage", "uploadEndpoint")
    assert "127.0.0.1 answered 403" in error["message"]
    assert "s3cret" not in response.text
    assert client.wait_for(task["taskUUID"])["errors"] == [error]


def test_an_endpoint_that_does_not_answer_is_not_waited_for_again(
    serve: Serve, other: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.server.outgoing.READ_TIMEOUT_S", 0.1)
    client = serve(allow_private_addresses=True, upload_delays_s=(0.0, 0.0))
    other.answering.clear()
    reply = client.post(preprocess(uploadEndpoint=other.url())).json()
    other.answering.set()
    assert reply["data"][0]["guideImageBase64Data"]
    assert reply["errors"][0]["code"] == "failedToUploadImage"
    assert "did not answer in time" in reply["errors"][0]["message"]
    assert len(other.asked) == 1


def test_nobody_there_is_said(serve: Serve, other: Elsewhere) -> None:
    url = other.url(HOOK)
    other.server_close()
    response = delivering(serve).post(preprocess(uploadEndpoint=url))
    (error,) = response.json()["errors"]
    assert "could not be reached" in error["message"]
    assert response.json()["data"]
