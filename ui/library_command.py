"""The command `library`: what is there, and adding, removing and verifying networks."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from core.errors import UnderdrawingError
from core.library.adding import add_file
from core.library.download import Downloads
from core.library.hub import Hub, endpoint_of_environment
from core.library.queue import Item, Queue, Stage
from core.library.row import Row
from core.library.shelf import Shelf, State
from core.library.troubles import by_hand, megabytes
from core.paths import library_folder, settings_file
from core.settings import SettingsFile
from ui import interrupt
from ui.convert_report import Report
from ui.library_arguments import Action, LibraryRequest
from ui.library_bar import ByteBar

_GAP = "  "
_STOPPED = "Stopped. What has come is kept, and the same command goes on with it."
_STATES = {
    State.ABSENT: "-",
    State.PARTLY: "partly here",
    State.READY: "ready",
    State.CHANGED: "changed",
}


def run_library(request: LibraryRequest) -> int:
    """Do what `request` asks for and print how it went; the exit status, 0 or 1.

    Raises KeyboardInterrupt when stopped, with nothing half installed, and OSError where the
    standard streams cannot be written.
    """
    shelf = Shelf(library_folder())
    try:
        match request.action:
            case Action.ADD:
                return _add(shelf, request.rows)
            case Action.ADD_FILE:
                return _add_file(shelf, request)
            case Action.REMOVE:
                return _remove(shelf, request.rows)
            case Action.VERIFY:
                return _verify(shelf)
            case _:
                _list(shelf, as_json=request.as_json)
                return 0
    except UnderdrawingError as error:
        _say(str(error))
        return 1


def _list(shelf: Shelf, *, as_json: bool) -> None:
    rows = tuple(shelf.rows.values())
    if as_json:
        endpoint = endpoint_of_environment()
        _print(*(json.dumps(_as_object(shelf, row, endpoint)) for row in rows))
        return
    cells = [("NAME", "FOR", "SIZE", "LICENCE", "STATE", "TITLE")]
    cells += [
        (
            row.name,
            ", ".join(row.serves),
            megabytes(row.bytes),
            row.licence,
            _STATES[shelf.state(row)],
            row.title if row.is_pinned else f"{row.title} (only as a file)",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    _print(
        *(
            _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in cells
        )
    )


def _as_object(shelf: Shelf, row: Row, endpoint: str) -> dict[str, Any]:
    hands = [(file, by_hand(endpoint, row, file)) for file in row.files]
    return {
        "name": row.name,
        "title": row.title,
        "need": row.need,
        "serves": row.serves,
        "good_for": row.good_for,
        "state": shelf.state(row),
        "bytes": row.bytes,
        "fetched_bytes": shelf.fetched_bytes(row),
        "licence": row.licence,
        "licence_note": row.licence_note,
        "training": row.training,
        "repo": row.repo,
        "revision": row.revision,
        "fetchable": row.is_pinned,
        "files": [
            {
                "role": file.role,
                "name": hand.name,
                "address": hand.address,
                "bytes": hand.bytes,
                "sha256": hand.sha256 or None,
            }
            for file, hand in hands
        ],
    }


def _add(shelf: Shelf, rows: Sequence[Row]) -> int:
    try:
        items = interrupt.run(_fetched(shelf, rows))
    except KeyboardInterrupt:
        _say(_STOPPED)
        raise
    return 0 if all(item.stage is Stage.DONE for item in items) else 1


async def _fetched(shelf: Shelf, rows: Sequence[Row]) -> Sequence[Item]:
    settings = await asyncio.to_thread(SettingsFile(settings_file()).load)
    hub = Hub(offline=settings.offline, wall=time.time)
    bar = ByteBar()

    def tell(item: Item) -> None:
        if item.stage is Stage.RUNNING:
            if item.transfer is None:
                _announce(shelf, item.row, hub)
            else:
                bar.show(item.row.name, item.transfer)
            return
        bar.clear()
        if item.stage is Stage.DONE:
            _print(f"{item.row.name}{_GAP}ready")
        elif item.error is not None:
            _say(f"{item.row.name}: {item.error}")

    queue = Queue(Downloads(shelf, hub), tell)
    try:
        for row in rows:
            queue.add(row)
        await queue.finished()
        return queue.items
    finally:
        bar.clear()
        await queue.aclose()


def _announce(shelf: Shelf, row: Row, hub: Hub) -> None:
    """What is about to come, from where, and under which terms."""
    if shelf.is_ready(row) or not row.is_pinned:
        return
    _say(
        f"{row.title}: {megabytes(row.bytes)} from {urlsplit(hub.endpoint).hostname},"
        f" {row.licence}. {row.licence_note} Trained on: {row.training}"
    )


def _add_file(shelf: Shelf, request: LibraryRequest) -> int:
    assert request.file is not None
    row = request.rows[0] if request.rows else None
    bar = ByteBar()
    try:
        total = 2 * request.file.stat().st_size
    except OSError:  # which is said when it is read
        total = 0
    try:
        added = add_file(shelf, request.file, row, bar.counting(request.file.name, total))
    finally:
        bar.clear()
    for each in added:
        missing = ", ".join(file.name for file in shelf.missing(each))
        _print(f"{each.name}{_GAP}" + (f"still needs {missing}" if missing else "ready"))
    return 0


def _remove(shelf: Shelf, rows: Sequence[Row]) -> int:
    for row in rows:
        was_there = shelf.state(row) is not State.ABSENT
        shelf.remove(row)
        _print(f"{row.name}{_GAP}" + ("removed" if was_there else "was not here"))
    return 0


def _verify(shelf: Shelf) -> int:
    bar = ByteBar()
    try:
        verdicts = shelf.verify(bar.counting("verify", shelf.size_bytes))
    finally:
        bar.clear()
    good = True
    for verdict in verdicts:
        if verdict.state is State.READY:
            _print(f"{verdict.row.name}{_GAP}as it was added")
        else:
            good = False
            _say(
                f"{verdict.row.name}: It is not as it was when it was added, and is not used."
                f" Mend it with: underdrawing library add {verdict.row.name}"
            )
    return 0 if good else 1


def _print(*lines: str) -> None:
    print("\n".join(lines), flush=True)


def _say(text: str) -> None:
    # Names of files are in it, with whatever somebody has put into them.
    if sys.stderr is not None:
        Report(None, (), as_json=False).say(text)
