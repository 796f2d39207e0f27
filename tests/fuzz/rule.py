"""The rule for every input from outside, and how one input is held to it."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.errors import UnderdrawingError


class Broken(AssertionError):
    """The rule is broken in another way than by an exception."""


@dataclass(frozen=True)
class Target:
    """A place where input comes in.

    `run` takes any bytes: it returns if what they gave is valid or was refused in due form, and
    raises whatever else came of them. `seeds` are whole inputs to begin with, `words` what inputs
    are made of, and `max_bytes` is the longest that is tried. `json_at`: at which byte JSON begins,
    None if there is none; `between`: what may stand between several texts of JSON.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[bytes, ...] = ()
    max_bytes: int = 4096
    json_at: int | None = None
    between: bytes = b""


class _Errors(logging.Handler):
    """Collects what the code itself calls an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def hold(target: Target, data: bytes) -> None:
    """Give `data` to `target`. Raises what it raises; Broken if it warned, or logged an error."""
    errors = _Errors()
    root = logging.getLogger()
    root.addHandler(errors)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            target.run(data)
    finally:
        root.removeHandler(errors)
    if warned:
        raise Broken(f"it warned: {warned[0].category.__name__}: {warned[0].message}")
    for record in errors.records:
        cause = record.exc_info[1] if record.exc_info else None
        raise Broken(f"it logged: {record.getMessage()}") from cause


def in_due_form(error: UnderdrawingError) -> None:
    """Raises Broken unless `error` says what happened and what to do, each in a sentence."""
    for sentence in (error.what, error.remedy):
        if not sentence or not sentence.rstrip(")").endswith((".", "!", "?")):
            raise Broken(f"not a sentence: {sentence!r}, of {error!r}")
    if len(str(error)) > 2000:
        raise Broken(f"a message of {len(str(error))} characters")


def same(first: object, second: object) -> None:
    """Raises Broken unless what was read is what was written."""
    if first != second:
        raise Broken(f"written and read again it is another: {first!r}, {second!r}")
