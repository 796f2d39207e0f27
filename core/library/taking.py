"""From a file that is here whole to a network that is installed: unpacked, looked at, moved."""

from __future__ import annotations

import hashlib
import lzma
import shutil
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from core.errors import LibraryError
from core.library.checking import check
from core.library.part import Part
from core.library.records import Record
from core.library.row import Row, RowFile
from core.library.sentences import no_memory, odd_archive, unwritable
from core.library.shelf import Shelf
from core.whole_file import write_whole

MAX_MEMBER_BYTES = 2 * 10**9
"""What unpacks to more is no network for this computer."""

_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(NotImplementedError, RuntimeError, EOFError),
)
"""What is raised by archives that are damaged, locked, or packed in a way that is not known."""


def take(part: Part, sha256: str, row: Row, file: RowFile, shelf: Shelf, *, name: str = "") -> None:
    """Install `part`, the whole of `file`, whose hash `sha256` was found to be right. Closes it.

    Of an archive it may be the network alone. `name`: as `check` has it.

    Raises LibraryError if it is not what the catalogue says, and is thrown away then; if the disk
    does not take it, or there is not enough memory to look at it, what was fetched stays.
    """
    packed = file.is_archive and sha256 != file.member_sha256
    try:
        if packed:
            content = _member(part.path, row)
            record = Record(_sha256(content), len(content), archive=sha256)
            if file.member_sha256 not in (None, record.sha256):
                raise odd_archive(row, f"the network in it has the sha256 {record.sha256}")
        else:
            content = part.path.read_bytes()
            record = Record(sha256, len(content))
        check(content, row, file, name)
        network = shelf.network_path(record.sha256)
        if packed:
            write_whole(network, content)
            part.delete()
        else:
            part.move(network)
    except LibraryError:
        with suppress(OSError):  # what is wrong with it is worth more than that it stays
            part.delete()
        raise
    except MemoryError as error:
        raise no_memory(row) from error
    except OSError as error:
        raise unwritable(shelf.folder, error) from error
    shelf.remember(row, file, record)


def free_bytes(folder: Path) -> int:
    """How much the disk takes on which `folder` is, or will be. Raises OSError."""
    places = (folder, *folder.absolute().parents)
    there = next((place for place in places if place.exists()), folder)
    return shutil.disk_usage(there).free


def _member(archive: Path, row: Row) -> bytes:
    """The one network in `archive`, a zip file."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [info for info in opened.infolist() if info.filename.endswith(".onnx")]
            if len(members) != 1:
                raise odd_archive(row, f"{len(members)} networks in it")
            if members[0].file_size > MAX_MEMBER_BYTES:
                raise odd_archive(row, f"the network in it has {members[0].file_size} bytes")
            return opened.read(members[0])
    except _DAMAGED as error:
        raise odd_archive(row, str(error)) from error
    except OSError as error:
        if error.errno is not None:
            raise
        # By bzip2, of which the system knows nothing.
        raise odd_archive(row, str(error)) from error


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
