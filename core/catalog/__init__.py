"""The catalogue: the preprocessors as data, with their options and how they are made here.

Everything that lists, explains or tunes preprocessors is built from this: the picker, the option
panel, the command line, the task's checks, the served API. A new preprocessor is a name in
`Preprocessor`, one row here and one module that its `LocalMethod` names. The facts are those of the
ControlNet annotators and of Runware's API.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.catalog import colours, drawings, outlines, scenes
from core.preprocessor import Entry, Preprocessor

_ROWS = {
    row.preprocessor: row for rows in (outlines, drawings, scenes, colours) for row in rows.ROWS
}

CATALOG: Mapping[Preprocessor, Entry] = MappingProxyType(
    {preprocessor: _ROWS[preprocessor] for preprocessor in Preprocessor}
)
"""The rows by name, in the order of `Preprocessor`."""
