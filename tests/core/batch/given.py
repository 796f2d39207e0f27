"""Pictures, plans and runs for the tests of batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from core.batch.batch import Batch
from core.batch.board import ignore_changes
from core.batch.course import Ended
from core.batch.gather import Source
from core.batch.item import Change, Item, State
from core.batch.plan import Plan, tasks_of
from core.catalog import CATALOG
from core.engine import Engine
from core.local.engine import LocalEngine
from core.preprocessor import Entry, Preprocessor

CANNY, TILE = Preprocessor.CANNY, Preprocessor.TILE


def picture(path: Path, width: int = 40, height: int = 30) -> Path:
    """A picture of noise at `path`, whose folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((width, height), 90).save(path)
    return path


def pictures(folder: Path, count: int) -> list[Path]:
    """So many pictures, 0.png, 1.png and so on."""
    return [picture(folder / f"{number}.png") for number in range(count)]


def plan_of(
    what: Sequence[str | Path], *preprocessors: Preprocessor, to: Path, **more: Any
) -> Plan:
    """All of `what` by these preprocessors, or by canny and tile, into the folder `to`."""
    tasks = tasks_of(preprocessors or (CANNY, TILE), {})
    return Plan(tuple(map(Source.of, what)), tasks, to, **more)


async def run(
    batch: Batch,
    listener: Callable[[Change], None] = ignore_changes,
    *,
    rows: Mapping[Preprocessor, Entry] = CATALOG,
    engine: Engine | None = None,
) -> Ended:
    """Run `batch` on this computer, or by `engine`."""
    by = engine or LocalEngine(rows)
    try:
        return await batch.run(by, listener)
    finally:
        await by.aclose()


def states(batch: Batch) -> list[State]:
    """Those of all items, in order."""
    return [item.state for item in batch.items]


def paths(batch: Batch) -> list[Path]:
    """Where guides are that were made, in order."""
    return [path_of(item) for item in batch.items if item.state is State.DONE]


def path_of(item: Item) -> Path:
    """Where that guide goes, which is known."""
    assert item.path is not None
    return item.path
