"""An artist adds networks to the model library, from its page, and has better guides at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QScrollArea, QWidget

from core.catalog import CATALOG
from core.library import rows as catalogue
from core.library.shelf import Shelf
from core.paths import library_folder, settings_file
from core.picture import Pixels
from core.preprocessor import Preprocessor
from tests.hub.graphs import plain
from tests.hub.hub import LoopbackHub
from tests.hub.mishaps import answers, gives, stalls
from tests.stories.desk import Desk, play, shown_pixels, write_picture
from tests.stories.library import (
    DEPTH,
    EDGES,
    SECOND,
    SEGMENTS,
    SIZE,
    Library,
    choice,
    depth_of,
    guide_by,
    hub_of,
    led_to,
    opened,
)
from ui.library.desk import LibraryDesk
from ui.library.standing import Press
from ui.settings.dialog import SettingsDialog
from ui.settings.editors import Switch
from ui.thumbnail import Thumbnail
from ui.tile import DRAFT, THUMBNAIL

PACK_DEPTH = CATALOG[Preprocessor.DEPTH].local
HALF = SIZE // 2


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    with hub_of(monkeypatch) as hub:
        yield hub


@pytest.fixture
def picture(tmp_path: Path) -> str:
    path = tmp_path / "cat.png"
    write_picture(path)
    return str(path)


def _rises(pixels: Pixels) -> bool:
    """Whether it is the plane of the stand-in: near at the right, and every line the same."""
    wanted = np.linspace(0, 255, pixels.shape[1])
    return bool(np.abs(pixels - wanted).max() <= 2)


def _status(desk: Desk) -> str:
    return desk.window.status._text.text()


def test_the_line_beside_a_draft_leads_to_a_better_network_and_moves_nothing(
    hub: LoopbackHub, picture: str
) -> None:
    async def story(desk: Desk) -> None:
        options = desk.window.side.options
        assert choice(desk).says == "", "nothing is better at canny"
        before = options.y()
        await depth_of(desk)
        assert choice(desk).says == "Better networks can be added."
        desk.click_tile(Preprocessor.SHUFFLE)
        assert (choice(desk).says, options.y()) == ("", before)
        desk.click_tile(Preprocessor.OPENPOSE)
        assert choice(desk).says == "Other networks can be added.", "what is there is no draft"
        desk.click_tile(Preprocessor.DEPTH)
        assert options.y() == before
        library = await led_to(desk)
        assert library.window.list.chosen.name == DEPTH
        assert not library.window.isModal(), "the window can still be used"
        for fact in ("901 kB", "127.0.0.1", "Apache-2.0", "free on the disk"):
            assert fact in library.page.terms, "known before the first byte"
        assert hub.asked == [], "nothing is fetched unasked"

    play(story, picture)


def test_a_network_is_added_with_one_click_and_makes_the_guide_at_once(
    hub: LoopbackHub, picture: str
) -> None:
    async def story(desk: Desk) -> None:
        guide = await depth_of(desk)
        assert PACK_DEPTH is not None
        assert guide.method == PACK_DEPTH.method
        await desk.thumbnails()
        library = await led_to(desk)
        pairs = library.page.pairs
        theirs = pairs.picture(Preprocessor.DEPTH, DEPTH)
        assert "stands here" in theirs.words
        await library.add(DEPTH)
        title = library.row(DEPTH).title
        guide = await guide_by(desk, title)
        assert _rises(guide.pixels)
        assert title in _status(desk)
        assert "Depth" in library.page.terms, "it says whose guides it makes"
        await desk.until(lambda: theirs.thumbnail, "its guide of the sample is there")
        await desk.until(
            lambda: pairs.picture(Preprocessor.DEPTH).thumbnail, "that of the pack is there"
        )
        assert choice(desk).says == ""
        assert not desk.tile(Preprocessor.DEPTH).data(DRAFT), "its guides are none any more"
        assert "draft" not in desk.window.commands.preprocessors[Preprocessor.DEPTH].text()
        assert library.window.disk.startswith("The library takes 9")

    play(story, picture)
    assert Shelf(library_folder()).is_ready(Shelf(library_folder()).row(DEPTH))


def test_a_network_that_comes_while_others_are_chosen_changes_their_thumbnails_alone(
    hub: LoopbackHub, picture: str
) -> None:
    async def story(desk: Desk) -> None:
        guide = await desk.settled()
        before = await desk.thumbnails()
        library = await opened(desk)
        await library.add(DEPTH)
        await desk.until(
            lambda: desk.tile(Preprocessor.DEPTH).data(THUMBNAIL) is not before[Preprocessor.DEPTH],
            "the sheet shows what it makes",
        )
        assert desk.guide is guide
        after = await desk.thumbnails()
        changed = [name for name in before if before[name] is not after[name]]
        assert changed == [Preprocessor.DEPTH]

    play(story, picture)


def test_a_network_that_is_slow_leaves_the_sheet_to_the_pack(
    hub: LoopbackHub, picture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.thumbnails.SLOW_S", 0.0)
    write_picture(tmp_path / "dog.png", seed=8)

    async def story(desk: Desk) -> None:
        def shows_the_plane() -> bool:
            thumbnail = desk.tile(Preprocessor.DEPTH).data(THUMBNAIL)
            return thumbnail is not None and _is_plane(thumbnail)

        library = await opened(desk)
        await library.add(DEPTH)
        await desk.thumbnails()
        await desk.until(shows_the_plane, "the sheet shows what the network makes")
        desk.window.opener.open_named(str(tmp_path / "dog.png"))
        await desk.until(lambda: desk.picture and desk.picture.name == "dog", "the dog is there")
        await desk.settled()
        await desk.thumbnails()
        assert not shows_the_plane(), "the pack is quicker"
        desk.click_tile(Preprocessor.DEPTH)
        guide = await desk.settled()
        assert _rises(guide.pixels), "the guide itself is worth the wait"
        await desk.until(shows_the_plane, "whose thumbnail costs nothing more")

    play(story, picture)


def _is_plane(thumbnail: Thumbnail) -> bool:
    pixels = shown_pixels(thumbnail.image(QSize(64, 48)))[..., 0]
    return bool((pixels.std(axis=0) < 1).all() and pixels.std() > 20)


def test_it_tells_how_far_it_is_and_goes_on_after_a_restart(hub: LoopbackHub) -> None:
    hub.store_mishaps = [stalls(HALF), stalls(HALF // 2)]

    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.choose(DEPTH)
        library.press(Press.ADD)
        await library.fetches_more_than(0)
        assert " % of 901 kB" in library.page.says
        assert library.listed(DEPTH) == library.page.says

    async def next_start(desk: Desk) -> None:
        library = await opened(desk)
        library.choose(DEPTH)
        await library.says("% of 901 kB is here")
        before = library.page.bar.value()
        library.press(Press.GO_ON)
        await library.fetches_more_than(before)
        library.press(Press.PAUSE)
        await library.says("% of 901 kB is here")
        library.press(Press.GO_ON)
        await library.says("Ready")

    play(story)
    (part,) = (library_folder() / "parts").iterdir()
    here = part.stat().st_size
    hub.released.set()
    play(next_start)
    assert hub.starts[:2] == [0, here], "it went on where it had ended"
    assert 0 < here < hub.starts[2], "and so it did after the pause"


def test_several_wait_for_their_turn_and_one_is_thought_better_of(hub: LoopbackHub) -> None:
    hub.store_mishaps = [stalls(HALF)]

    async def story(desk: Desk) -> None:
        library = await opened(desk)
        for name in (DEPTH, SECOND, EDGES):
            library.choose(name)
            library.press(Press.ADD)
        await desk.until(lambda: "%" in library.listed(DEPTH), "the first is on its way")
        assert library.listed(SECOND) == library.listed(EDGES) == "Waiting for its turn"
        library.choose(SECOND)
        library.press(Press.PAUSE)
        await library.says("Not added")
        library.choose(DEPTH)
        library.press(Press.PAUSE)
        await desk.until(lambda: library.listed(EDGES) == "Ready", "the last has its turn")
        assert library.listed(SECOND) == "Not added"

    play(story)


def test_what_is_not_the_right_file_is_told_at_its_row_and_leaves_nothing(
    hub: LoopbackHub,
) -> None:
    hub.store_mishaps = [gives(b"x" * len(next(iter(hub.files.values()))))]

    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.choose(DEPTH)
        library.press(Press.ADD)
        says = await library.says("is not the file that was checked for Underdrawing")
        assert says.startswith("Not added")
        assert "It was not kept." in says
        desk.click(library.page.copy)
        assert "sha256" in library.copied()
        library.choose(EDGES)
        assert library.page.says == "Not added", "it is said of the one alone"
        library.choose(DEPTH)
        await library.says("It was not kept.")
        library.press(Press.ADD)
        await library.says("Ready")

    play(story)


def test_a_file_of_another_form_is_refused_with_both_forms(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.library import rows

    wrong = hub.keep(rows.ROWS[DEPTH], {"network": plain(rows.ROWS[EDGES].files[0])})
    monkeypatch.setattr(rows, "ROWS", {**rows.ROWS, DEPTH: wrong})

    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.choose(DEPTH)
        library.press(Press.ADD)
        says = await library.says("was expected")
        assert "pixel_values" in says
        desk.click(library.page.copy)
        assert "expected input" in library.copied()
        assert "found input" in library.copied()

    play(story)
    assert not any((library_folder() / "networks").glob("*"))


def test_a_method_is_chosen_and_remembered(hub: LoopbackHub, picture: str) -> None:
    async def story(desk: Desk) -> None:
        await depth_of(desk)
        library = await opened(desk)
        await library.add(DEPTH)
        await library.add(SECOND)
        first, second = (library.row(name).title for name in (DEPTH, SECOND))
        await guide_by(desk, first)
        shown = choice(desk)
        assert shown.titles[:2] == [first, second], "the best comes first"
        assert shown.titles[-1].endswith("(draft)"), "the pack's comes last"
        assert shown.combo.currentText() == first
        shown.combo.activated.emit(1)
        guide = await guide_by(desk, second)
        assert _rises(255 - guide.pixels)
        assert shown.combo.currentText() == second
        library.choose(SECOND)
        assert "Depth" in library.page.terms
        library.choose(DEPTH)
        assert "Another method" in library.page.terms

    async def next_start(desk: Desk) -> None:
        guide = await desk.settled()
        assert guide.method == choice(desk).combo.currentText()
        assert guide.method.endswith("32 bits")
        shown = choice(desk)
        shown.combo.activated.emit(len(shown.titles) - 1)
        assert PACK_DEPTH is not None
        await guide_by(desk, PACK_DEPTH.method)
        assert desk.tile(Preprocessor.DEPTH).data(DRAFT)
        shown.combo.activated.emit(0)
        await desk.settled()

    async def third_start(desk: Desk) -> None:
        guide = await desk.settled()
        assert guide.method.endswith("16 bits"), "the best is used again"

    for each in (story, next_start, third_start):
        play(each, picture)


def test_what_is_removed_gives_way_with_a_remark_if_it_was_chosen(
    hub: LoopbackHub, picture: str
) -> None:
    async def story(desk: Desk) -> None:
        await depth_of(desk)
        library = await opened(desk)
        await library.add(SECOND)
        await library.add(DEPTH)
        first, second = (library.row(name).title for name in (DEPTH, SECOND))
        choice(desk).combo.activated.emit(1)
        await guide_by(desk, second)
        library.choose(SECOND)
        library.press(Press.REMOVE)
        question = await library.question()
        assert second in question.text()
        assert "of disk are freed" in question.informativeText()
        question.reject()
        assert "Ready" in library.page.says
        await library.remove(SECOND)
        assert PACK_DEPTH is not None
        await guide_by(desk, PACK_DEPTH.method)
        notice = await desk.noticed()
        assert notice.what.startswith(f"{second} is not in the library.")
        assert choice(desk).combo.currentText() == f"{second} (not here)"
        desk.window.notices.put_away()
        choice(desk).combo.activated.emit(choice(desk).titles.index(first))
        await guide_by(desk, first)
        await library.remove(DEPTH)
        guide = await guide_by(desk, PACK_DEPTH.method)
        assert guide.remark == "", "the best that is here was wanted, and that is the pack's now"
        assert choice(desk).says == "Better networks can be added."

    play(story, picture)
    assert not any((library_folder() / "networks").iterdir())


def test_a_network_that_has_changed_is_found_and_not_used(hub: LoopbackHub, picture: str) -> None:
    async def story(desk: Desk) -> None:
        await depth_of(desk)
        library = await opened(desk)
        await library.add(DEPTH)
        title = library.row(DEPTH).title
        await guide_by(desk, title)
        (network,) = (library_folder() / "networks").iterdir()
        network.write_bytes(network.read_bytes()[:-1] + b"?")
        assert await library.verified() == f"Not as they were added: {title}."
        assert library.window.focusWidget() is library.window.list
        assert PACK_DEPTH is not None
        guide = await guide_by(desk, PACK_DEPTH.method)
        assert "not as it was when it was added" in guide.remark
        library.press(Press.REMOVE)
        question = await library.question()
        assert question.informativeText().startswith("901 kB of disk are freed. ")
        question.reject()
        library.press(Press.ADD)
        await library.says("Ready")
        await guide_by(desk, title)
        assert library.window.says == "", "what was found holds no more"

    play(story, picture)


def test_a_network_that_is_damaged_says_so_and_what_to_do(hub: LoopbackHub) -> None:
    async def story(desk: Desk) -> None:
        library = await opened(desk)
        await library.add(EDGES)
        (network,) = (library_folder() / "networks").iterdir()
        network.write_bytes(b"x")
        library.window.reject()
        library = await opened(desk)
        library.choose(EDGES)
        assert library.page.says == (
            "Damaged HED is not as it was when it was added, and is not used."
            " Remove it from the library, and add it again."
        )

    play(story)


def test_the_page_stays_where_it_is_and_the_keys_too_whatever_becomes_of_a_button(
    hub: LoopbackHub,
) -> None:
    hub.store_mishaps = [stalls(HALF), answers(418)]

    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.window.resize(700, 420)
        library.choose(DEPTH)
        await desk.until(library.window.isActiveWindow, "the page is in front")
        scroll = library.page.findChild(QScrollArea)
        assert scroll is not None

        def focus() -> QWidget | None:
            assert scroll.verticalScrollBar().value() == 0, "what is told is in sight"
            return library.window.focusWidget()

        library.press(Press.ADD)
        assert focus() is library.page.button(Press.PAUSE)
        await library.fetches_more_than(0)
        desk.press(Qt.Key.Key_Space)
        await library.says("is here")
        assert focus() is library.page.button(Press.GO_ON)
        desk.press(Qt.Key.Key_Space)
        await library.says("it answered 418")
        assert focus() is library.page.button(Press.GO_ON)
        desk.press(Qt.Key.Key_Space)
        await library.says("Ready")
        assert focus() is library.window.list, "nothing is removed by a key too many"

    play(story)


def test_where_a_file_was_asked_for_the_page_shows_what_becomes_of_it(
    hub: LoopbackHub, tmp_path: Path
) -> None:
    path = tmp_path / "edges.onnx"
    path.write_bytes(plain(catalogue.ROWS[EDGES].files[0]))

    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.window.resize(700, 420)
        library.choose(EDGES)
        scroll = library.page.findChild(QScrollArea)
        assert scroll is not None
        add = library.page.by_hand.add
        add.setFocus()
        scroll.ensureWidgetVisible(add)
        assert scroll.verticalScrollBar().value() > 0
        await _add_file(desk, library, path)
        await library.says("Ready")
        assert scroll.verticalScrollBar().value() == 0
        assert library.window.focusWidget() is library.window.list

    play(story)


def test_offline_nothing_is_fetched_and_that_is_remembered(hub: LoopbackHub) -> None:
    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.choose(DEPTH)
        desk.click(library.window.offline)
        assert library.window.offline.isChecked()
        assert not library.page.button(Press.ADD).isEnabled()
        assert "Offline" in library.page.terms

    async def next_start(desk: Desk) -> None:
        library = await opened(desk)
        library.choose(DEPTH)
        assert not library.page.button(Press.ADD).isEnabled()
        desk.window.commands.settings.trigger()
        (settings,) = desk.window.findChildren(SettingsDialog)
        switch = settings.pages.row("Offline").editor
        assert isinstance(switch, Switch)
        assert switch.box.isChecked()
        switch.box.click()
        settings.reject()
        assert library.page.button(Press.ADD).isEnabled()
        assert hub.asked == []
        await library.add(DEPTH)

    play(story)
    play(next_start)


def test_going_offline_stops_what_is_on_its_way_and_lets_nothing_begin(hub: LoopbackHub) -> None:
    hub.store_mishaps = [stalls(HALF)]

    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.choose(DEPTH)
        library.press(Press.ADD)
        await library.fetches_more_than(0)
        desk.click(library.window.offline)
        await library.says("% of 901 kB is here")
        asked = len(hub.asked)
        (stock,) = (each.stock for each in desk.window.findChildren(LibraryDesk))
        stock.add(library.row(DEPTH))  # whoever presses: the button has no effect now
        await library.says("Underdrawing is kept offline")
        assert len(hub.asked) == asked

    play(story)


def test_the_hubs_own_variable_keeps_it_offline_too(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.choose(DEPTH)
        assert (library.window.offline.isChecked(), library.window.offline.isEnabled()) == (
            True,
            False,
        )
        assert not library.page.button(Press.ADD).isEnabled()

    play(story)
    assert hub.asked == []


async def _add_file(desk: Desk, library: Library, path: Path) -> None:
    desk.click(desk.button("Add a file that I downloaded…", library.window))
    await desk.until(lambda: library.window.findChildren(QFileDialog), "a file is asked for")
    (dialog,) = library.window.findChildren(QFileDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(str(path))
    dialog.accept()


def test_a_file_that_was_downloaded_is_added_by_hand(
    hub: LoopbackHub, tmp_path: Path, picture: str
) -> None:
    (content,) = (content for path, content in hub.files.items() if path.endswith("fp16.onnx"))
    downloaded, other = tmp_path / "download", tmp_path / "other.onnx"
    downloaded.write_bytes(content)
    other.write_bytes(content[:-1])

    async def story(desk: Desk) -> None:
        await depth_of(desk)
        library = await opened(desk)
        library.choose(DEPTH)
        row = library.row(DEPTH)
        told = [field.text() for field in library.page.by_hand.findChildren(QLineEdit)]
        assert told == [
            f"{hub.url}/{row.repo}/resolve/{row.revision}/{row.files[0].path}",
            "model_fp16.onnx",
            row.files[0].sha256,
        ]
        desk.click(desk.button("Copy", library.page.by_hand))
        assert library.copied() == told[0]
        await _add_file(desk, library, other)
        says = await library.says("other.onnx is no file of")
        assert row.files[0].sha256 is not None
        assert row.files[0].sha256 in says
        await desk.until(lambda: not library.window.findChildren(QFileDialog), "it is closed")
        await _add_file(desk, library, downloaded)
        await library.says("Ready")
        assert _rises((await guide_by(desk, row.title)).pixels)

    play(story, picture)
    assert hub.asked == []


def test_one_that_nobody_has_pinned_is_offered_as_a_file_only(hub: LoopbackHub) -> None:
    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.choose(SEGMENTS)
        assert library.page.says == "Only as a file"
        assert not library.page.button(Press.ADD).isVisible()
        assert library.page.terms.endswith("add that file: see By hand, below.")

    play(story)


def test_the_page_is_used_by_keys_and_put_away(hub: LoopbackHub) -> None:
    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        library = await opened(desk)
        await desk.until(library.window.isActiveWindow, "the page is in front")
        first = library.window.list.chosen
        desk.press(Qt.Key.Key_Down)
        assert library.window.list.chosen is not first
        desk.press(Qt.Key.Key_Return)
        assert library.window.isVisible(), "Enter presses nothing that was not meant"
        desk.press(Qt.Key.Key_Escape)
        await desk.until(lambda: not library.window.isVisible(), "it is put away")

    play(story)


@pytest.mark.parametrize("size", [(900, 660), (620, 420)])
def test_in_german_and_large_all_of_a_page_is_within_its_width(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(json.dumps({"language": "de", "text_size": 150}), "utf-8")
    wide: list[str] = []

    async def story(desk: Desk) -> None:
        library = await opened(desk)
        library.window.resize(*size)
        scroll = library.page.findChild(QScrollArea)
        assert scroll is not None

        def look(about: str) -> None:
            inner = scroll.widget()
            assert inner is not None
            reaches = inner.minimumSizeHint().width()
            if reaches > scroll.viewport().width():
                wide.append(f"{about}: {reaches} of {scroll.viewport().width()}")

        library.choose(DEPTH)
        library.press(Press.ADD)
        await library.says("127.0.0.1")
        look("the address that does not answer")
        desk.window.notices.put_away()
        library.window._bring([Path(__file__)])  # as the dialog for a file does
        await library.says("sha256")
        look("the hash that it has not")
        for name in catalogue.ROWS:
            library.choose(name)
            look(name)
        assert library.window.width() <= 900, "it is no wider than it needs to be"

    play(story)
    assert wide == []


def test_an_earlier_guide_that_is_opened_again_is_not_replaced_by_what_makes_better_ones(
    hub: LoopbackHub, picture: str
) -> None:
    async def story(desk: Desk) -> None:
        desk.window.commands.history.trigger()
        await depth_of(desk)
        desk.window.exporter.set_folder("elsewhere")  # whoever exports has one worth keeping
        strip = desk.window.history
        await desk.until(
            lambda: strip.entries and strip.entries[0].preprocessor is Preprocessor.DEPTH,
            "it is kept",
        )

    async def next_start(desk: Desk) -> None:
        library = await opened(desk)
        await library.add(DEPTH)
        strip = desk.window.history
        strip.list.setCurrentRow(0)
        QTest.keyClick(strip.list, Qt.Key.Key_Return)
        await guide_by(desk, library.row(DEPTH).title)
        desk.window.exporter.set_folder("")
        desk.session.choose(Preprocessor.TILE)
        await desk.settled()
        desk.window.exporter.set_folder("elsewhere")
        await desk.until(
            lambda: strip.entries[0].preprocessor is Preprocessor.TILE, "the tile is kept"
        )
        assert strip.entries[1].preprocessor is Preprocessor.DEPTH
        assert PACK_DEPTH is not None
        assert strip.entries[1].method == PACK_DEPTH.method

    play(story, picture)
    play(next_start)
