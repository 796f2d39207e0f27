"""The command `convert`: guides into files, told line by line, without the window."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TextIO

from core.batch.batch import Batch, as_planned
from core.batch.gather import Source, gather
from core.batch.item import Change, Item, Result, State
from core.batch.plan import Plan
from core.errors import PictureError, UnderdrawingError
from core.local.engine import LocalEngine
from core.preprocessor import Quality
from core.service_choices import EngineName, ServiceChoices
from ui import interrupt
from ui.money import money
from ui.request import ConvertRequest

if TYPE_CHECKING:
    from tqdm import tqdm

    from core.batch.running import Ordering
    from core.engine import Engine

_BAR = "{percentage:3.0f} % |{bar}| {n_fmt} of {total_fmt} guides, {remaining} to go"
_PICTURE_CHARS = 200
_STAYS_ORDERED = (
    "Stopped. What was ordered and has not come is fetched by the same command, and costs nothing"
    " more."
)


def convert_pictures(request: ConvertRequest) -> int:
    """Do what `request` asks for and print how it went; the exit status, 0 or 1.

    Raises KeyboardInterrupt when stopped, with no half-written file left, and OSError where the
    standard streams cannot be written.
    """
    sources, unread = _found(request)
    for error in unread:
        _Report(None, sources, as_json=request.as_json).say(str(error))
    if not sources:
        return 1
    with _progress_bar(len(sources) * len(request.tasks)) as bar:
        report = _Report(bar, sources, as_json=request.as_json)
        try:
            made = interrupt.run(_convert(request, sources, report))
        except KeyboardInterrupt:
            if request.engine is EngineName.RUNWARE:
                report.say(_STAYS_ORDERED)
            raise
    return 0 if made and not unread else 1


def _found(request: ConvertRequest) -> tuple[Sequence[Source], Sequence[PictureError]]:
    """The pictures that are asked for, and why folders could not be searched for some."""
    if not request.recursive:
        return [Source.of(picture) for picture in request.pictures], []
    gathered = gather(request.pictures, recursive=True, apart=request.folder)
    return gathered.sources, gathered.unread


async def _convert(request: ConvertRequest, sources: Sequence[Source], report: _Report) -> bool:
    """Whether all was made that was asked for, or was there."""
    batch = Batch.begin(
        Plan(
            sources=tuple(sources),
            tasks=request.tasks,
            folder=request.folder,
            pattern=request.pattern,
            rendition=request.rendition,
            file_name=request.file_name,
            keypoints=request.keypoints,
            skip_existing=request.skip_existing,
            limit_usd=request.limit_usd,
            engine=request.engine,
        )
    )
    why = None
    try:
        async with _opened(request.engine) as (engine, ordering):
            ended = await batch.run(engine, report.tell, ordering)
        why = ended.why
    except UnderdrawingError as error:
        # Nobody is there who could make any of them.
        why = error
    finally:
        report.tell_rest(batch.items, why)
        batch.close()
    counts = batch.summary().counts
    return counts[State.DONE] + counts[State.SKIPPED] == len(batch.items)


@asynccontextmanager
async def _opened(name: EngineName) -> AsyncGenerator[tuple[Engine, Ordering], None]:
    """The engine that is to make the guides, and how it is given its tasks."""
    if name is EngineName.RUNWARE:
        async with _opened_runware() as (engine, choices):
            from core.runware.outgoing import ordered  # noqa: PLC0415 - see _opened_runware

            yield engine, lambda task: ordered(task, choices)
        return
    local = LocalEngine()
    try:
        yield local, as_planned
    finally:
        await local.aclose()


@asynccontextmanager
async def _opened_runware() -> AsyncGenerator[tuple[Engine, ServiceChoices], None]:
    """The service of the environment or the settings, and how guides are wanted from it.

    Raises UnderdrawingError if it cannot be asked for any.
    """
    # Who makes guides on this computer needs none of it.
    from core.paths import bought_folder, settings_file  # noqa: PLC0415
    from core.runware.engine import RunwareEngine  # noqa: PLC0415
    from core.runware.service import Service, chosen_address  # noqa: PLC0415
    from core.secrets import KeyStore  # noqa: PLC0415
    from core.settings import SettingsFile  # noqa: PLC0415

    settings = await asyncio.to_thread(SettingsFile(settings_file()).load)
    choices = settings.service.replace(include_cost=True)
    service = Service(chosen_address(choices.address), wait_s=choices.wait_s)
    keys = KeyStore(service.url)
    engine = RunwareEngine.at(service, keys.key, bought_folder())
    try:
        await keys.key()
        yield engine, choices
    finally:
        await engine.aclose()
        keys.close()


def _progress_bar(total: int) -> AbstractContextManager[tqdm[Any] | None]:
    if sys.stderr is None or not sys.stderr.isatty():  # None: a program without a console
        return nullcontext()
    from tqdm import tqdm  # noqa: PLC0415 - only a terminal needs it

    # A terminal that nobody has told its size says 0 x 0, and tqdm would show nothing there.
    columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
    return tqdm(total=total, leave=False, ncols=columns - 1, nrows=24, bar_format=_BAR)


class _Report:
    """One line for each guide, in the order of the plan: those that are there on stdout, failures
    on stderr, JSON all on stdout."""

    def __init__(self, bar: tqdm[Any] | None, sources: Sequence[Source], *, as_json: bool) -> None:
        self._bar = bar
        self._sources = sources
        self._as_json = as_json
        self._next = 0
        self._over: dict[int, Item] = {}
        self._told: UnderdrawingError | None = None

    def tell(self, change: Change) -> None:
        """An item has changed: told as soon as it is over, and all before it."""
        item = change.item
        if not item.state.is_over:
            return
        self._over[item.number] = item
        if self._bar is not None:
            self._bar.update()
        while self._next in self._over:
            self._tell(self._over.pop(self._next))
            self._next += 1

    def tell_rest(self, items: Sequence[Item], why: UnderdrawingError | None) -> None:
        """That is all: of `items` nothing more is made, because of `why` if anything is wrong."""
        for item in items[self._next :]:
            if item.state.is_over:
                self._tell(item)
            elif why is not None and self._as_json:
                self._tell(item.replace(state=State.FAILED, error=why))
        self._next = len(items)
        if why is not None and not self._as_json:
            self.say(str(why))

    def _tell(self, item: Item) -> None:
        picture = str(self._sources[item.picture].what)
        if self._as_json:
            self._print(json.dumps(_as_object(item, picture)), sys.stdout)
        elif item.error is None:
            self._print(_there_line(item), sys.stdout)
        elif item.error is not self._told:  # a picture that fails as a whole is told once
            self._print(_failed_line(item, picture, item.error), sys.stderr)
            self._told = item.error

    def say(self, text: str) -> None:
        """Say what is about no guide alone."""
        self._print(f"underdrawing: {text}", sys.stderr)

    def _print(self, line: str, stream: TextIO | None) -> None:
        if stream is None:
            return
        line = _printable(line, stream)
        if self._bar is None:
            print(line, file=stream)
        else:
            self._bar.write(line, file=stream)
        stream.flush()


def _as_object(item: Item, picture: str) -> dict[str, Any]:
    about = {"picture": picture, "preprocessor": item.preprocessor}
    if item.error is not None:
        return {**about, "error": str(item.error)}
    about["path"] = str(item.path)
    return {**about, "skipped": True} if item.result is None else {**about, **_told(item.result)}


def _told(result: Result) -> dict[str, Any]:
    told = {
        "width": result.size[0],
        "height": result.size[1],
        "seconds": round(result.seconds, 4),
        "engine": result.engine,
        "method": result.method,
        "quality": result.quality,
    }
    if result.cost_usd is not None:
        told["cost"] = result.cost_usd
    if result.remark:
        told["remark"] = result.remark
    if result.keypoints is not None:
        told["keypoints"] = str(result.keypoints)
    return told


def _there_line(item: Item) -> str:
    result = item.result
    if result is None:
        return f"{item.path}  already there"
    parts = [str(item.path), "{} x {}".format(*result.size), f"{result.seconds:.2f} s"]
    if result.cost_usd is not None:
        parts.append(money(result.cost_usd))
    if result.quality is Quality.DRAFT:
        parts.append("draft")
    return "  ".join([*parts, result.remark]).rstrip()


def _failed_line(item: Item, picture: str, error: UnderdrawingError) -> str:
    if len(picture) > _PICTURE_CHARS:  # a data: URI
        picture = picture[:_PICTURE_CHARS] + "..."
    if not isinstance(error, PictureError):
        picture += f", {item.preprocessor}"
    return f"{picture}: {error}" if picture.strip() else str(error)


def _printable(line: str, stream: TextIO) -> str:
    """`line` with an escape for what would steer a terminal or what `stream` cannot encode."""
    shown = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in line
    )
    encoding = stream.encoding or "utf-8"
    return shown.encode(encoding, "backslashreplace").decode(encoding)
