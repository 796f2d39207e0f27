"""The command `serve`: guides for other programs, by Runware's API, from this computer."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from core.errors import UnderdrawingError
from core.hosts import is_everywhere, is_loopback
from core.local.engine import LocalEngine
from core.log import end_log, keep_log
from core.paths import log_file
from core.server.key import key_of_environment
from core.server.running import RunningServer, ServerSettings
from ui.cli.local_methods import chosen_methods


def serve(settings: ServerSettings) -> int:
    """Serve until Ctrl-C, which comes out as KeyboardInterrupt; the exit status if it cannot be.

    Being asked to end by the system is the same as Ctrl-C. Where `settings` have no key, that of
    the environment holds.
    """
    with _heard():
        return _serve(settings)


def _serve(settings: ServerSettings) -> int:
    try:
        settings = replace(settings, key=settings.key or key_of_environment())
        server = RunningServer.start(lambda: LocalEngine(methods=chosen_methods()), settings)
    except UnderdrawingError as error:
        print(f"underdrawing: {error}", file=sys.stderr)
        return 1
    with _told_to_end():
        try:
            print(_told(server, settings), flush=True)
            server.wait()
        finally:
            server.stop()
    print("underdrawing: The server ended by itself.", file=sys.stderr)
    return 1


@contextmanager
def _told_to_end() -> Iterator[None]:
    """What a system asks a program to end by is the same as Ctrl-C, unless that is ignored."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    asked = [signal.Signals[name] for name in names]
    heard = [each for each in asked if signal.getsignal(each) is signal.SIG_DFL]
    for each in heard:
        signal.signal(each, signal.default_int_handler)
    try:
        yield
    finally:
        for each in heard:
            signal.signal(each, signal.SIG_DFL)


class _Brief(logging.Formatter):
    """What happened, as everything else that a command says; where it did is in the log file."""

    def format(self, record: logging.LogRecord) -> str:
        return f"underdrawing: {record.getMessage().strip()}"


@contextmanager
def _heard() -> Iterator[None]:
    """What the server logs goes to the log file, warnings to standard error as well."""
    log, said = keep_log(log_file()), logging.StreamHandler()
    said.setLevel(logging.WARNING)
    said.setFormatter(_Brief())
    logging.getLogger().addHandler(said)
    try:
        yield
    finally:
        end_log(said)
        end_log(log)


def _told(server: RunningServer, settings: ServerSettings) -> str:
    # One that was given is known, and what is printed is often kept.
    key, whose = ("YOUR-KEY", "that you gave") if settings.key else (server.key, server.key)
    lines = [
        f"Guides are made at {server.url}, for whoever knows the key {whose}",
        f"and described at {server.url.removesuffix('/v1')}/openapi.json",
        "",
        "For example:",
        f"  curl {server.url} -H 'Authorization: Bearer {key}' \\",
        "    -H 'Content-Type: application/json' -d '[{",
        f'      "taskType": "controlNetPreprocess", "taskUUID": "{uuid.uuid4()}",',
        '      "inputImage": "https://ADDRESS-OF-A-PICTURE", "preProcessorType": "canny"}]\'',
        "",
    ]
    if is_everywhere(settings.host):
        port = urlsplit(server.url).port
        lines += [
            "Other computers reach it by the name or an address of this one:",
            f"  http://{socket.gethostname()}:{port}/v1",
        ]
    if not is_loopback(settings.host):
        lines.append("What is sent over the network is not encrypted, the key neither.")
    return "\n".join(
        [*lines, "Ctrl-C stops it; what is not done by then is done at the next start."]
    )
