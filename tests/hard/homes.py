"""A home that somebody has worked in, and what can happen to a file of it."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from core.batch.batch import Batch
from core.batch.database import FILE_NAME as BATCH
from core.history.database import CURRENT
from core.history.database import FILE_NAME as HISTORY
from core.history.history import GuideHistory
from core.options import Options
from core.paths import batch_folder, bought_folder, history_folder, settings_file
from core.preprocessor import Preprocessor
from core.presets import Preset
from core.runware.database import FILE_NAME as PURCHASES
from core.runware.purchases import Purchases
from core.runware.wish import Wish
from core.settings import Settings, SettingsFile, Theme
from core.task import PreprocessTask
from tests.core.batch.given import pictures, plan_of
from tests.core.history.made import canny, pasted
from tests.core.pictures import saved

TILE = Preprocessor.TILE
PRESET = Preset("Mine", TILE, Options({"tileFactor": 3.0}))
BOUGHT = Wish.of("service", "picture", PreprocessTask(preprocessor=TILE), (64, 48))
GUIDE = saved(Image.fromarray(np.full((48, 64), 7, np.uint8)), "PNG")


def live_in(pictures_folder: Path) -> None:
    """Leave in the home of this process settings, three guides, a batch and a purchase."""
    SettingsFile(settings_file()).save(Settings(theme=Theme.DARK, presets=(PRESET,)))
    history = GuideHistory(history_folder())
    for number in range(3):
        history.add(pasted(number), canny(number=number))
    history.close()
    plan = plan_of(pictures(pictures_folder, 2), TILE, to=pictures_folder / "out")
    Batch.begin(plan, batch_folder()).close()
    purchases = Purchases(bought_folder())
    purchases.bought(purchases.order(BOUGHT, uuid.uuid4()), GUIDE, 0.5)
    purchases.close()


def files() -> dict[str, Path]:
    """The files in which all that is remembered, by what they hold."""
    return {
        "settings": settings_file(),
        "history": history_folder() / CURRENT / HISTORY,
        "batch": batch_folder() / BATCH,
        "purchases": bought_folder() / PURCHASES,
    }


def _cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "precious").write_bytes(b"precious")


def _newer(path: Path) -> None:
    if path.suffix == ".json":
        path.write_text('{"theme": "sepia", "beams": [1], "presets": [{"of": "tomorrow"}]}')
        return
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
        database.execute("CREATE TABLE beams (a)")
    database.close()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut off": _cut,
    "junk": lambda path: path.write_bytes(np.random.default_rng(1).bytes(20_000)),
    "zeros": lambda path: path.write_bytes(bytes(20_000)),
    "a folder": _folder,
    "gone": lambda path: path.unlink(),
}
NEWER = _newer


def copied(path: Path, to: Path) -> Path:
    """What is at `path`, kept elsewhere to compare with."""
    if path.is_dir():
        shutil.copytree(path, to)
    elif path.exists():
        shutil.copy(path, to)
    return to


def same(one: Path, other: Path) -> bool:
    """Whether two files, or folders with a file in them, are equal."""
    if one.is_dir():
        return (one / "precious").read_bytes() == (other / "precious").read_bytes()
    return one.read_bytes() == other.read_bytes()
