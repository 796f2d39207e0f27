"""Reads single settings out of JSON, which may be of another version, or anybody's.

Each gives the value, or raises TypeError or ValueError where it is none.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from core.catalog import CATALOG
from core.errors import InvalidTask
from core.options import Options
from core.preprocessor import Preprocessor


def text(value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def switch(value: Any) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def one_of(allowed: Container[int]) -> Callable[[Any], int]:
    """What reads one of the whole numbers that are `allowed`."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise ValueError(value)
        return value

    return read


def or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What reads None, or what `read` does."""
    return lambda value: None if value is None else read(value)


def options_of_all(value: Any) -> dict[Preprocessor, Options]:
    """Options by preprocessor, complete; without those that no longer fit."""
    if not isinstance(value, dict):
        raise TypeError(value)
    parsed = {}
    for name, options in value.items():
        try:
            preprocessor = Preprocessor.parse(name)
            parsed[preprocessor] = Options(CATALOG[preprocessor].complete(dict(options)))
        except (InvalidTask, TypeError, ValueError):
            # Options change between versions; those that no longer fit start anew.
            continue
    return parsed


def methods_of_all(value: Any) -> dict[Preprocessor, str]:
    """Names of methods by preprocessor; without preprocessors that are not known."""
    if not isinstance(value, dict):
        raise TypeError(value)
    parsed = {}
    for name, method in value.items():
        try:
            parsed[Preprocessor.parse(name)] = text(method)
        except (InvalidTask, TypeError):
            # Of a newer version: the others count all the same.
            continue
    return parsed
