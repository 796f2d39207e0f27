"""Where a file of the library lies, and what somebody needs to know who fetches it by hand."""

from __future__ import annotations

from dataclasses import dataclass

from core.library.row import Row, RowFile

_MB = 1_000_000


@dataclass(frozen=True)
class ByHand:
    """What somebody needs who saves a file with a browser and adds it.

    `sha256` is empty, and `address` that of the repository's page, while it is not known.
    """

    address: str
    name: str
    bytes: int | None
    sha256: str


def by_hand(endpoint: str, row: Row, file: RowFile) -> ByHand:
    """How `file` can be had from the hub at `endpoint` without this program."""
    if row.revision is None or file.sha256 is None:
        return ByHand(f"{endpoint}/{row.repo}/tree/main", file.name, file.bytes, "")
    return ByHand(file_address(endpoint, row, file), file.name, file.bytes, file.sha256)


def file_address(endpoint: str, row: Row, file: RowFile) -> str:
    """Where the hub at `endpoint` has `file`, which is pinned: what lies there never changes."""
    return f"{endpoint}/{row.repo}/resolve/{row.revision}/{file.path}"


def size_text(size: int) -> str:
    """As hubs and shops count: 1 MB is a million bytes."""
    if size >= 10_000 * _MB:
        return f"{size / (1000 * _MB):.1f} GB"
    return f"{size / _MB:.1f} MB" if size < 10 * _MB else f"{size / _MB:.0f} MB"
