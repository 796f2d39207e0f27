"""A pytest plugin that makes Qt unimportable, for the tests of the core: `-p tests.without_qt`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

from pytestqt.plugin import pytest_addoption

# pytest-qt is left out, for it needs Qt, but its settings are declared all the same.
__all__ = ["pytest_addoption"]

QT = ("PySide6", "shiboken6", "qasync")


class Refusal(MetaPathFinder):
    """Finds Qt before anybody else does, and says no."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if fullname.partition(".")[0] in QT:
            raise ModuleNotFoundError(f"the core does without Qt, so no {fullname}", name=fullname)


sys.meta_path.insert(0, Refusal())
