"""One guide of a batch as a file: whether it is there, writing it, and whose fault a failure is."""

from __future__ import annotations

import errno
import secrets
import sqlite3
import traceback
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.batch.item import Item, Result
from core.batch.plan import Plan
from core.errors import (
    EngineError,
    ExportError,
    KeyRefused,
    KeyringError,
    NoCredit,
    UnderdrawingError,
)
from core.export import FileIdentity, export_guide, save_keypoints, spare
from core.on_disk import is_folder, is_there, make_folder
from core.preprocessor import Preprocessor
from core.whole_file import clear_parts, part_name
from core.wording import say, together

if TYPE_CHECKING:
    from core.guide import Guide

_FULL = (errno.ENOSPC, errno.EDQUOT)


def prepare(plan: Plan) -> None:
    """Make the folder that guides go to, and clear away what lies there unfinished.

    Raises ExportError.
    """
    folder = plan.folder
    clear_parts(folder)
    if plan.file_name is not None:
        return
    another = say("Choose another folder.")
    if is_there(folder) and not is_folder(folder):
        raise ExportError(say("{folder} is a file, not a folder.", folder=folder), another)
    make_folder(folder, another)


def write(
    item: Item,
    guide: Guide,
    plan: Plan,
    *,
    picture_name: str,
    mark: str,
    originals: Collection[FileIdentity | None],
    token: str,
) -> Result:
    """Write `guide` where `item` goes, whole or not at all, and say what is told of it.

    A file that is there is replaced, but for `originals`, the pictures. `picture_name`, `mark`:
    of the picture that it was made of. `token`: see core.export.export_guide. Raises ExportError.
    """
    from core.rendering import fitted_people  # noqa: PLC0415 - it brings OpenCV; plans do without

    path = item.path
    assert path is not None
    _make_folder_for(path, plan)
    spare(originals, path)
    clear_away(path, token)
    rendition = plan.rendition.suited(guide)
    size = plan.rendition.size(guide)
    keypoints = None
    try:
        export_guide(guide, path, rendition, picture_name, mark=mark, overwrite=True, token=token)
        if plan.keypoints and guide.people is not None:
            keypoints = path.with_suffix(".json")
            fit = rendition.fit
            people = guide.people if fit is None else fitted_people(guide.people, fit)
            save_keypoints(people, keypoints, overwrite=True, token=token)
    except ExportError as error:
        if not is_folder(plan.folder):  # taken away since it was looked for
            raise _gone(plan) from error
        raise
    shallow = ""
    if plan.rendition.deep and item.preprocessor is Preprocessor.DEPTH and guide.deep is None:
        shallow = say("Written with 8 bits: it has no more.")
    remark = together(guide.remark, item.remark, shallow)
    return Result.of(guide, size, remark, keypoints)


def clear_away(path: Path, token: str) -> None:
    """Remove what `write` left behind if it was killed, or lost its disk. Never raises."""
    with suppress(OSError):  # it is in nobody's way
        (path.parent / part_name(token)).unlink(missing_ok=True)


def stops_all(error: UnderdrawingError, plan: Plan, path: Path | None) -> bool:
    """Whether after `error` of one item the others would fail as well: it is not that item's.

    `path`: where its guide was to go, as far as that is known.
    """
    cause = error.__cause__
    if isinstance(error, KeyRefused | NoCredit | KeyringError) or isinstance(cause, sqlite3.Error):
        return True
    if isinstance(cause, OSError) and cause.errno in _FULL:
        return True
    folders = [plan.folder] if path is None else [plan.folder, path.parent]
    return isinstance(error, ExportError) and not any(map(_takes_files, folders))


def fault(error: Exception) -> UnderdrawingError:
    """What is told of an error that nobody foresaw."""
    if isinstance(error, MemoryError):
        return EngineError(
            "There is not enough memory for this guide.",
            "Ask for a smaller width, or close other programs.",
        )
    return EngineError(
        "This guide failed through a fault in Underdrawing.",
        "Try another size or other options; the details say what went wrong.",
        details="".join(traceback.format_exception(error)),
    )


def _make_folder_for(path: Path, plan: Plan) -> None:
    """Make what is missing between the plan's folder, which must be there, and `path`."""
    folder = path.parent
    if folder == plan.folder or is_folder(folder):
        return
    if not is_folder(plan.folder):
        # Not made anew: the disk that it is on may have been unplugged.
        raise _gone(plan)
    make_folder(folder, say("Choose another name, or another folder."))


def _gone(plan: Plan) -> ExportError:
    what = say("There is no folder {folder}.", folder=plan.folder)
    return ExportError(what, "Make it, or connect its disk, and go on.")


def _takes_files(folder: Path) -> bool:
    """Whether files can be made in `folder`."""
    probe = folder / part_name(secrets.token_hex(8))
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError:
        return False
    return True
