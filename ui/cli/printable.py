"""Text for a terminal: what a file is called may hold signs that would steer it."""

from __future__ import annotations


def printable(text: str) -> str:
    """`text` with an escape for each sign that is not shown."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )
