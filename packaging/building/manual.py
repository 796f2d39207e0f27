"""The man page, made from the parsers of the command line, so that it is as true as --help."""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from itertools import pairwise
from unittest.mock import patch

from building.changes import releases
from building.facts import NAME, SUMMARY, TITLE, VERSION

COMMANDS: tuple[tuple[str, ...], ...] = (
    (),
    ("convert",),
    ("preprocessors",),
    ("library",),
    ("library", "add"),
    ("library", "remove"),
    ("library", "verify"),
    ("serve",),
)
"""What may be typed before the options; nothing opens the window."""

_FILES = """\
Settings, the history and networks of the library are kept in folders called underdrawing below
$XDG_CONFIG_HOME and $XDG_DATA_HOME, or ~/.config and ~/.local/share where these are not set.
"""
_ENVIRONMENT = {
    "RUNWARE_API_KEY": "the key for guides from Runware, before the one in the keyring",
    "RUNWARE_API_URL": "the address that is asked for them, before the one in the settings",
    "UNDERDRAWING_KEY": "the key that programs must know to be served",
    "HF_ENDPOINT": "the hub that networks are fetched from",
    "HF_HUB_OFFLINE": "1 keeps the hub from being asked",
}


def manual() -> str:
    """The whole page, as troff with the macros of man(7)."""
    parts = [
        f'.TH {NAME.upper()} 1 "{releases()[0].day}" "{TITLE} {VERSION}" "User Commands"',
        ".nh",
        ".ad l",
        ".SH NAME",
        rf"{NAME} \- {_text(SUMMARY[0].lower() + SUMMARY[1:])}",
    ]
    for command in COMMANDS:
        parts += _command(parser_of(command))
    parts += [".SH FILES", _text(_FILES.strip()), ".SH ENVIRONMENT"]
    for variable, meaning in _ENVIRONMENT.items():
        parts += [".TP", rf"\fB{_text(variable)}\fR", _text(meaning)]
    return "\n".join(_without_empty(parts)) + "\n"


def _without_empty(parts: Sequence[str]) -> Iterator[str]:
    """`parts` without the paragraphs that a heading has begun already."""
    for before, part in pairwise(("", *parts)):
        if part != ".PP" or not before.startswith((".SH", ".SS")):
            yield part


def parser_of(command: Sequence[str]) -> argparse.ArgumentParser:
    """The parser that explains `command`: the one that is asked for its help."""
    from ui.__main__ import main  # noqa: PLC0415 - packaging is used without it as well

    asked: list[argparse.ArgumentParser] = []

    def note(parser: argparse.ArgumentParser, file: object = None) -> None:
        asked.append(parser)

    with patch.object(argparse.ArgumentParser, "print_help", note), redirect_stdout(io.StringIO()):
        main([*command, "--help"])
    (parser,) = asked
    return parser


def _command(parser: argparse.ArgumentParser) -> Iterator[str]:
    """One section: how the command is typed, what it does, its options, its further help."""
    yield ".SH SYNOPSIS" if parser.prog == NAME else f".SH {_text(parser.prog.upper())}"
    usage = (parser.usage or parser.format_usage().removeprefix("usage: ")) % {"prog": parser.prog}
    yield from _as_typed(usage)
    yield ".PP"
    yield _text(parser.description or "")
    for action in parser._get_optional_actions() + parser._get_positional_actions():
        if "--help" not in action.option_strings:
            yield ".TP"
            yield rf"\fB{_text(_typed(action))}\fR"
            yield _text(_explained(action, parser))
    paragraphs = (parser.epilog or "").strip().split("\n\n")
    for paragraph in paragraphs:
        first, _, rest = paragraph.partition("\n")
        if first.endswith(":") and not first.startswith(" "):
            # A heading, and beneath it lines that are indented.
            yield f".SS {_text(first.removesuffix(':').capitalize())}"
            yield from _as_typed(rest)
        elif paragraph.startswith("  "):
            yield from _as_typed(paragraph)
        elif paragraph:
            yield ".PP"
            yield _text(paragraph)


def _typed(action: argparse.Action) -> str:
    """An option with what follows it, such as -o, --output PATH."""
    if not action.option_strings:
        return str(action.metavar or action.dest)
    value = action.metavar or ""
    if action.choices:
        value = "{" + ",".join(map(str, action.choices)) + "}"
    return f"{', '.join(action.option_strings)} {value}".strip()


def _explained(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    return (action.help or "") % {**vars(action), "prog": parser.prog}


def _as_typed(lines: str) -> Iterator[str]:
    """Lines that keep their breaks."""
    yield ".PP"
    yield ".nf"
    yield ".RS 4"
    yield from (
        _text(line.strip() if line.startswith("  ") else line) for line in lines.splitlines()
    )
    yield ".RE"
    yield ".fi"


def _text(words: str) -> str:
    """`words` with what troff would take for its own escaped."""
    escaped = words.replace("\\", r"\e").replace("-", r"\-").replace("~", r"\(ti")
    escaped = escaped.replace("'", r"\(aq").replace("^", r"\(ha").replace("`", r"\(ga")
    return "\n".join(rf"\&{line}" if line.startswith(".") else line for line in escaped.split("\n"))
