"""How a set-up talks: what it is doing, and why it failed, as a sentence that says what to do."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STOPPED = 130
"""The exit code after Ctrl-C, as shells have it."""

DISK_FULL = "The disk is full. Free 1 GB and start again."

_SIGNS = (
    (("No space left on device", "not enough space on the disk"), DISK_FULL),
    (
        ("DO NOT MATCH THE HASHES",),
        "What was downloaded is not what was expected, so it was not used."
        " Start again, and if that does not help, try another network.",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED",),
        "The connection for the download could not be trusted. If a company's network or a virus"
        " scanner stands in between, let the variable PIP_CERT name the file of its certificate,"
        " and check that this computer's clock is right; then start again.",
    ),
    (
        (
            "Failed to establish a new connection",
            "Max retries exceeded",
            "Temporary failure in name resolution",
            "getaddrinfo failed",
            "Cannot connect to proxy",
            "Connection broken",
            "Read timed out",
        ),
        "The packages that Underdrawing needs could not be downloaded."
        " Check the connection to the internet, and a proxy if you use one, and start again.",
    ),
    (
        ("No matching distribution found", "is not a supported wheel"),
        "Something that Underdrawing needs is not made for Python {version} on this system."
        " It runs with Python 3.11 to 3.14, 64 bit, on Linux with glibc 2.34 or newer"
        " (2.39 on ARM), macOS 14 or newer, and Windows on x64.",
    ),
)


class SetupError(Exception):
    """The set-up cannot go on; `output` is what the tool that failed printed."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output


def say(text: str) -> None:
    """Tell the user what is going on; standard output belongs to the application."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def explained() -> Iterator[None]:
    """Ends the process with a sentence, and exit code 1, if what is inside fails; 130 by Ctrl-C."""
    status = 1
    try:
        yield
    except SetupError as error:
        say(f"{error.output}\n{error}" if error.output else str(error))
    except OSError as error:
        say(explain_os_error(error))
    except KeyboardInterrupt:
        say("Interrupted; the next start goes on from here.")
        status = STOPPED
    else:
        return
    sys.exit(status)


def explain_pip(output: str) -> str:
    """The likeliest reason for a failure of venv or pip that printed `output`."""
    for signs, sentence in _SIGNS:
        if any(sign in output for sign in signs):
            return sentence.format(version=sys.version.split()[0])
    return "Underdrawing could not be set up. The lines above say why; mend that and start again."


def explain_os_error(error: OSError) -> str:
    """What stands in the way when a file of the source folder cannot be written or read."""
    if error.errno == errno.ENOSPC:
        return DISK_FULL
    if isinstance(error, PermissionError):
        return (
            f"Underdrawing may not write to {error.filename}. Close it if it is running, or copy"
            " the whole folder to one of your own, and start again."
        )
    return f"Underdrawing could not be set up: {error}."
