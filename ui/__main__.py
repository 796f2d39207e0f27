"""Where Underdrawing starts: the window, or a command that needs no window."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ui import early, unforeseen
from ui.cli.arguments import convert_arguments, list_arguments, window_arguments
from ui.screen import NO_SCREEN, screen_is_missing

if TYPE_CHECKING:
    from ui.application import Guest

early.over()


def run() -> NoReturn:
    """Do what was typed, as a process of its own."""
    unforeseen.watch()
    try:
        status = main()
    except KeyboardInterrupt:
        status = early.STOPPED
    except Exception as error:
        unforeseen.tell(error)
        status = 1
    if threading.active_count() > 1:
        # All files are whole by now, but a thread that is making a guide cannot be interrupted,
        # and an ordinary exit would wait for it.
        os._exit(status)
    sys.exit(status)


def main(argv: Sequence[str] | None = None, guest: Guest | None = None) -> int:
    """Do what `argv` (by default what was typed) says; the exit status.

    0: all is well; 1: something failed; 2: wrong usage; 130: stopped.
    `guest` is a scripted user for the window, see ui.application.
    """
    argv = list(sys.argv[1:] if argv is None else argv)
    try:
        if argv[:1] in (["convert"], ["preprocessors"], ["library"], ["serve"]):
            return _command(*argv)
        pictures = window_arguments(argv)
    except SystemExit as wanted:  # argparse ends so after --help and wrong usage
        return wanted.code if isinstance(wanted.code, int) else 0
    if screen_is_missing():
        print(f"underdrawing: {NO_SCREEN}", file=sys.stderr)
        return 1
    try:
        from ui.application import run_window  # noqa: PLC0415 - Qt, which the commands do without
    except ImportError as error:  # a library of the system that Qt needs
        print(
            f"underdrawing: Qt cannot be loaded: {error}. Install the package of your system that "
            "has this; in the source folder packaging/run.py names it.",
            file=sys.stderr,
        )
        return 1
    return run_window(pictures, guest)


def _command(name: str, *argv: str) -> int:
    # Each imports what it alone needs, so that the small ones answer at once.
    try:
        if name == "convert":
            request = convert_arguments(argv)
            from ui.cli.command_line import convert_pictures  # noqa: PLC0415 - see above

            return convert_pictures(request)
        if name == "library":
            from ui.cli.library_arguments import library_arguments  # noqa: PLC0415 - see above
            from ui.cli.library_command import run_library  # noqa: PLC0415 - see above

            return run_library(library_arguments(argv))
        if name == "serve":
            from ui.cli.serve_arguments import serve_arguments  # noqa: PLC0415 - see above

            settings = serve_arguments(argv)
            from ui.cli.serve import serve  # noqa: PLC0415 - see above

            return serve(settings)
        as_json = list_arguments(argv)
        from ui.cli.preprocessor_list import print_preprocessors  # noqa: PLC0415 - see above

        print_preprocessors(as_json=as_json)
    except KeyboardInterrupt:
        return early.STOPPED
    except OSError as error:  # of the standard streams: all others are explained where they happen
        _mute()
        # EINVAL is how Windows says that the reader of a pipe has gone.
        if error.errno not in (errno.EPIPE, errno.EINVAL):
            why = error.strerror or error
            print(f"underdrawing: The output could not be written: {why}.", file=sys.stderr)
        return 1
    return 0


def _mute() -> None:
    """Send standard output nowhere, so that Python's last flush cannot fail once more."""
    with Path(os.devnull).open("wb") as nowhere, suppress(OSError, AttributeError):
        # A standard output that is no file, or none at all, has nothing to flush.
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


if __name__ == "__main__":
    run()
