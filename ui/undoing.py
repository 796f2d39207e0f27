"""Undo and redo of every change of preprocessor and options, on Qt's own stack."""

from __future__ import annotations

import time
import weakref
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.catalog import CATALOG
from core.options import Options
from core.preprocessor import Preprocessor
from ui.session import Session
from ui.wording import tr

TOGETHER_S = 1.0
"""Changes of the same options that follow each other so soon are one: a drag, a turned wheel."""
LIMIT = 200


@dataclass(frozen=True)
class _State:
    preprocessor: Preprocessor
    options: Options


class _Change(QUndoCommand):
    def __init__(self, undoing: Undoing, before: _State, after: _State) -> None:
        super().__init__(_words(before, after))
        # The binding never lets go of a change, nor of what one holds.
        self._undoing = weakref.proxy(undoing)
        self._before = before
        self._after = after
        self._at = time.monotonic()

    def id(self) -> int:
        return 1

    def undo(self) -> None:
        self._undoing.restore(self._before)

    def redo(self) -> None:
        self._undoing.restore(self._after)

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, _Change)
        names = _changed(self._before, self._after)
        same = names is not None and names == _changed(other._before, other._after)
        if not same or other._at - self._at > TOGETHER_S:
            return False
        self._after, self._at = other._after, other._at
        self.setObsolete(self._before == self._after)
        self.setText(_words(self._before, self._after))
        return True


class Undoing(QObject):
    """Follows the session and puts every change on `stack`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(LIMIT)
        self._session = session
        self._state = self._now()
        self._restoring = False
        session.options_changed.connect(self._follow)

    def restore(self, state: _State) -> None:
        """Give the session `state`, unless it has it."""
        self._restoring = True
        try:
            self._session.choose(state.preprocessor)
            self._session.set_options(state.options)
        finally:
            self._restoring = False
        self._state = self._now()

    def _now(self) -> _State:
        return _State(self._session.preprocessor, self._session.options)

    def _follow(self) -> None:
        state = self._now()
        if not self._restoring and state != self._state:
            before, self._state = self._state, state
            self.stack.push(_Change(self, before, state))


def _changed(before: _State, after: _State) -> frozenset[str] | None:
    """The names of the options that differ; None where the preprocessors do."""
    if before.preprocessor != after.preprocessor:
        return None
    return frozenset(n for n, value in after.options.items() if before.options[n] != value)


def _words(before: _State, after: _State) -> str:
    """What changed, in words: "Low threshold", "choice of Depth"."""
    entry = CATALOG[after.preprocessor]
    names = _changed(before, after)
    if names is None:
        return tr("choice of {title}", title=tr(entry.title))
    titles = [tr(option.title) for option in entry.options if option.name in names]
    return titles[0] if len(titles) == 1 else tr("options of {title}", title=tr(entry.title))
