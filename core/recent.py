"""The pictures that were opened last, by their files, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MOST = 10


def opened(recent: Sequence[str], path: str) -> tuple[str, ...]:
    """`recent` once the picture at `path` was opened."""
    return (path, *(other for other in recent if other != path))[:MOST]


def parse_recent(value: Any) -> tuple[str, ...]:
    """Paths from JSON; raises TypeError where it is no list of texts."""
    if not isinstance(value, list) or not all(isinstance(path, str) for path in value):
        raise TypeError(value)
    return tuple(dict.fromkeys(value))[:MOST]


def merged_recent(before: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """`ours`, with what another window has opened since `before`, and without what it forgot."""
    kept = [path for path in ours if path in theirs or path not in before]
    news = [path for path in theirs if path not in before and path not in ours]
    return [*kept, *news][:MOST]
