"""How the benchmarks measure and print: medians of calls taken in turns, and tables."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median


async def medians_ms(calls: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The median wall time of each call, in milliseconds; a coroutine that it gives is awaited.

    They are called in turns, A B A B, so that what else the machine does falls on all alike; one
    round that is not counted goes before.
    """
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds + 1):
        for call, taken in zip(calls, times, strict=True):
            began = time.perf_counter()
            result = call()
            if inspect.isawaitable(result):
                await result
            taken.append(1000 * (time.perf_counter() - began))
    return [median(taken[1:]) for taken in times]


def rounds_for(side: int) -> int:
    """How often to measure a square picture of `side` pixels: more often where it is quick."""
    return max(7, min(41, 2**25 // side**2))


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print `rows` under `title` and `head`, the first column to the left, the others right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    sys.stdout.write(f"\n{title}\n")
    for row in (head, ["-" * width for width in widths], *rows):
        first, *others = (
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        sys.stdout.write("  ".join((first, *others)).rstrip() + "\n")
    sys.stdout.flush()
