"""What a service says, without what nobody else may read."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"(https?://)([^\s?#'\"<>]*)([?#][^\s'\"<>]*)?", re.IGNORECASE)
_MESSAGE_LENGTH = 300


def public(text: str, *secrets: str) -> str:
    """`text` of a service, short and in one line, less `secrets` and all that may be one.

    That is the query, the fragment and the user of every address in it.
    """
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    text = _ADDRESS.sub(lambda found: found[1] + found[2].rpartition("@")[2], text)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= _MESSAGE_LENGTH else text[:_MESSAGE_LENGTH] + "..."
