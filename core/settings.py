"""What the application remembers between runs: one small JSON file that may be missing or bad."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.catalog import CATALOG
from core.comparison import Comparison
from core.errors import InvalidTask
from core.options import Options
from core.preprocessor import Preprocessor
from core.presets import Preset, parse_presets, plain_presets
from core.rendition import Rendition, parse_rendition
from core.service_choices import ServiceChoices, parse_service_choices


class Theme(StrEnum):
    """Which colours the window has."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Settings:
    """The user's last choices. The size of guides is not one: a forgotten limit ruins work.

    `options`: by preprocessor, complete. `window`: Qt's geometry, base64, or empty.
    `unknown`: keys of a newer version, written back as they were read.
    """

    theme: Theme = Theme.SYSTEM
    preprocessor: Preprocessor = Preprocessor.CANNY
    options: Mapping[Preprocessor, Options] = field(default_factory=dict)
    open_folder: str = ""
    export_folder: str = ""
    rendition: Rendition = field(default_factory=Rendition)
    window: str = ""
    service: ServiceChoices = field(default_factory=ServiceChoices)
    comparison: Comparison = Comparison.SIDE_BY_SIDE
    presets: tuple[Preset, ...] = ()
    shows_history: bool = False
    first_steps: bool = True
    unknown: Mapping[str, Any] = field(default_factory=dict)

    def replace(self, **changes: Any) -> Settings:
        """A copy with `changes`."""
        return replace(self, **changes)


class SettingsFile:
    """Settings in a JSON file, replaced as a whole, so that a crash leaves the old or the new."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: str | None = None

    def load(self) -> Settings:
        """The settings in the file, each that is missing or unusable by default.

        A file that cannot be read, or is no JSON object, is kept beside as `.damaged` and never
        overwritten unread.
        """
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return Settings()
        except (OSError, UnicodeDecodeError):
            text = ""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self._set_aside()
            return Settings()
        return _parse(found)

    def save(self, settings: Settings) -> None:
        """Write `settings`, unless they are what was written last. Raises OSError."""
        # In ASCII: the name of a folder may be no text that UTF-8 could hold.
        text = json.dumps(_plain(settings), indent=1)
        if text == self._written:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_name(f"{self._path.name}.{os.getpid()}.tmp")
        try:
            temporary.write_text(text, "utf-8")
            temporary.replace(self._path)
        finally:
            temporary.unlink(missing_ok=True)
        self._written = text

    def _set_aside(self) -> None:
        try:
            self._path.replace(self._path.with_name(self._path.name + ".damaged"))
        except OSError:
            # It cannot be moved, so it cannot be replaced either: saving will say so.
            return


def _plain(settings: Settings) -> dict[str, Any]:
    plain = {item.name: getattr(settings, item.name) for item in fields(settings)}
    del plain["unknown"]
    plain["service"] = settings.service.plain()
    plain["rendition"] = settings.rendition.plain()
    plain["presets"] = plain_presets(settings.presets)
    plain["options"] = {name.value: dict(options) for name, options in settings.options.items()}
    return {**settings.unknown, **plain}


def _parse(found: Mapping[str, Any]) -> Settings:
    known = {item.name for item in fields(Settings)} - {"unknown"}
    settings = Settings(unknown={key: found[key] for key in found if key not in known})
    readers = {
        "theme": Theme,
        "preprocessor": Preprocessor,
        "options": _parse_options,
        "open_folder": _text,
        "export_folder": _text,
        "rendition": parse_rendition,
        "window": _text,
        "service": parse_service_choices,
        "comparison": Comparison,
        "presets": parse_presets,
        "shows_history": _switch,
        "first_steps": _switch,
    }
    for key, read in readers.items():
        try:
            settings = settings.replace(**{key: read(found[key])})
        except (KeyError, TypeError, ValueError):
            # Missing, or of another version: this one setting keeps its default.
            continue
    return settings


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _parse_options(value: Any) -> dict[Preprocessor, Options]:
    if not isinstance(value, dict):
        raise TypeError(value)
    parsed = {}
    for name, options in value.items():
        try:
            preprocessor = Preprocessor.parse(name)
            parsed[preprocessor] = Options(CATALOG[preprocessor].complete(dict(options)))
        except (InvalidTask, TypeError, ValueError):
            # Options change between versions; those that no longer fit start anew.
            continue
    return parsed
