"""The command `convert`: guides into files, told line by line, without the window."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractContextManager, aclosing, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TextIO

from core.convert import Destination, Failed, Made, convert
from core.errors import PictureError, UnderdrawingError
from core.local.engine import LocalEngine
from core.preprocessor import Quality
from core.service_choices import EngineName, ServiceChoices
from ui import interrupt
from ui.money import money
from ui.request import ConvertRequest

if TYPE_CHECKING:
    from tqdm import tqdm

    from core.engine import Engine
    from core.task import PreprocessTask

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
    total = len(request.pictures) * len(request.tasks)
    with _progress_bar(total) as bar:
        report = _Report(bar, as_json=request.as_json)
        try:
            return interrupt.run(_convert(request, report))
        except KeyboardInterrupt:
            if request.engine is EngineName.RUNWARE:
                report.say(_STAYS_ORDERED)
            raise


async def _convert(request: ConvertRequest, report: _Report) -> int:
    to = Destination(request.folder, request.rendition, request.file_name, request.keypoints)
    failed = 0
    try:
        async with (
            _opened(request) as (engine, tasks),
            aclosing(convert(engine, request.pictures, tasks, to)) as results,
        ):
            async for result in results:
                report.tell(result)
                failed += isinstance(result, Failed)
    except UnderdrawingError as error:
        # Nobody is there who could make any of them.
        report.tell_all(request, error)
        return 1
    return 1 if failed else 0


@asynccontextmanager
async def _opened(
    request: ConvertRequest,
) -> AsyncGenerator[tuple[Engine, Sequence[PreprocessTask]], None]:
    """The engine that is to make the guides, and the tasks as it is given them."""
    if request.engine is EngineName.RUNWARE:
        async with _opened_runware() as (engine, choices):
            from core.runware.outgoing import ordered  # noqa: PLC0415 - see _opened_runware

            yield engine, [ordered(task, choices) for task in request.tasks]
        return
    local = LocalEngine()
    try:
        yield local, request.tasks
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
    """One line for each result: guides on stdout, failures on stderr, JSON all on stdout."""

    def __init__(self, bar: tqdm[Any] | None, *, as_json: bool) -> None:
        self._bar = bar
        self._as_json = as_json
        self._told: UnderdrawingError | None = None

    def tell(self, result: Made | Failed) -> None:
        if self._as_json:
            self._print(json.dumps(_as_object(result)), sys.stdout)
        elif isinstance(result, Made):
            self._print(_made_line(result), sys.stdout)
        elif result.error is not self._told:  # a picture that fails as a whole is told once
            self._print(_failed_line(result), sys.stderr)
            self._told = result.error
        if self._bar is not None:
            self._bar.update()

    def tell_all(self, request: ConvertRequest, error: UnderdrawingError) -> None:
        """Nothing that `request` asks for was made, because of `error`."""
        if not self._as_json:
            self.say(str(error))
            return
        for picture in request.pictures:
            for task in request.tasks:
                self.tell(Failed(picture, task.preprocessor, error))

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


def _as_object(result: Made | Failed) -> dict[str, Any]:
    about = {"picture": result.picture, "preprocessor": result.preprocessor}
    if isinstance(result, Failed):
        return {**about, "error": str(result.error)}
    guide = result.guide
    made = {
        **about,
        "path": str(result.path),
        "width": result.size[0],
        "height": result.size[1],
        "seconds": round(guide.seconds, 4),
        "engine": guide.engine,
        "method": guide.method,
        "quality": guide.quality,
    }
    if guide.cost_usd is not None:
        made["cost"] = guide.cost_usd
    if result.remark:
        made["remark"] = result.remark
    if result.keypoints is not None:
        made["keypoints"] = str(result.keypoints)
    return made


def _made_line(made: Made) -> str:
    guide = made.guide
    parts = [str(made.path), "{} x {}".format(*made.size), f"{guide.seconds:.2f} s"]
    if guide.cost_usd is not None:
        parts.append(money(guide.cost_usd))
    if guide.quality is Quality.DRAFT:
        parts.append("draft")
    return "  ".join([*parts, made.remark]).rstrip()


def _failed_line(failed: Failed) -> str:
    picture = failed.picture
    if len(picture) > _PICTURE_CHARS:  # a data: URI
        picture = picture[:_PICTURE_CHARS] + "..."
    if not isinstance(failed.error, PictureError):
        picture += f", {failed.preprocessor}"
    return f"{picture}: {failed.error}" if picture.strip() else str(failed.error)


def _printable(line: str, stream: TextIO) -> str:
    """`line` with an escape for what would steer a terminal or what `stream` cannot encode."""
    shown = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in line
    )
    encoding = stream.encoding or "utf-8"
    return shown.encode(encoding, "backslashreplace").decode(encoding)
