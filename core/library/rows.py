"""The networks of the library, as data: pins, licences, and what their sessions must look like.

Sources: the files' pages on the hub as they were read on 2026-11-22, and for inputs and outputs
what programs that run them do. None was run when this was written: what a file really has is
compared before it counts as ready, see core.library.checking.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.library.drawings import DRAWINGS
from core.library.people import PEOPLE
from core.library.row import Row
from core.library.scenes import SCENES

ROWS: Mapping[str, Row] = MappingProxyType({row.name: row for row in (*SCENES, *DRAWINGS, *PEOPLE)})
"""By name, in the order in which they are offered."""
