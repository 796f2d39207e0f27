"""The language that the window speaks, Qt's own words in it, and how it writes numbers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
"""What can be spoken, by ISO 639, each as it calls itself. English is what stands in the code."""

_log = logging.getLogger(__name__)


def spoken(wanted: str, preferred: Sequence[str]) -> str:
    """The one of LANGUAGES to speak: `wanted`, else the first of `preferred` that there is.

    `preferred` are names such as "de-Latn-AT", best first.
    """
    for name in (wanted, *preferred):
        language = name.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return ENGLISH


def spoken_now() -> str:
    """The one of LANGUAGES that the window speaks, in which it writes its numbers as well."""
    return spoken("", [QLocale().name()])


class Language:
    """Has `app` speak `wanted`, or the user's own language where that is empty, until `close`.

    `folder` holds the translations. Only what is built from now on speaks it.
    """

    def __init__(self, app: QApplication, wanted: str, folder: Path) -> None:
        self._app = app
        self._before = QLocale()
        self._translators: list[QTranslator] = []
        system = QLocale.system()
        self.name = spoken(wanted, system.uiLanguages())
        if QLocale(self.name).language() != system.language():
            # Numbers are written as the words around them are.
            QLocale.setDefault(QLocale(self.name))
        if self.name != ENGLISH:
            qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            self._install("qtbase", Path(qt))
            self._install("underdrawing", folder)

    def close(self) -> None:
        """Speak as before."""
        for translator in reversed(self._translators):
            self._app.removeTranslator(translator)
        self._translators.clear()
        QLocale.setDefault(self._before)

    def _install(self, what: str, folder: Path) -> None:
        translator = QTranslator()
        if translator.load(f"{what}_{self.name}", str(folder)):
            self._app.installTranslator(translator)
            self._translators.append(translator)
        else:
            _log.warning("there is no %s_%s.qm", what, self.name)
