"""Adding a file that somebody has downloaded: recognised by its hash, or by what is in it."""

from __future__ import annotations

from pathlib import Path

from core.library.checking import check, fits
from core.library.hashing import CHUNK_BYTES, Digest, Heard, digest_of, ignore, is_page, is_pointer
from core.library.part import Busy, Part, part_path
from core.library.records import Record
from core.library.row import Row, RowFile
from core.library.sentences import (
    busy_with,
    is_web_page,
    no_memory,
    only_pointer,
    too_full,
    unknown_file,
    unreadable,
    unwritable,
    wrong_file,
)
from core.library.shelf import Shelf
from core.library.taking import free_bytes, take


def add_file(
    shelf: Shelf, path: Path, row: Row | None = None, heard: Heard = ignore
) -> tuple[Row, ...]:
    """Copy the file at `path` onto `shelf`, and give the rows that it belongs to.

    It is recognised by its hash. A `row` says which network it is to be: one whose hash nobody
    has told is taken if its inputs and outputs are right, and its hash is remembered. A row of
    several files may need more of them, see `Shelf.missing`. `heard` is told of twice the bytes:
    they are read once to be recognised and once to be copied.

    Raises LibraryError, and nothing is kept then. Blocks for as long as reading takes.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for without end
            raise unreadable(path, OSError("it is no file"))
        digest = digest_of(path, heard)
        with path.open("rb") as opened:
            head = opened.read(1024)
    except OSError as error:
        raise unreadable(path, error) from error
    if is_page(head):
        raise is_web_page(path.name)
    if is_pointer(head):
        raise only_pointer(path.name)
    places = _recognised(shelf, digest)
    if row is not None:
        places = [place for place in places if place[0] is row] or [
            (row, _chosen(row, path, digest))
        ]
    if not places:
        raise unknown_file(path, digest, [r for r in shelf.rows.values() if not r.is_pinned])
    for place in places:
        _bring(shelf, path, digest, place, heard)
    return tuple(found for found, _ in places)


def _recognised(shelf: Shelf, digest: Digest) -> list[tuple[Row, RowFile]]:
    return [
        (row, file)
        for row in shelf.rows.values()
        for file in row.files
        if digest.sha256 in (file.sha256, file.member_sha256)
    ]


def _chosen(row: Row, path: Path, digest: Digest) -> RowFile:
    """The file of `row` that the one at `path` is to be, which has a hash that is not known."""
    open_files = [file for file in row.files if file.sha256 is None]
    if not open_files:
        raise wrong_file(row, path, digest)
    if len(open_files) == 1:
        return open_files[0]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    return next((file for file in open_files if fits(content, file)), open_files[0])


def _bring(
    shelf: Shelf, path: Path, digest: Digest, place: tuple[Row, RowFile], heard: Heard
) -> None:
    row, file = place
    is_network = digest.sha256 != file.sha256 or not file.is_archive
    try:
        if is_network and shelf.bytes_of(digest.sha256) is not None:
            # It may lie there for another row, whose form is another.
            check(shelf.network_path(digest.sha256).read_bytes(), row, file, path.name)
            shelf.remember(row, file, Record(digest.sha256, digest.bytes))
            return
        free = free_bytes(shelf.folder)
        if free < digest.bytes:
            raise too_full(digest.bytes, free)
        part = Part.open(part_path(shelf.folder, digest.sha256))
    except Busy:
        raise busy_with(row) from None
    except MemoryError as error:
        raise no_memory(row) from error
    except OSError as error:
        raise unwritable(shelf.folder, error) from error
    try:
        _copy(path, part, heard, digest)
        take(part, digest.sha256, row, file, shelf, name=path.name)
    except BaseException as error:
        part.delete()
        if isinstance(error, OSError):
            raise unwritable(shelf.folder, error) from error
        raise
    finally:
        part.close()


def _copy(path: Path, part: Part, heard: Heard, digest: Digest) -> None:
    part.start_over()
    try:
        opened = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with opened:
        while True:
            try:
                chunk = opened.read(CHUNK_BYTES)
            except OSError as error:
                raise unreadable(path, error) from error
            if not chunk:
                break
            part.write(chunk)
            heard(len(chunk))
    if part.settle() != digest:
        raise unreadable(path, OSError("it changed while it was read"))
