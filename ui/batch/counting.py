"""How far a batch is, in words: whoever tells of it tells the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.batch.item import State
from ui.wording import tr, tr_money, tr_n

if TYPE_CHECKING:
    from core.batch.board import Summary


def counts_button(summary: Summary) -> str:
    """How far it is, on a button of the main window."""
    return tr("Batch: {done} of {total}", done=summary.done, total=summary.total)


def counts_offer(summary: Summary) -> str:
    """How far one is that an earlier run of the program has left."""
    numbers = {"done": summary.done, "total": summary.total}
    return tr("A batch is unfinished: {done} of {total} guides are done.", **numbers)


def counts_line(summary: Summary, *, running: bool) -> str:
    """All its numbers in a line."""
    counts = summary.counts
    said = [tr("{done} of {total} done", done=summary.done, total=summary.total)]
    if there := counts[State.SKIPPED]:
        said.append(tr_n("{n} of them was there already", "{n} of them were there already", there))
    if summary.remarked:
        said.append(tr("{n} with a remark", n=summary.remarked))
    if failed := counts[State.FAILED]:
        said.append(tr("{n} failed", n=failed))
    if cancelled := counts[State.CANCELLED]:
        said.append(tr("{n} cancelled", n=cancelled))
    if summary.spent_usd:
        said.append(tr("{cost} spent", cost=tr_money(summary.spent_usd)))
    if running and summary.left_s:
        said.append(tr("about {time} left", time=_time(summary.left_s)))
    return "   ·   ".join(said)


def counts_end(summary: Summary) -> str:
    """What came of it, in sentences."""
    counts = summary.counts
    said = [tr_n("{n} guide is made.", "{n} guides are made.", counts[State.DONE])]
    if there := counts[State.SKIPPED]:
        said.append(tr_n("{n} was there already.", "{n} were there already.", there))
    if failed := counts[State.FAILED]:
        said.append(
            tr_n("{n} failed: its row says why.", "{n} failed: their rows say why.", failed)
        )
    if remarked := summary.remarked:
        said.append(
            tr_n("{n} has a remark: see its row.", "{n} have a remark: see their rows.", remarked)
        )
    return " ".join(said)


def _time(seconds: float) -> str:
    if seconds < 90:
        return tr_n("{n} second", "{n} seconds", max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return tr_n("{n} minute", "{n} minutes", minutes)
    return tr_n("{n} hour", "{n} hours", round(minutes / 60))
