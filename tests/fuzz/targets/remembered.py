"""Targets of what is kept in databases: the plan and the items of a batch, guides of the history.

The bytes are put into a row as SQLite would give them back, whatever they are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np

from core.batch.database import FILE_NAME as BATCH
from core.batch.gather import Source
from core.batch.item import Item, Result, State, plain_error
from core.batch.plan import Plan
from core.batch.store import Store
from core.errors import PictureError, UnderdrawingError
from core.guide import Guide
from core.history.database import CURRENT
from core.history.database import FILE_NAME as HISTORY
from core.history.entry import entry_of, task_text
from core.history.history import GuideHistory
from core.history.people import people_text
from core.picture import Picture
from core.pose import People, Person
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask
from core.wording import say, say_n
from tests.core.pictures import noise
from tests.fuzz.rule import Broken, Target, in_due_form, same
from tests.fuzz.scratch import scratch

_folder = scratch()
_TASK = PreprocessTask(preprocessor=Preprocessor.OPENPOSE)
_COLUMNS = {
    b"p": "UPDATE plans SET plan = CAST(? AS TEXT)",
    b"e": "UPDATE items SET error = CAST(? AS TEXT)",
    b"r": "UPDATE items SET result = CAST(? AS TEXT)",
    b"m": "UPDATE items SET remark = CAST(? AS TEXT)",
    b"s": "UPDATE items SET state = CAST(? AS TEXT)",
    b"n": "UPDATE items SET path = ?",
}
_ENTRY_COLUMNS = {
    b"t": "UPDATE entries SET task = CAST(? AS TEXT)",
    b"p": "UPDATE details SET people = CAST(? AS TEXT)",
    b"q": "UPDATE entries SET quality = CAST(? AS TEXT)",
    b"n": "UPDATE entries SET name = CAST(? AS TEXT)",
    b"w": "UPDATE entries SET width = CAST(? AS TEXT)",
}


def _plan() -> Plan:
    return Plan((Source(Path("/a/b.png"), "a"),), (_TASK,), Path("/c"), day=date(2026, 1, 2))


def _result() -> Result:
    size = (4, 3)
    return Result(size, 0.1, "local", "x", Quality.FINAL, None, "Done.", Path("/c/d.json"))


def _batches(data: bytes) -> None:
    """The first byte says which column of the batch the others are."""
    statement = _COLUMNS.get(data[:1])
    if statement is None:
        return
    folder = _folder / "batch"
    Store.begin(folder, _plan(), [Item(0, 0, Preprocessor.OPENPOSE)]).close()
    _put(folder / BATCH, statement, data[1:])
    try:
        store = Store.open(folder)
    except UnderdrawingError as error:
        in_due_form(error)
        return
    assert store is not None
    try:
        _goes_on(store)
    finally:
        store.close()


def _goes_on(store: Store) -> None:
    """Raises Broken unless what was opened can be shown and noted, and is the same again."""
    for item in store.items:
        store.token(item)
        if item.path is not None and ".." in item.path.parts:
            raise Broken(f"a guide would go to {item.path}")
    store.note(store.items)
    store.note_plan(store.plan)
    before = _told(store)
    store.close()
    again = Store.open(_folder / "batch")
    assert again is not None
    with closing(again):
        same(_told(again), before)


def _told(store: Store) -> str:
    items = [(item.state, item.result, str(item.error)) for item in store.items]
    return f"{store.plan.plain()} {items}"


_history: list[GuideHistory] = []


def _guides(data: bytes) -> None:
    """The first byte says which column of an entry the others are."""
    statement = _ENTRY_COLUMNS.get(data[:1])
    if statement is None:
        return
    folder = _folder / "history"
    if not _history:
        _history.append(GuideHistory(folder))
    history = _history[0]
    picture = Picture(noise((3, 4, 3)), "still life", "")
    guide = Guide(noise((3, 4, 3)), _TASK, "local", "x", Quality.FINAL, 0.0, people=_people())
    entry = history.add(picture, guide)
    _put(folder / CURRENT / HISTORY, statement, data[1:])
    try:
        for found in history.entries("still"):
            same(entry_of(_row(found, task_text(found.task))), found)
            if not isinstance(found.width, int):
                raise Broken(f"a width of {found.width!r}")
            history.thumbnail(found)
        history.guide(entry)
    except UnderdrawingError as error:
        in_due_form(error)
    finally:
        _put(folder / CURRENT / HISTORY, "DELETE FROM entries WHERE ? IS NOT NULL", b"")


def _row(entry: object, task: str) -> list[object]:
    values = list(vars(entry).values())
    values[4] = task
    return values


def _put(file: Path, statement: str, value: bytes) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute(statement, (value,))


def _people() -> People:
    body = np.ones((18, 3), np.float32)
    return People((Person(body, left_hand=np.ones((21, 3), np.float32)),), 4, 3)


def _batch_seeds() -> Iterable[bytes]:
    yield b"p" + json.dumps(_plan().plain()).encode()
    yield b"r" + json.dumps(_result().plain()).encode()
    error = PictureError(
        say("No {a} of {b}.", a=1, b=say_n("{n} x", "{n} xs", 2)), "Do.", details="d"
    )
    yield b"e" + json.dumps(plain_error(error)).encode()
    yield b"e" + json.dumps(plain_error(UnderdrawingError("What.", "Do."))).encode()
    yield b"mA remark."
    yield from (b"s" + state.encode() for state in State)
    yield b"nd.png"


def _guide_seeds() -> Iterable[bytes]:
    for preprocessor in Preprocessor:
        yield b"t" + task_text(PreprocessTask(preprocessor=preprocessor, width=9)).encode()
    yield b"p" + people_text(_people()).encode()
    yield b'p{"width": 1, "height": 2, "persons": []}'
    yield from (b"q" + quality.encode() for quality in Quality)
    yield b"nstill life"
    yield b"w12"


_WORDS = (
    *(f'"{name}"'.encode() for name in _plan().plain()),
    *(f'"{name}"'.encode() for name in _result().plain()),
    *(f'"{name}"'.encode() for name in ("what", "remedy", "english", "template", "values", "n")),
    *(f'"{name}"'.encode() for name in ("persons", "body", "face", "left_hand", "number")),
    *(f'"{name}"'.encode() for name in ("preprocessor", "options", "task_uuid", *Preprocessor)),
    *(b"1e999", b"-1e999", b"NaN", b"null", b"[]", b"{}", b"9" * 400, b"[" * 300, b"\\ud800"),
    *(b"\xff", b"\0", b"[[1, 2, 3]]", b"[[1e39, 0, 0]]", b"..", b"/"),
)

TARGETS = {
    "batches": Target("batches", _batches, _batch_seeds, _WORDS, json_at=1),
    "history": Target("history", _guides, _guide_seeds, _WORDS, json_at=1),
}
