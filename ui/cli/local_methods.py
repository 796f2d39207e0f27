"""The methods of this computer as the commands use them: those chosen in the window, or typed."""

from __future__ import annotations

from collections.abc import Mapping

from core.library.shelf import Shelf
from core.local.methods import Methods
from core.paths import library_folder, settings_file
from core.preprocessor import Preprocessor
from core.settings import SettingsFile


def chosen_methods(typed: Mapping[Preprocessor, str] | None = None) -> Methods:
    """Methods of the pack and of the library: what was `typed`, and nothing instead of it, else
    what the settings say.
    """
    chosen = SettingsFile(settings_file()).load().methods
    return Methods(Shelf(library_folder()), chosen, typed)
