"""What the application remembers between runs: one small JSON file that may be missing or bad."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.alone import alone_in
from core.comparison import Comparison
from core.json_text import parse_json
from core.on_disk import is_there
from core.options import Options
from core.preprocessor import Preprocessor
from core.presets import Preset, merged_presets, parse_presets, plain_presets
from core.recent import merged_recent, parse_recent
from core.rendition import Rendition, parse_rendition
from core.service_choices import ServiceChoices, parse_service_choices
from core.settings_readers import methods_of_all, one_of, options_of_all, or_none, switch, text
from core.whole_file import clear_parts, set_aside, write_whole


class Theme(StrEnum):
    """Which colours the window has."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Motion(StrEnum):
    """How much in the window moves by itself."""

    SYSTEM = "system"
    REDUCED = "reduced"
    FULL = "full"


TEXT_SIZES = (100, 115, 130, 150)
"""In percent of the system's."""
HISTORY_LIMITS_MB = range(100, 1_000_001)
FIRST_STEPS = range(3)


@dataclass(frozen=True)
class Settings:
    """The user's last choices. The size of guides is not one: a forgotten limit ruins work.

    `language`: of the window as in ISO 639, empty for the system's. `text_size`: of TEXT_SIZES.
    `options`: by preprocessor, complete. `recent`: files of pictures, the latest first.
    `window`, `batch_window`: Qt's geometry, base64, or empty.
    `first_steps`: whether they are still shown, `first_step` the next, of FIRST_STEPS.
    `start_...`: what every start begins with, None for what there was last.
    `history_limit_mb`: of HISTORY_LIMITS_MB, of 2**20 bytes each.
    `methods`: names of methods of this computer by what they were chosen for, empty for the best
    that is here; see core.local.methods. `offline`: no network is fetched.
    `unknown`: keys of a newer version, written back as they were read.
    """

    theme: Theme = Theme.SYSTEM
    language: str = ""
    text_size: int = TEXT_SIZES[0]
    motion: Motion = Motion.SYSTEM
    preprocessor: Preprocessor = Preprocessor.CANNY
    options: Mapping[Preprocessor, Options] = field(default_factory=dict)
    recent: tuple[str, ...] = ()
    open_folder: str = ""
    export_folder: str = ""
    rendition: Rendition = field(default_factory=Rendition)
    window: str = ""
    batch_window: str = ""
    service: ServiceChoices = field(default_factory=ServiceChoices)
    comparison: Comparison = Comparison.SIDE_BY_SIDE
    presets: tuple[Preset, ...] = ()
    shows_history: bool = False
    first_steps: bool = True
    first_step: int = 0
    start_preprocessor: Preprocessor | None = None
    start_comparison: Comparison | None = None
    start_history: bool | None = None
    history_limit_mb: int = 2048
    methods: Mapping[Preprocessor, str] = field(default_factory=dict)
    offline: bool = False
    unknown: Mapping[str, Any] = field(default_factory=dict)

    def replace(self, **changes: Any) -> Settings:
        """A copy with `changes`."""
        return replace(self, **changes)

    def at_start(self) -> Settings:
        """These with what every start begins with in the place of what there was last."""
        chosen = {
            "preprocessor": self.start_preprocessor,
            "comparison": self.start_comparison,
            "shows_history": self.start_history,
        }
        return self.replace(**{name: value for name, value in chosen.items() if value is not None})


