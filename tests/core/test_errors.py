"""Errors: each says what happened and what to do, in sentences, and can be told from the others."""

from __future__ import annotations

import pytest

from core.errors import (
    EngineError,
    ExportError,
    InvalidTask,
    NotOffered,
    PictureError,
    UnderdrawingError,
    UsageError,
)


@pytest.mark.parametrize(
    "kind", [UnderdrawingError, PictureError, EngineError, NotOffered, ExportError, UsageError]
)
def test_an_error_reads_as_what_happened_and_what_to_do(kind: type[UnderdrawingError]) -> None:
    error = kind("The disk is full.", "Free some space.", details="errno 28")
    assert str(error) == "The disk is full. Free some space."
    assert (error.what, error.remedy) == ("The disk is full.", "Free some space.")
    assert error.details == "errno 28"
    with pytest.raises(UnderdrawingError, match="The disk is full"):
        raise error


def test_an_error_without_a_remedy_is_one_sentence() -> None:
    error = PictureError("This is no picture.")
    assert str(error) == "This is no picture."
    assert (error.remedy, error.details) == ("", "")


def test_a_refused_field_is_also_a_wrong_value_to_other_programs() -> None:
    error = InvalidTask("outputQuality", 5, "a whole number from 20 to 99")
    assert isinstance(error, UnderdrawingError)
    assert isinstance(error, ValueError)
    assert error.what == "outputQuality cannot be 5."
    assert error.remedy == "Allowed: a whole number from 20 to 99."
    assert str(error) == f"{error.what} {error.remedy}"
    assert (error.field, error.value, error.allowed) == (
        *("outputQuality", 5),
        "a whole number from 20 to 99",
    )


def test_what_is_not_offered_is_caught_as_an_engine_that_failed() -> None:
    assert issubclass(NotOffered, EngineError)
    for kind in (PictureError, ExportError, UsageError, InvalidTask):
        assert not issubclass(kind, EngineError)
        assert not issubclass(EngineError, kind)


def test_what_is_refused_is_repeated_in_part_however_long_it_is() -> None:
    endless = InvalidTask("seed", 10**5000, "a whole number from 0 to 9")
    assert endless.what == "seed cannot be a number that long."
    wordy = InvalidTask("outputType", "x" * 10_000_000, "one of URL")
    assert len(wordy.what) < 300
    assert wordy.value == "x" * 10_000_000
