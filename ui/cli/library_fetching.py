"""The command `library add NAME`: networks from the hub, one after the other, told as they come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from core.library.by_hand import size_text
from core.library.download import Downloads
from core.library.hub import Hub
from core.library.progress import Phase, Transfer
from core.library.queue import Item, Queue, Stage
from core.library.row import Row
from core.library.shelf import Shelf
from core.library.taking import free_bytes
from ui.cli import interrupt
from ui.cli.library_bar import ByteBar
from ui.cli.library_words import GAP, print_lines, say
from ui.cli.remembered import remembered

_STOPPED = "Stopped. What has come is kept, and the same command goes on with it."


def fetch(shelf: Shelf, rows: Sequence[Row]) -> int:
    """Fetch `rows`, and print how it goes; the exit status, 0 or 1.

    Raises KeyboardInterrupt when stopped, with nothing half installed.
    """
    try:
        items = interrupt.run(_fetched(shelf, rows))
    except KeyboardInterrupt:
        say(_STOPPED)
        raise
    return 0 if all(item.stage is Stage.DONE for item in items) else 1


async def _fetched(shelf: Shelf, rows: Sequence[Row]) -> Sequence[Item]:
    settings = await asyncio.to_thread(remembered)
    hub = Hub(offline=settings.offline, wall=time.time)
    bar = ByteBar()

    def tell(item: Item) -> None:
        match item.stage, item.transfer:
            case Stage.RUNNING, None:
                _announce(shelf, item.row, hub)
            case Stage.RUNNING, Transfer(phase=Phase.PAUSING) as transfer:
                bar.clear()
                say(f"{item.row.name}: {transfer.why} It is tried again.")
            case Stage.RUNNING, Transfer() as transfer:
                bar.show(item.row.name, transfer)
            case Stage.DONE, _:
                bar.clear()
                print_lines(f"{item.row.name}{GAP}ready")
            case Stage.FAILED, _:
                bar.clear()
                say(f"{item.row.name}: {item.error}")

    queue = Queue(Downloads(shelf, hub), tell)
    try:
        for row in rows:
            queue.add(row)
        await queue.finished()
        return queue.items
    finally:
        bar.clear()
        await queue.aclose()


def _announce(shelf: Shelf, row: Row, hub: Hub) -> None:
    """What is about to come, from where, and under which terms."""
    if not row.is_pinned or shelf.is_ready(row) or hub.is_offline:
        return
    left = row.bytes - shelf.here_bytes(row)
    size = size_text(row.bytes) if left == row.bytes else f"the last {size_text(left)}"
    try:
        free = f" {size_text(free_bytes(shelf.folder))} are free on the disk."
    except OSError:  # which is said when it is to be written there
        free = ""
    say(
        f"{row.title}: {size} from {hub.host}, {row.licence}. {row.licence_note}"
        f" Trained on: {row.training}{free}"
    )
