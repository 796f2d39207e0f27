"""Whatever is sent, the server answers in JSON, keeps its promises, and goes on."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.api.reading import read_request
from core.api.requests import Preprocess
from core.door import Door
from core.server.database import open_database
from core.server.deliveries import Deliveries
from core.server.inputs import Inputs
from core.server.outgoing import Outgoing
from core.server.records import Record, Records
from core.server.results import Results
from core.server.store import Store
from core.server.workshop import Workshop
from tests.core.server.client import Client, Task, in_base64, new_uuid, preprocess
from tests.core.server.conftest import Serve
from tests.core.server.engines import QuickEngine

TEXT = st.text(st.characters(), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
VALUES = st.recursive(
    SCALARS | st.sampled_from(["canny", "URL", "PNG", in_base64(), "http://[::1]:0/", "data:,"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
FIELDS = [
    *("taskType", "taskUUID", "inputImage", "preProcessorType", "outputType", "outputFormat"),
    *("outputQuality", "deliveryMethod", "webhookURL", "uploadEndpoint", "ttl", "includeCost"),
    *("width", "height", "lowThresholdCanny", "highThresholdCanny", "tileFactor", "model"),
    *("inputs", "settings", "operation", "image", "media", "apiKey", "ping"),
]
KINDS = [
    *("controlNetPreprocess", "imageUpload", "mediaStorage", "getResponse", "accountManagement"),
    *("authentication", "ping"),
]


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_task_is_more_than_wrong(local: Client, kind: str, fields: dict[str, Any]) -> None:
    basis = {"taskType": kind, "taskUUID": new_uuid()}
    if kind == "controlNetPreprocess":
        basis = preprocess()
    response = local.http.post(local.server.url, content=json.dumps([{**basis, **fields}]))
    assert response.status_code in (200, 400, 401), response.text
    reply = response.json()
    assert reply.get("data") or reply.get("errors")
    assert "internalServerError" not in [error["code"] for error in reply.get("errors", [])]


@given(st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode()))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_request_is_more_than_wrong(local: Client, body: bytes) -> None:
    response = local.http.post(local.server.url, content=body)
    assert response.status_code == 400
    assert response.json()["errors"]


def test_what_was_acknowledged_while_it_was_stopping_is_done(serve: Serve) -> None:
    """Many send tasks while the server is stopped: whoever had a yes gets the guide."""
    client = serve(QuickEngine)
    tasks = [preprocess(deliveryMethod="async") for _ in range(60)]
    some_are_in = threading.Event()

    def send(task: Task) -> bool:
        headers = {"Authorization": f"Bearer {client.server.key}"}
        try:
            response = httpx.post(client.server.url, json=[task], headers=headers, trust_env=False)
        except httpx.TransportError:
            return False
        some_are_in.set()
        if response.status_code == 503:
            assert response.json()["errors"][0]["code"] == "serviceUnavailable"
        return response.status_code == 200

    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(send, task) for task in tasks]
        assert some_are_in.wait(30)
        client.server.stop()
        accepted = [task for task, future in zip(tasks, sent, strict=True) if future.result()]
    assert accepted
    again = serve(QuickEngine)
    for task in accepted:
        assert again.wait_for(task["taskUUID"])["data"][0]["guideImageBase64Data"]


async def test_what_is_accepted_too_late_is_left_to_the_next_server(tmp_path: Path) -> None:
    database, clock = open_database(tmp_path), time.time
    store = Store(tmp_path / "files", database, max_bytes=2**20, keep_s=60, clock=clock)
    records, outgoing = Records(database), Outgoing(Door())
    workshop = Workshop(
        engine=QuickEngine(),
        records=records,
        store=store,
        inputs=Inputs(store, outgoing),
        outgoing=outgoing,
        deliveries=Deliveries(records, Results(store), outgoing, delays_s=(), clock=clock),
        keep_s=60,
        upload_delays_s=(),
        clock=clock,
    )
    await workshop.aclose()
    request = read_request(preprocess())
    assert isinstance(request, Preprocess)
    await workshop.accept(Record(request, "http://localhost"))
    assert workshop.waiting == 0
    late = await workshop.done(str(request.task_uuid))
    assert late.outcome is None
    assert [record.task_uuid for record in records.waiting()] == [str(request.task_uuid)]
    await outgoing.aclose()
    database.close()