class SettingsFile:
    """Settings in a JSON file, replaced as a whole, so that a crash leaves the old or the new.

    Several windows may write it: each only what it has changed itself, one after the other.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Any] | None = None
        self._damaged: Path | None = None

    @property
    def damaged(self) -> Path | None:
        """Where `load` has put a file that was damaged; None if it was not."""
        return self._damaged

    def load(self) -> Settings:
        """The settings in the file, each that is missing or unusable by default.

        A file that cannot be read, or is no JSON object, is kept beside as `.damaged`, with a
        number if there is one already, and never overwritten unread.
        """
        clear_parts(self._path.parent)
        found = self._read()
        if found is None:
            self._set_aside()
        settings = _parse(found or {})
        self._known = _plain(settings)
        return settings

    def peek(self) -> Settings | None:
        """What `load` would give, with the file left as it is; None where that is damaged."""
        found = self._read()
        return None if found is None and is_there(self._path) else _parse(found or {})

    def save(self, settings: Settings) -> None:
        """Write what has changed since it was read or written last. Raises OSError.

        What another has written meanwhile stays, where it has not changed here as well.
        """
        plain = _plain(settings)
        if plain == self._known:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with alone_in(self._path.parent):
            found = self._read()
            if found is None:
                self._set_aside()
            whole = plain if found is None else _merged(self._known or {}, plain, found)
            # In ASCII: the name of a folder may be no text that UTF-8 could hold.
            write_whole(self._path, json.dumps(whole, indent=1).encode("ascii"))
        self._known = plain

    def _read(self) -> dict[str, Any] | None:
        """The JSON object in the file; None where there is none that can be read."""
        try:
            found = parse_json(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def _set_aside(self) -> None:
        # There may be none, or it cannot be moved, so that saving it will say so.
        with suppress(OSError):
            self._damaged = set_aside(self._path)


def _plain(settings: Settings) -> dict[str, Any]:
    """`settings` as JSON gives them back."""
    plain = {item.name: getattr(settings, item.name) for item in fields(settings)}
    del plain["unknown"]
    plain["service"] = settings.service.plain()
    plain["rendition"] = settings.rendition.plain()
    plain["presets"] = plain_presets(settings.presets)
    plain["options"] = {name.value: dict(options) for name, options in settings.options.items()}
    plain["methods"] = {name.value: method for name, method in settings.methods.items()}
    found: dict[str, Any] = json.loads(json.dumps({**settings.unknown, **plain}))
    return found


def _merged(
    known: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any], depth: int = 2
) -> dict[str, Any]:
    """`theirs` with what differs from `known` in `ours`, so many levels deep."""
    merged = {**ours, **theirs}
    for key, value in ours.items():
        before, other = known.get(key), merged[key]
        if key in known and value == before:
            continue
        if depth > 1 and isinstance(value, dict) and isinstance(other, dict):
            merged[key] = _merged(before or {}, value, other, depth - 1)
        elif key == "recent" and isinstance(other, list):
            merged[key] = merged_recent(before or [], value, other)
        elif key == "presets" and isinstance(other, list):
            merged[key] = merged_presets(before or [], value, other)
        else:
            merged[key] = value
    return merged


def _parse(found: Mapping[str, Any]) -> Settings:
    known = {item.name for item in fields(Settings)} - {"unknown"}
    settings = Settings(unknown={key: found[key] for key in found if key not in known})
    readers = {
        "theme": Theme,
        "language": text,
        "text_size": one_of(TEXT_SIZES),
        "motion": Motion,
        "preprocessor": Preprocessor,
        "options": options_of_all,
        "recent": parse_recent,
        "open_folder": text,
        "export_folder": text,
        "rendition": parse_rendition,
        "window": text,
        "batch_window": text,
        "service": parse_service_choices,
        "comparison": Comparison,
        "presets": parse_presets,
        "shows_history": switch,
        "first_steps": switch,
        "first_step": one_of(FIRST_STEPS),
        "start_preprocessor": or_none(Preprocessor),
        "start_comparison": or_none(Comparison),
        "start_history": or_none(switch),
        "history_limit_mb": one_of(HISTORY_LIMITS_MB),
        "methods": methods_of_all,
        "offline": switch,
    }
    for key, read in readers.items():
        try:
            settings = settings.replace(**{key: read(found[key])})
        except (KeyError, TypeError, ValueError):
            # Missing, or of another version: this one setting keeps its default.
            continue
    return settings
