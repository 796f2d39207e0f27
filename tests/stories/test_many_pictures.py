"""An artist has many guides made of many pictures: plans, watches, stops, and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QToolButton

from core.batch.running import WRITTEN_AT_ONCE
from core.catalog import CATALOG
from core.provenance import read_task
from tests.stories.desk import Desk, play, write_picture
from tests.stories.many import CANNY, CTRL, POSE, TILE, Many, asked_for, dropped, opened
from ui.notice import Kind

ROOT = Path(__file__).parents[2]
MANY = 60


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with three pictures, one of them in a folder of its own, and a text."""
    folder = tmp_path / "photos"
    (folder / "trip").mkdir(parents=True)
    for seed, name in enumerate(("a", "b", "trip/c")):
        write_picture(folder / f"{name}.png", 60, 40, seed)
    (folder / "notes.txt").write_text("Three pictures.")
    return folder


@pytest.fixture
def opens() -> Iterator[list[str]]:
    """What the system is asked to open instead of its own programs."""
    viewer = _Viewer()
    QDesktopServices.setUrlHandler("file", viewer, "open")  # type: ignore[arg-type]  # bytes are refused
    yield viewer.asked
    QDesktopServices.unsetUrlHandler("file")


class _Viewer(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.asked.append(url.toLocalFile())


def _pictures(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{number}.png" for number in range(count)]
    for seed, path in enumerate(paths):
        noise = np.random.default_rng(seed).integers(0, 255, (240, 320, 3), np.uint8)
        Image.fromarray(noise).save(path, compress_level=0)  # noise only takes time
    return paths


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.png"))


def test_several_files_that_are_dropped_become_a_batch(photos: Path, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await dropped(desk, photos / "a.png", photos / "b.png")
        many.plan_for(tmp_path / "out", CANNY, TILE)
        await desk.until(lambda: many.plan.says == "4 guides of 2 pictures.", "two are found")
        assert desk.picture is None, "the main window is left as it was"
        assert many.plan.names.says.text().endswith(str(Path("out", "a-canny.png")))
        await many.begin(tmp_path / "out")
        await many.over()
        assert many.states == ["made"] * 4
        assert many.counts == "4 of 4 done"
        assert many.column("File") == ["a-canny.png", "a-tile.png", "b-canny.png", "b-tile.png"]
        assert many.notice() == "The batch is finished. 4 guides are made."

    play(story)
    assert _names(tmp_path / "out") == ["a-canny.png", "a-tile.png", "b-canny.png", "b-tile.png"]


def test_a_folder_is_searched_and_guides_lie_beside_their_pictures(photos: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await dropped(desk, photos)
        await desk.until(lambda: many.plan.says == "3 guides of 3 pictures.", "all are found")
        many.plan.sources.recursive.click()
        await desk.until(lambda: many.plan.says == "2 guides of 2 pictures.", "only its own")
        many.plan.sources.recursive.click()
        many.drop(photos / "a.png")
        await desk.until(lambda: many.plan.says == "3 guides of 3 pictures.", "each comes once")
        await many.begin(None, TILE)
        await many.over()

    play(story)
    assert _names(photos) == [
        *("a-tile.png", "a.png", "b-tile.png", "b.png"),
        *("trip/c-tile.png", "trip/c.png"),
    ]


def test_lines_that_are_pasted_are_pictures_of_a_batch(photos: Path, tmp_path: Path) -> None:
    cat, dog = sorted(photos.glob("*.png"))[:2]

    async def story(desk: Desk) -> None:
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(f'{cat}\n"{dog}"\n')
        desk.press(Qt.Key.Key_V, CTRL)
        many = await opened(desk)
        assert list(many.plan.sources.list.named) == [cat, dog]
        address = "https://example.com/fox.png"
        clipboard.setText(f"  {address} ")
        many.press(Qt.Key.Key_V, CTRL)
        assert list(many.plan.sources.list.named) == [cat, dog, address]
        for words in (f"{cat}\nand words", str(tmp_path / "gone.png")):
            clipboard.setText(words)
            many.press(Qt.Key.Key_V, CTRL)
            assert many.notice().startswith("There is no picture in what was dropped or pasted.")
            assert len(many.plan.sources.list.named) == 3

    play(story)


def test_the_path_of_a_folder_that_is_pasted_is_a_batch_as_the_folder_is(photos: Path) -> None:
    async def story(desk: Desk) -> None:
        QGuiApplication.clipboard().setText(f"{photos}\n")
        desk.press(Qt.Key.Key_V, CTRL)
        many = await opened(desk)
        assert list(many.plan.sources.list.named) == [photos]
        assert desk.notice is None

    play(story)


def test_a_picture_that_is_not_there_is_named_before_it_begins(photos: Path) -> None:
    cat = min(photos.glob("*.png"))

    async def story(desk: Desk) -> None:
        many = await asked_for(desk)
        many.drop(cat, photos / "gone.png")
        says = "1 picture is found.\n1 that is named is not there (gone.png)."
        await desk.until(
            lambda: many.plan.sources.says.startswith(says), f"it says {many.plan.sources.says}"
        )

    play(story)


def test_ctrl_q_leaves_from_the_window_of_a_batch_too() -> None:
    async def story(desk: Desk) -> None:
        many = await asked_for(desk)
        many.press(Qt.Key.Key_Q, CTRL)
        await desk.until(lambda: not desk.window.isVisible(), "it is being left")

    play(story)


def test_a_folder_with_one_picture_is_a_folder_all_the_same(photos: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await opened(desk)
        await desk.until(lambda: many.plan.says == "1 guide of 1 picture.", "it is found")
        assert desk.picture is None

    play(story, str(photos / "trip"))


def test_pictures_are_chosen_in_dialogs_and_taken_off_the_list(photos: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await asked_for(desk)
        await desk.until(lambda: many.plan.says == "There are no pictures. Choose some.", "says so")
        assert not many.plan.start.isEnabled()
        many.press(Qt.Key.Key_O, CTRL)
        await desk.until(lambda: many.window.findChildren(QLineEdit, "fileNameEdit"), "a dialog")
        (field,) = many.window.findChildren(QLineEdit, "fileNameEdit")
        field.setText(f'"{photos / "a.png"}" "{photos / "b.png"}"')
        field.window().accept()  # type: ignore[attr-defined]
        await desk.until(lambda: many.plan.says == "2 guides of 2 pictures.", "two are found")
        many.window.activateWindow()  # as a window manager does once a dialog is gone
        await desk.until(many.window.isActiveWindow, "the window is in front")
        many.plan.sources.list.setCurrentRow(0)
        many.plan.sources.list.setFocus()
        many.press(Qt.Key.Key_Delete)
        await desk.until(lambda: many.plan.says == "1 guide of 1 picture.", "one is left")

    play(story)
    assert (photos / "a.png").exists()


def test_a_bad_picture_spoils_nothing_and_is_tried_again(photos: Path, tmp_path: Path) -> None:
    whole = (photos / "b.png").read_bytes()
    (photos / "b.png").write_bytes(whole[: len(whole) // 2])

    async def story(desk: Desk) -> None:
        many = await dropped(desk, photos)
        await many.begin(tmp_path / "out", CANNY)
        await many.over()
        assert many.states == ["made", "failed", "made"]
        assert "1 failed: its row says why." in many.notice()
        assert _told_in_the_main_window(desk) == "Batch: 2 of 3"
        many.list.choose(1)
        said = many.list.details.toPlainText()
        assert "ends too early" in said
        assert not many.list.open.isEnabled()
        many.list.worth_a_look.click()
        assert many.column("Picture") == ["b.png"]
        many.list.worth_a_look.click()
        (photos / "b.png").write_bytes(whole)
        many.click(many.button("Retry 1 that failed"))
        await desk.until(lambda: many.states == ["made"] * 3, "it is made now")
        await many.over()

    play(story)
    assert _names(tmp_path / "out") == ["a-canny.png", "b-canny.png", "c-canny.png"]


def test_guides_without_anything_in_them_are_told_and_found(photos: Path, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await dropped(desk, photos / "a.png", photos / "b.png")
        await many.begin(tmp_path / "out", CANNY, POSE)
        await many.over()
        assert many.states == ["made", "made, with a remark"] * 2
        assert many.counts == "4 of 4 done   ·   2 with a remark"
        assert many.notice().endswith("4 guides are made. 2 have a remark: see their rows.")
        many.list.worth_a_look.click()
        assert many.column("Guide") == ["Pose", "Pose"]
        assert all("(a-openpose.png)" in said or "b-" in said for said in many.column("File"))

    play(story)
    assert _names(tmp_path / "out")[1] == "a-openpose.png", "it is written all the same"


def test_the_same_numbers_are_told_everywhere(photos: Path, tmp_path: Path) -> None:
    async def first(desk: Desk) -> None:
        many = await dropped(desk, photos / "a.png", photos / "b.png")
        await many.begin(tmp_path / "out", CANNY)
        await many.over()

    whole = _pictures(tmp_path / "many", MANY)

    async def second(desk: Desk) -> None:
        many = await dropped(desk, photos / "a.png", photos / "b.png", *whole)
        await many.begin(tmp_path / "out", CANNY)
        await desk.until(lambda: many.states.count("made") > 2, "some are made")
        many.click(many.button("Pause"))
        await many.over("Paused")
        done = many.states.count("made") + 2
        says = f"{done} of {MANY + 2} done   ·   2 of them were there already"
        assert many.counts == says
        assert _told_in_the_main_window(desk) == f"Batch: {done} of {MANY + 2}"

    async def third(desk: Desk) -> None:
        done = len(_names(tmp_path / "out"))
        notice = await desk.noticed()
        assert notice.what == f"A batch is unfinished: {done} of {MANY + 2} guides are done."
        assert _told_in_the_main_window(desk) == f"Batch: {done} of {MANY + 2}"

    play(first)
    play(second)
    play(third)


def _told_in_the_main_window(desk: Desk) -> str:
    told = [button.text() for button in desk.window.status.findChildren(QToolButton)]
    return next(text for text in told if text.startswith("Batch:"))


def test_it_is_paused_gone_on_with_and_cancelled_and_keeps_what_is_made(tmp_path: Path) -> None:
    pictures = _pictures(tmp_path / "many", MANY)

    async def story(desk: Desk) -> None:
        many = await dropped(desk, *pictures)
        await many.begin(tmp_path / "out", CANNY)
        await desk.until(lambda: "made" in many.states, "one is made")
        many.click(many.button("Pause"))
        await many.over("Paused")
        made = many.states.count("made")
        assert made + many.states.count("waiting") == MANY
        assert 0 < made < MANY
        assert len(_names(tmp_path / "out")) == made
        many.click(many.button("Go on"))
        await desk.until(lambda: many.states.count("made") > made, "it goes on")
        many.click(many.button("Cancel"))
        await many.over("Cancelled")
        made = many.states.count("made")
        assert made + many.states.count("cancelled") == MANY
        assert made < MANY
        assert len(_names(tmp_path / "out")) == made, "all that is made stays"
        many.click(many.button(f"Make {MANY - made} after all"))
        await many.over()
        assert many.states == ["made"] * MANY

    play(story)
    assert len(_names(tmp_path / "out")) == MANY


def test_a_slip_of_a_key_loses_nothing(photos: Path, tmp_path: Path) -> None:
    pictures = _pictures(tmp_path / "many", MANY)

    async def story(desk: Desk) -> None:
        many = await dropped(desk, *pictures)
        await many.begin(tmp_path / "out", CANNY)
        many.drop(photos)
        assert many.notice()
        many.press(Qt.Key.Key_Escape)
        assert many.window.notices.notice is None, "Esc puts the notice away first"
        assert many.window.progress.title.text() == "Making guides…"
        many.press(Qt.Key.Key_Escape)
        await desk.until(lambda: not many.window.isVisible(), "Esc leaves, as it does elsewhere")
        assert "goes on in the background" in (await desk.noticed()).what
        many = await _asked_again(desk)
        pause = many.window.progress.pause
        assert pause.text() == "&Pause", "and stops nothing"
        pause.setFocus()
        many.press(Qt.Key.Key_Space)
        many.press(Qt.Key.Key_Space)
        assert pause.hasFocus(), "the focus does not go to Cancel"
        await many.over("Paused")
        assert "cancelled" not in many.states

    play(story)


def test_files_that_only_look_like_pictures_are_named(photos: Path, tmp_path: Path) -> None:
    (photos / "zero.png").touch()
    (photos / "notes.jpg").write_text("to do", "utf-8")
    (photos / "notes.txt").write_text("to do", "utf-8")

    async def story(desk: Desk) -> None:
        many = await dropped(desk, photos)
        sources = many.plan.sources
        await desk.until(lambda: not sources.looking, "it is searched")
        said = sources.says
        assert f"2 files in {photos.name} (notes.jpg, zero.png) are called pictures" in said

    play(story)


def test_what_is_there_is_not_made_again(photos: Path, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await dropped(desk, photos)
        await many.begin(tmp_path / "out", CANNY)
        await many.over()
        many.click(many.button("New batch…"))
        says = "3 guides of 3 pictures: all there already."
        await desk.until(lambda: many.plan.says == says, "the plan is as it was")
        many.plan.tasks.options.control("highThresholdCanny").setFocus()
        await many.begin(tmp_path / "out", CANNY)
        await many.over()
        assert many.states == ["was there"] * 3
        assert many.counts == "3 of 3 done   ·   3 of them were there already"

    play(story)


def test_options_are_those_of_the_window_or_the_batchs_own(photos: Path, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.session.set_options({"highThresholdCanny": 150})
        many = await dropped(desk, photos / "a.png", photos / "b.png")
        tasks = many.plan.tasks
        assert tasks.options_of(CANNY)["highThresholdCanny"] == 150
        tasks.options.control("lowThresholdCanny").set_value(7)  # type: ignore[union-attr]
        tasks.options.changed.emit({"lowThresholdCanny": 7})
        assert desk.session.options["lowThresholdCanny"] == 100, "the window keeps its own"
        await many.begin(tmp_path / "out", CANNY)
        await many.over()

    play(story)
    told = read_task(tmp_path / "out" / "b-canny.png")
    assert told is not None
    assert told.task.options == {"lowThresholdCanny": 7, "highThresholdCanny": 150}


def test_what_is_a_draft_in_the_main_window_is_one_here() -> None:
    async def story(desk: Desk) -> None:
        many = await asked_for(desk)
        tiles, rows = desk.window.side.picker, many.plan.tasks.list

        def marked() -> set[str]:
            texts = (rows.item(row).text() for row in range(rows.count()))
            return {text.removesuffix(" (draft)") for text in texts if text.endswith(" (draft)")}

        assert tiles.drafts, "the pack makes some"
        assert marked() == {CATALOG[name].title for name in tiles.drafts}
        tiles.show_drafts([TILE])  # as when a network of the library makes the others
        assert marked() == {CATALOG[TILE].title}

    play(story)


def test_a_name_that_cannot_be_is_told_at_its_field(photos: Path, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await dropped(desk, photos)
        many.plan_for(tmp_path / "out", CANNY)
        await desk.until(many.plan.start.isEnabled, "it can begin")
        many.plan.names.pattern.setText("{name}-{what}.{ext}")
        assert "{what} is not known" in many.plan.names.says.text()
        assert not many.plan.start.isEnabled()
        many.plan.names.pattern.setText("{number} {name}/{preprocessor}.{ext}")
        await many.begin(tmp_path / "out", CANNY, TILE)
        await many.over()

    play(story)
    assert _names(tmp_path / "out")[:2] == ["1 a/canny.png", "1 a/tile.png"]


def test_a_guide_is_opened_shown_in_its_folder_and_its_picture_in_the_window(
    photos: Path, tmp_path: Path, opens: list[str]
) -> None:
    async def story(desk: Desk) -> None:
        many = await dropped(desk, photos / "a.png", photos / "b.png")
        await many.begin(tmp_path / "out", CANNY, TILE)
        await many.over()
        many.list.choose(3)
        many.list.view.setFocus()
        many.press(Qt.Key.Key_Return)
        assert opens == [str(tmp_path / "out" / "b-tile.png")]
        many.click(many.list.show_folder)
        assert opens[1:] == [str(tmp_path / "out")]
        many.click(many.list.in_window)
        guide = await desk.settled()
        assert desk.picture is not None
        assert desk.picture.name == "b"
        assert guide.task.preprocessor is TILE
        await desk.until(desk.window.isActiveWindow, "the window is in front")
        (photos / "a.png").unlink()
        many.list.choose(0)
        many.click(many.list.in_window)
        assert "a.png" in (await desk.noticed()).what
        assert desk.session.preprocessor is TILE, "nothing is chosen for what is not open"
        assert desk.picture.name == "b"
        assert not desk.session.stale
        many.list.choose(3)
        (tmp_path / "out" / "b-tile.png").unlink()
        many.click(many.list.open)
        assert "is not there any more" in many.notice()
        assert len(opens) == 2

    play(story)


def test_it_goes_on_while_its_window_is_closed_and_the_end_is_told(tmp_path: Path) -> None:
    pictures = _pictures(tmp_path / "many", MANY)

    async def story(desk: Desk) -> None:
        many = await dropped(desk, *pictures)
        await many.begin(tmp_path / "out", CANNY)
        many.window.close()
        assert "goes on in the background" in (await desk.noticed()).what
        await desk.until(
            lambda: desk.notice is not None and desk.notice.kind is Kind.DONE, "the end is told"
        )
        assert desk.notice is not None
        assert (desk.notice.what, desk.notice.remedy) == (
            "The batch is finished.",
            f"{MANY} guides are made.",
        )
        desk.click(desk.button("Show the batch"))
        many = await opened(desk)
        assert many.states == ["made"] * MANY
        assert desk.notice is None, "it has been heard"

    play(story)


def test_what_is_dropped_meanwhile_is_for_the_next_batch(photos: Path, tmp_path: Path) -> None:
    pictures = _pictures(tmp_path / "many", MANY)

    async def story(desk: Desk) -> None:
        many = await dropped(desk, *pictures)
        await many.begin(tmp_path / "out", CANNY)
        many.drop(photos)
        assert "on the list of the next batch" in many.notice()
        assert not many.window.plans
        many.click(many.button("Cancel"))
        await many.over("Cancelled")
        many.click(many.button("New batch…"))
        assert photos in many.plan.sources.list.named

    play(story)


def test_after_a_restart_it_is_offered_and_goes_on(tmp_path: Path) -> None:
    pictures = _pictures(tmp_path / "many", MANY)

    async def first(desk: Desk) -> None:
        many = await dropped(desk, *pictures)
        await many.begin(tmp_path / "out", CANNY)
        await desk.until(lambda: many.states.count("made") > 2, "some are made")

    async def second(desk: Desk) -> None:
        files = list((tmp_path / "out").iterdir())
        assert 2 < len(files) < MANY
        before = {path: path.stat().st_mtime_ns for path in files}
        await _finish(desk, len(files), MANY)
        assert before == {path: path.stat().st_mtime_ns for path in files}, "none is made twice"

    async def third(desk: Desk) -> None:
        many = await asked_for(desk)
        assert many.window.plans, "there is nothing left to do"
        assert desk.notice is None
        assert many.plan.names.folder.text() == str(tmp_path / "out"), "as it was chosen last"

    play(first)
    play(second)
    assert len(_names(tmp_path / "out")) == MANY
    play(third)


def test_what_is_planned_is_there_after_a_restart_and_no_batch_is_mixed_with_another(
    photos: Path, tmp_path: Path
) -> None:
    pictures = _pictures(tmp_path / "many", MANY)

    async def first(desk: Desk) -> None:
        many = await dropped(desk, *pictures)
        await many.begin(tmp_path / "out", CANNY)
        many.drop(photos / "a.png")
        assert many.plan.sources.list.named == (photos / "a.png",), "it is for the next batch"

    async def second(desk: Desk) -> None:
        await desk.noticed()
        desk.click(desk.button("Open"))
        many = await opened(desk)
        many.click(many.button("Go on"))
        await many.over()
        many.drop(photos / "b.png")
        await desk.until(lambda: many.plan.says == "2 guides of 2 pictures.", "both are planned")
        await many.begin(tmp_path / "next", TILE)
        await many.over()

    async def third(desk: Desk) -> None:
        many = await asked_for(desk)
        many.plan_for(tmp_path / "more", CANNY)
        await desk.until(lambda: many.plan.says == "2 guides of 2 pictures.", "as it was")
        many.window.close()
        many = await _drop_again(desk, many, photos / "trip")
        await desk.until(lambda: many.plan.says == "1 guide of 1 picture.", "only the new one")

    play(first)
    play(second)
    assert _names(tmp_path / "next") == ["a-tile.png", "b-tile.png"]
    play(third)


def test_what_is_brought_anew_is_not_mixed_with_a_list_that_was_forgotten(photos: Path) -> None:
    cat, dog = sorted(photos.glob("*.png"))

    async def first(desk: Desk) -> None:
        many = await asked_for(desk)
        many.drop(photos / "trip")
        await desk.until(lambda: many.plan.says == "1 guide of 1 picture.", "it is planned")

    async def second(desk: Desk) -> None:
        QGuiApplication.clipboard().setText(f"{cat}\n{dog}")
        desk.press(Qt.Key.Key_V, CTRL)
        many = await opened(desk)
        await desk.until(lambda: many.plan.says == "2 guides of 2 pictures.", "these two only")
        assert many.plan.sources.last_time.says == "1 from last time is laid aside."

    async def third(desk: Desk) -> None:
        many = await asked_for(desk)
        assert many.plan.sources.list.named == (cat, dog)
        says = many.plan.sources.last_time.says
        assert says == "2 are from last time. 1 from last time is laid aside."
        many.click(many.button("Put back"))
        await desk.until(lambda: many.plan.says == "3 guides of 3 pictures.", "nothing is lost")
        many.click(many.button("Lay aside"))
        assert list(many.plan.sources.list.named) == [photos / "trip"]

    play(first)
    play(second)
    play(third)


def test_ctrl_b_begins_with_the_picture_that_is_open(photos: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await asked_for(desk)
        assert many.plan.sources.list.named == (), "there is none"
        many.press(Qt.Key.Key_Escape)
        desk.window.opener.open_sample()
        await desk.settled()
        assert (await _asked_again(desk)).plan.sources.list.named == (), "that is nobody's"
        for name in ("a.png", "b.png"):
            many.press(Qt.Key.Key_Escape)
            desk.drop_files(photos / name)
            await desk.until(lambda: desk.picture and desk.picture.name == name[0], "it is open")  # noqa: B023
            many = await _asked_again(desk)
            listed = many.plan.sources.list
            await desk.until(lambda: listed.named == (photos / name,), "it is on the list")  # noqa: B023
        many.press(Qt.Key.Key_Escape)
        many = await _drop_again(desk, many, photos / "trip")
        await desk.until(lambda: listed.named == (photos / "trip",), "it was only offered")
        many.press(Qt.Key.Key_Escape)
        many = await _asked_again(desk)
        await desk.until(lambda: many.plan.says == "1 guide of 1 picture.", "it is found")
        assert listed.named == (photos / "trip",), "what is planned stays alone"

    play(story)


async def _asked_again(desk: Desk) -> Many:
    await desk.in_front()
    return await asked_for(desk)


def test_its_window_is_where_it_was_left() -> None:
    async def first(desk: Desk) -> None:
        many = await asked_for(desk)
        middle = desk.window.geometry().center()
        assert (many.window.geometry().center() - middle).manhattanLength() < 100
        many.window.setGeometry(31, 57, 701, 503)
        await desk.until(lambda: many.window.width() == 701, "it has that size")
        many.window.close()

    async def second(desk: Desk) -> None:
        many = await asked_for(desk)
        assert many.window.geometry().getRect() == (31, 57, 701, 503)
        many.window.resize(720, 520)  # and it is open to the end

    async def third(desk: Desk) -> None:
        many = await asked_for(desk)
        assert many.window.geometry().getRect() == (31, 57, 720, 520)

    play(first)
    play(second)
    play(third)


async def _finish(desk: Desk, made: int, total: int, *, writing: int = 0) -> None:
    """Take up what the notice offers, of which so many are made.

    So many more may be there, if nobody had the time to note that they were written.
    """
    notice = await desk.noticed()
    assert notice.what == f"A batch is unfinished: {made} of {total} guides are done."
    desk.click(desk.button("Open"))
    many = await opened(desk)
    assert many.states.count("made") == made
    many.click(many.button("Go on"))
    await many.over()
    there = many.states.count("was there")
    assert there <= writing
    assert many.states.count("made") + there == total


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
def test_killed_in_the_middle_it_is_offered_at_the_next_start(tmp_path: Path) -> None:
    pictures = _pictures(tmp_path / "many", MANY)
    out = tmp_path / "out"
    command = [sys.executable, "-P", "-m", "tests.stories.many", str(out), *map(str, pictures)]
    told = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True
    ) as killed:
        assert killed.stdout is not None
        for line in killed.stdout:
            told += line.startswith("made")
            if told == 5:
                os.kill(killed.pid, signal.SIGKILL)
                break

    async def story(desk: Desk) -> None:
        notice = await desk.noticed()
        made = int(notice.what.split(": ")[1].split(" ")[0])
        assert made >= told, "what was told to be made is made"
        await _finish(desk, made, 2 * MANY, writing=WRITTEN_AT_ONCE)

    play(story)
    assert len(_names(out)) == 2 * MANY
    for path in out.iterdir():
        with Image.open(path) as guide:
            guide.load()


def test_two_batches_are_never_mixed(photos: Path, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await dropped(desk, photos / "a.png", photos / "b.png")
        await many.begin(tmp_path / "out", CANNY)
        await many.over()
        await desk.in_front()
        again = await _drop_again(desk, many, photos / "trip")
        await desk.until(lambda: again.plan.says == "1 guide of 1 picture.", "only the new one")

    play(story)


async def _drop_again(desk: Desk, many: Many, path: Path) -> Many:
    desk.drop_files(path)
    await desk.until(lambda: many.window.plans, "another is planned")
    return await opened(desk)
