"""What can happen on the way from the hub, each in place of one answer of the hub or its store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tests.hub.hub import Answering, LoopbackHub, Mishap, streamed

LOGIN_PAGE = b"<!DOCTYPE html><html><title>Welcome to our hotel</title></html>"


class Broken(Exception):
    """Raised into the server, which then breaks the connection."""


def answers(status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Mishap:
    """`status` is answered, whatever was asked for."""

    async def mishap(request: Request, hub: LoopbackHub, usual: Answering) -> Response:
        return Response(body, status, headers)

    return mishap


def leads_to(address: str) -> Mishap:
    """The request is sent to another address."""
    return answers(302, {"location": address})


def breaks_off(after: int, *, expires: bool = False) -> Mishap:
    """`after` bytes come, then the connection is gone; with `expires`, so is the link."""

    async def mishap(request: Request, hub: LoopbackHub, usual: Answering) -> Response:
        content, headers, status = await _whole(await usual(request))
        if expires:
            hub.expired.add(str(request.url.query))

        async def break_off() -> None:
            raise Broken

        return streamed(content[:after], status, headers, break_off, len(content))

    return mishap


def stalls(after: int) -> Mishap:
    """`after` bytes come, and then nothing, until the hub is released."""

    async def mishap(request: Request, hub: LoopbackHub, usual: Answering) -> Response:
        content, headers, status = await _whole(await usual(request))

        async def wait() -> None:
            await asyncio.to_thread(hub.released.wait)
            raise Broken

        return streamed(content[:after], status, headers, wait, len(content))

    return mishap


def gives(body: bytes, media_type: str = "application/octet-stream") -> Mishap:
    """Another file is given, whatever was asked for."""

    async def mishap(request: Request, hub: LoopbackHub, usual: Answering) -> Response:
        return Response(body, 200, media_type=media_type)

    return mishap


def ends_early(after: int) -> Mishap:
    """`after` bytes come as if those were all: how many there are is not told."""

    async def mishap(request: Request, hub: LoopbackHub, usual: Answering) -> Response:
        content, headers, status = await _whole(await usual(request))

        async def chunks() -> AsyncIterator[bytes]:
            yield content[:after]

        return StreamingResponse(chunks(), status, headers)

    return mishap


def from_another_byte(request_start: int) -> Mishap:
    """A part comes that begins elsewhere than at the byte that was asked for."""

    async def mishap(request: Request, hub: LoopbackHub, usual: Answering) -> Response:
        content, headers, _ = await _whole(await usual(request))
        total = headers["content-range"].rpartition("/")[2]
        told = f"bytes {request_start}-{int(total) - 1}/{total}"
        return streamed(content, 206, {"content-range": told})

    return mishap


def from_another_file(size: int) -> Mishap:
    """A part comes from the byte that was asked for, but of a file that has `size` bytes."""

    async def mishap(request: Request, hub: LoopbackHub, usual: Answering) -> Response:
        content, headers, _ = await _whole(await usual(request))
        start = headers["content-range"].removeprefix("bytes ").partition("-")[0]
        return streamed(content, 206, {"content-range": f"bytes {start}-{size - 1}/{size}"})

    return mishap


def goes_on_with(extra: bytes) -> Mishap:
    """More comes than there should be, and nobody says how much."""

    async def mishap(request: Request, hub: LoopbackHub, usual: Answering) -> Response:
        content, _, status = await _whole(await usual(request))
        parts = [content, extra]

        async def chunks() -> AsyncIterator[bytes]:
            for part in parts:
                yield part

        return StreamingResponse(chunks(), status)

    return mishap


async def _whole(response: Response) -> tuple[bytes, dict[str, str], int]:
    assert isinstance(response, StreamingResponse), response.status_code
    content = b"".join([bytes(chunk) async for chunk in response.body_iterator])  # type: ignore[arg-type]
    headers = {name: value for name, value in response.headers.items() if name == "content-range"}
    return content, headers, response.status_code
