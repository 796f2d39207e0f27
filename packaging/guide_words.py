"""What the window says in each language of the user guide: its keys and all its texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from environment import ROOT

_IN_THE_HISTORY = ("Enter", "Y", "F", "E", "C", "P", "Delete")
_ELSEWHERE = {
    "Ctrl+F": ("ui/settings/dialog.py", "Ctrl+F"),
    "Shift": ("ui/keys_sheet.py", "Shift with left and right"),
    "Space": ("ui/keys_sheet.py", "Space"),
    "Tab": ("ui/keys_sheet.py", "Tab, Shift+Tab"),
    **{key: ("ui/history_list.py", f'"{key}"') for key in _IN_THE_HISTORY},
}
"""Keys that are in no menu: where they are told of, and how."""


@dataclass(frozen=True)
class Words:
    """What the window says in one language.

    `keys`: every key in Qt's portable form, such as "Ctrl+E", and as the window writes it.
    `texts`: every text in English, and in that language where it is translated.
    """

    keys: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def labels(self) -> frozenset[str]:
        """Every text as it is read: without keys and dots."""
        return frozenset(text.replace("&", "").removesuffix("…") for text in self.texts.values())


def all_words() -> dict[str, Words]:
    """What the window says, by every language that it speaks; English first."""
    from ui.language import ENGLISH, LANGUAGES  # noqa: PLC0415 - only now can it be found

    keys, sources = window_keys(), window_texts()
    english = Words(dict(zip(keys, keys, strict=True)), dict(zip(sources, sources, strict=True)))
    others = [language for language in LANGUAGES if language != ENGLISH]
    return {ENGLISH: english, **{name: _translated(name, english) for name in others}}


def window_keys() -> list[str]:
    """Every key that the window's menus have, in Qt's portable form, and those of elsewhere."""
    from PySide6.QtGui import QAction, QUndoStack  # noqa: PLC0415 - there only in the environment
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415 - as above

    from core.catalog import CATALOG  # noqa: PLC0415 - only now can it be found
    from ui.actions import Actions  # noqa: PLC0415 - as above

    app = QApplication.instance() or QApplication([])
    window, stack = QMainWindow(), QUndoStack()
    actions = Actions(window, list(CATALOG))
    actions.add_undo(stack)
    keys = {key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()}
    window.deleteLater()
    app.processEvents()
    for key, (file, words) in _ELSEWHERE.items():
        if words in (ROOT / file).read_text("utf-8"):
            keys.add(key)
    return sorted(keys)


def window_texts() -> list[str]:
    """Every text of the window, in English."""
    from texts import all_texts  # noqa: PLC0415 - imports the application

    return sorted({text.source for text in all_texts()})


def _translated(language: str, english: Words) -> Words:
    """What is `english`, in `language`, by its file of translations and Qt's own words for keys."""
    from PySide6.QtCore import QLibraryInfo, QTranslator  # noqa: PLC0415 - as above

    from core.paths import translations_folder  # noqa: PLC0415 - as above
    from ts_file import read  # noqa: PLC0415 - imports the application

    texts = {}
    for message in read(translations_folder() / f"underdrawing_{language}.ts").iter("message"):
        source, translation = message.findtext("source", ""), message.find("translation")
        if source in english.texts and translation is not None and "type" not in translation.attrib:
            texts[source] = translation.findtext("numerusform") or translation.text or ""
    qt = QTranslator()
    qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))

    def key_of(part: str) -> str:
        return texts.get(part) or qt.translate("QShortcut", part) or part

    # A plus is a key as well: the second one of "Ctrl++".
    parts = {key: re.split(r"(?<=.)\+(?=.)", key) for key in english.keys}
    return Words({key: "+".join(map(key_of, of)) for key, of in parts.items()}, texts)
