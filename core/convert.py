"""Many pictures by many preprocessors into files; what fails is told and spoils nothing else."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from core.engine import Engine
from core.errors import ExportError, UnderdrawingError
from core.export import export_guide, guide_name, identity, save_keypoints, spare
from core.fit import Size
from core.guide import Guide
from core.preprocessor import Preprocessor
from core.rendering import fitted_people
from core.rendition import Rendition
from core.source import open_picture, path_of
from core.task import PreprocessTask


@dataclass(frozen=True)
class Destination:
    """Where guides go and how they are written.

    `folder` is made when it is missing, and each guide named by `core.export.guide_name`; with
    `file_name` it must be there, and the one guide gets that name. `rendition`: of which each guide
    gets what it is for. A guide that is already there is replaced. `keypoints`: whether who is
    drawn in a guide is written beside it, as core.export.save_keypoints does.
    """

    folder: Path
    rendition: Rendition
    file_name: str | None = None
    keypoints: bool = False


@dataclass(frozen=True)
class Made:
    """A guide that was written to `path`; `picture` as it was given, `remark` for people.

    `size`: width and height in pixels of what was written, which may be another than the guide's.
    `keypoints`: where the people in it were written, if they were.
    """

    picture: str
    path: Path
    guide: Guide
    size: Size
    remark: str
    keypoints: Path | None = None

    @property
    def preprocessor(self) -> Preprocessor:
        return self.guide.task.preprocessor


@dataclass(frozen=True)
class Failed:
    """A guide that was asked for and could not be made, or not be written."""

    picture: str
    preprocessor: Preprocessor
    error: UnderdrawingError


async def convert(
    engine: Engine,
    pictures: Sequence[str | Path],
    tasks: Sequence[PreprocessTask],
    destination: Destination,
) -> AsyncGenerator[Made | Failed, None]:
    """One result for each of `tasks` for each of `pictures`, in that order, as each is done.

    A picture is anything that `core.source.open_picture` takes, and is decoded once. A guide
    that would replace one of the pictures is refused. A second picture of the same name is
    numbered, and its results say so.
    """
    inputs = await asyncio.to_thread(lambda: {identity(path_of(what)) for what in pictures})
    names = _Names(destination)
    for what in pictures:
        shown = str(what)
        try:
            await asyncio.to_thread(_prepare, destination)
            picture = await open_picture(what)
        except UnderdrawingError as error:
            for task in tasks:
                yield Failed(shown, task.preprocessor, error)
            continue
        paths, remark = names.take(picture.name, tasks)
        for task, path in zip(tasks, paths, strict=True):
            try:
                await asyncio.to_thread(spare, inputs, path)
                guide = await engine.run(picture, task)
                keypoints = await asyncio.to_thread(_write, guide, path, destination, picture.name)
            except UnderdrawingError as error:
                yield Failed(shown, task.preprocessor, error)
            else:
                remarks = " ".join(
                    filter(None, (guide.remark, remark, _shallow(guide, destination)))
                )
                size = destination.rendition.size(guide)
                yield Made(shown, path, guide, size, remarks, keypoints)


def _write(guide: Guide, path: Path, destination: Destination, picture_name: str) -> Path | None:
    """Write `guide`, and its keypoints if they are wanted; where these are, if anywhere."""
    rendition = destination.rendition.suited(guide)
    export_guide(guide, path, rendition, picture_name, overwrite=True)
    if not destination.keypoints or guide.people is None:
        return None
    keypoints = path.with_suffix(".json")
    fit = rendition.fit
    people = guide.people if fit is None else fitted_people(guide.people, fit)
    save_keypoints(people, keypoints, overwrite=True)
    return keypoints


def _shallow(guide: Guide, destination: Destination) -> str:
    """What is to be said of depth that was to have 16 bits and has not."""
    wanted = destination.rendition.deep and guide.task.preprocessor is Preprocessor.DEPTH
    return "Written with 8 bits: it has no more." if wanted and guide.deep is None else ""


class _Names:
    """Gives every guide of one run a path of its own."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._taken: set[str] = set()

    def take(self, picture_name: str, tasks: Sequence[PreprocessTask]) -> tuple[list[Path], str]:
        """A path for each task, and a remark if the picture had to be numbered."""
        to = self._destination
        if to.file_name is not None:
            return [to.folder / to.file_name], ""
        for number in count(1):
            names = [
                guide_name(picture_name, task.preprocessor, to.rendition.format, number=number)
                for task in tasks
            ]
            if self._taken.isdisjoint(map(_folded, names)):
                break
        self._taken.update(map(_folded, names))
        remark = f"Numbered {number}: another picture is called {picture_name}, too."
        return [to.folder / name for name in names], remark if number > 1 else ""


def _folded(name: str) -> str:
    """Equal for names that are one file on a file system that folds case or accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _prepare(destination: Destination) -> None:
    folder = destination.folder
    if destination.file_name is not None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise ExportError(
            f"{folder} is a file, not a folder.", "Choose another folder.", details=str(error)
        ) from error
    except OSError as error:
        raise ExportError(
            f"The folder {folder} could not be made: {error.strerror}.",
            "Choose another folder.",
            details=str(error),
        ) from error
