"""What can go wrong with the history's folder, and what a person is told of it."""

from __future__ import annotations

from pathlib import Path

from core.errors import UnderdrawingError
from core.tables import Fault, fault_of
from core.wording import say, together

_LOST = say("Nothing that was kept is lost.")


def explained(error: Exception, folder: Path) -> UnderdrawingError:
    """What to tell of `error`, an OSError or sqlite3.Error that happened in `folder`."""
    details = f"{type(error).__name__}: {error}"
    fault = fault_of(error)
    if fault is Fault.FULL:
        what = say("The disk with the history of guides, {folder}, is full.", folder=folder)
        remedy = together(say("Make room on it, then try again."), _LOST)
    elif fault is Fault.BUSY:
        what = say("Another window of Underdrawing keeps the history of guides busy.")
        remedy = together(say("Try again in a moment."), _LOST)
    else:
        what = say("The history of guides in {folder} cannot be used.", folder=folder)
        remedy = together(
            say("See that you may write there, and that the disk is in order."), _LOST
        )
    return UnderdrawingError(what, remedy, details=details)
