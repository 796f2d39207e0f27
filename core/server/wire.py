"""Requests and replies as JSON text; large ones are read and written off the loop."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from functools import partial

from core.api.replies import Reply
from core.json_text import parse_json

_LARGE = 2**16
_FIRST_TASK_BYTES = 2**12
_SHORT_TEXT = re.compile(r'\s*:\s*"([A-Za-z0-9-]+)"')
_SHORT_CHARS = 100

STRANGER_BYTES = 2**16
"""The most that is read of a request before its sender has shown the key."""


async def decoded(text: bytes | str, max_tasks: int) -> list[object]:
    """The tasks in a request: an array, or one alone. Raises ValueError that says what is wrong."""
    try:
        large = len(text) > _LARGE
        parse = partial(parse_json, text, strict=True)
        found = await asyncio.to_thread(parse) if large else parse()
    except ValueError:
        raise ValueError("This is not JSON.") from None
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list) or not found:
        raise ValueError("A request is a JSON array of tasks.")
    if len(found) > max_tasks:
        raise ValueError(f"A request may have at most {max_tasks} tasks.")
    return found


def first_task(text: bytes | str) -> object:
    """The first task of a request of which the beginning is enough; None if that is no short one.

    What is found costs little, whatever the text is.
    """
    head = text[:_FIRST_TASK_BYTES]
    if isinstance(head, bytes):
        head = head.decode(errors="replace")
    try:
        return json.JSONDecoder().raw_decode(head.lstrip().removeprefix("[").lstrip())[0]
    except (ValueError, RecursionError):
        return None


def named_tasks(text: bytes | str, most: int) -> list[tuple[str, str]]:
    """The taskType and taskUUID of up to `most` tasks in a request that is not read otherwise.

    A taskType is empty where there are several. What is found costs little, whatever the text is.
    """
    if isinstance(text, bytes):
        text = text.decode(errors="replace")
    kinds = set(_values(text, "taskType", most))
    kind = kinds.pop() if len(kinds) == 1 else ""
    return [(kind, about) for about in dict.fromkeys(_values(text, "taskUUID", most))]


def _values(text: str, field: str, most: int) -> Iterator[str]:
    """The short texts that stand in a field of that name."""
    name, place = f'"{field}"', 0
    for _ in range(most):
        place = text.find(name, place)
        if place < 0:
            return
        place += len(name)
        match = _SHORT_TEXT.match(text, place, place + _SHORT_CHARS)
        if match is not None:
            yield match[1]


async def encoded(reply: Reply) -> str:
    """The reply in JSON."""
    large = sum(len(item.guide or "") for item in reply.items) > _LARGE
    return await asyncio.to_thread(as_json, reply) if large else as_json(reply)


def as_json(reply: Reply) -> str:
    """The reply in JSON, at once."""
    return json.dumps(reply.to_json(), separators=(",", ":"))


def bearer(header: str) -> str | None:
    """The key in the header Authorization; None if that holds none as Bearer."""
    scheme, _, key = header.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def base_of(host: str) -> str:
    """The address of this server for who asked it as `host`."""
    return f"http://{host}"
