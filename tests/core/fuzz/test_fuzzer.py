"""The fuzzer's own parts: the rule sees what breaks it, and the corpus keeps what is needed."""

from __future__ import annotations

import json
import logging
import random
import warnings
from pathlib import Path

import pytest

from core.codec import decode
from core.errors import PictureError, UnderdrawingError
from tests.fuzz.distil import distil, steps
from tests.fuzz.json_mutator import mutated
from tests.fuzz.report import Done, read_log, table
from tests.fuzz.rule import Broken, Target, hold, in_due_form, same
from tests.fuzz.small_files import small_files


def _warns(data: bytes) -> None:
    warnings.warn("careful", RuntimeWarning, stacklevel=1)


def _logs(data: bytes) -> None:
    logging.getLogger("core.somewhere").error("it went wrong")


def test_the_rule_is_broken_by_a_warning_an_error_in_the_log_and_any_exception() -> None:
    hold(Target("test", lambda data: None, list), b"")
    for run in (_warns, _logs):
        with pytest.raises(Broken):
            hold(Target("test", run, list), b"")
    with pytest.raises(json.JSONDecodeError):
        hold(Target("test", json.loads, list), b"{")


@pytest.mark.parametrize(
    "error",
    [
        UnderdrawingError("It cannot be read"),
        UnderdrawingError("It cannot be read."),
        UnderdrawingError("", "Try again."),
        UnderdrawingError("It cannot be read.", "Try again " + "and again " * 300 + "."),
    ],
)
def test_an_error_in_due_form_says_what_happened_and_what_to_do(error: UnderdrawingError) -> None:
    in_due_form(UnderdrawingError("It cannot be read.", "Try again."))
    with pytest.raises(Broken):
        in_due_form(error)


def test_what_is_read_must_be_what_was_written() -> None:
    same([1], [1])
    with pytest.raises(Broken):
        same([1], [2])


def test_of_inputs_that_reach_the_same_the_smallest_is_kept_and_all_that_broke_it(
    tmp_path: Path,
) -> None:
    kept, work = tmp_path / "kept", tmp_path / "work"
    for folder in (kept, work):
        folder.mkdir()
    files = small_files()
    (kept / "found-it").write_bytes(b"not a picture")
    for name in ("GIF", "BMP"):
        (work / name).write_bytes(files[name])
        (work / f"{name}, longer").write_bytes(files[name] + b"\0")
    assert distil(decode, kept, [work]) == 3
    assert {path.read_bytes() for path in kept.iterdir()} == {
        *(b"not a picture", files["GIF"], files["BMP"])
    }
    assert distil(decode, kept, []) == 3


def test_a_step_is_of_our_code_or_pillow_s_whatever_comes_of_it() -> None:
    reached = steps(decode, small_files()["GIF"])
    assert {Path(file).name for file, _, _ in reached} >= {"codec.py", "GifImagePlugin.py"}
    with pytest.raises(PictureError):
        decode(b"no")
    assert steps(decode, b"no") - reached


def test_json_is_changed_into_other_json() -> None:
    text = b'{"a": [1, 2, {"b": "text"}], "c": null}'
    made = {mutated(text, ["word"], random.Random(seed)) for seed in range(200)}
    assert len(made) > 100
    assert None not in made
    assert any(b"word" in each for each in made if each)
    assert mutated(b"{", [], random.Random(1)) is None


def test_a_run_is_told_in_figures() -> None:
    log = b"#9 NEW cov: 7 ft: 8\nstat::number_of_executed_units: 5\n" * 2
    assert read_log(log) == (10, 7)
    assert read_log(b"") == (0, 0)
    told = table([Done("a", 3, 1000, 7, 60.4, 0), Done("b", 4, 24, 9, 1.0, 2)])
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in told.splitlines()]
    assert lines[2] == ["a", "3", "1,000", "7", "60", "0"]
    assert lines[-1] == ["together", "7", "1,024", "", "61", "2"]
    assert len({len(line) for line in told.splitlines()}) == 1
