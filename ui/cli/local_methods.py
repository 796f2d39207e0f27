"""The methods of this computer as the commands use them: those chosen in the window, or typed."""

from __future__ import annotations

from collections.abc import Mapping

from core.library.shelf import Shelf
from core.local.methods import Methods
from core.paths import library_folder
from core.preprocessor import Preprocessor
from ui.cli.remembered import remembered


def chosen_methods(typed: Mapping[Preprocessor, str] | None = None) -> Methods:
    """Methods of the pack and of the library: what was `typed`, and nothing instead of it, else
    what the settings say.
    """
    return Methods(Shelf(library_folder()), remembered().methods, typed)
