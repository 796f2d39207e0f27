"""What the headers of an answer say of the file: its size, its hash, and which bytes follow."""

from __future__ import annotations

from http import HTTPStatus

import httpx

from core.library.records import SHA256


def number(text: str) -> int | None:
    """A number of bytes, None if `text` is none."""
    return int(text) if text.isdecimal() and len(text) < 16 else None


def sha256_of(etag: str) -> str | None:
    """The hash that a tag of a large file is, None if it is none."""
    text = etag.removeprefix("W/").strip('"').lower()
    return text if SHA256.fullmatch(text) else None


def begins_at(response: httpx.Response, start: int) -> bool:
    """Whether a part follows that begins with the byte `start`."""
    told = str(response.headers.get("content-range", ""))
    is_part = response.status_code == HTTPStatus.PARTIAL_CONTENT
    return is_part and told.strip().lower().startswith(f"bytes {start}-")


def whole_size(response: httpx.Response) -> int | None:
    """How large all of the file is of which all or a part follows; None where that is not told."""
    if response.status_code == HTTPStatus.PARTIAL_CONTENT:
        return number(str(response.headers.get("content-range", "")).rpartition("/")[2].strip())
    return number(str(response.headers.get("content-length", "")))
