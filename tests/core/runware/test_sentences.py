"""Every code of the API, and every status, is a sentence with what to do, and shows no secret."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from core.api.problems import UNKNOWN, Problem
from core.errors import KeyRefused, NoCredit, ServiceError
from core.runware.endings import gone, too_late
from core.runware.redacting import public
from core.runware.sentences import PASSING, error_of, error_of_status, with_code

CODES = (
    *("invalidApiKey", "missingApiKey", "insufficientCredits", "failedToTransferImage"),
    *("conflictTaskUUID", "taskFailedOrNotFound", "unknownParameter", "unsupportedParameter"),
    *("unsupportedTaskType", "valueTooLarge", "rateLimitExceeded", "internalServerError"),
    *("serviceUnavailable", "noAvailableServer", "inferenceError", "processingFailed"),
    *("timeoutProvider", "failedToUploadImage", "invalidInputImage", "missingInputImage"),
    *("missingPreProcessorType", "invalidTtl", "unsupportedOutputFormat", "invalidTaskUUID"),
)


def is_a_sentence(text: str) -> bool:
    return text[:1].isupper() and text.endswith(".") and "  " not in text and "{" not in text


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_a_sentence_with_what_to_do(code: str) -> None:
    error = error_of(Problem(code, "In the service's words", ("width",)), "Runware")
    assert is_a_sentence(error.what)
    assert is_a_sentence(error.remedy)
    assert "Runware" in error.what
    assert code not in str(error), "codes are for the details"
    assert error.details == f"{code}: In the service's words"
    assert error.code == code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("invalidApiKey", KeyRefused),
        ("missingApiKey", KeyRefused),
        ("insufficientCredits", NoCredit),
        ("rateLimitExceeded", ServiceError),
    ],
)
def test_who_has_to_act_is_told_by_the_kind_of_error(code: str, kind: type[Exception]) -> None:
    assert type(error_of(Problem(code), "Runware")) is kind


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("missingInputImages", "misses inputImages."),
        ("missingModel", "misses model."),
        ("invalidTtl", "does not accept this ttl."),
        ("invalidTaskUUID", "does not accept this taskUUID."),
        ("unsupportedOutputFormat", "does not support this outputFormat."),
        ("unknownParameter", "does not know parameter."),
        ("valueTooLarge", "takes no value that large."),
    ],
)
def test_a_field_is_named_by_the_code(code: str, said: str) -> None:
    assert error_of(Problem(code), "Runware").what.endswith(said)


def test_a_field_is_named_as_the_service_names_it() -> None:
    error = error_of(Problem("unsupportedParameter", parameters=("width", "ttl")), "Runware")
    assert error.what == "Runware does not support this width, ttl."


def test_a_code_that_nobody_knows_is_told_in_the_services_words() -> None:
    error = error_of(Problem("quotaOfMoons", "The moon is full"), "Runware")
    assert error.what == "Runware refused: The moon is full."
    assert is_a_sentence(error.remedy)
    error = error_of(Problem("quotaOfMoons"), "Runware")
    assert error.what == "Runware refused (quotaOfMoons)."
    assert error_of(Problem(UNKNOWN, "Why?"), "Runware").what == "Runware refused: Why?"


@pytest.mark.parametrize("status", [each for each in HTTPStatus if each >= 300])
def test_every_status_is_a_sentence_with_what_to_do(status: HTTPStatus) -> None:
    error = error_of_status(status, "Runware")
    assert is_a_sentence(error.what)
    assert is_a_sentence(error.remedy)
    assert "Runware" in error.what


@pytest.mark.parametrize("status", [299, 418, 499, 520, 529, 999])
def test_a_status_that_is_none_is_told_as_well(status: int) -> None:
    error = error_of_status(status, "Runware")
    assert str(status) in error.what
    assert is_a_sentence(error.remedy)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, KeyRefused), (403, KeyRefused), (402, NoCredit), (429, ServiceError)],
)
def test_a_status_without_a_code_stands_for_one(status: int, kind: type[Exception]) -> None:
    assert type(error_of_status(status, "Runware")) is kind
    assert type(error_of(with_code(Problem(UNKNOWN), status), "Runware")) is kind


def test_a_code_says_more_than_a_status() -> None:
    assert with_code(Problem("insufficientCredits"), 400).code == "insufficientCredits"
    assert with_code(Problem("invalidTtl"), 401).code == "invalidTtl"
    assert with_code(Problem("19", "Wrong key"), 401).code == "invalidApiKey"
    assert with_code(Problem("quotaOfMoons"), 400).code == "quotaOfMoons"
    assert with_code(Problem(UNKNOWN), 400).code == "HTTP 400"
    assert with_code(Problem(UNKNOWN), 200).code == UNKNOWN


@pytest.mark.parametrize("code", ["HTTP", "HTTP ", "HTTP error", "HTTP 1e3", "HTTP ²"])
def test_a_code_that_looks_like_a_status_is_a_code(code: str) -> None:
    assert error_of(Problem(code), "Runware").what == f"Runware refused ({code})."


def test_what_passes_is_never_what_the_user_must_mend() -> None:
    for code in PASSING:
        assert type(error_of(Problem(code), "Runware")) is ServiceError
        assert "Ask again" in error_of(Problem(code), "Runware").remedy


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(300, "5 minutes"), (60, "60 seconds"), (90, "90 seconds"), (3600, "60 minutes")],
)
def test_a_wait_is_told_in_round_numbers(seconds: float, said: str) -> None:
    assert f"after {said}." in too_late("Runware", seconds).what


def test_whether_it_costs_once_more_is_told() -> None:
    assert "paid for once more" in gone("Runware", final=True).remedy
    assert "costs nothing more" in gone("Runware", final=False).remedy


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no secret here", "no secret here"),
        ("the key k3y is bad", "the key … is bad"),
        ("at https://a.b/c?sig=1&t=2 and", "at https://a.b/c and"),
        ("at HTTPS://a.b/c#frag.", "at HTTPS://a.b/c"),
        ("'http://user:word@a.b/c?x'", "'http://a.b/c'"),
        ("https://a.b?k3y https://c.d/?e", "https://a.b https://c.d/"),
        ("two\nlines\t\x1b[31mred\0", "two lines [31mred"),
        ("x" * 400, "x" * 300 + "..."),
    ],
)
def test_the_services_words_are_shown_without_secrets(text: str, shown: str) -> None:
    assert public(text, "k3y", "") == shown
