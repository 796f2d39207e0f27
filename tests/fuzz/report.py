"""What a run of the fuzzer did, in figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """A target that was fuzzed.

    `kept`: files in its corpus now. `edges`: of the instrumented Python code, as libFuzzer counts
    them. `findings`: how many ways to break the rule were found.
    """

    target: str
    kept: int
    executions: int
    edges: int
    seconds: float
    findings: int


def read_log(log: bytes) -> tuple[int, int]:
    """Executions, and edges that were reached, in what libFuzzer wrote; of all its starts."""
    executions = re.findall(rb"number_of_executed_units:\s*(\d+)", log)
    edges = re.findall(rb"\bcov: (\d+)", log)
    return sum(map(int, executions)), max(map(int, edges), default=0)


def table(done: Sequence[Done]) -> str:
    """`done` as a table for people, in Markdown, with the sums at the end."""
    rows = [
        ("target", "files kept", "executions", "edges", "seconds", "findings"),
        *(
            (
                each.target,
                f"{each.kept:,}",
                f"{each.executions:,}",
                f"{each.edges:,}",
                f"{each.seconds:.0f}",
                f"{each.findings}",
            )
            for each in done
        ),
        (
            "together",
            f"{sum(each.kept for each in done):,}",
            f"{sum(each.executions for each in done):,}",
            "",
            f"{sum(each.seconds for each in done):.0f}",
            f"{sum(each.findings for each in done)}",
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = row
    cells = [first.ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return "| " + " | ".join(cells) + " |"
