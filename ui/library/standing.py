"""How a network of the library stands, in words: what is told of it, and what can be pressed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QLocale

from core.catalog import CATALOG
from core.errors import UnderdrawingError
from core.library.progress import Phase, Transfer
from core.library.queue import Stage
from core.library.row import Row
from core.library.shelf import State
from core.wording import Said
from ui.library.stock import Seen
from ui.wording import tr, tr_n

_MOST_S, _MOST_MIN = 90, 90
"""More is told in minutes, or in hours."""


class Mark(Enum):
    """What a network looks like in the list."""

    ABSENT = auto()
    PARTLY = auto()
    BUSY = auto()
    READY = auto()
    WRONG = auto()


class Press(Enum):
    """What can be done with a network."""

    ADD = auto()
    GO_ON = auto()
    PAUSE = auto()
    REMOVE = auto()


@dataclass(frozen=True)
class Standing:
    """`says` it in a line, `fraction` is how far it is, None where nothing goes on or waits.

    `error`: what went wrong, and what to do. `presses`: the first is the one that is meant.
    `use`: what guides are made by it, or how it comes to be used.
    """

    mark: Mark
    says: str
    fraction: float | None = None
    error: UnderdrawingError | None = None
    presses: tuple[Press, ...] = ()
    use: str = ""


def standing(seen: Seen) -> Standing:
    """What is to be told of what is `seen`."""
    if seen.reading is not None:
        says = tr("Reading the file: {percent} %", percent=_percent(seen.reading))
        return Standing(Mark.BUSY, says, seen.reading)
    if seen.item is not None and not seen.item.stage.is_over:
        return _on_its_way(seen, seen.item.stage, seen.item.transfer)
    removable = (Press.REMOVE,)
    if seen.state is State.CHANGED:
        mended = (*_fetched_by(seen.row), *removable)
        return Standing(Mark.WRONG, tr("Damaged"), None, seen.error, mended)
    if seen.state is State.READY:
        if seen.error is not None:
            return Standing(Mark.WRONG, tr("Not used"), None, seen.error, removable)
        return Standing(Mark.READY, tr("Ready"), None, None, removable, _use(seen))
    return _not_whole(seen)


def _on_its_way(seen: Seen, stage: Stage, transfer: Transfer | None) -> Standing:
    done = _share(seen.fetched, seen.wanted)
    if stage is Stage.WAITING:
        return Standing(Mark.BUSY, tr("Waiting for its turn"), done, presses=(Press.PAUSE,))
    if transfer is None:
        return Standing(Mark.BUSY, tr("Looking what is here"), done, presses=(Press.PAUSE,))
    says = _transfer_text(transfer)
    fraction = _share(transfer.done, transfer.total)
    return Standing(Mark.BUSY, says, fraction, presses=(Press.PAUSE,))


def _transfer_text(transfer: Transfer) -> str:
    match transfer.phase:
        case Phase.ASKING:
            return tr("Asking {host}", host=transfer.host)
        case Phase.PAUSING:
            return tr("{why} It is tried again.", why=tr(transfer.why))
        case Phase.CHECKING:
            return tr("Checking")
    percent = _percent(_share(transfer.done, transfer.total))
    parts = [tr("{percent} % of {size}", percent=percent, size=size_text(transfer.total))]
    if transfer.bytes_per_s:
        parts.append(tr("{size}/s", size=size_text(transfer.bytes_per_s)))
    if transfer.seconds_left is not None:
        parts.append(tr("{time} left", time=time_text(transfer.seconds_left)))
    return ", ".join(parts)


def _not_whole(seen: Seen) -> Standing:
    row, wrong = seen.row, seen.error is not None
    presses = _fetched_by(row)
    if seen.state is State.PARTLY:
        presses = ((Press.GO_ON,) if row.is_pinned else ()) + (Press.REMOVE,)
        if seen.fetched or not seen.here:
            percent = _percent(_share(seen.fetched, seen.wanted))
            size = size_text(seen.wanted)
            says = tr("{percent} % of {size} is here", percent=percent, size=size)
        else:
            says = tr("{count} of {total} files is here", count=seen.here, total=len(row.files))
        fraction = None if wrong else _share(seen.fetched, seen.wanted)
        return Standing(Mark.WRONG if wrong else Mark.PARTLY, says, fraction, seen.error, presses)
    if wrong:
        return Standing(Mark.WRONG, tr("Not added"), None, seen.error, presses)
    if row.is_pinned:
        return Standing(Mark.ABSENT, tr("Not added"), None, None, presses)
    use = tr("Save it with a browser, and add that file: see By hand, below.")
    return Standing(Mark.ABSENT, tr("Only as a file"), None, None, presses, use)


def _fetched_by(row: Row) -> tuple[Press, ...]:
    return (Press.ADD,) if row.is_pinned else ()


def _use(seen: Seen) -> str:
    if not seen.makes:
        return tr("Another method is used for its guides.")
    titles = ", ".join(tr(CATALOG[name].title) for name in seen.makes)
    return tr("Makes the guides of: {titles}.", titles=titles)


def terms(row: Row, host: str, free: int) -> str:
    """What is to be known before anything is fetched: how much, from where, under which licence,
    and that so many bytes of the disk are free."""
    parts = [
        tr("{size} from {host}", size=size_text(row.bytes), host=host),
        tr("weights {licence}", licence=row.licence),
        tr("{size} free on the disk", size=size_text(free)),
    ]
    return "   ·   ".join(parts)


def title_of(row: Row) -> str:
    """What `row` is called; of a name that is its makers' own, nothing is translated."""
    return tr(row.title) if isinstance(row.title, Said) else row.title


def size_text(size: float) -> str:
    """So many bytes as hubs and shops count: "50 MB", "2.1 MB"."""
    small = (size < 10e6 and size >= 1e6) or size >= 1e9
    form = QLocale.DataSizeFormat.DataSizeSIFormat
    return QLocale().formattedDataSize(round(size), 1 if small else 0, form)


def time_text(seconds: float) -> str:
    """So many seconds as people say it: "20 s", "3 min"."""
    if seconds <= _MOST_S:
        return tr("{n} s", n=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes <= _MOST_MIN:
        return tr("{n} min", n=minutes)
    return tr_n("{n} hour", "{n} hours", round(minutes / 60))


def _share(done: int, total: int) -> float:
    return min(1.0, done / total) if total else 0.0


def _percent(fraction: float) -> int:
    return int(100 * fraction)
