"""What the commands take from the window's settings, which they never change."""

from __future__ import annotations

from core.paths import settings_file
from core.settings import Settings, SettingsFile
from ui.cli.library_words import say


def remembered() -> Settings:
    """The settings; where the file is damaged, which is said, those of a first start."""
    path = settings_file()
    found = SettingsFile(path).peek()
    if found is None:
        say(f"The settings in {path} cannot be read: they are taken as at the first start.")
    return found or Settings()
