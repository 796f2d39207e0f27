"""The command line's words: what may be typed, and the help that explains it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from core.errors import InvalidTask, UsageError
from core.service_choices import EngineName
from ui.cli.many_flags import add_limit, add_many_flags
from ui.cli.method_flags import add_method_flag
from ui.cli.option_flags import add_option_flags
from ui.cli.printable import printable
from ui.cli.rendition_flags import add_flags
from ui.cli.request import NO_STDIN, ConvertRequest, checked, offered

_WINDOW_EPILOG = """\
commands:
  convert        make guides of pictures and write them to files
  preprocessors  list the guides that can be made
  library        networks that can be added, for better guides
  serve          make guides for other programs, by Runware's API

Each has its own help, such as: underdrawing convert --help

examples:
  underdrawing
  underdrawing cat.png
  underdrawing convert cat.png -p canny -o guides/
"""

_CONVERT_EPILOG = """\
PATH is a folder if there is one, if it ends with / or if it does not end with .png, .webp, .jpg
or .tiff. There each guide is called NAME-PREPROCESSOR.EXT after its picture, such as cat-canny.png;
a second picture of the same name is numbered, cat-2-canny.png. A guide that is already there
is replaced, a picture that is being converted never is. With --skip-existing it stays if its file
says that it was made of this very picture by the same options; one that does not say of which, made
with --no-metadata or by an older version, stays if it has the name of this picture alone, and the
line says so. What fails is named, the rest is made.
A picture whose name begins with - is written ./-NAME. Wildcards (* ? [ab] **) may be quoted, or
left to Windows: where no file has that very name, they mean those that match. A file that is named
twice is converted once. Options that have no flag here are given with --set; preprocessors --json
lists them all, with what they may be.

With --recursive a PICTURE may be a folder: all pictures in it and in its folders are converted,
each file once, less those that are hidden or are guides already; PATH is not searched. --pattern
names guides by {name}, {preprocessor}, {ext}, {folder}, {number}, {date}, {width} and {height};
/ makes folders. {folder} is where a picture is, from the folder that was searched on.

--width and --height shrink the picture before the guide is made, --long-side and --short-side scale
the guide after; lines are finer the first way. --invert, --transparent and --16-bit change those
guides that they are for. A file says how it was made, but for --no-metadata: preprocessor, options,
the picture's name, and a sum of the picture's file by which it is known again.

With --json each guide that was asked for is one line: picture, preprocessor, path, width,
height, seconds, engine, method, quality (final or draft), cost in USD if it is known, remark if
there is something to say, and keypoints if they were written; or picture, preprocessor, path,
skipped, and remark likewise, with --skip-existing; or picture, preprocessor and error.

A guide is made by the best that is here: a network of the library, or the pack that ships with the
application, unless the window's settings or --method say which. With several preprocessors each
--method is for those that it can make. preprocessors lists the methods, library what can be added.

With --engine runware guides are bought: the key is in RUNWARE_API_KEY, or in the keyring where the
window's settings put it, and the address in RUNWARE_API_URL or the settings. What was bought before
costs nothing, and what was ordered and has not come is fetched when it is asked for again.
--limit ends it before a guide that may cost more than is left, judged by what the last one cost.

exit status:
  0 all were made, 1 some failed, 2 the command was wrong, 130 it was stopped

examples:
  underdrawing convert cat.png -p canny -o cat-edges.png --low 50 --high 120
  underdrawing convert "*.jpg" -p all -o guides/ --width 1024
  underdrawing convert photos -r -p all -o guides --pattern "{folder}/{name}-{preprocessor}.{ext}"
  underdrawing convert https://example.com/cat.jpg -p tile,shuffle -o . --set tileFactor=8
  underdrawing convert dancers.jpg -p openpose -o . --hands-and-face --keypoints
  underdrawing convert cat.png -p canny -o . --transparent --short-side 768 --multiple 64
  underdrawing convert cat.png -p depth -o . --method depth-anything-v2-small
  underdrawing convert cat.png -p depth -o . --engine runware
"""

_LIST_EPILOG = """\
examples:
  underdrawing preprocessors
  underdrawing preprocessors --json
"""


def window_arguments(argv: Sequence[str]) -> list[str]:
    """The pictures to open the window with. Raises SystemExit as argparse does."""
    parser = new_parser("underdrawing", "Guide images for ControlNet, made from your pictures.")
    parser.epilog = _WINDOW_EPILOG
    parser.usage = (
        "%(prog)s [PICTURE...]\n       %(prog)s {convert,preprocessors,library,serve} ..."
    )
    parser.add_argument(
        "pictures",
        metavar="PICTURE",
        nargs="*",
        help="a file or address to open in the window; several, or a folder, begin a batch",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    pictures: list[str] = parser.parse_args(argv).pictures
    if "-" in pictures:
        parser.error(NO_STDIN)
    return pictures


def list_arguments(argv: Sequence[str]) -> bool:
    """Whether the list of preprocessors is to be JSON. Raises SystemExit as argparse does."""
    parser = new_parser("underdrawing preprocessors", "List the guides that can be made.")
    parser.epilog = _LIST_EPILOG
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    return bool(parser.parse_args(argv).json)


def convert_arguments(argv: Sequence[str]) -> ConvertRequest:
    """What is to be converted. Raises SystemExit(2), with a message, if that cannot be done."""
    parser = _convert_parser()
    # After -- all are pictures. Not every Python's parse_intermixed_args holds to that.
    end = argv.index("--") if "--" in argv else len(argv)
    given = parser.parse_intermixed_args(argv[:end])
    given.pictures += argv[end + 1 :]
    try:
        return checked(given)
    except (UsageError, InvalidTask) as error:
        parser.error(str(error))


def _convert_parser() -> argparse.ArgumentParser:
    parser = new_parser("underdrawing convert", "Make guides of pictures and write them to files.")
    parser.epilog = _CONVERT_EPILOG
    parser.usage = "%(prog)s PICTURE... -p NAME[,NAME...|all] -o PATH [options]"
    add = parser.add_argument
    add("pictures", metavar="PICTURE", nargs="*", help="a file, an http(s) address or a data: URI")
    add(
        "-p",
        "--preprocessors",
        metavar="NAME[,NAME...]",
        required=True,
        action="extend",
        type=lambda names: names.split(","),
        help="what to make: all, or some of " + ", ".join(offered()),
    )
    add("-o", "--output", metavar="PATH", required=True, help="a folder; a file for one guide")
    add_many_flags(parser)
    add_option_flags(parser)
    add("--width", metavar="N", type=int, help="shrink to N pixels first; this never enlarges")
    add("--height", metavar="N", type=int, help="likewise; only one of them keeps the shape")
    add_flags(parser)
    add(
        "--engine",
        choices=list(EngineName),
        default=EngineName.LOCAL.value,
        help="who makes them: local, this computer, if not given; runware, for money",
    )
    add_limit(parser)
    add_method_flag(parser)
    add("--json", action="store_true", help="print one JSON object a line")
    return parser


def new_parser(prog: str, description: str) -> argparse.ArgumentParser:
    """A parser for the command `prog`, with help in our lines and no abbreviations."""
    return _Parser(
        prog=prog,
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


class _Parser(argparse.ArgumentParser):
    """One that repeats what was typed so that it steers no terminal."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


class _Version(argparse.Action):
    """Looks the version up when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from core.version import version  # noqa: PLC0415 - a third of the time --help takes

        print(f"underdrawing {version()}")
        parser.exit()
