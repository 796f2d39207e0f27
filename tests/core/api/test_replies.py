"""Replies are read whatever else stands in them, and written as official clients want them."""

from __future__ import annotations

import pytest

from core.api.problems import Problem
from core.api.replies import Item, Reply, read_reply
from core.task import OutputType

A, B = "5a1f6f2e-8a0e-4f7e-9d0c-3c7f0a1b2c3d", "6b2a7a3f-9b1f-4a8f-8e1d-4d8a1b2c3d4e"


def test_a_result_is_read_and_what_is_unknown_is_ignored() -> None:
    found = read_reply(
        {
            "data": [
                {
                    "taskType": "controlNetPreprocess",
                    "taskUUID": A,
                    "guideImageUUID": B,
                    "inputImageUUID": A,
                    "guideImageURL": "https://x/y.png?signature=z",
                    "cost": 0.0013,
                    "novelty": {"of": "tomorrow"},
                }
            ],
            "meta": 1,
        }
    )
    item = found.item(A.upper())
    assert item is not None
    assert (item.guide, item.output_type) == ("https://x/y.png?signature=z", OutputType.URL)
    assert (item.guide_uuid, item.input_uuid, item.cost_usd) == (B, A, 0.0013)
    assert not item.waiting
    assert "signature" not in repr(found)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("guideImageURL", OutputType.URL),
        ("guideImageBase64Data", OutputType.BASE64),
        ("guideImageDataURI", OutputType.DATA_URI),
    ],
)
def test_each_output_type_has_its_field(field: str, kind: OutputType) -> None:
    item = Item(task_uuid=A, guide="x", output_type=kind)
    assert item.to_json() == {"taskUUID": A, field: "x"}
    assert read_reply({"data": [item.to_json()]}).items == (item,)


@pytest.mark.parametrize("status", ["processing", "pending", "queued", ""])
def test_an_acknowledgement_waits_and_carries_nothing_that_looks_like_a_result(status: str) -> None:
    item = Item(task_type="controlNetPreprocess", task_uuid=A, status=status)
    assert item.waiting
    assert not [name for name in item.to_json() if name.endswith(("URL", "Data", "URI"))]


def test_an_item_is_written_with_every_field_that_it_has_and_read_back() -> None:
    item = Item(
        task_type="controlNetPreprocess",
        task_uuid=A,
        status="processing",
        guide_uuid=B,
        input_uuid=A,
        cost_usd=0.1,
        balance_usd=2.0,
        session="s",
        pong=True,
        progress=40.0,
    )
    assert item.to_json() == {
        "taskType": "controlNetPreprocess",
        "taskUUID": A,
        "status": "processing",
        "guideImageUUID": B,
        "inputImageUUID": A,
        "connectionSessionUUID": "s",
        "cost": 0.1,
        "balance": 2.0,
        "progress": 40.0,
        "pong": True,
    }
    assert read_reply({"data": [item.to_json()]}).items == (item,)


@pytest.mark.parametrize(
    "item",
    [
        Item(status="success"),
        Item(guide="x", output_type=OutputType.URL),
        Item(guide="", status=""),
    ],
)
def test_what_is_done_does_not_wait(item: Item) -> None:
    assert not item.waiting


def test_a_guide_and_its_output_type_are_written_together_or_not_at_all() -> None:
    assert Item(task_uuid=A, guide="x").to_json() == {"taskUUID": A}
    assert Item(task_uuid=A, output_type=OutputType.URL).to_json() == {"taskUUID": A}


def test_a_task_that_has_no_guide_yet_is_found_by_its_receipt() -> None:
    reply = read_reply({"data": [{"taskUUID": A, "status": "processing"}]})
    assert reply.item(A) is reply.items[0]


def test_what_has_failed_is_a_problem_and_no_item() -> None:
    reply = read_reply({"data": [{"taskUUID": A, "status": "error", "code": "a"}]})
    assert reply == Reply(problems=(Problem("a", task_uuid=A),))


@pytest.mark.parametrize(
    "decoded",
    [
        [{"data": [{"taskUUID": A}, {"taskUUID": B}]}],
        [{"data": {"taskUUID": A}}, {"data": [{"taskUUID": B}]}],
        [{"taskUUID": A}, 3, {"taskUUID": B}],
    ],
)
def test_a_reply_may_come_in_a_list(decoded: list[object]) -> None:
    assert read_reply(decoded).items == (Item(task_uuid=A), Item(task_uuid=B))


def test_results_and_errors_stand_side_by_side() -> None:
    reply = read_reply(
        {
            "data": [{"taskUUID": B, "guideImageURL": "u"}, {"taskUUID": B}],
            "errors": [{"code": "failedToTransferImage", "taskUUID": A}],
        }
    )
    found = reply.item(B)
    assert found is not None
    assert found.guide == "u", "the item with its guide"
    assert reply.problem(B) is None
    problem = reply.problem(A)
    assert problem is not None
    assert problem.code == "failedToTransferImage"
    assert reply.item(A) is None


def test_a_problem_that_names_no_task_is_nobodys() -> None:
    reply = read_reply({"errors": [{"code": "rateLimitExceeded"}]})
    assert reply.problem(A) is None
    assert reply.problem("") == reply.problems[0]


@pytest.mark.parametrize(
    ("balance", "found"),
    [
        (12.5, 12.5),
        ("12.5", 12.5),
        ({"amount": 12.5, "currency": "USD"}, 12.5),
        ({}, None),
        (True, None),
        ("much", None),
        ("nan", None),
        (float("inf"), None),
        (10**400, None),
    ],
)
def test_a_balance_is_a_number_or_lies_in_an_object(balance: object, found: float | None) -> None:
    assert read_reply({"data": {"taskUUID": A, "balance": balance}}).items[0].balance_usd == found


def test_an_upload_is_known_by_its_older_and_its_newer_words() -> None:
    older = Item("imageUpload", A, image_uuid=B, image_url="https://x")
    newer = Item("mediaStorage", A, image_uuid=B, image_url="https://x")
    assert older.to_json()["imageUUID"] == B
    assert newer.to_json() == {
        "taskType": "mediaStorage",
        "taskUUID": A,
        "operation": "upload",
        "mediaUUID": B,
        "mediaURL": "https://x",
    }
    for item in (older, newer):
        assert read_reply({"data": [item.to_json()]}).items == (item,)


def test_clean_success_has_no_errors_and_failure_no_data() -> None:
    assert Reply((Item(task_uuid=A),)).to_json() == {"data": [{"taskUUID": A}]}
    assert Reply().to_json() == {"data": []}
    failed = Reply(problems=(Problem("a"),))
    assert failed.to_json() == {"errors": [{"code": "a", "status": "error"}]}
    both = Reply((Item(task_uuid=A),), failed.problems)
    assert both.to_json() == {"data": [{"taskUUID": A}], **failed.to_json()}


def test_nothing_is_paid_for_is_written_as_zero() -> None:
    assert Item(task_uuid=A, cost_usd=0.0, balance_usd=0.0).to_json() == {
        "taskUUID": A,
        "cost": 0.0,
        "balance": 0.0,
    }
    assert Item(pong=True).to_json() == {"pong": True}


@pytest.mark.parametrize("rubbish", [None, 3, "x", [], {}, {"data": 3}, {"data": [3, None]}, [3]])
def test_what_is_no_reply_is_an_empty_one(rubbish: object) -> None:
    assert read_reply(rubbish) == Reply()
