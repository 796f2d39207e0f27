"""The contact sheet: chosen by mouse, keys and menu; what it shows moves nothing."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.catalog import CATALOG
from core.errors import EngineError, PackError
from core.preprocessor import Preprocessor, Quality
from ui.preprocessor_picker import COLUMNS, PreprocessorPicker, choice_title
from ui.thumbnail import Thumbnail
from ui.tile import DRAFT, FAILED, MARGIN_PX, PICTURE, THUMBNAIL

ALL = list(Preprocessor)
CANNY, TILE, DEPTH = Preprocessor.CANNY, Preprocessor.TILE, Preprocessor.DEPTH


class Sheet:
    """A shown picker, with what is chosen in it."""

    def __init__(self, qtbot: QtBot, offers: list[Preprocessor]) -> None:
        self.picker = PreprocessorPicker(offers)
        self.picker.show_choice(offers[0])
        self.tiles = self.picker.tiles
        self.offers = offers
        self.chosen: list[Preprocessor] = []
        self.picker.chosen.connect(self.chosen.append)
        qtbot.addWidget(self.picker)
        self.picker.show()
        qtbot.waitExposed(self.picker)
        self.tiles.setFocus()

    def place(self, preprocessor: Preprocessor) -> QRect:
        return self.tiles.visualItemRect(self.tiles.item(self.offers.index(preprocessor)))

    def picture(self, preprocessor: Preprocessor) -> QImage:
        """What is seen in the room for a thumbnail."""
        corner = self.place(preprocessor).topLeft() + QPoint(MARGIN_PX, MARGIN_PX)
        return self.tiles.grab(QRect(corner, PICTURE)).toImage()

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.tiles, key)


@pytest.fixture
def sheet(qtbot: QtBot) -> Sheet:
    return Sheet(qtbot, ALL)


def _thumbnail(level: int, width: int = 40, height: int = 30) -> Thumbnail:
    return Thumbnail(np.full((height, width), level, np.uint8), (width, height))


def test_the_tiles_lie_in_rows_of_four_and_all_is_seen(sheet: Sheet) -> None:
    places = [sheet.place(name) for name in ALL]
    assert len({place.x() for place in places}) == COLUMNS
    assert len({place.y() for place in places}) == -(-len(ALL) // COLUMNS)
    for place in places:
        assert sheet.tiles.viewport().rect().contains(place)


@pytest.mark.parametrize("count", [1, 4, 5, 8])
def test_fewer_tiles_take_fewer_rows(qtbot: QtBot, count: int) -> None:
    sheet = Sheet(qtbot, ALL[:count])
    last = sheet.place(ALL[count - 1])
    assert sheet.tiles.viewport().rect().contains(last)
    assert sheet.tiles.height() == last.height() * -(-count // COLUMNS)


def test_a_click_chooses(sheet: Sheet) -> None:
    for name in (TILE, Preprocessor.SEG):
        middle = sheet.place(name).center()
        QTest.mouseClick(sheet.tiles.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        assert sheet.chosen[-1] is name
    assert sheet.chosen == [TILE, Preprocessor.SEG]


def test_arrows_go_in_two_directions_and_home_and_end_to_the_corners(sheet: Sheet) -> None:
    key = Qt.Key
    sheet.press(key.Key_Right, key.Key_Down, key.Key_Down, key.Key_Left, key.Key_Up)
    assert [ALL.index(name) for name in sheet.chosen] == [1, 5, 9, 8, 4]
    sheet.press(key.Key_End, key.Key_Home)
    assert [ALL.index(name) for name in sheet.chosen[5:]] == [11, 0]
    sheet.press(key.Key_Left, key.Key_Up)
    assert len(sheet.chosen) == 7, "there is nothing beyond the first"


def test_showing_a_choice_reports_none(sheet: Sheet) -> None:
    sheet.picker.show_choice(TILE)
    assert sheet.chosen == []
    assert sheet.tiles.currentRow() == ALL.index(TILE)


def test_thumbnails_come_and_go_and_nothing_moves(sheet: Sheet) -> None:
    before = [sheet.place(name) for name in ALL]
    empty = sheet.picture(TILE)
    sheet.picker.show_thumbnail(TILE, _thumbnail(200))
    shown = sheet.picture(TILE)
    middle = shown.rect().center()
    assert shown.pixelColor(middle).lightness() == 200
    sheet.picker.show_thumbnail(TILE, None)
    assert sheet.picture(TILE) == empty
    assert [sheet.place(name) for name in ALL] == before


def test_a_thumbnail_keeps_its_proportions_in_the_middle_of_its_tile(sheet: Sheet) -> None:
    for width, height in ((90, 30), (30, 90)):
        sheet.picker.show_thumbnail(TILE, _thumbnail(251, width, height))
        image = sheet.picture(TILE)
        lit = [
            (x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).lightness() == 251
        ]
        left, right = min(x for x, _ in lit), max(x for x, _ in lit)
        top, bottom = min(y for _, y in lit), max(y for _, y in lit)
        assert (right - left + 1) / (bottom - top + 1) == pytest.approx(width / height, rel=0.1)
        assert abs(left - (image.width() - 1 - right)) <= 1
        assert abs(top - (image.height() - 1 - bottom)) <= 1


def test_the_chosen_tile_is_marked(sheet: Sheet) -> None:
    def ground(name: Preprocessor) -> int:
        corner = sheet.place(name).topLeft() + QPoint(MARGIN_PX, MARGIN_PX - 1)
        image = sheet.tiles.grab(QRect(corner, PICTURE)).toImage()
        return int(image.pixel(0, 0))

    highlight = sheet.tiles.palette().color(QPalette.ColorRole.Highlight).rgb()
    sheet.picker.show_choice(TILE)
    assert ground(TILE) == highlight
    assert ground(CANNY) != highlight


def test_a_failure_marks_its_tile_and_says_why_in_the_tooltip(sheet: Sheet) -> None:
    sheet.picker.show_thumbnail(TILE, _thumbnail(200))
    error = EngineError("The network is damaged.", "Install Underdrawing again.")
    sheet.picker.show_failure(TILE, error)
    item = sheet.tiles.item(ALL.index(TILE))
    assert item.data(FAILED)
    assert item.data(THUMBNAIL) is None
    assert item.toolTip().endswith("The network is damaged. Install Underdrawing again.")
    assert sheet.picture(TILE) != sheet.picture(Preprocessor.SHUFFLE)
    sheet.picker.show_thumbnail(TILE, _thumbnail(200))
    assert not item.data(FAILED)
    assert "damaged" not in item.toolTip()


def test_every_sentence_fits_and_a_draft_says_what_is_lacking(sheet: Sheet) -> None:
    sentence = sheet.picker.findChildren(QLabel)[-1]
    for name in ALL:
        sheet.picker.show_choice(name)
        entry = CATALOG[name]
        assert sentence.text().startswith(entry.description)
        assert sentence.heightForWidth(sheet.tiles.width()) <= sentence.height()
        if entry.local and entry.local.quality is Quality.DRAFT:
            assert entry.local.caveat
            assert entry.local.caveat in sentence.text()
            assert entry.local.caveat in sheet.tiles.item(ALL.index(name)).toolTip()


def test_a_screen_reader_hears_names_drafts_and_what_is_chosen(sheet: Sheet) -> None:
    sheet.picker.show_choice(TILE)
    tiles = QAccessible.queryAccessibleInterface(sheet.tiles)
    assert tiles.text(QAccessible.Text.Name) == "Preprocessor"
    assert tiles.childCount() == len(ALL)
    for place, name in enumerate(ALL):
        tile = tiles.child(place)
        assert tile.text(QAccessible.Text.Name) == choice_title(CATALOG[name])
        assert bool(tile.state().selected) is (name is TILE)


def test_what_a_network_of_the_library_makes_is_no_draft_any_more(sheet: Sheet) -> None:
    sheet.picker.show_choice(DEPTH)
    caveat = sheet.picker.findChildren(QLabel)[-1]
    entry, item = CATALOG[DEPTH], sheet.tiles.item(ALL.index(DEPTH))
    assert entry.local is not None
    sheet.picker.show_failure(DEPTH, PackError("The network is damaged."))
    sheet.picker.show_drafts([])
    assert caveat.text() == entry.description
    assert not item.data(DRAFT)
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == entry.title
    assert entry.local.caveat not in item.toolTip()
    assert item.toolTip().endswith("The network is damaged."), "why there is none is still told"
    sheet.picker.show_drafts([DEPTH])
    assert item.data(DRAFT)
    assert entry.local.caveat in caveat.text()
    assert entry.local.caveat in item.toolTip()


def test_room_is_kept_for_what_can_be_said_now_and_for_no_more(sheet: Sheet) -> None:
    sentence = sheet.picker.findChildren(QLabel)[-1]

    def room() -> int:
        sheet.picker.show_choice(CANNY, local=local)
        heights = set()
        for name in ALL:
            sheet.picker.show_choice(name, local=local)
            assert sentence.heightForWidth(sheet.tiles.width()) <= sentence.minimumHeight()
            heights.add(sentence.minimumHeight())
        assert len(heights) == 1, "what is below it never moves"
        return heights.pop()

    local = True
    with_drafts = room()
    local = False
    bought = room()
    assert bought < with_drafts
    local = True
    assert room() == with_drafts
    sheet.picker.show_drafts([])
    assert room() == bought, "networks of the library have taken over"
