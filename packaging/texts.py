"""Finds every text of the application that a reader of its window may see, in English.

Texts are the literal first arguments of `tr`, `tr_n`, `say` and `say_n`, those of errors, and what
the catalogue, the library, the presets and the palette of segments hold. The command line, the API
and what is served speak English and are left out.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from environment import ROOT

ENGLISH_ONLY = ("ui/__main__.py", "ui/screen.py", "ui/cli/")
"""What of `ui` is the command line's."""
SERVED = ("core/api/", "core/server/", "core/door.py")
SEEN_OF_SERVED = tuple(f"core/server/{name}.py" for name in ("running", "listening", "database"))
"""The modules of the server whose errors the window shows."""
SAYING = {"tr": 1, "say": 1, "tr_n": 2, "say_n": 2}
"""How many texts these functions take first: one, or one for each of English's numbers."""
_ERRORS_AT_FIRST = "UnderdrawingError"
_OTHERWISE_MADE = "InvalidTask"
"""An error whose arguments are values, not sentences."""


@dataclass(frozen=True)
class Text:
    """`source` is looked up; of a counted text it is the plural and `one` the singular."""

    source: str
    where: str
    one: str = ""

    @property
    def counted(self) -> bool:
        """Whether it has a form for one and another for more."""
        return bool(self.one)


def all_texts(root: Path = ROOT) -> list[Text]:
    """Every text once, in the order of the files in which it stands first."""
    paths = modules(root)
    errors = error_classes(paths)
    found = [text for path in paths for text in texts_of(path, path.relative_to(root), errors)]
    found += _of_the_catalogue(root)
    first: dict[tuple[str, bool], Text] = {}
    for text in found:
        if text.source.strip():
            first.setdefault((text.source, text.counted), text)
    return list(first.values())


def modules(root: Path = ROOT) -> list[Path]:
    """The modules whose texts the window shows."""
    found = []
    for path in sorted((*root.glob("core/**/*.py"), *root.glob("ui/**/*.py"))):
        name = path.relative_to(root).as_posix()
        served = name.startswith(SERVED) and name not in SEEN_OF_SERVED
        if not served and not name.startswith(ENGLISH_ONLY):
            found.append(path)
    return found


def error_classes(paths: Sequence[Path]) -> frozenset[str]:
    """The names of the classes of our errors that are made of sentences."""
    bases: dict[str, set[str]] = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
    errors = {_ERRORS_AT_FIRST}
    while more := {name for name, of in bases.items() if of & errors} - errors:
        errors |= more
    return frozenset(errors - {_OTHERWISE_MADE})


def texts_of(path: Path, where: Path, errors: frozenset[str]) -> Iterator[Text]:
    """The texts that stand in one module, in their order."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if SAYING.get(name) == 1:
            for source in _literals(call.args[:1]):
                yield Text(source, where.as_posix())
        elif name in SAYING:
            forms = list(_literals(call.args[:2]))
            if len(forms) == 2:
                yield Text(forms[1], where.as_posix(), forms[0])
        elif name in errors:
            sentences = [key.value for key in call.keywords if key.arg in ("what", "remedy")]
            for source in _literals([*call.args[:2], *sentences]):
                yield Text(source, where.as_posix())


def _literals(nodes: Sequence[ast.expr]) -> Iterator[str]:
    """The texts that `nodes` may be, as far as they stand there."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _literals([node.body, node.orelse])


def _of_the_catalogue(root: Path) -> Iterator[Text]:
    """What is kept as data, read from the modules that hold it."""
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    from core.catalog import CATALOG  # noqa: PLC0415 - only now can it be found
    from core.library.rows import ROWS  # noqa: PLC0415 - as above
    from core.local.seg.ade20k import NAMES  # noqa: PLC0415 - as above
    from core.options import ChoiceOption  # noqa: PLC0415 - as above
    from core.presets import SHIPPED  # noqa: PLC0415 - as above
    from core.recognise import Guidelike  # noqa: PLC0415 - as above

    for entry in CATALOG.values():
        sources = [entry.title, entry.description, entry.guide, entry.nothing_found]
        if entry.local is not None:
            sources += [entry.local.method, entry.local.caveat]
        for option in entry.options:
            sources += [option.title, option.hint]
            if isinstance(option, ChoiceOption):
                sources += [title for _, title in option.choices]
        yield from (Text(source, "core/catalog") for source in sources)
    for row in ROWS.values():
        about = (row.good_for, row.licence_note, row.training)
        yield from (Text(source, "core/library") for source in about)
    yield from (Text(preset.name, "core/presets.py") for preset in SHIPPED)
    yield from (Text(kind.value, "core/recognise.py") for kind in Guidelike)
    yield from (Text(name, "core/local/seg/ade20k.py") for name in NAMES)
