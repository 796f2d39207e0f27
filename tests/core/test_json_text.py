"""JSON from outside is a value that can be walked, or a ValueError: nothing else, from anywhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import pytest

from core.json_text import DEPTH_MAX, parse_json


def lists(depth: int) -> str:
    return "[" * depth + "]" * depth


def objects(depth: int) -> str:
    return '{"a": ' * depth + "1" + "}" * depth


@pytest.mark.parametrize("nested", [lists, objects])
def test_a_hundred_levels_are_read_and_no_more(nested: Callable[[int], str]) -> None:
    text = nested(DEPTH_MAX)
    assert parse_json(text) == parse_json(text.encode()) == json.loads(text)
    for depth in (DEPTH_MAX + 1, 500, sys.getrecursionlimit(), 100_000):
        for deeper in (nested(depth), nested(depth).encode()):
            with pytest.raises(ValueError, match="nested too deep"):
                parse_json(deeper)


def test_what_is_broad_may_have_as_many_brackets_as_it_likes() -> None:
    broad = [[number] for number in range(5000)]
    assert parse_json(json.dumps(broad)) == broad
    assert parse_json('"' + "[" * 5000 + '"') == "[" * 5000


@pytest.mark.parametrize("text", ["", "{", "[1,]", "no", b"\xff\xfe\x00", "9" * 10_000])
def test_what_is_no_json_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        parse_json(text)
