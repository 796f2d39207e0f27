"""Guides that lie where their pictures lie: a plan has one folder, so names lead on from there."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from core.batch.gather import Source, file_of
from core.batch.pattern import FIELDS, NamePattern
from core.batch.plan import Plan
from core.errors import UsageError
from core.wording import say

WAY = "{folder}/"
_REMEDY = say("Choose a folder for the guides.")


def beside(plan: Plan) -> Plan:
    """The same plan, but each guide goes to the folder of its picture, by the same pattern there.

    Raises UsageError if a picture lies in no folder, or in one whose name cannot be written.
    """
    folders = [_folder_of(source) for source in plan.sources]
    try:
        top = Path(os.path.commonpath(folders))
    except ValueError as error:  # two drives of Windows
        raise UsageError(say("The pictures lie on several drives."), _REMEDY) from error
    sources = tuple(
        Source(source.what, folder.relative_to(top).as_posix())
        for source, folder in zip(plan.sources, folders, strict=True)
    )
    sources = tuple(
        Source(each.what, "" if each.folder == "." else each.folder) for each in sources
    )
    for folder in {source.folder for source in sources}:
        _check(folder)
    pattern = NamePattern(WAY + plan.pattern.text)
    return plan.replace(sources=sources, folder=top, pattern=pattern)


def is_beside(plan: Plan) -> bool:
    """Whether guides of `plan` go to the folders of their pictures."""
    return plan.pattern.text.startswith(WAY) and all(
        file is not None and file.parent == plan.folder / source.folder
        for source in plan.sources
        for file in (file_of(source.what),)
    )


def _folder_of(source: Source) -> Path:
    file = file_of(source.what)
    if file is None:
        what = say("{picture} lies in no folder of this computer.", picture=_short(source.what))
        raise UsageError(what, _REMEDY)
    return file.absolute().parent


def _check(folder: str) -> None:
    """Raises UsageError if names cannot lead to `folder`, a way below the common one."""
    values = {**dict.fromkeys(FIELDS, "x"), "folder": folder}
    if NamePattern(WAY + "x.{ext}").path(values) != PurePosixPath(folder, "x.x"):
        what = say(
            "Guides cannot be written into {folder}: not every system has such names.",
            folder=folder,
        )
        raise UsageError(what, _REMEDY)


def _short(what: object, letters: int = 60) -> str:
    text = str(what)
    return text if len(text) <= letters else text[:letters] + "…"
