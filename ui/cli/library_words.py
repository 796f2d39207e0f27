"""How the command `library` prints: lines of what is there, and sentences beside them."""

from __future__ import annotations

GAP = "  "


def print_lines(*lines: str) -> None:
    """Print to standard output, at once."""
    print("\n".join(lines), flush=True)


def say(text: str) -> None:
    """Print to standard error what is no answer."""
    from ui.cli.convert_report import Report  # noqa: PLC0415 - much, for what is rarely said

    Report(None, (), as_json=False).say(text)
