"""The history with 10,000 guides: opening, listing, searching, and keeping one more."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median

from core.guide import Guide
from core.history.history import GuideHistory
from core.options import Options
from core.picture import Picture, Pixels
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask
from tests.benchmarks.measuring import medians_ms, print_table
from tests.benchmarks.samples import photo_like
from tests.methods import opener

ENTRIES = 10_000
PAGE = 60
ROUNDS = 21
LIST_TARGET_MS = 10.0
SIDE = 2048

_COPY = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
INSERT INTO entries (
    made, picture, name, folded, origin, preprocessor, task, look, engine, method, quality,
    seconds, cost, remark, width, height, grey, bought, pinned, file, bytes
) SELECT
    made + n, picture, 'holiday ' || n, 'holiday ' || n, origin, preprocessor, task, look || n,
    engine, method, quality, seconds, cost, remark, width, height, grey, n % 100 = 0,
    n % 50 = 0, n || '.png', bytes
FROM entries, numbers WHERE id = ? ORDER BY n, preprocessor
"""
_DETAILS = """
INSERT INTO details SELECT e.id, thumbnail, people FROM entries AS e, details
WHERE e.id NOT IN (SELECT entry FROM details) AND entry = 1
"""


def report() -> None:
    """Print both tables."""
    asyncio.run(_report())


async def _report() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder)
        opening = _opening_ms(folder)
        history = GuideHistory(folder)
        await _report_finding(history, opening)
        await _report_keeping(history)
        history.close()


def fill(folder: Path) -> None:
    """A history of ENTRIES guides, half of them depth, as rows and files that are copies."""
    history = GuideHistory(folder)
    photo = photo_like(512)
    picture = Picture(photo, "holiday")
    originals = [history.add(picture, _guide(photo, name)) for name in ("canny", "depth")]
    history.close()
    database = sqlite3.connect(folder / "current" / "history.sqlite3")
    for original in originals:
        database.execute(_COPY, (ENTRIES // 2 - 1, original.id))
    database.execute(_DETAILS)
    files = {file for (file,) in database.execute("SELECT file FROM entries WHERE id > 2")}
    database.commit()
    database.close()
    for file in files:
        (folder / "current" / "files" / file).write_bytes(b"")


def _opening_ms(folder: Path) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        history = GuideHistory(folder)
        history.entries(limit=1)
        taken.append(1000 * (time.perf_counter() - began))
        history.close()
    return median(taken)


async def _report_finding(history: GuideHistory, opening: float) -> None:
    newest = history.entries(limit=1)[0]
    calls: dict[str, Callable[[], object]] = {
        f"the newest {PAGE}": lambda: history.entries(limit=PAGE),
        "a word that all have": lambda: history.entries("holiday", limit=PAGE),
        "a word that one has": lambda: history.entries("4711", limit=PAGE),
        "two words that none has": lambda: history.entries("holiday nowhere", limit=PAGE),
        "a title, of the older half": lambda: history.entries("canny", limit=PAGE),
        "a preprocessor, of the older half": lambda: history.entries(
            preprocessor=Preprocessor.CANNY, limit=PAGE
        ),
        "pinned, one of fifty": lambda: history.entries(pinned=True, limit=PAGE),
        "an engine that none is by": lambda: history.entries(engine="runware", limit=PAGE),
        "how much there is": history.size_bytes,
        "a thumbnail": lambda: history.thumbnail(newest),
    }
    times = await medians_ms(list(calls.values()), ROUNDS)
    rows = [["opened, swept and listed", f"{opening:.1f}", ""]]
    for name, taken in zip(calls, times, strict=True):
        rows.append([name, f"{taken:.1f}", f"<= {LIST_TARGET_MS:g}"])
    print_table(f"The history with {ENTRIES:,} guides", ("what", "ms", "target ms"), rows)


async def _report_keeping(history: GuideHistory) -> None:
    photo = photo_like(SIDE)
    known = Picture(photo, "photo")
    grey, colour = _guide(photo, "canny"), _guide(photo, "tile")
    kept = history.add(known, grey)
    other = photo.copy()
    numbers = count(1)

    def another() -> Picture:
        other[0, 0, 0] = next(numbers) % 256
        return Picture(other.copy(), "photo")

    calls: dict[str, Callable[[], object]] = {
        "a grey guide of a picture that is known": lambda: history.add(known, grey),
        "a guide in colour of a picture that is known": lambda: history.add(known, colour),
        "a grey guide of another picture, pasted": lambda: history.add(another(), grey),
    }
    names = list(calls)
    times = await medians_ms(list(calls.values()), 5)
    kept = history.entries(preprocessor=Preprocessor.CANNY, limit=1)[0]
    opened = await medians_ms([lambda: history.guide(kept), lambda: history.picture(kept)], 7)
    rows = [[f"kept: {name}", f"{taken:.0f}"] for name, taken in zip(names, times, strict=True)]
    for name, taken in zip(("a grey guide", "a picture"), opened, strict=True):
        rows.append([f"brought back: {name}", f"{taken:.0f}"])
    print_table(f"The same, one more of {SIDE} x {SIDE}", ("what", "ms"), rows)


def _guide(photo: Pixels, name: str) -> Guide:
    task = PreprocessTask(preprocessor=Preprocessor(name))
    pixels = opener(task.entry)(photo)(Options(task.options))
    return Guide(pixels, task, "local", "benchmark", Quality.FINAL, 0.0)


if __name__ == "__main__":
    report()
