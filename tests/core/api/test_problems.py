"""Errors are understood in every shape in which they have been seen, and written in one."""

from __future__ import annotations

import pytest

from core.api.problems import Problem, problems_in

UUID = "5a1f6f2e-8a0e-4f7e-9d0c-3c7f0a1b2c3d"


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (
            {"errors": [{"code": "invalidApiKey", "message": "No.", "parameter": "apiKey"}]},
            [Problem("invalidApiKey", "No.", ("apiKey",))],
        ),
        (
            {"errors": [{"code": "a", "parameter": ["width", "height"], "taskUUID": UUID}]},
            [Problem("a", parameters=("width", "height"), task_uuid=UUID)],
        ),
        ({"errors": [{"code": "a"}, {"code": "b"}], "data": []}, [Problem("a"), Problem("b")]),
        ({"errors": {"code": "a"}}, [Problem("a")]),
        ({"error": {"code": "a"}, "taskUUID": UUID}, [Problem("a", task_uuid=UUID)]),
        ({"error": [{"message": "Gone."}]}, [Problem("unknownError", "Gone.")]),
        ({"error": "Gone."}, [Problem("unknownError", "Gone.")]),
        (
            {"error": True, "errorId": 19, "errorMessage": "Invalid key."},
            [Problem("19", "Invalid key.")],
        ),
        ({"errorCode": "busy"}, [Problem("busy")]),
        ({"code": "a", "errorCode": "b", "errorId": "c"}, [Problem("a")]),
        ({"errors": {"code": "a"}, "taskType": "t"}, [Problem("a", task_type="t")]),
        (
            {"errors": [{"code": "a"}], "data": [{"status": "error", "code": "b"}]},
            [Problem("a"), Problem("b")],
        ),
        (
            {"errors": [{"code": "a", "parameter": ["width", 3, ""]}]},
            [Problem("a", parameters=("width",))],
        ),
        ({"errors": [{"code": "a", "parameter": 3}]}, [Problem("a")]),
        ({"errors": [{"code": "a", "parameter": ""}]}, [Problem("a")]),
        ({"error": True}, [Problem("unknownError")]),
        ({"errorMessage": "Busy."}, [Problem("unknownError", "Busy.")]),
        ({"code": "internalServerError", "message": "x"}, [Problem("internalServerError", "x")]),
        (
            {"data": [{"taskUUID": UUID, "status": "error", "error": {"code": "a"}}]},
            [Problem("a", task_uuid=UUID)],
        ),
        (
            {"data": [{"taskUUID": UUID, "status": "error"}]},
            [Problem("unknownError", "", task_uuid=UUID)],
        ),
        (
            {"data": {"taskUUID": UUID, "status": "error", "code": "a"}},
            [Problem("a", task_uuid=UUID)],
        ),
        ([{"errors": [{"code": "a"}]}, {"data": []}], [Problem("a")]),
        (
            {
                "errors": [
                    {"code": "a", "type": "integer", "documentation": "https://x", "taskType": "t"}
                ]
            },
            [Problem("a", kind="integer", documentation="https://x", task_type="t")],
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_every_shape_is_understood(reply: object, found: list[Problem]) -> None:
    assert problems_in(reply) == found


@pytest.mark.parametrize(
    "reply",
    [
        {"data": [{"taskUUID": UUID, "status": "success", "code": "x"}]},
        {"data": [], "errors": []},
        {"data": []},
        {"data": None, "errors": None, "error": None, "code": "x"},
        {"error": False, "data": [{}]},
        {},
        [],
        None,
        "a page",
        7,
        {"errors": [None, 3, True]},
    ],
)
def test_what_is_no_error_is_none(reply: object) -> None:
    assert problems_in(reply) == []


def test_only_what_is_known_is_written_and_it_is_read_back() -> None:
    full = Problem("a", "b", ("c", "d"), "t", UUID, "integer", "https://x")
    assert full.to_json() == {
        "code": "a",
        "message": "b",
        "parameter": ["c", "d"],
        "type": "integer",
        "documentation": "https://x",
        "taskType": "t",
        "taskUUID": UUID,
        "status": "error",
    }
    assert Problem("a", parameters=("c",)).to_json() == {
        "code": "a",
        "parameter": "c",
        "status": "error",
    }
    assert problems_in({"errors": [full.to_json()]}) == [full]
