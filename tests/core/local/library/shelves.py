"""Shelves on which stand-ins lie as networks that were added."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from core.library.adding import add_file
from core.library.row import Row
from core.library.rows import ROWS
from core.library.shelf import Shelf
from tests.hub.graphs import stand_ins


def pinned(row: Row, contents: dict[str, bytes] | None = None) -> tuple[Row, dict[str, bytes]]:
    """`row` with the hashes of `contents`, by role, plain stand-ins if none are given; and these.

    No two rows get the same bytes, since a network is known by its hash.
    """
    contents = {
        role: content + _comment(f"{row.name}/{role}")
        for role, content in (contents or stand_ins(row)).items()
    }
    files = tuple(
        replace(
            file,
            path=file.path.replace(".zip", ".onnx"),
            bytes=len(contents[file.role]),
            sha256=hashlib.sha256(contents[file.role]).hexdigest(),
            member_sha256=None,
        )
        for file in row.files
    )
    return replace(row, files=files, revision=row.revision or "0" * 40), contents


def shelf_with(
    folder: Path, *names: str, contents: dict[str, dict[str, bytes]] | None = None
) -> Shelf:
    """A shelf in `folder` that knows every row of the library, and has those called `names`."""
    given = contents or {}
    rows = {name: pinned(row, given.get(name)) for name, row in ROWS.items()}
    shelf = Shelf(folder / "library", {name: row for name, (row, _) in rows.items()})
    add(shelf, names, {name: content for name, (_, content) in rows.items()}, folder)
    return shelf


def add(
    shelf: Shelf, names: Iterable[str], contents: dict[str, dict[str, bytes]], folder: Path
) -> None:
    """Add the networks called `names` to `shelf`, by way of files in `folder`."""
    for name in names:
        for role, content in contents[name].items():
            path = folder / f"{name}-{role}.onnx"
            path.write_bytes(content)
            add_file(shelf, path)


def _comment(text: str) -> bytes:
    """`text` as the field of an ONNX file in which people may write what they like."""
    field = text.encode()
    return bytes([(6 << 3) | 2, len(field)]) + field  # doc_string of ModelProto
