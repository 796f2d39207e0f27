"""JSON from outside: a value that is safe to walk, or a ValueError, whatever the text is."""

from __future__ import annotations

import json
from typing import Any

DEPTH_MAX = 100
"""How deep lists and objects may lie in one another; what we write ourselves has 8 levels."""


def parse_json(text: str | bytes, *, strict: bool = False) -> Any:
    """The value in `text`. Raises ValueError if it is no JSON, or deeper than DEPTH_MAX.

    Unless it is `strict`, NaN and Infinity are numbers, as Python writes them.

    Python's own reader gives up with RecursionError, at a depth that depends on who has called it,
    and what it just manages is too deep for whatever goes through the value afterwards.
    """
    try:
        value = json.loads(text, parse_constant=_refused if strict else None)
    except RecursionError as error:
        raise ValueError("this JSON is nested too deep") from error
    # Most texts have too few brackets to be deep, and need not be looked through.
    if _brackets(text) > DEPTH_MAX and _is_deep(value):
        raise ValueError("this JSON is nested too deep")
    return value


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _brackets(text: str | bytes) -> int:
    if isinstance(text, bytes):
        return text.count(b"[") + text.count(b"{")
    return text.count("[") + text.count("{")


def _is_deep(value: Any) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEPTH_MAX):
        if not level:
            return False
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return bool(level)
