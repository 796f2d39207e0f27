"""Runware's own client at work, in a process and an environment of its own.

Reads from standard input, in JSON, how to make the client (`client`) and what to ask of it, all at
once (`calls`, each the name of a method and what it is given). Prints, in JSON, what each call
returned, or what the error says that it raised.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from runware import Runware, RunwareError  # type: ignore[import-not-found]


async def answer(client: Any, method: str, given: dict[str, Any]) -> Any:
    try:
        return await getattr(client, method)(given)
    except RunwareError as error:
        told = ("code", "parameter", "task_uuid")
        return {name: getattr(error, name) for name in told} | {"message": str(error)}


async def main() -> None:
    asked = json.load(sys.stdin)
    async with Runware(**asked["client"]) as client:
        answers = await asyncio.gather(*(answer(client, *call) for call in asked["calls"]))
    json.dump(answers, sys.stdout)


asyncio.run(main())
