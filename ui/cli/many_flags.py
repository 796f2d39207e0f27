"""The flags of `convert` that are about many guides: folders, names, what is there, and a limit."""

from __future__ import annotations

import argparse
import math

from core.batch.pattern import NamePattern
from core.errors import ExportError, InvalidTask, UsageError
from core.service_choices import EngineName


def add_many_flags(parser: argparse.ArgumentParser) -> None:
    """Add those about pictures and names to the parser of `convert`."""
    add = parser.add_argument
    add("-r", "--recursive", action="store_true", help="search folders, and the folders in them")
    add("--pattern", metavar="TEXT", help="names of guides, such as {number}-{preprocessor}.{ext}")
    add("--skip-existing", action="store_true", help="leave guides alone that are there already")


def add_limit(parser: argparse.ArgumentParser) -> None:
    """Add that about money."""
    parser.add_argument(
        "--limit", metavar="USD", type=float, help="with runware: spend no more than this"
    )


def refuse_for_a_file(given: argparse.Namespace) -> None:
    """Raises UsageError for what is about many guides where one goes into a file."""
    for flag, typed in (("--recursive", given.recursive), ("--pattern", given.pattern is not None)):
        if typed:
            raise UsageError(f"{flag} is for a folder of guides.", "Name one with -o.")


def pattern_of(given: argparse.Namespace) -> NamePattern:
    """How guides are called. Raises UsageError."""
    try:
        return NamePattern() if given.pattern is None else NamePattern(given.pattern)
    except ExportError as error:
        raise UsageError(f"--pattern: {error.what}", error.remedy) from error


def limit_of(given: argparse.Namespace, engine: EngineName) -> float | None:
    """How much may be spent, in USD. Raises UsageError, or InvalidTask about the flag."""
    usd: float | None = given.limit
    if usd is None:
        return None
    if engine is EngineName.LOCAL:
        raise UsageError("--limit is for --engine runware only.", "Guides cost nothing here.")
    if not (math.isfinite(usd) and usd >= 0):
        raise InvalidTask("--limit", usd, "an amount in USD from 0 on")
    return usd
