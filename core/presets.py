"""Presets: options of a preprocessor under a name. Some ship; the artist keeps more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.catalog import CATALOG
from core.errors import InvalidTask
from core.options import Options
from core.preprocessor import Preprocessor

NAME_CHARS = 60


@dataclass(frozen=True)
class Preset:
    """`options` are complete, in the API's spelling; `name` is 1 to NAME_CHARS characters."""

    name: str
    preprocessor: Preprocessor
    options: Options


def _shipped(name: str, preprocessor: Preprocessor, **options: object) -> Preset:
    return Preset(name, preprocessor, Options(CATALOG[preprocessor].complete(options)))


SHIPPED = (
    _shipped("Fine detail", Preprocessor.CANNY, lowThresholdCanny=40, highThresholdCanny=100),
    _shipped("Clean outlines", Preprocessor.SOFTEDGE, softedgeDetail=0.7, softedgeSafe=True),
    _shipped("Portrait", Preprocessor.LINEART, lineDetail=1.4, lineWidth=1.5),
    _shipped("Architecture", Preprocessor.MLSD, mlsdScore=0.2, mlsdLength=24),
    _shipped("Anime", Preprocessor.LINEART_ANIME, inkDetail=1.2, inkWidth=2.0),
)
"""What ships: one for each of the usual purposes."""


def named(name: str) -> str:
    """`name` as it can be kept: trimmed, on one line, not too long; empty if nothing is left."""
    return " ".join(name.split())[:NAME_CHARS].strip()


def kept(presets: Sequence[Preset], preset: Preset) -> tuple[Preset, ...]:
    """`presets` with `preset`, in the place of one of the same name and preprocessor if any."""
    place = (preset.name, preset.preprocessor)
    same = [(each.name, each.preprocessor) == place for each in presets]
    if any(same):
        return tuple(preset if is_it else each for each, is_it in zip(presets, same, strict=True))
    return (*presets, preset)


def plain_presets(presets: Sequence[Preset]) -> list[dict[str, Any]]:
    """`presets` as what JSON can hold."""
    return [
        {
            "name": preset.name,
            "preprocessor": preset.preprocessor.value,
            "options": dict(preset.options),
        }
        for preset in presets
    ]


def parse_presets(found: object) -> tuple[Preset, ...]:
    """What `plain_presets` wrote, less what cannot be used. Raises TypeError if it is no list."""
    if not isinstance(found, list):
        raise TypeError(found)
    presets: tuple[Preset, ...] = ()
    for each in found:
        try:
            presets = kept(presets, _parse(each))
        except (InvalidTask, KeyError, TypeError, ValueError):
            # Of another version, or mended by hand: the others are still good.
            continue
    return presets


def merged_presets(known: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    """`theirs`, as another window has written them, with what was changed here since `known`.

    All are as JSON has them. What cannot be used here, of a newer version, stays.
    """
    if theirs == known:
        # Where nobody else has changed any, they are in our order.
        return ours
    gone = [each for each in known if each not in ours]
    new = [each for each in ours if each not in known]
    places = [_place(each) for each in new]
    stay = [each for each in theirs if each not in gone and _place(each) not in places]
    return [*stay, *new]


def _place(found: object) -> object:
    """What one preset replaces another by; what is none replaces itself alone."""
    if isinstance(found, Mapping) and "name" in found and "preprocessor" in found:
        return [found["name"], found["preprocessor"]]
    return [found]


def _parse(found: object) -> Preset:
    if not isinstance(found, Mapping) or not isinstance(found["name"], str):
        raise TypeError(found)
    name = named(found["name"])
    if not name:
        raise ValueError(found)
    preprocessor = Preprocessor(found["preprocessor"])
    return Preset(name, preprocessor, Options(CATALOG[preprocessor].complete(found["options"])))
