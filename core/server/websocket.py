"""The server's WebSocket on /v1: a conversation in which each task gets a frame of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace

from starlette.websockets import WebSocket, WebSocketDisconnect

from core.api.problems import Problem
from core.api.replies import Reply
from core.server.desk import Desk, Visitor
from core.server.settings import ServerSettings
from core.server.wire import (
    STRANGER_BYTES,
    base_of,
    bearer,
    decoded,
    encoded,
    first_task,
    named_tasks,
)


class Conversation:
    """One connection. The key must come first, in a task or with the handshake; ping needs none."""

    def __init__(self, socket: WebSocket, desk: Desk, settings: ServerSettings) -> None:
        self._socket = socket
        self._desk = desk
        self._settings = settings
        self._visitor = Visitor(base_of(socket.headers["host"]))
        if (key := bearer(socket.headers.get("authorization", ""))) is not None:
            desk.admit(self._visitor, key)
        self._answering: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()

    async def hold(self) -> None:
        """Answer until the other side goes, or nothing has happened for too long."""
        await self._socket.accept()
        try:
            while (frame := await self._next_frame()) is not None:
                await self._take(frame)
        finally:
            # What was sent before the connection ended is accepted all the same.
            await asyncio.gather(*self._answering)

    async def _next_frame(self) -> str | bytes | None:
        while True:
            try:
                async with asyncio.timeout(self._settings.idle_s):
                    message = await self._socket.receive()
            except TimeoutError:
                if self._answering:
                    continue
                await self._socket.close()
                return None
            if message["type"] == "websocket.disconnect":
                return None
            text: str | bytes | None = message.get("text")
            return text if text is not None else message.get("bytes", b"")

    async def _take(self, frame: str | bytes) -> None:
        if len(frame) > STRANGER_BYTES and not self._visitor.authenticated:
            # Who has no key shall not make this computer work.
            problem = self._desk.stranger(first_task(frame), self._visitor)
            if problem is not None:
                await self._send(Reply(problems=await self._about(frame, problem)))
                return
        try:
            tasks = await decoded(frame, self._settings.max_tasks)
        except ValueError as error:
            await self._send(Reply(problems=(Problem("invalidRequest", str(error)),)))
            return
        for answer in self._desk.answers(tasks, self._visitor):
            task = asyncio.create_task(self._answer(answer))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
        while len(self._answering) > self._settings.max_waiting:
            await asyncio.wait(self._answering, return_when=asyncio.FIRST_COMPLETED)

    async def _about(self, frame: str | bytes, problem: Problem) -> tuple[Problem, ...]:
        """`problem` of each task in `frame`: who is not told of which waits for its answer."""
        tasks = await asyncio.to_thread(named_tasks, frame, self._settings.max_tasks)
        named = [replace(problem, task_type=kind, task_uuid=about) for kind, about in tasks]
        return tuple(named) or (problem,)

    async def _answer(self, answer: Awaitable[Reply]) -> None:
        await self._send(await answer)

    async def _send(self, reply: Reply) -> None:
        text = await encoded(reply)
        # Who has gone asks again, by getResponse.
        with suppress(WebSocketDisconnect, RuntimeError):
            async with self._sending:
                await self._socket.send_text(text)
