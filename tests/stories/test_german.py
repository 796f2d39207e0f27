"""Underdrawing in German: menus, errors with their values, plurals, and nothing left in English."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from core.catalog import CATALOG
from core.fit import Fit
from core.paths import settings_file
from core.preprocessor import Preprocessor
from core.service_choices import EngineName
from tests.stories.desk import Desk, play, write_picture
from ui.history_strip import HistoryStrip
from ui.main_window import MainWindow


class Missed(QTranslator):
    """Is asked for what no translator knows, and notes it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        if context == "Underdrawing":
            self.texts.add(source)
        return None

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def missed(qapp: QApplication) -> Iterator[set[str]]:
    translator = Missed()
    qapp.installTranslator(translator)
    yield translator.texts
    qapp.removeTranslator(translator)


def speak(language: str) -> None:
    """Have the next start speak `language`, as the settings would."""
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(json.dumps({"language": language}))


def test_the_menus_are_german_and_no_key_in_them_is_there_twice() -> None:
    speak("de")

    async def story(desk: Desk) -> None:
        titles = [action.text().replace("&", "") for action in desk.window.menuBar().actions()]
        assert titles[:3] == ["Datei", "Bearbeiten", "Ansicht"]
        assert desk.window.commands.open.text() == "Ö&ffnen…"
        for menu in _menus(desk.window):
            keys = Counter(
                _key(action.text()) for action in menu.actions() if not action.isSeparator()
            )
            del keys[""]
            assert max(keys.values(), default=1) == 1, (menu.title(), keys)

    play(story)


def test_an_error_is_told_in_german_with_its_values(tmp_path: Path) -> None:
    speak("de")
    path = tmp_path / "nicht-da.png"

    async def story(desk: Desk) -> None:
        desk.window.opener.open_named(str(path))
        notice = await desk.noticed()
        assert notice.what == f"Es gibt keine Datei {path}."
        assert notice.remedy == "Den Pfad prüfen."

    play(story)


@pytest.mark.parametrize(
    ("width", "said"), [(321, "1 Spalte abgeschnitten"), (323, "3 Spalten abgeschnitten")]
)
def test_one_is_told_otherwise_than_three(tmp_path: Path, width: int, said: str) -> None:
    speak("de")
    path = tmp_path / "bild.png"
    write_picture(path, width=width)

    async def story(desk: Desk) -> None:
        desk.drop_files(path)
        await desk.settled()
        panel = desk.window.side.export.more
        panel.show_rendition(desk.window.rendering.rendition.replace(fit=Fit(multiple=8)))
        assert any(said in label.text() for label in panel.findChildren(QLabel))

    play(story)


def _holds(strip: HistoryStrip, name: Preprocessor) -> bool:
    return [entry.preprocessor for entry in strip.entries] == [name]


def test_what_was_kept_in_english_is_found_by_the_german_words_too(tmp_path: Path) -> None:
    path = tmp_path / "bild.png"
    write_picture(path)

    async def in_english(desk: Desk) -> None:
        desk.window.commands.history.trigger()
        for name in (Preprocessor.CANNY, Preprocessor.SEG, Preprocessor.LINEART_ANIME):
            desk.session.choose(name)
            await desk.settled()
            desk.window.commands.copy.trigger()  # whoever takes a guide along wants it kept
        await desk.until(lambda: len(desk.window.history.entries) == 3, "all are kept")

    async def in_german(desk: Desk) -> None:
        desk.window.commands.history.trigger()
        strip = desk.window.history
        await desk.until(lambda: len(strip.entries) == 3, "all are there")
        for words, name in (
            ("kanten", Preprocessor.CANNY),
            ("Segmente", Preprocessor.SEG),
            ("canny edges", Preprocessor.CANNY),
            ("lineart_anime", Preprocessor.LINEART_ANIME),
        ):
            strip.search.setText(words)
            found = partial(_holds, strip, name)
            await desk.until(found, f"{words} finds {name} alone")

    speak("en")
    play(in_english, str(path))
    speak("de")
    play(in_german)


# What is no dialog comes to the front by a request that only window systems know.
@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_nothing_that_is_seen_on_a_walk_through_the_window_is_left_in_english(
    missed: set[str], tmp_path: Path
) -> None:
    speak("de")
    path = tmp_path / "bild.png"
    write_picture(path)

    async def story(desk: Desk) -> None:
        window = desk.window
        desk.drop_files(path)
        await desk.settled()
        for name in desk.session.offers:
            desk.session.choose(name)
        desk.session.reset_options()
        await desk.settled()
        window.commands.history.trigger()
        commands = window.commands
        for action in (commands.keys, commands.about, commands.settings):
            action.trigger()
            await _closed(desk, await desk.dialog())
        for action in (commands.batch, commands.library):
            action.trigger()
            await desk.until(lambda: _others(window), "another window is there")
            await _closed(desk, _others(window)[0])
        desk.session.choose_engine(EngineName.RUNWARE)
        await desk.settled()
        desk.session.stop()
        window.opener.open_named("data:image/png;base64,AAAA")
        await desk.noticed()
        seen.update(missed)

    seen: set[str] = set()
    play(story)
    # Runware's address in tests is that of nobody.
    assert seen - {"127.0.0.1:9"} == set()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("engine", list(EngineName))
def test_in_the_main_window_every_key_with_alt_reaches_one_thing(
    language: str, engine: EngineName, tmp_path: Path
) -> None:
    speak(language)
    path = tmp_path / "bild.png"
    write_picture(path)

    async def story(desk: Desk) -> None:
        desk.drop_files(path)
        await desk.settled()
        desk.session.choose_engine(engine)
        for has_key in (False, True):
            desk.window.side.buy.show_state(ready=True, bought=False, has_key=has_key)
            for waiting in (None, "…"):
                desk.window.side.buy.show_progress(waiting)
                for name in desk.session.offers:
                    desk.session.choose(name)
                    await desk.until(lambda: _options_are_seen(desk), "the options are there")
                    keys = Counter(_keys(desk.window))
                    twice = [key for key, count in keys.items() if count > 1]
                    assert not twice, (name, has_key, waiting, twice)
        desk.window.side.buy.show_progress(None)
        await desk.settled()

    play(story)


async def _closed(desk: Desk, shown: QWidget) -> None:
    shown.close()
    await desk.until(lambda: not shown.isVisible(), "it is closed")


def _others(window: MainWindow) -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if each.isVisible() and each != window]


def _options_are_seen(desk: Desk) -> bool:
    panel, local = desk.window.side.options, desk.session.engine_name is EngineName.LOCAL
    options = CATALOG[desk.session.preprocessor].options
    return all(panel.control(o.name).isVisible() for o in options if local or not o.local)


def _menus(window: MainWindow) -> list[QMenu]:
    return [menu for menu in window.findChildren(QMenu) if menu.title()]


def _key(text: str) -> str:
    """The letter after `&`, or nothing."""
    _, mark, rest = text.replace("&&", "").partition("&")
    return rest[:1].lower() if mark else ""


def _keys(window: MainWindow) -> list[str]:
    """The letters that reach something with Alt, in what is seen now."""
    texts = [action.text() for action in window.menuBar().actions()]
    for widget in window.side.findChildren(QWidget):
        labels = isinstance(widget, QLabel) and widget.buddy() is not None
        if (labels or isinstance(widget, QAbstractButton)) and _is_seen(widget, window):
            texts.append(widget.text())  # type: ignore[attr-defined]
    return [key for key in map(_key, texts) if key]


def _is_seen(widget: QWidget, window: MainWindow) -> bool:
    return widget.window() is window and widget.isVisibleTo(window)
