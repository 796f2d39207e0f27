"""What can happen between client and server, each as a coroutine on an exchange."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.faults.layer import CHUNK_BYTES, Answer, Exchange, Mishap

LOGIN_PAGE = b"<!DOCTYPE html><html><title>Welcome to our hotel</title></html>"
DRIP_S = 0.02
Json = dict[str, Any]


def in_json(decoded: object) -> bytes:
    return json.dumps(decoded).encode()


def answers(
    status: int, body: bytes = b"", headers: Mapping[str, str] | None = None, *, arrives: bool
) -> Mishap:
    """`status` is answered, and the server is reached before that or never."""

    async def mishap(exchange: Exchange) -> None:
        if arrives:
            await exchange.passed_on()
        await exchange.answer(Answer(status, body, headers or {}))

    return mishap


def says(status: int, code: str, message: str = "", **fields: object) -> Mishap:
    """An error of the API that names no task is answered, and the server is not reached."""
    error = {"code": code, "message": message, "status": "error", **fields}
    return answers(status, in_json({"errors": [error]}), arrives=False)


def hangs_up(*, arrives: bool) -> Mishap:
    """The connection breaks off before anything is answered: the answer is lost if it arrives."""

    async def mishap(exchange: Exchange) -> None:
        if arrives:
            await exchange.passed_on()
        exchange.hang_up()

    return mishap


async def breaks_off(exchange: Exchange) -> None:
    """Half of the body comes, then the connection is gone."""
    answer = await exchange.passed_on()
    await exchange.write(answer.head + answer.body[: len(answer.body) // 2])
    exchange.hang_up()


async def ends_early(exchange: Exchange) -> None:
    """Half of the body comes as if that were all: its length is not told."""
    answer = await exchange.passed_on()
    half = answer.body[: len(answer.body) // 2]
    await exchange.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + half)
    exchange.close()


async def drips(exchange: Exchange) -> None:
    """The answer comes byte by byte, and would take hours."""
    answer = await exchange.passed_on()
    await exchange.write(answer.head)
    for byte in answer.body[:-1]:
        await exchange.write(bytes([byte]))
        await asyncio.sleep(DRIP_S)


async def says_nothing(exchange: Exchange) -> None:
    """The request arrives, and the answer never comes."""
    await exchange.passed_on()
    await asyncio.Event().wait()


async def is_endless(exchange: Exchange) -> None:
    """The answer never ends."""
    await exchange.passed_on()
    await exchange.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
    while True:
        await exchange.write(bytes(CHUNK_BYTES))


def claims(length: int) -> Mishap:
    """The answer is announced to have that many bytes."""

    async def mishap(exchange: Exchange) -> None:
        await exchange.passed_on()
        await exchange.write(Answer(200, b"", {"content-length": str(length)}).head)
        await asyncio.Event().wait()

    return mishap


def edits(edit: Callable[[Json], object]) -> Mishap:
    """The decoded answer is changed by `edit`, in place."""

    async def mishap(exchange: Exchange) -> None:
        answer = await exchange.passed_on()
        decoded = json.loads(answer.body)
        edit(decoded)
        body = in_json(decoded)
        headers = {**answer.headers, "content-length": str(len(body))}
        await exchange.answer(replace(answer, body=body, headers=headers))

    return mishap


def reorders(reply: Json) -> None:
    """An edit: what comes first comes last."""
    for items in reply.values():
        items.reverse()


def lies_at(address: str) -> Mishap:
    """The guide is said to lie at `address`."""

    def edit(reply: Json) -> None:
        for item in reply["data"]:
            if "guideImageURL" in item:
                item["guideImageURL"] = address

    return edits(edit)


def gives(body: bytes) -> Mishap:
    """A file is answered, whatever was asked for."""
    return answers(200, body, arrives=False)


def moved_to(address: str) -> Mishap:
    """The request is sent on to another address, with its method and body."""
    return answers(307, headers={"location": address}, arrives=False)
