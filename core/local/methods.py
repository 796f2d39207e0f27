"""Which methods there are to make a guide on this computer, and which one is used.

The pack has one for each preprocessor; each network of the library that is here has one for those
that it serves. Unless another was chosen, the best that is here is used: the library's by their
rank, then the pack's. What is not here any more, or not as it was added, is not used, and the
pack's takes its place until it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.errors import LibraryError
from core.library.row import Row, RowFile
from core.library.sentences import CHANGE, changed, not_added
from core.library.shelf import Shelf, State
from core.local.added import Added
from core.local.networks import Networks
from core.preprocessor import Entry, LocalMethod, Preprocessor, Quality
from core.wording import say, together

if TYPE_CHECKING:
    from core.local.library.model import Model

PACK = "pack"
"""The name of the pack's methods."""

Stamp = tuple[int | None, ...]


@dataclass(frozen=True)
class Method:
    """A way to make guides: `name` is PACK, or that of the network, which is then `row`.

    `files`: what tells its files from others that it might have.
    """

    name: str
    local: LocalMethod
    row: Row | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Use:
    """The method that is used, and a remark for the guide where it should be another one."""

    method: Method
    remark: str = ""


class Methods:
    """The methods of this computer: those of the pack and, with a `shelf`, those of the library.

    `choices`: names of methods, by what they were chosen for; others are the best that is here.
    They may be changed at any time and from any thread, and what is here is looked up each time.
    `demanded`: choices in whose place nothing else is used.
    """

    def __init__(
        self,
        shelf: Shelf | None = None,
        choices: Mapping[Preprocessor, str] | None = None,
        demanded: Mapping[Preprocessor, str] | None = None,
    ) -> None:
        self._shelf = shelf
        self._choices = {**(choices or {}), **(demanded or {})}
        self._demanded = frozenset(demanded or ())
        self._refused: dict[str, tuple[Stamp, LibraryError]] = {}

    @property
    def choices(self) -> Mapping[Preprocessor, str]:
        """What was chosen, as the settings keep it."""
        return dict(self._choices)

    def choose(self, preprocessor: Preprocessor, name: str | None) -> None:
        """Use the method called `name`, whether or not it is here; None for the best that is."""
        if name is None:
            self._choices.pop(preprocessor, None)
        else:
            self._choices[preprocessor] = name

    def all(self, entry: Entry) -> tuple[Method, ...]:
        """The methods that are here for `entry`, best first; the pack's, if there is one, last."""
        found = [self._of_row(row) for row in self._rows(entry) if self._is_ready(row)]
        return (*found, *_of_pack(entry))

    def used(self, entry: Entry) -> Use | None:
        """The method for `entry`, or None where there is none on this computer.

        Raises LibraryError where the one that was demanded is not here, or not as it was added.
        """
        rows = self._rows(entry)
        wanted = self._choices.get(entry.preprocessor)
        if wanted == PACK or any(row.name == wanted for row in rows):
            rows = [row for row in rows if row.name == wanted]
        why: LibraryError | None = None
        for row in rows:
            state = self._state(row)
            if state is State.READY:
                return _instead(self._of_row(row), why)
            if state is State.CHANGED or wanted == row.name:
                why = why or self._why(row, state)
        if why is not None and entry.preprocessor in self._demanded:
            raise why
        for method in _of_pack(entry):
            return _instead(method, why)
        return None

    def refuse(self, row: Row, why: LibraryError) -> None:
        """Use `row` no more before its files are others: it could not be run."""
        self._refused[row.name] = self._stamp(row), why

    def refused(self, row: Row) -> LibraryError | None:
        """Why `row`, which is here as it was added, could not be run; None if it can, or may."""
        found = self._refused.get(row.name)
        return found[1] if found is not None and self._state(row) is State.CHANGED else None

    def model(self, row: Row, preprocessor: Preprocessor, networks: Networks) -> Model:
        """What the adapter of `row` runs; its files are looked for when it runs."""
        from core.local.library.model import Model, Part  # noqa: PLC0415 - it brings numpy

        assert self._shelf is not None
        path_of = self._shelf.path_of
        parts = {
            file.role: Part(
                file,
                Added(
                    key=self._key(row, file),
                    title=row.title,
                    path=partial(path_of, row, file.role),
                    optimised=row.optimised,
                ),
            )
            for file in row.files
        }
        return Model(row, preprocessor, parts, networks)

    def forget_removed(self, networks: Networks) -> None:
        """Let go of what `networks` has loaded and the library has no more, or another file of."""
        for key in networks.loaded:
            name, slash, _ = key.partition("/")
            if slash and self._shelf is not None:
                row = self._shelf.rows.get(name)
                ready = row is not None and self._is_ready(row)
                if row is None or not ready or key not in [self._key(row, f) for f in row.files]:
                    networks.forget(key)

    def _of_row(self, row: Row) -> Method:
        local = LocalMethod(row.adapter, Quality.FINAL, row.title)
        return Method(row.name, local, row, tuple(self._key(row, file) for file in row.files))

    def _key(self, row: Row, file: RowFile) -> str:
        """What tells `file` as it is here from all others that are loaded."""
        assert self._shelf is not None
        record = self._shelf.records.find(row, file)
        return f"{row.name}/{file.role}/{record.sha256 if record is not None else ''}"

    def _is_ready(self, row: Row) -> bool:
        return self._state(row) is State.READY

    def _rows(self, entry: Entry) -> list[Row]:
        rows = self._shelf.rows.values() if self._shelf else ()
        serving = (row for row in rows if entry.preprocessor in row.serves)
        return sorted(serving, key=lambda row: row.rank)

    def _state(self, row: Row) -> State:
        assert self._shelf is not None
        state = self._shelf.state(row)
        # Looked up once: another thread may find at this moment that its files are others.
        refused = self._refused.get(row.name)
        if state is State.READY and refused is not None:
            if refused[0] == self._stamp(row):
                return State.CHANGED
            self._refused.pop(row.name, None)
        return state

    def _why(self, row: Row, state: State) -> LibraryError:
        """Why `row`, which is in that state, cannot be used."""
        assert self._shelf is not None
        refused = self._refused.get(row.name)
        if refused is not None:
            return refused[1]
        if state is State.CHANGED:
            return changed(row, self._shelf.folder, CHANGE)
        return not_added(row)

    def _stamp(self, row: Row) -> Stamp:
        """What changes when the files of `row` are others."""
        assert self._shelf is not None
        stamp: list[int | None] = []
        for file in row.files:
            try:
                stamp.append(self._shelf.path_of(row, file.role).stat().st_mtime_ns)
            except (LibraryError, OSError):
                stamp.append(None)
        return tuple(stamp)


def _of_pack(entry: Entry) -> tuple[Method, ...]:
    return () if entry.local is None else (Method(PACK, entry.local),)


def _instead(method: Method, why: LibraryError | None) -> Use:
    """`method`, which is used because of `why` if another one should have been."""
    if why is None:
        return Use(method)
    made = say("The guide was made by {method} instead.", method=say(method.local.method))
    return Use(method, together(why.what, made))
