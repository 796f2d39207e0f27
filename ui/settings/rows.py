"""The table of settings: a new one is one row more here, a new section one with a new title.

What concerns Runware is in ui/settings/service.py.
"""

from __future__ import annotations

from typing import Any

from core.catalog import CATALOG
from core.comparison import Comparison
from core.file_format import FileFormat
from core.preprocessor import Preprocessor
from core.rendition import Rendition
from core.service_choices import EngineName
from core.settings import HISTORY_LIMITS_MB, TEXT_SIZES, Motion, Settings, Theme
from core.task import FILE_QUALITY
from ui.comparison_bar import TITLES as COMPARISONS
from ui.engine_choice import TITLES as ENGINES
from ui.language import LANGUAGES
from ui.main_window import MainWindow
from ui.remember import Memory
from ui.rendition_panel import INVERT_HINT
from ui.settings.disk import Amount, Folder
from ui.settings.editors import Choice, Number, Switch
from ui.settings.row import Maker, Row, rows_of_fields
from ui.wording import tr, tr_each


def appearance_rows(memory: Memory) -> list[Row]:
    """What everything looks like."""
    themes = {
        Theme.SYSTEM: tr("As the system"),
        Theme.LIGHT: tr("Light"),
        Theme.DARK: tr("Dark"),
    }
    # In their own words: who reads no English finds his all the same.
    languages = {"": tr("As the system"), **LANGUAGES}
    sizes = {percent: tr("{percent} %", percent=percent) for percent in TEXT_SIZES}
    motions = {
        Motion.SYSTEM: tr("As the system"),
        Motion.REDUCED: tr("On"),
        Motion.FULL: tr("Off"),
    }
    row = _remembered(memory, tr("Appearance"))
    return [
        row(
            "theme",
            tr("&Theme"),
            tr("Colours of the window: light or dark greys."),
            lambda: Choice(themes),
        ),
        row(
            "language",
            tr("&Language"),
            tr("Takes effect when Underdrawing is started the next time."),
            lambda: Choice(languages),
        ),
        row(
            "text_size",
            tr("Te&xt size"),
            tr("Of all text in the window, measured by the system's font."),
            lambda: Choice(sizes),
        ),
        row(
            "motion",
            tr("&Reduced motion"),
            tr("Nothing moves by itself: no running bars, no blinking cursor, no fading menus."),
            lambda: Choice(motions),
        ),
    ]


def guide_rows(window: MainWindow, memory: Memory) -> list[Row]:
    """What is asked for, and seen, when nothing else is chosen."""
    session, section = window.session, tr("Guides")
    row = _remembered(memory, section)
    makers = tr_each(ENGINES)
    names: dict[Preprocessor | None, str] = {None: tr("The last one")}
    names |= {name: tr(entry.title) for name, entry in CATALOG.items()}
    views: dict[Comparison | None, str] = {None: tr("As it was last")}
    views |= {view: tr(title) for view, title in COMPARISONS.items()}
    return [
        Row(
            section,
            tr("&Made by"),
            tr("Free on this computer, or bought one by one from Runware."),
            lambda: Choice(makers),
            lambda: session.engine_name,
            session.choose_engine,
            EngineName.LOCAL,
        ),
        row(
            "start_preprocessor",
            tr("&Preprocessor at start"),
            tr("What guides are made with first. Its options are those that you used last."),
            lambda: Choice(names),
        ),
        row(
            "start_comparison",
            tr("&Comparison at start"),
            tr("How picture and guide are seen first."),
            lambda: Choice(views),
        ),
        row(
            "offline",
            tr("&Offline"),
            tr("No network of the model library is fetched; files can still be added to it."),
            Switch,
        ),
    ]


def history_rows(memory: Memory) -> list[Row]:
    """What is kept of earlier guides."""
    row = _remembered(memory, tr("History"))
    shown = {None: tr("As it was last"), True: tr("Shown"), False: tr("Hidden")}
    return [
        row(
            "start_history",
            tr("&At start"),
            tr("Whether the strip of earlier guides is there when Underdrawing starts."),
            lambda: Choice(shown),
        ),
        row(
            "history_limit_mb",
            tr("Size &limit"),
            tr("Beyond it the oldest guides go, but none that is pinned or was bought."),
            lambda: Amount(HISTORY_LIMITS_MB),
        ),
    ]


def file_rows(window: MainWindow) -> list[Row]:
    """Where files come from and go to, and what they are."""
    section = tr("Files")
    row = _rendered(window, section)
    formats = {form: form.value for form in FileFormat}
    return [
        Row(
            section,
            tr("&Export to"),
            tr("Where the file dialog begins; it moves on with each guide that you export."),
            lambda: Folder(tr("the picture's folder")),
            lambda: window.exporter.folder,
            window.exporter.set_folder,
            "",
        ),
        Row(
            section,
            tr("&Open from"),
            tr("Where the file dialog begins; it moves on with each picture that you open."),
            lambda: Folder(tr("the system's folder")),
            lambda: window.opener.folder,
            window.opener.set_folder,
            "",
        ),
        row(
            "format",
            tr("&Format"),
            tr("PNG is exact and read by everything; JPG blurs hard lines a little."),
            lambda: Choice(formats),
        ),
        row(
            "quality",
            tr("&Quality"),
            tr("Of WEBP and JPG. Higher: larger files; WEBP is exact at 100."),
            lambda: Number(FILE_QUALITY),
        ),
        row(
            "metadata",
            tr("Save &how it was made"),
            tr("Preprocessor and options in the file; Underdrawing reads them back."),
            Switch,
        ),
        row(
            "invert",
            tr("&Invert"),
            tr(INVERT_HINT),
            Switch,
        ),
        row(
            "transparent",
            tr("&Transparent ground"),
            tr("For laying lines over a canvas; not in JPG, and not with 16 bits."),
            Switch,
        ),
        row(
            "deep",
            tr("1&6 bits"),
            tr("Depth without steps, as PNG or TIFF."),
            Switch,
        ),
    ]


def _remembered(memory: Memory, section: str) -> Maker:
    """Makes rows of what only the settings hold."""
    return rows_of_fields(
        section,
        lambda: memory.settings,
        lambda name, value: memory.choose(**{name: value}),
        Settings(),
    )


def _rendered(window: MainWindow, section: str) -> Maker:
    """Makes rows of how guides go out."""
    rendering = window.rendering

    def choose(name: str, value: Any) -> None:
        rendition = rendering.rendition
        if name == "format":
            rendering.set(rendition.within(FileFormat(value)))
        else:
            rendering.set(rendition.replace(**{name: value}))

    return rows_of_fields(section, lambda: rendering.rendition, choose, Rendition())
