"""The command `library`: what is there, and adding, removing and verifying networks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from core.errors import UnderdrawingError
from core.library.adding import add_file
from core.library.by_hand import by_hand, size_text
from core.library.endpoint import endpoint_of_environment
from core.library.row import Row
from core.library.shelf import Shelf, State
from core.paths import library_folder
from ui.cli.library_arguments import Action, LibraryRequest
from ui.cli.library_bar import ByteBar
from ui.cli.library_words import GAP, print_lines, say

_STATES = {State.ABSENT: "-", State.READY: "ready", State.CHANGED: "changed"}


def run_library(request: LibraryRequest) -> int:
    """Do what `request` asks for and print how it went; the exit status, 0 or 1.

    Raises KeyboardInterrupt when stopped, with nothing half installed, and OSError where the
    standard streams cannot be written.
    """
    shelf = Shelf(library_folder())
    try:
        match request.action:
            case Action.ADD:
                from ui.cli.library_fetching import fetch  # noqa: PLC0415 - httpx, for this alone

                return fetch(shelf, request.rows)
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
        say(str(error))
        return 1


def _list(shelf: Shelf, *, as_json: bool) -> None:
    rows = tuple(shelf.rows.values())
    if as_json:
        endpoint = endpoint_of_environment()
        print_lines(*(json.dumps(_as_object(shelf, row, endpoint)) for row in rows))
        return
    cells = [("NAME", "FOR", "SIZE", "LICENCE", "STATE", "TITLE")]
    cells += [
        (
            row.name,
            ", ".join(row.serves),
            size_text(row.bytes),
            row.licence,
            _state(shelf, row),
            row.title if row.is_pinned else f"{row.title} (only as a file)",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    print_lines(
        *(
            GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in cells
        )
    )


def _state(shelf: Shelf, row: Row) -> str:
    state = shelf.state(row)
    return _STATES.get(state) or f"{shelf.here_bytes(row) * 100 // max(1, row.bytes)} % here"


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
        print_lines(f"{each.name}{GAP}" + (f"still needs {missing}" if missing else "ready"))
    return 0


def _remove(shelf: Shelf, rows: Sequence[Row]) -> int:
    status = 0
    for row in rows:
        was_there = shelf.state(row) is not State.ABSENT
        try:
            shelf.remove(row)
        except UnderdrawingError as error:
            say(f"{row.name}: {error}")
            status = 1
        else:
            print_lines(f"{row.name}{GAP}" + ("removed" if was_there else "was not here"))
    return status


def _verify(shelf: Shelf) -> int:
    bar = ByteBar()
    try:
        verdicts = shelf.verify(bar.counting("verify", shelf.size_bytes))
    finally:
        bar.clear()
    if not verdicts:
        print_lines("Nothing was added yet.")
    good = True
    for verdict in verdicts:
        if verdict.state is State.READY:
            print_lines(f"{verdict.row.name}{GAP}as it was added")
        else:
            good = False
            name = verdict.row.name
            mend = name if verdict.row.is_pinned else f"--file PATH --as {name}"
            say(
                f"{name}: It is not as it was when it was added, and is not used."
                f" Mend it with: underdrawing library add {mend}"
            )
    return 0 if good else 1
