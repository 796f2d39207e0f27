"""Prices for what a server of ours gives away: put on by a layer between it and its client."""

from __future__ import annotations

import json

from tests.faults.layer import Answer, Exchange, Mishap


class Endless(list[Mishap]):
    """Mishaps that happen to every exchange after those that are in it."""

    def __init__(self, mishap: Mishap) -> None:
        super().__init__()
        self.last = mishap

    def __bool__(self) -> bool:
        return True

    def pop(self, index: object = -1) -> Mishap:
        return super().pop(0) if len(self) else self.last


def costs(usd: float | None) -> Mishap:
    """Every guide costs that much; None: nobody says how much."""

    async def mishap(exchange: Exchange) -> None:
        answer = await exchange.passed_on()
        said = json.loads(answer.body)
        for item in said.get("data", ()):
            if "cost" in item:
                item["cost"] = usd
                if usd is None:
                    del item["cost"]
        headers = {
            name: value for name, value in answer.headers.items() if name != "content-length"
        }
        await exchange.answer(Answer(answer.status, json.dumps(said).encode(), headers))

    return mishap
