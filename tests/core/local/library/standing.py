"""Networks of the library as their adapters get them, each a stand-in whose function is known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from importlib import import_module
from pathlib import Path

import numpy as np

from core.catalog import CATALOG
from core.library.row import ONLY, Row
from core.library.rows import ROWS
from core.local.added import Added
from core.local.library.model import LibraryOpener, Model, Part
from core.local.method import Drawn
from core.local.networks import Networks
from core.local.pack import Pack
from core.options import Options, OptionValue
from core.paths import model_pack
from core.picture import Pixels
from core.preprocessor import Preprocessor


def model(
    row: Row, preprocessor: Preprocessor, content: bytes | Mapping[str, bytes], folder: Path
) -> Model:
    """The network of `row` with `content` as its file, or as its files by role, in `folder`."""
    contents = {ONLY: content} if isinstance(content, bytes) else content
    parts = {}
    for role, one in contents.items():
        path = folder / f"{row.name}-{role}.onnx"
        path.write_bytes(one)
        parts[role] = Part(
            row.file(role), Added(f"{folder}/{role}", row.title, partial(Path, path))
        )
    return Model(row, preprocessor, parts, Networks(Pack(model_pack())))


def made(model: Model, pixels: Pixels, **options: OptionValue) -> Drawn:
    """The guide of `pixels` by `model`, with those options of which others than usual are given."""
    make = opener(model)(pixels, model)
    guide = make(Options(CATALOG[model.preprocessor].complete(options)))
    return guide if isinstance(guide, Drawn) else Drawn(guide)


def opener(model: Model) -> LibraryOpener:
    """The adapter that opens pictures for `model`."""
    module, name = model.row.adapter.split(":")
    found: LibraryOpener = getattr(import_module(module), name)
    return found


def row(name: str) -> Row:
    """The row of the library called `name`."""
    return ROWS[name]


@cache
def noise(height: int, width: int) -> Pixels:
    """A picture of many colours, in which nothing can be foreseen; never one tone."""
    pixels = np.random.default_rng(height * 10_000 + width).integers(0, 256, (height, width, 3))
    return _kept(pixels.astype(np.uint8))


@cache
def blocks(height: int, width: int, side: int = 16) -> Pixels:
    """Squares of one colour each, whose middles stay as they are when it is made smaller."""
    small = noise(-(-height // side), -(-width // side))
    return _kept(small.repeat(side, axis=0).repeat(side, axis=1)[:height, :width].copy())


def _kept(pixels: Pixels) -> Pixels:
    pixels.flags.writeable = False
    return pixels
