"""The flag of `convert` that says which method makes the guides, where there are several."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from core.errors import UsageError
from core.library.rows import ROWS
from core.library.shelf import Shelf, State
from core.local.methods import PACK
from core.paths import library_folder
from core.preprocessor import Preprocessor
from core.service_choices import EngineName


def add_method_flag(parser: argparse.ArgumentParser) -> None:
    """Add it to the parser of `convert`."""
    parser.add_argument(
        "--method",
        metavar="NAME",
        action="append",
        default=[],
        help="what makes them: pack, or a network of the library; may be given several times",
    )


def methods_of(
    given: argparse.Namespace, preprocessors: Sequence[Preprocessor], engine: EngineName
) -> Mapping[Preprocessor, str]:
    """The names of methods that were typed, by what each is to make. Raises UsageError."""
    names: list[str] = given.method
    if names and engine is not EngineName.LOCAL:
        raise UsageError(
            f"--method is not for --engine {engine}.", "Leave it out, or use --engine local."
        )
    chosen: dict[Preprocessor, str] = {}
    for name in names:
        for preprocessor in _made_by(name, preprocessors):
            if preprocessor in chosen:
                raise UsageError(
                    f"--method is given twice for {preprocessor}.", "Leave one of them out."
                )
            chosen[preprocessor] = name
    return chosen


def _made_by(name: str, preprocessors: Sequence[Preprocessor]) -> Sequence[Preprocessor]:
    """Those of `preprocessors` that the method called `name` can make, which is here."""
    if name == PACK:
        return preprocessors
    row = ROWS.get(name)
    if row is None:
        there = ", ".join((PACK, *ROWS))
        raise UsageError(f"There is no method called {name}.", f"There are: {there}.")
    makes = [preprocessor for preprocessor in preprocessors if preprocessor in row.serves]
    if not makes:
        raise UsageError(
            f"--method {name} makes {' and '.join(row.serves)} only.",
            "Leave it out, or add that to -p.",
        )
    state = Shelf(library_folder()).state(row)
    if state is State.CHANGED:
        raise UsageError(
            f"{name} is not as it was when it was added.",
            f"underdrawing library remove {name}, and add it again.",
        )
    if state is not State.READY:
        raise UsageError(f"{name} is not in the library.", f"underdrawing library add {name}")
    return makes
