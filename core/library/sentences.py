"""What is said when a network of the library cannot be had, kept or used: what, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.errors import LibraryError
from core.library.by_hand import by_hand, size_text
from core.library.hashing import Digest
from core.library.row import Row
from core.wording import say

CHANGE = "its size, or its hash"
"""What is another of a file that has changed, where no more is known."""

_FULL = (errno.ENOSPC, errno.EDQUOT)


def who_is(name: str, names: Iterable[str]) -> LibraryError:
    """No row is called so."""
    return LibraryError(
        say("There is no network called {name} in the library.", name=name),
        say("There are: {names}.", names=", ".join(names)),
    )


def unpinned(endpoint: str, row: Row) -> LibraryError:
    """Nobody has told what would come, so that it is not fetched."""
    hand = by_hand(endpoint, row, row.files[0])
    return LibraryError(
        say(
            "{title} can only be added as a file: what would come is not known well enough to"
            " fetch it.",
            title=row.title,
        ),
        say("Save it with a browser from {address}, and add that file.", address=hand.address),
    )


def not_added(row: Row) -> LibraryError:
    """What was to be read is not here."""
    return LibraryError(
        say("{title} is not in the library.", title=row.title), say("Add it to the library.")
    )


def changed(row: Row, path: Path, details: str) -> LibraryError:
    """A file is gone, cannot be read, or is not what was added."""
    return LibraryError(
        say("{title} is not as it was when it was added, and is not used.", title=row.title),
        say("Remove it from the library, and add it again."),
        details=f"{path}: {details}",
    )


def unremovable(row: Row, error: OSError) -> LibraryError:
    """The disk does not let go of it."""
    return LibraryError(
        say("{title} could not be removed.", title=row.title),
        say("Close the programs that use it, and try again."),
        details=str(error),
    )


def unwritable(folder: Path, error: OSError) -> LibraryError:
    """The disk does not take it."""
    if error.errno in _FULL:
        return LibraryError(
            say("The disk is full."),
            say("Make room, and add the network again; it goes on where it ended."),
            details=str(error),
        )
    return LibraryError(
        say("Nothing can be written in {folder}.", folder=str(folder)),
        say("See whether the disk is there and may be written."),
        details=str(error),
    )


def is_web_page(name: str) -> LibraryError:
    """A browser's page was saved instead of the file."""
    return LibraryError(
        say("{name} is a web page, and no network.", name=name),
        say("Save the file itself: the page has a button for it, or a sign-in comes before it."),
    )


def only_pointer(name: str) -> LibraryError:
    """It came out of a Git repository without its large files."""
    return LibraryError(
        say("{name} only says where the network lies, and is none itself.", name=name),
        say("Download the file itself; with Git, that takes git lfs pull."),
    )


def unopenable(name: str, details: str) -> LibraryError:
    """onnxruntime does not take it."""
    return LibraryError(
        say("{name} is no network that can be run here.", name=name),
        say("Download it again; if that is the same, leave it."),
        details=details,
    )


def differs(row: Row, expected: str, found: str, details: str) -> LibraryError:
    """Its inputs or outputs are others, so that nobody here knows how to ask it."""
    return LibraryError(
        say(
            "This is not {title}: {expected} was expected, and there is {found}.",
            title=row.title,
            expected=expected,
            found=found,
        ),
        say("Add another file; this one was not kept."),
        details=details,
    )


def odd_archive(row: Row, details: str) -> LibraryError:
    """An archive does not hold what it should."""
    return LibraryError(
        say("The archive of {title} does not hold the network.", title=row.title),
        say("Add another copy of it."),
        details=details,
    )


def no_memory(row: Row) -> LibraryError:
    """The session could not be opened for want of memory."""
    return LibraryError(
        say("There is not enough memory to look at {title}.", title=row.title),
        say("Close other programs, and add it again; what has come is kept."),
    )


def unreadable(path: Path, error: OSError) -> LibraryError:
    """The file that was to be added cannot be read."""
    return LibraryError(
        say("{name} cannot be read: {why}.", name=path.name, why=error.strerror or str(error)),
        say("See whether the file is there, and is yours to read."),
        details=str(error),
    )


def unknown_file(path: Path, digest: Digest, open_rows: Sequence[Row]) -> LibraryError:
    """Nobody knows the hash of a file that was to be added."""
    return LibraryError(
        say("{name} is none of the files that the library knows.", name=path.name),
        say(
            "Download it again, for it may be cut off; or say which network it is, if it is one of"
            " those whose files are not known: {names}.",
            names=", ".join(row.name for row in open_rows),
        ),
        details=f"{digest.bytes} bytes, sha256 {digest.sha256}",
    )


def wrong_file(row: Row, path: Path, digest: Digest) -> LibraryError:
    """A file was to be a network whose files are known, and is none of them."""
    expected = "; ".join(f"{file.name}, sha256 {file.sha256}" for file in row.files)
    return LibraryError(
        say(
            "{name} is no file of {title}: its sha256 is {sha256}.",
            name=path.name,
            title=row.title,
            sha256=digest.sha256,
        ),
        say("Expected: {expected}. Download it again, for it may be cut off.", expected=expected),
        details=f"{digest.bytes} bytes",
    )


def too_full(needed: int, free: int) -> LibraryError:
    """The disk would not hold the copy."""
    return LibraryError(
        say(
            "The disk is too full: the file takes {needed}, and {free} are free.",
            needed=size_text(needed),
            free=size_text(free),
        ),
        say("Make room, and add it again."),
    )


def busy_with(row: Row) -> LibraryError:
    """Another process is at it."""
    return LibraryError(
        say("{title} is being added already, by another Underdrawing.", title=row.title),
        say("Wait until that is done, or stop it there."),
    )
