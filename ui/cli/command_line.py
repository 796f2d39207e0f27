"""The command `convert`: guides into files, told line by line, without the window."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from core.batch.batch import Batch, as_planned
from core.batch.gather import Source, file_of, gather
from core.batch.plan import Plan
from core.errors import PictureError, UnderdrawingError
from core.export import identity
from core.local.engine import LocalEngine
from core.service_choices import EngineName, ServiceChoices
from ui.cli import interrupt
from ui.cli.convert_report import Report
from ui.cli.local_methods import chosen_methods
from ui.cli.request import ConvertRequest

if TYPE_CHECKING:
    from tqdm import tqdm

    from core.batch.running import Ordering
    from core.engine import Engine

_BAR = "{percentage:3.0f} % |{bar}| {n_fmt} of {total_fmt} guides, {remaining} to go"
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
        Report(None, sources, as_json=request.as_json).say(str(error))
    if not sources:
        return 1
    with _progress_bar(len(sources) * len(request.tasks)) as bar:
        report = Report(bar, sources, as_json=request.as_json)
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
        return [Source.of(picture) for picture in _each_once(request.pictures)], []
    gathered = gather(request.pictures, recursive=True, apart=request.folder)
    return gathered.sources, gathered.unread


def _each_once(pictures: Sequence[str]) -> Iterator[str]:
    """Less those that are the same file, or the same text, as one before them."""
    seen: set[object] = set()
    for picture in pictures:
        file = file_of(picture)
        known_by = picture if file is None else identity(file)
        if known_by not in seen:
            seen.add(known_by)
            yield picture


async def _convert(request: ConvertRequest, sources: Sequence[Source], report: Report) -> bool:
    """Whether all was made that was asked for, or was there."""
    plan = Plan(
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
    batch = await asyncio.to_thread(Batch.begin, plan)
    why = None
    try:
        async with _opened(request) as (engine, ordering):
            ended = await batch.run(engine, report.tell, ordering)
        why = ended.why
    except UnderdrawingError as error:
        # Nobody is there who could make any of them.
        why = error
    finally:
        report.tell_rest(batch.items, why)
        batch.close()
    return batch.summary().done == len(batch.items)


@asynccontextmanager
async def _opened(request: ConvertRequest) -> AsyncGenerator[tuple[Engine, Ordering], None]:
    """The engine that is to make the guides, and how it is given its tasks."""
    if request.engine is EngineName.RUNWARE:
        async with _opened_runware() as (engine, choices):
            from core.runware.outgoing import ordered  # noqa: PLC0415 - see _opened_runware

            yield engine, lambda task: ordered(task, choices)
        return
    local = LocalEngine(methods=await asyncio.to_thread(chosen_methods, request.methods))
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
    from core.paths import bought_folder  # noqa: PLC0415
    from core.runware.engine import RunwareEngine  # noqa: PLC0415
    from core.runware.service import Service, chosen_address  # noqa: PLC0415
    from core.secrets import KeyStore  # noqa: PLC0415
    from ui.cli.remembered import remembered  # noqa: PLC0415

    settings = await asyncio.to_thread(remembered)
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
