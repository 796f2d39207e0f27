"""What the tests of the library act on: rows with stand-ins behind them, a hub, and a shelf."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from core.backoff import Clock
from core.library.download import Downloads
from core.library.hub import Hub
from core.library.progress import Phase, Transfer
from core.library.row import Row
from core.library.rows import ROWS
from core.library.shelf import Shelf
from tests.faults.scene import Hurry
from tests.hub.graphs import padded, plain
from tests.hub.hub import LoopbackHub

DEPTH, POSE, SEGMENTS = "depth-anything-v2-small-fp16", "dwpose-l", "upernet-convnext-tiny-ade"
SIZE = 900_000
PROXY_VARIABLES = (
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
)


@cache
def large_stand_in() -> bytes:
    """The network of DEPTH, in a file that comes in many pieces."""
    return padded(plain(ROWS[DEPTH].files[0]), SIZE)


class Scene:
    """`row` is a network that the hub has, `content` its file; pauses pass at once."""

    def __init__(self, hub: LoopbackHub, folder: Path) -> None:
        self.hub = hub
        self.content = large_stand_in()
        self.row = hub.keep(ROWS[DEPTH], {"network": self.content})
        self.folder = folder
        self.hurry = Hurry()
        self.heard: list[Transfer] = []
        self.arrived = asyncio.Event()

    @property
    def rows(self) -> Mapping[str, Row]:
        return {**ROWS, self.row.name: self.row}

    @property
    def shelf(self) -> Shelf:
        """The shelf as a new run of the program finds it."""
        return Shelf(self.folder, self.rows)

    @property
    def part(self) -> Path:
        """Where what has come of the file lies."""
        return self.folder / "parts" / f"{self.row.files[0].sha256}.part"

    async def bring(
        self, row: Row | None = None, *, stall_s: float = 30.0, offline: bool = False
    ) -> None:
        """Fetch `row`, by default that of the scene, as a new run of the program would."""
        await bring(self, row or self.row, self.hurry.clock, stall_s=stall_s, offline=offline)

    def hear(self, transfer: Transfer) -> None:
        """Remember what is told; `arrived` is set once something has come."""
        self.heard.append(transfer)
        if transfer.phase is Phase.FETCHING and transfer.done:
            self.arrived.set()

    def has_part(self, size: int, content: bytes | None = None) -> None:
        """An earlier run has fetched so many bytes."""
        self.part.parent.mkdir(parents=True, exist_ok=True)
        self.part.write_bytes((self.content if content is None else content)[:size])

    def files(self) -> list[str]:
        """All files of the library, by their paths in it."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def pin(self, **changes: object) -> None:
        """The row's file has other pins than what the hub has."""
        (file,) = self.row.files
        self.row = replace(self.row, files=(replace(file, **changes),))  # type: ignore[arg-type]


async def bring(scene: Scene, row: Row, clock: Clock, *, stall_s: float, offline: bool) -> None:
    hub = Hub(scene.hub.url, stall_s=stall_s, offline=offline, wall=clock.wall)
    downloads = Downloads(scene.shelf, hub, clock)
    try:
        await downloads.bring(row, scene.hear)
    finally:
        await downloads.aclose()
