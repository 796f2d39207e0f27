"""Changes JSON as JSON: from bytes alone a fuzzer seldom gets past its reader."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 0.5, 60, 512.0, 10**30, -(10**400), 1e308, float("inf")),
    *(float("nan"), "", " ", "0", "\ud800", "\0", "a" * 300, "..", "/", [], {}, [[]], [None]),
)

_Place = tuple[Any, Any]
"""A list or an object, and an index or a name in it."""


def mutated(text: bytes, words: Sequence[str], chance: random.Random) -> bytes | None:
    """The JSON `text` with one to four changes, None if it is none.

    `words` are names and values that mean something where it is read.
    """
    try:
        holder = [json.loads(text)]
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            _change(holder, words, chance)
        return json.dumps(holder[0]).encode() if holder else b""
    except (ValueError, OverflowError, RecursionError):
        return None


def _change(holder: list[Any], words: Sequence[str], chance: random.Random) -> None:
    places = list(_places(holder))
    if not places:
        return
    container, key = chance.choice(places)
    value = container[key]
    match chance.randrange(8):
        case 0 | 1:
            container[key] = copy.deepcopy(chance.choice(ODD))
        case 2:
            other, name = chance.choice(places)
            container[key] = copy.deepcopy(other[name])
        case 3:
            del container[key]
        case 4:
            container[key] = chance.choice(words) if words else [value]
        case 5:
            container[key] = [value] if chance.random() < 0.5 else {"a": value}
        case 6 if isinstance(value, dict):
            name = chance.choice(words) if words else "a"
            value[name] = copy.deepcopy(chance.choice(ODD))
        case 6 if isinstance(value, list):
            value.extend(copy.deepcopy(value[:3]) or [chance.choice(ODD)])
        case _ if isinstance(value, int | float):
            container[key] = value + chance.choice((-1, 1, 0.5, 2**31, 2**63))
        case _ if isinstance(value, str):
            cut = chance.randrange(len(value) + 1)
            container[key] = value[:cut] + chance.choice(("", "x", "\0", "/", "é")) + value[cut:]
        case _:
            container[key] = [copy.deepcopy(value) for _ in range(3)]


def _places(holder: Any) -> Iterator[_Place]:
    keys = range(len(holder)) if isinstance(holder, list) else list(holder)
    for key in keys:
        yield holder, key
        if isinstance(holder[key], list | dict):
            yield from _places(holder[key])
