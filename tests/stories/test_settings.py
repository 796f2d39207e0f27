"""An artist makes the application his own: finds a setting by its words, and takes it back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QWidget,
)

from core.comparison import Comparison
from core.file_format import FileFormat
from core.paths import settings_file
from core.preprocessor import Preprocessor
from core.rendition import Rendition
from core.settings import TEXT_SIZES, Motion, Theme
from tests.stories.desk import Desk, play, write_picture
from ui.history_list import Deed
from ui.settings.dialog import SettingsDialog
from ui.settings.disk import Amount, Folder
from ui.settings.editors import Address, Choice, Number, Switch
from ui.settings.row import RowView
from ui.text import scaled
from ui.tile import MARGIN_PX, TITLE_SCALE

CTRL = Qt.KeyboardModifier.ControlModifier
MB = 2**20


async def _settings(desk: Desk) -> SettingsDialog:
    desk.press(Qt.Key.Key_Comma, CTRL)
    dialog = await desk.dialog()
    assert isinstance(dialog, SettingsDialog)
    await desk.until(dialog.isActiveWindow, "the settings are in front")
    return dialog


def _shown(dialog: SettingsDialog) -> list[str]:
    """What rows are called that are shown."""
    return [view.row.label.replace("&", "") for view in dialog.pages.rows if view.isVisible()]


def _type(dialog: SettingsDialog, text: str) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_F, CTRL)
    assert dialog.search.hasFocus()
    QTest.keyClicks(dialog.search, text)


def _choose(view: RowView, title: str) -> None:
    """Choose with the arrow keys."""
    combo = view.editor.field
    assert isinstance(combo, QComboBox)
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(combo.count()):
        if combo.currentText() != title:
            QTest.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentText() == title


def _change(view: RowView) -> None:
    """Set something else than what is set, as a user does."""
    editor = view.editor
    if isinstance(editor, Choice):
        QTest.keyClick(editor.combo, Qt.Key.Key_Down)
    elif isinstance(editor, Switch):
        QTest.keyClick(editor.box, Qt.Key.Key_Space)
    elif isinstance(editor, Number | Amount):
        key = Qt.Key.Key_Down if editor.spin.value() > editor.spin.minimum() else Qt.Key.Key_Up
        QTest.keyClick(editor.spin, key)
    elif isinstance(editor, Address):
        editor.line.selectAll()
        QTest.keyClicks(editor.line, "http://127.0.0.1:9/v2")
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
    else:
        assert isinstance(editor, Folder)
        editor.chosen.emit(str(Path.home()))  # as its dialog does


def test_a_setting_is_found_by_its_words_and_esc_shows_all_again() -> None:
    async def story(desk: Desk) -> None:
        dialog = await _settings(desk)
        assert "Theme" in _shown(dialog)
        assert "Size limit" not in _shown(dialog), "one section at a time"
        _type(dialog, "start")
        assert _shown(dialog) == [
            *("Language", "Preprocessor at start", "Comparison at start", "At start")
        ]
        QTest.keyClicks(dialog.search, " STRIP")
        assert _shown(dialog) == ["At start"], "every word counts, in whatever case"
        QTest.keyClicks(dialog.search, " elephant")
        assert _shown(dialog) == []
        assert "elephant" in dialog.pages.says
        assert "Esc" in dialog.pages.says, "it says what to try"
        QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
        assert dialog.isVisible(), "Esc clears the search first"
        assert dialog.search.text() == dialog.pages.says == ""
        assert "Theme" in _shown(dialog)
        QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        await desk.in_front()

    play(story)


@pytest.mark.parametrize(
    ("words", "panel"), [("paste key", "key"), ("port script", "served"), ("clear disk", "history")]
)
def test_groups_are_found_as_rows_are(words: str, panel: str) -> None:
    async def story(desk: Desk) -> None:
        dialog = await _settings(desk)
        shown: QWidget = getattr(dialog, panel)
        assert not shown.isVisible()
        _type(dialog, words)
        assert shown.isVisible()
        assert dialog.pages.found() == 1
        dialog.reject()
        await desk.in_front()

    play(story)


def test_sections_in_which_something_is_found_stay_bright_and_lead_there() -> None:
    async def story(desk: Desk) -> None:
        dialog = await _settings(desk)
        dialog.resize(740, 340)
        pages = dialog.pages
        _type(dialog, "guide")
        bright = [
            item.text()
            for item in map(pages.list.item, range(pages.list.count()))
            if item.flags() & Qt.ItemFlag.ItemIsEnabled
        ]
        assert "Files" in bright
        assert "Appearance" not in bright, "nothing is found there"
        await desk.until(lambda: pages.room.height() > 600, "all that is found has its place")
        (files,) = pages.list.findItems("Files", Qt.MatchFlag.MatchExactly)
        desk.click(pages.list.viewport(), pages.list.visualItemRect(files).center())
        row = pages.row("Export to")
        await desk.until(lambda: not row.visibleRegion().isEmpty(), "its rows are in sight")
        assert _shown(dialog).count("Made by") == 1, "and all that is found is still there"
        dialog.search.clear()
        assert "Export to" in _shown(dialog)
        assert "Made by" not in _shown(dialog)
        dialog.reject()
        await desk.in_front()

    play(story)


def test_what_a_search_finds_stands_in_one_column() -> None:
    async def story(desk: Desk) -> None:
        dialog = await _settings(desk)
        _type(dialog, "e")
        panels = (dialog.key, dialog.served, dialog.history)
        assert all(panel.isVisible() for panel in panels)
        fields: list[QWidget] = [view.editor for view in dialog.pages.rows if view.isVisible()]
        for panel in panels:
            grid = panel.layout()
            assert isinstance(grid, QGridLayout)
            fields.append(_at(grid, 0, 1))
        await desk.until(
            lambda: len({field.mapTo(dialog, QPoint()).x() for field in fields}) == 1,
            "no field is out of line",
        )
        assert len(fields) > 10
        dialog.reject()
        await desk.in_front()

    play(story)


def _at(grid: QGridLayout, row: int, column: int) -> QWidget:
    item = grid.itemAtPosition(row, column)
    assert item is not None
    widget = item.widget()
    assert widget is not None
    return widget


@pytest.mark.parametrize(("section", "name"), [("Runware", "Wait at most"), ("Guides", "Made by")])
def test_the_ring_is_around_the_field_and_not_the_whole_row(section: str, name: str) -> None:
    async def story(desk: Desk) -> None:
        dialog = await _settings(desk)
        dialog.show_section(section)
        field = dialog.pages.row(name).editor.field
        field.setFocus(Qt.FocusReason.TabFocusReason)
        await desk.until(lambda: _ring_at(dialog, field) is not None, "the focus is seen")
        ring = _ring_at(dialog, field)
        assert ring is not None
        assert ring.width() - field.width() < 10
        dialog.reject()
        await desk.in_front()

    play(story)


def _ring_at(dialog: SettingsDialog, field: QWidget) -> QWidget | None:
    """The ring that is around the middle of `field`."""
    centre = field.mapTo(dialog, field.rect().center())
    for child in dialog.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if type(child).__name__ == "_Ring" and child.isVisible():
            return child if child.geometry().contains(centre) else None
    return None


def test_a_folder_is_chosen_not_typed_and_looks_so() -> None:
    async def story(desk: Desk) -> None:
        dialog = await _settings(desk)
        dialog.show_section("Files")
        editor = dialog.pages.row("Export to").editor
        assert isinstance(editor, Folder)
        assert not editor.shown.hasFrame()
        assert not editor.shown.focusPolicy() & Qt.FocusPolicy.TabFocus
        QTest.keyClick(dialog, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
        await desk.until(editor.button.hasFocus, "its key goes to what chooses one")
        dialog.reject()
        await desk.in_front()

    play(story)


def test_every_setting_applies_at_once_is_remembered_and_goes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("RUNWARE_API_URL")
    changed: dict[str, object] = {}

    async def story(desk: Desk) -> None:
        dialog = await _settings(desk)
        for view in dialog.pages.rows:
            if view.row.label == "&Made by":
                continue  # with Runware, it would be asked what is left there
            dialog.show_section(view.row.section)
            name = view.row.label.replace("&", "")
            assert not view.reset.isEnabled(), f"{name} is as usual"
            _change(view)
            assert view.row.value() != view.row.default, name
            assert view.reset.isEnabled(), name
            usual = view.editor.text_of(view.row.default)
            assert usual
            assert usual in view.reset.toolTip(), name
            desk.click(view.reset)
            assert view.row.value() == view.row.default, name
            assert not view.reset.isEnabled(), name
            assert view.editor.field.hasFocus(), "the focus is where it is of use"
            if name not in ("Comes as", "Format", "Transparent ground", "16 bits"):
                # Those shut out others.
                _change(view)
                changed[name] = view.row.value()
        dialog.reject()
        await desk.in_front()

    async def next_start(desk: Desk) -> None:
        dialog = await _settings(desk)
        found = {name: dialog.pages.row(name).row.value() for name in changed}
        assert found == changed
        dialog.reject()
        await desk.in_front()

    play(story)
    assert len(changed) >= 15
    play(next_start)


def _lightness(desk: Desk) -> int:
    return desk.window.palette().window().color().lightness()


def test_the_theme_is_one_in_the_menu_and_in_the_settings() -> None:
    async def story(desk: Desk) -> None:
        themes = desk.window.commands.themes
        dialog = await _settings(desk)
        row = dialog.pages.row("Theme")
        _choose(row, "Light")
        assert themes[Theme.LIGHT].isChecked()
        await desk.until(lambda: _lightness(desk) > 200, "the window is light")
        themes[Theme.DARK].trigger()
        assert row.editor.field.property("currentText") == "Dark"
        await desk.until(lambda: _lightness(desk) < 80, "the window is dark")
        dialog.reject()
        await desk.in_front()

    async def next_start(desk: Desk) -> None:
        assert desk.window.commands.themes[Theme.DARK].isChecked()
        assert _lightness(desk) < 80

    play(story)
    play(next_start)


def _cut(window: QWidget) -> list[str]:
    """Controls that have less room than their text needs."""
    found: list[str] = []
    for control in window.findChildren(QWidget):
        named = isinstance(control, QPushButton | QCheckBox | QComboBox)
        if named and control.isVisible() and control.width() < control.minimumSizeHint().width():
            found.append(f"{control.metaObject().className()} {control.accessibleName()}")
    labels = [each for each in window.findChildren(QLabel) if each.isVisible() and each.text()]
    for label in labels:
        height = label.heightForWidth(label.width()) if label.wordWrap() else -1
        if max(height, label.fontMetrics().height()) > label.height():
            found.append(f"label {label.text()}")
    return found


def _cut_titles(desk: Desk) -> list[str]:
    """Titles of tiles that are longer than their tile is wide."""
    tiles = desk.window.side.picker.tiles
    metrics = QFontMetrics(scaled(QApplication.font(), TITLE_SCALE))
    return [
        item.text()
        for item in map(desk.tile, desk.session.offers)
        if metrics.horizontalAdvance(item.text()) > tiles.visualItemRect(item).width() - MARGIN_PX
    ]


def _reaches_right(desk: Desk) -> bool:
    """Whether all of the panel is within the window."""
    window, side = desk.window, desk.window.side
    right = side.mapTo(window, side.rect().topRight()).x()
    return right < window.width() and side.width() == side.minimumWidth()


@pytest.mark.parametrize("percent", TEXT_SIZES)
def test_larger_text_is_there_at_once_and_nothing_is_cut(tmp_path: Path, percent: int) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        before = desk.window.status.fontMetrics().height()
        usual = QFont(QApplication.font())
        dialog = await _settings(desk)
        dialog.resize(640, 480)
        row = dialog.pages.row("Text size")
        if percent != TEXT_SIZES[0]:
            _choose(row, f"{percent} %")
            await desk.until(
                lambda: desk.window.status.fontMetrics().height() > before, "text is larger"
            )
        wanted = usual.pointSizeF() * percent / 100
        parts = [each for each in desk.window.findChildren(QLabel) if each.text()]
        assert len(parts) > 10
        assert all(label.font().pointSizeF() >= wanted - 0.01 for label in parts)
        room = dialog.pages.room
        viewport = room.parentWidget()
        assert viewport is not None
        for place in range(dialog.pages.list.count()):
            dialog.pages.list.setCurrentRow(place)
            await desk.until(
                lambda: room.minimumSizeHint().width() <= viewport.width(),
                "all of a section is within its width",
            )
            await desk.until(lambda: not _cut(dialog), f"nothing is cut: {_cut(dialog)}")
        dialog.reject()
        await desk.in_front()
        desk.window.resize(1280, 800)
        await desk.until(lambda: not _cut(desk.window), f"nothing is cut: {_cut(desk.window)}")
        await desk.until(lambda: not _cut_titles(desk), "every tile has room for its title")
        desk.window.resize(1, 1)
        await desk.until(lambda: _reaches_right(desk), "the window is never narrower than that")

    async def next_start(desk: Desk) -> None:
        dialog = await _settings(desk)
        assert dialog.pages.row("Text size").row.value() == percent
        assert not _cut(dialog)
        dialog.reject()
        await desk.in_front()

    play(story, str(tmp_path / "cat.png"))
    size = QApplication.font().pointSizeF()
    play(next_start)
    assert QApplication.font().pointSizeF() == size, "the system's own font is left as it was"


def test_with_reduced_motion_nothing_moves_by_itself() -> None:
    async def story(desk: Desk) -> None:
        blinks = QApplication.cursorFlashTime()
        bars = desk.window.compare.findChildren(QProgressBar)
        assert blinks > 0
        assert all(bar.maximum() == 0 for bar in bars), "a bar that runs"
        dialog = await _settings(desk)
        row = dialog.pages.row("Reduced motion")
        _choose(row, "On")
        assert row.row.value() is Motion.REDUCED
        assert QApplication.cursorFlashTime() == 0
        assert all(bar.maximum() == bar.value() == 1 for bar in bars)
        _choose(row, "Off")
        assert QApplication.cursorFlashTime() == blinks
        assert all(bar.maximum() == 0 for bar in bars)
        dialog.reject()
        await desk.in_front()

    play(story)


def test_a_start_begins_with_what_was_chosen_for_it(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        dialog = await _settings(desk)
        dialog.show_section("Guides")
        _choose(dialog.pages.row("Preprocessor at start"), "Tile")
        _choose(dialog.pages.row("Comparison at start"), "Wipe")
        dialog.show_section("History")
        _choose(dialog.pages.row("At start"), "Shown")
        assert desk.session.preprocessor is Preprocessor.CANNY, "at the next start, not now"
        dialog.reject()
        await desk.in_front()

    async def next_start(desk: Desk) -> None:
        await desk.settled()
        assert desk.session.preprocessor is Preprocessor.TILE
        assert desk.window.compare.comparison is Comparison.WIPE
        assert desk.window.history.isVisible()
        desk.session.choose(Preprocessor.SHUFFLE)

    async def start_after(desk: Desk) -> None:
        await desk.settled()
        assert desk.session.preprocessor is Preprocessor.TILE

    play(story, str(tmp_path / "cat.png"))
    play(next_start, str(tmp_path / "cat.png"))
    play(start_after, str(tmp_path / "cat.png"))


def test_what_cannot_be_is_said_and_nothing_changes() -> None:
    async def story(desk: Desk) -> None:
        desk.window.rendering.set(Rendition(FileFormat.JPG))
        dialog = await _settings(desk)
        dialog.show_section("Files")
        row = dialog.pages.row("Transparent ground")
        box = row.editor.field
        assert isinstance(box, QCheckBox)
        box.click()
        assert "JPG" in dialog.says
        assert "Choose PNG" in dialog.says
        assert not box.isChecked()
        _choose(dialog.pages.row("Format"), "PNG")
        assert desk.window.rendering.rendition.format is FileFormat.PNG
        assert dialog.says == ""
        box.click()
        assert desk.window.rendering.rendition.transparent
        assert desk.window.side.export.more.transparent.isChecked(), "the panel shows it as well"
        dialog.reject()
        await desk.in_front()

    play(story)


def test_an_address_that_is_none_stays_to_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNWARE_API_URL")

    async def story(desk: Desk) -> None:
        dialog = await _settings(desk)
        dialog.show_section("Runware")
        row = dialog.pages.row("Address")
        line = row.editor.field
        before = row.row.value()
        line.setFocus()
        line.selectAll()  # type: ignore[attr-defined]
        QTest.keyClicks(line, "ftp://nowhere")
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert dialog.isVisible(), "Enter ends the typing, not the settings"
        assert dialog.says
        assert line.property("text") == "ftp://nowhere"
        assert row.row.value() == before
        dialog.reject()
        await desk.in_front()

    play(story)


async def _make_three(desk: Desk) -> None:
    """Three guides in the history, the oldest pinned."""
    strip = desk.window.history
    desk.press(Qt.Key.Key_H, CTRL)
    for place, name in enumerate((Preprocessor.CANNY, Preprocessor.TILE, Preprocessor.SHUFFLE)):
        desk.session.choose(name)
        await desk.settled()
        await desk.until(lambda: len(strip.entries) == place + 1, f"{name} is kept")  # noqa: B023
    strip.list.asked.emit(Deed.PIN, strip.entries[-1])
    await desk.until(lambda: strip.entries[-1].pinned, "one is pinned")


async def _question(desk: Desk, dialog: SettingsDialog) -> QMessageBox:
    dialog.show_section("History")
    desk.click(dialog.history.clear)
    await desk.until(lambda: dialog.findChildren(QMessageBox), "it asks")
    (question,) = [each for each in dialog.findChildren(QMessageBox) if each.isVisible()]
    return question


def _button(question: QMessageBox, text: str) -> QAbstractButton:
    (button,) = [each for each in question.buttons() if each.text().replace("&", "") == text]
    return button


def test_the_history_is_cleared_when_that_is_meant_and_comes_back(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        await _make_three(desk)
        strip = desk.window.history
        dialog = await _settings(desk)
        await desk.until(lambda: "3 guides" in dialog.history.says, "it says how many")
        assert "1 pinned" in dialog.history.says
        assert "kB" in dialog.history.says or "MB" in dialog.history.says

        question = await _question(desk, dialog)
        assert question.text() == "Remove 2 guides?"
        assert "3 guides" in question.informativeText()
        desk.click(_button(question, "Cancel"))
        assert len(strip.entries) == 3
        question = await _question(desk, dialog)
        desk.click(_button(question, "Remove"))
        await desk.until(lambda: len(strip.entries) == 1, "those not pinned are gone")
        assert strip.entries[0].pinned
        await desk.until(dialog.history.back.isVisible, "they can be brought back")
        assert "1 guide" in dialog.history.says
        desk.click(dialog.history.back)
        await desk.until(lambda: len(strip.entries) == 3, "they are back")
        await desk.until(lambda: "3 guides" in dialog.history.says, "and counted")

        question = await _question(desk, dialog)
        pinned = question.checkBox()
        pinned.click()
        assert question.text() == "Remove 3 guides?"
        desk.click(_button(question, "Remove"))
        await desk.until(lambda: not strip.entries, "all are gone")
        await desk.until(lambda: dialog.history.says == "nothing", "and it says so")
        assert not dialog.history.clear.isEnabled()
        dialog.reject()
        await desk.in_front()

    play(story, str(tmp_path / "cat.png"))


def test_a_smaller_history_is_said_first_and_kept_to_when_the_settings_close(
    tmp_path: Path,
) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        await _make_three(desk)
        strip = desk.window.history
        dialog = await _settings(desk)
        await desk.until(lambda: "3 guides" in dialog.history.says, "it says how many")
        dialog.show_section("History")
        amount = dialog.pages.row("Size limit").editor
        assert isinstance(amount, Amount)
        amount.unit.setCurrentIndex(0)
        assert amount.spin.value() == 2048, "the same in MB"
        amount.spin.lineEdit().selectAll()
        QTest.keyClicks(amount.spin, "100")
        QTest.keyClick(amount.spin, Qt.Key.Key_Return)
        assert dialog.pages.row("Size limit").row.value() == 100
        # No test fills a hundred megabytes: what would go by less is said, and stays until then.
        dialog.history.show_limit(1000)
        await desk.until(lambda: "more than the limit" in dialog.history.says, "it warns")
        assert len(strip.entries) == 3
        dialog.reject()
        await desk.in_front()
        assert len(strip.entries) == 3

    play(story, str(tmp_path / "cat.png"))
    written = json.loads(settings_file().read_text("utf-8"))
    assert written["history_limit_mb"] == 100


def test_whoever_sees_nothing_hears_what_every_row_is() -> None:
    async def story(desk: Desk) -> None:
        dialog = await _settings(desk)
        names = set()
        for view in dialog.pages.rows:
            name = view.row.label.replace("&", "")
            field = view.editor.field
            assert field.accessibleName() == name
            assert field.accessibleDescription() == field.toolTip() == view.row.hint
            assert view.row.hint.endswith("."), view.row.hint
            assert "&" in view.row.label, f"{name} has a key"
            assert view.reset.accessibleName() == f"Reset {name}"
            names.add((view.row.section, name))
        assert len(names) == len(dialog.pages.rows)
        keys = [
            (view.row.section, view.row.label[view.row.label.index("&") + 1].lower())
            for view in dialog.pages.rows
        ]
        assert len(set(keys)) == len(keys), "no two of a section have the same key"
        dialog.reject()
        await desk.in_front()

    play(story)
