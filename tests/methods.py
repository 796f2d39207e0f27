"""The local methods of the catalogue as the engine calls them, for tests that walk through all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from core.local.method import Drawn, Maker, NetworkOpener, Opener, TellingMaker
from core.local.networks import Networks
from core.local.pack import Pack
from core.options import Options
from core.paths import model_pack
from core.picture import Pixels
from core.preprocessor import Entry


@cache
def networks() -> Networks:
    """Those that ship, loaded once for all tests of a process."""
    return Networks(Pack(model_pack()))


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
