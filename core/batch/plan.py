"""What a batch is to make: which pictures, by which tasks, in what form, where and by what name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from core.batch.gather import Source, file_of
from core.batch.pattern import NamePattern
from core.catalog import CATALOG
from core.errors import UsageError
from core.options import OptionValue
from core.preprocessor import Preprocessor
from core.rendition import Rendition, parse_rendition
from core.service_choices import EngineName
from core.task import PreprocessTask
from core.wording import say

NOTHING: Mapping[Preprocessor, Mapping[str, OptionValue]] = {}


@dataclass(frozen=True)
class Plan:
    """Every one of `tasks` for every one of `sources`, in that order.

    `folder`: where guides go; it is made when it is missing, and they are called by `pattern`.
    With `file_name` it must be there, and the one guide gets that name, as it stands.
    `rendition`: how guides are written, of which each gets what it is for.
    `keypoints`: whether who is drawn in a pose is written beside it.
    `skip_existing`: whether a guide that is already there stays, if it is one of the same picture
    and task (core.batch.there); otherwise it is replaced. `limit_usd`: how much may be spent, None
    for no limit. `engine`: who is meant to make them. `day`: the date for names.

    Raises UsageError when built with what cannot be carried out.
    """

    sources: tuple[Source, ...]
    tasks: tuple[PreprocessTask, ...]
    folder: Path
    pattern: NamePattern = field(default_factory=NamePattern)
    rendition: Rendition = field(default_factory=Rendition)
    file_name: str | None = None
    keypoints: bool = False
    skip_existing: bool = False
    limit_usd: float | None = None
    engine: EngineName = EngineName.LOCAL
    day: date = field(default_factory=date.today)

    def __post_init__(self) -> None:
        if not self.sources:
            raise UsageError("There are no pictures.", "Choose some.")
        if not self.tasks:
            raise UsageError("There is nothing to make of them.", "Choose a preprocessor.")
        if len({task.preprocessor for task in self.tasks}) < len(self.tasks):
            raise UsageError("A preprocessor is there twice.", "Leave one out.")
        if self.file_name is not None and len(self.sources) * len(self.tasks) > 1:
            raise UsageError("Several guides do not fit into one file.", "Name a folder.")
        limit = self.limit_usd
        if limit is not None and not (math.isfinite(limit) and limit >= 0):
            raise UsageError(
                say("A limit of {limit} USD is not possible.", limit=limit), "Choose one from 0 on."
            )

    def replace(self, **changes: Any) -> Self:
        """The same with `changes`; raises UsageError."""
        return replace(self, **changes)

    def absolute(self) -> Plan:
        """The same for a program in another folder, and without what only a service needs."""
        return parse_plan(self.plain())

    def plain(self) -> dict[str, Any]:
        """It as what JSON can hold, true in whatever folder the next program runs.

        Of tasks only what core.provenance keeps of them: how a service delivers is another matter,
        and may be a secret.
        """
        return {
            "sources": [_plain_source(source) for source in self.sources],
            "tasks": [_plain_task(task) for task in self.tasks],
            "folder": str(self.folder.absolute()),
            "pattern": self.pattern.text,
            "rendition": self.rendition.plain(),
            "file_name": self.file_name,
            "keypoints": self.keypoints,
            "skip_existing": self.skip_existing,
            "limit_usd": self.limit_usd,
            "engine": self.engine,
            "day": self.day.isoformat(),
        }


def parse_plan(plain: Mapping[str, Any]) -> Plan:
    """What `Plan.plain` gave. Raises UnderdrawingError, KeyError, TypeError and ValueError."""
    sources = tuple(
        Source(Path(item["what"]) if item["file"] else item["what"], item["folder"])
        for item in plain["sources"]
    )
    return Plan(
        **{
            **plain,
            "sources": sources,
            "tasks": tuple(PreprocessTask(**task) for task in plain["tasks"]),
            "folder": Path(plain["folder"]),
            "pattern": NamePattern(plain["pattern"]),
            "rendition": parse_rendition(plain["rendition"]),
            "engine": EngineName(plain["engine"]),
            "day": date.fromisoformat(plain["day"]),
        }
    )


def tasks_of(
    preprocessors: Iterable[Preprocessor],
    shared: Mapping[str, OptionValue],
    own: Mapping[Preprocessor, Mapping[str, OptionValue]] = NOTHING,
    *,
    width: int | None = None,
    height: int | None = None,
) -> tuple[PreprocessTask, ...]:
    """A task for each of `preprocessors`: of the `shared` options those that it has, and its `own`.

    All are by the API's spelling. Raises InvalidTask.
    """
    tasks = []
    for preprocessor in preprocessors:
        known = {option.name for option in CATALOG[preprocessor].options}
        options = {name: value for name, value in shared.items() if name in known}
        options.update(own.get(preprocessor, {}))
        tasks.append(
            PreprocessTask(preprocessor=preprocessor, options=options, width=width, height=height)
        )
    return tuple(tasks)


def _plain_source(source: Source) -> dict[str, Any]:
    file = file_of(source.what)
    what = source.what if file is None else str(file.absolute())
    return {"what": what, "file": file is not None, "folder": source.folder}


def _plain_task(task: PreprocessTask) -> dict[str, Any]:
    return {
        "preprocessor": task.preprocessor,
        "options": dict(task.options),
        "width": task.width,
        "height": task.height,
    }
