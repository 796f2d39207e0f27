"""What a typed `library` command asks for, and the help that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.library import rows as catalogue
from core.library.row import Row
from core.library.sentences import who_is
from ui.cli.arguments import new_parser

_EPILOG = """\
commands:
  library                  list the networks, and which of them are here
  library add NAME...      fetch networks from the hub
  library add --file PATH  add a file that you have downloaded yourself
  library remove NAME...   take networks away again
  library verify           read all that is here, and see whether it is as it was added

Each has its own help, such as: underdrawing library add --help

Guides are made by the best network that is here; without one, by those that come with
Underdrawing. With --json each network is one line: name, title, need, serves, good_for, state
(absent, partly, ready or changed), bytes, fetched_bytes, licence, licence_note, training, repo,
revision, fetchable, and files: for each role, name, address, bytes and sha256, null while nobody
knows it.

examples:
  underdrawing library
  underdrawing library --json
  underdrawing library add depth-anything-v2-small-fp16
"""

_ADD_EPILOG = """\
What is fetched is verified, and what has come is kept: after Ctrl-C, a broken connection or a
restart the same command goes on with it. The hub is huggingface.co, or what HF_ENDPOINT names;
proxies are those of the system, or of HTTPS_PROXY. HF_HUB_OFFLINE=1 keeps it from being asked.

A file is recognised by its sha256, whatever it is called. --as is for a network whose sha256 is
not known yet, and says which the file is to be; its inputs and outputs are compared.

exit status:
  0 all is there, 1 something failed, 2 the command was wrong, 130 it was stopped

examples:
  underdrawing library add depth-anything-v2-small-fp16 hed
  underdrawing library add --file ~/Downloads/model_fp16.onnx
  underdrawing library add --file model.onnx --as upernet-convnext-tiny-ade
"""

_REMOVE_EPILOG = """\
examples:
  underdrawing library remove hed
"""

_VERIFY_EPILOG = """\
exit status:
  0 all is as it was added, 1 something is not
"""


class Action(StrEnum):
    """What is to be done."""

    LIST = "list"
    ADD = "add"
    ADD_FILE = "add --file"
    REMOVE = "remove"
    VERIFY = "verify"


@dataclass(frozen=True)
class LibraryRequest:
    """What is to be done, with which networks. `file`: of ADD_FILE, whose row may not be known."""

    action: Action
    rows: tuple[Row, ...] = ()
    file: Path | None = None
    as_json: bool = False


def library_arguments(argv: Sequence[str]) -> LibraryRequest:
    """What is to be done. Raises SystemExit(2), with a message, if that cannot be done."""
    readers = {"add": _add, "remove": _remove, "verify": _verify}
    reader = readers.get(argv[0] if argv else "")
    if reader is not None:
        return reader(argv[1:])
    parser = new_parser("underdrawing library", "Networks that can be added, for better guides.")
    parser.epilog = _EPILOG
    parser.usage = "%(prog)s [--json]\n       %(prog)s {add,remove,verify} ..."
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    return LibraryRequest(Action.LIST, as_json=bool(parser.parse_args(argv).json))


def _add(argv: Sequence[str]) -> LibraryRequest:
    parser = new_parser("underdrawing library add", "Add networks to the library.")
    parser.epilog = _ADD_EPILOG
    parser.usage = "%(prog)s NAME...\n       %(prog)s --file PATH [--as NAME]"
    add = parser.add_argument
    add("names", metavar="NAME", nargs="*", help="a network, as library lists them")
    add("--file", metavar="PATH", help="a file that was downloaded, or a zip file of one")
    add("--as", dest="row", metavar="NAME", help="which network the file is to be")
    given = parser.parse_args(argv)
    try:
        if given.file is None:
            if given.row is not None:
                parser.error("--as is for --file only. Name the network alone.")
            if not given.names:
                parser.error("There is no NAME to add. Name a network, or give --file.")
            return LibraryRequest(Action.ADD, _rows(given.names))
        if given.names:
            parser.error("--file takes no NAME beside it. Give it with --as.")
        row = () if given.row is None else _rows([given.row])
        return LibraryRequest(Action.ADD_FILE, row, Path(given.file).expanduser())
    except KeyError as unknown:
        parser.error(str(who_is(unknown.args[0], catalogue.ROWS)))


def _remove(argv: Sequence[str]) -> LibraryRequest:
    parser = new_parser("underdrawing library remove", "Take networks out of the library.")
    parser.epilog = _REMOVE_EPILOG
    parser.add_argument("names", metavar="NAME", nargs="+", help="a network, as library lists them")
    try:
        return LibraryRequest(Action.REMOVE, _rows(parser.parse_args(argv).names))
    except KeyError as unknown:
        parser.error(str(who_is(unknown.args[0], catalogue.ROWS)))


def _verify(argv: Sequence[str]) -> LibraryRequest:
    parser = new_parser("underdrawing library verify", "See whether the networks are as added.")
    parser.epilog = _VERIFY_EPILOG
    parser.parse_args(argv)
    return LibraryRequest(Action.VERIFY)


def _rows(names: Sequence[str]) -> tuple[Row, ...]:
    """The rows of those names, each once; raises KeyError."""
    return tuple(catalogue.ROWS[name] for name in dict.fromkeys(names))
