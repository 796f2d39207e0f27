"""The local methods of the catalogue as the engine calls them, for tests that walk through all."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from core.local.method import Drawn, Maker, NetworkOpener, Opener, TellingMaker
from core.local.networks import Networks, usable_cores
from core.local.pack import Pack
from core.options import Options
from core.paths import model_pack
from core.picture import Pixels
from core.preprocessor import Entry


@cache
def networks() -> Networks:
    """Those that ship, loaded once for all tests of a process, with its share of the cores."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return Networks(Pack(model_pack()), threads=max(1, usable_cores() // processes))


def opener(entry: Entry) -> Opener:
    """What opens a picture for `entry`, which has a local method; of a pose only the pixels."""
    assert entry.local is not None
    module, name = entry.local.opener.split(":")
    function = getattr(import_module(module), name)
    if not entry.local.networks:
        return cast(Opener, function)
    open_with = cast(NetworkOpener, function)
    return lambda pixels: _pixels_only(open_with(pixels, networks()))


def _pixels_only(make: Maker | TellingMaker) -> Callable[[Options], Pixels]:
    def pixels(options: Options) -> Pixels:
        made = make(options)
        return made.pixels if isinstance(made, Drawn) else made

    return pixels
