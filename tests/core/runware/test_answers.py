"""What comes back is a reply or a setback, whatever it is, and its secrets stay out of both."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.api.problems import UNKNOWN
from core.api.replies import Reply
from core.errors import KeyRefused
from core.runware.answers import Setback, read_answer

KEY = "the-key"
WORDS = ("data", "errors", "error", "code", "message", "status", "taskUUID", "cost", "balance")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("error"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(), inner)
    ),
    max_leaves=12,
)


def read(status: int, body: bytes | Any, retry: str = "") -> Reply:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_answer(status, retry, text, name="Runware", wall=0.0, secrets=[KEY])


def setback(status: int, body: bytes | Any, retry: str = "") -> Setback:
    with pytest.raises(Setback) as raised:
        read(status, body, retry)
    return raised.value


@given(st.integers(100, 999), JSON)
def test_every_json_is_a_reply_or_a_setback(status: int, body: object) -> None:
    try:
        reply = read(status, body)
    except Setback as error:
        assert error.error.remedy
    else:
        assert all(problem.code for problem in reply.problems)


@given(st.integers(100, 999), st.binary())
def test_all_bytes_are_a_reply_or_a_setback(status: int, body: bytes) -> None:
    try:
        read(status, body)
    except Setback as error:
        assert error.error.remedy


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"data": [{"cost": ' + b"9" * 400 + b"}]}", b'{"a": 1' + b"0" * 5000]
)
def test_what_is_meant_to_break_a_reader_does_not(body: bytes) -> None:
    try:
        assert read(200, body).items[0].cost_usd is None
    except Setback as error:
        assert error.foreign


@pytest.mark.parametrize(
    ("status", "passing", "arrived"),
    [
        (400, False, False),
        (401, False, False),
        (402, False, False),
        (403, False, False),
        (404, False, False),
        (307, False, False),
        (429, True, False),
        (408, True, True),
        (503, True, True),
        (500, True, True),
        (502, True, True),
        (504, True, True),
        (599, True, True),
    ],
)
def test_a_status_says_whether_to_try_again_and_whether_it_may_have_arrived(
    status: int, passing: bool, arrived: bool
) -> None:
    for body in (b"<html>", b"", b"{}", b"[]"):
        error = setback(status, body, "9")
        assert (error.passing, error.arrived, error.foreign) == (passing, arrived, False)
        assert error.after_s == 9


@pytest.mark.parametrize("status", [200, 400, 429, 500])
def test_what_succeeded_is_kept_whatever_the_status(status: int) -> None:
    reply = read(status, {"data": [{"taskUUID": "a"}], "errors": [{"code": "rateLimitExceeded"}]})
    assert [item.task_uuid for item in reply.items] == ["a"]
    assert [problem.code for problem in reply.problems] == ["rateLimitExceeded"]


def test_what_the_user_must_mend_is_not_tried_again_whatever_the_status() -> None:
    reply = read(503, {"errors": [{"code": "insufficientCredits"}]})
    assert [problem.code for problem in reply.problems] == ["insufficientCredits"]


@pytest.mark.parametrize(
    "body",
    [
        {"errors": [{"code": "invalidApiKey"}]},
        {"errors": [{"message": "No."}]},
        {"error": {"code": 19}},
        {"error": True, "errorId": 19, "errorMessage": "Invalid API key"},
        {"error": "Invalid API key"},
    ],
)
def test_a_refused_key_is_known_in_every_shape(body: object) -> None:
    (problem,) = read(401, body).problems
    assert problem.code == "invalidApiKey"
    assert isinstance(setback(401, b"").error, KeyRefused)


def test_the_old_shape_of_an_overload_is_tried_again() -> None:
    error = setback(503, {"error": True, "errorId": 7, "errorMessage": "busy"})
    assert error.passing


def test_a_code_that_is_none_is_an_unknown_one() -> None:
    (problem,) = read(200, {"errors": [{"code": {"a": 1}}]}).problems
    assert problem.code == UNKNOWN


def test_the_key_is_taken_out_of_what_the_service_repeats() -> None:
    said = {
        "code": f"bad {KEY}",
        "message": f"{KEY} is no key; see https://a.b/c?token=s3cret",
        "parameter": [KEY],
        "documentation": f"https://docs/?{KEY}",
    }
    reply = read(400, {"errors": [said]})
    error = setback(503, {"errors": [{**said, "code": "noAvailableServer"}]})
    for shown in (repr(reply), str(error), error.error.details, repr(error.error)):
        assert KEY not in shown
        assert "s3cret" not in shown
