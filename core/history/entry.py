"""What the history says of a guide without opening its file, and how a task is written down."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.catalog import CATALOG
from core.errors import InvalidTask
from core.json_text import parse_json
from core.preprocessor import Preprocessor, Quality
from core.task import OutputFormat, PreprocessTask
from core.wording import parse_said, plain_said

if TYPE_CHECKING:
    from core.guide import Guide

LOCAL = "local"
"""The engine whose guides cost nothing, see core.local.engine."""

COLUMNS = (
    "id, made, name, origin, task, engine, method, quality, seconds, cost, remark,"
    " width, height, bought, pinned"
)
"""The columns of `entries` that `entry_of` reads, in its order."""

_PLAIN = ("width", "height", "output_type", "output_format", "output_quality", "delivery_method")
_ALSO_PLAIN = ("ttl_s", "include_cost")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """A guide in the history, and what it was made of; an older one has a smaller `id`.

    `made`: when it was added, in seconds since the epoch. `origin`: of the picture, for people.
    `width` and `height`: of the guide, in pixels. `bought`: whether money was, or may have been,
    paid for it. All else is as in Guide; a webhook or an upload address of the task is not kept.
    """

    id: int
    made: float
    picture_name: str
    origin: str
    task: PreprocessTask
    engine: str
    method: str
    quality: Quality
    seconds: float
    cost_usd: float | None
    remark: str
    width: int
    height: int
    bought: bool
    pinned: bool

    @property
    def preprocessor(self) -> Preprocessor:
        """That of the task."""
        return self.task.preprocessor


@dataclass(frozen=True)
class Removed:
    """Entries that were removed and can be restored until the next sweep."""

    ids: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.ids)


def entry_of(row: Sequence[Any]) -> Entry | None:
    """The entry in a row of COLUMNS; None, and a line in the log, if this version has no such.

    SQLite gives back whatever type was put in, which damage may have changed.
    """
    number, made, name, origin, task, engine, method, quality, seconds, cost, remark, *rest = row
    width, height, bought, pinned = rest
    try:
        return Entry(
            number,
            float(made),
            str(name),
            restored(origin),
            _task_of(task),
            str(engine),
            str(method),
            Quality(quality),
            float(seconds),
            None if cost is None else float(cost),
            _remark_of(str(remark)),
            int(width),
            int(height),
            bool(bought),
            bool(pinned),
        )
    except (InvalidTask, KeyError, TypeError, ValueError, OverflowError) as error:
        _log.warning("Entry %s of the history is of another version: %s", number, error)
        return None


def stored(path: str) -> str | bytes:
    """`path` as SQLite can hold it: the name of a file may be no text."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")
    return path


def restored(found: object) -> str:
    """What `stored` was given. Raises ValueError where damage has made it something else."""
    return found.decode("utf-8", "surrogatepass") if isinstance(found, bytes) else str(found)


def remark_text(remark: str) -> str:
    """`remark` so that it can be told in another language when it is read again."""
    plain = plain_said(remark)
    return plain if isinstance(plain, str) else json.dumps(plain)


def task_text(task: PreprocessTask) -> str:
    """`task` as JSON, less the addresses that may hold secrets."""
    plain = {name: getattr(task, name) for name in (*_PLAIN, *_ALSO_PLAIN)}
    fixed = {
        "preprocessor": task.preprocessor,
        "options": dict(task.options),
        "task_uuid": str(task.task_uuid),
    }
    return json.dumps(fixed | plain)


def look_of(guide: Guide) -> str:
    """What two guides of one picture by one engine have in common if one replaces the other.

    That is all which decides how the guide looks: on this computer the method and not the file's
    format, from a service not the options that only this computer has.
    """
    task = guide.task
    options = dict(task.options)
    file: tuple[str, int | None] | None = None
    if guide.engine != LOCAL:
        local = {option.name for option in task.entry.options if option.local}
        options = {name: value for name, value in options.items() if name not in local}
        lossless = task.output_format is OutputFormat.PNG
        file = (task.output_format, None if lossless else task.output_quality)
    look: list[object] = [task.preprocessor, options, (guide.width, guide.height), file]
    of_pack = task.entry.local.method if task.entry.local else None
    if guide.engine == LOCAL and guide.method != of_pack:
        # The pack's is not named: entries that were kept before there were others do not name it.
        look.append(guide.method)
    return json.dumps(look, sort_keys=True)


def _remark_of(text: str) -> str:
    """What `remark_text` wrote; all else is a remark as it stands, as a service gives them."""
    try:
        plain = parse_json(text)
        return parse_said(plain) if isinstance(plain, dict) else text
    except (KeyError, TypeError, ValueError):
        return text


def _task_of(text: str) -> PreprocessTask:
    """The task in what `task_text` wrote; options that are no more have their defaults."""
    fields = parse_json(text)
    entry = CATALOG[Preprocessor(fields["preprocessor"])]
    try:
        entry.complete(fields["options"])
    except InvalidTask:
        fields["options"] = _usable(entry.preprocessor, fields["options"])
    return PreprocessTask(**fields)


def _usable(preprocessor: Preprocessor, options: object) -> dict[str, Any]:
    """Those of `options` that can be kept, one after the other. Raises TypeError if it is none."""
    if not isinstance(options, dict):
        raise TypeError(options)
    kept: dict[str, Any] = {}
    for name, value in options.items():
        try:
            CATALOG[preprocessor].complete(kept | {name: value})
        except InvalidTask:
            continue
        kept[name] = value
    return kept
