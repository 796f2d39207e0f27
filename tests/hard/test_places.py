"""Places that are full, gone, closed, or do not answer: in the window and on the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from core import source
from tests.hard.disks import fill, protect, small_disk, unprotect
from tests.hard.left import unfinished, whole_guides
from tests.stories.desk import Desk, play, write_picture
from ui.__main__ import main
from ui.incoming import incoming_path
from ui.notice import Kind, Notice
from ui.threads import Threads

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    write_picture(tmp_path / "cat.png")
    return tmp_path / "cat.png"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


async def _export(desk: Desk, path: Path, before: Callable[[], object] = lambda: None) -> Notice:
    """Export to `path` by the dialog, with something happening before it is accepted; what is
    told."""
    desk.window.notices.put_away()
    desk.window.commands.export.trigger()
    dialog = await desk.dialog()
    assert isinstance(dialog, QFileDialog)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(str(path))
    before()
    dialog.done(QFileDialog.DialogCode.Accepted)
    notice = await desk.noticed()
    await desk.until(lambda: not desk.window.findChildren(QFileDialog), "the dialog is gone")
    return notice


def test_the_window_works_with_a_home_on_a_full_disk(
    cat: Path, own_home: Path, tmp_path: Path
) -> None:
    with small_disk(own_home / "xdg_data_home"), small_disk(own_home / "xdg_config_home"):
        fill(own_home / "xdg_data_home")
        fill(own_home / "xdg_config_home")

        async def story(desk: Desk) -> None:
            await desk.settled()
            desk.window.commands.history.trigger()
            notice = await desk.noticed()
            assert notice.kind is Kind.ERROR
            assert "The disk with the history of guides" in notice.what
            assert (await _export(desk, tmp_path / "a.png")).kind is Kind.DONE
            desk.window.notices.put_away()
            desk.session.set_options({"lowThresholdCanny": 7})
            await desk.settled()
            await desk.until(
                lambda: desk.notice and "could not be remembered" in desk.notice.what,
                "it is told that choices are not kept",
            )
            assert desk.notice is not None
            assert "full" in desk.notice.remedy
            assert str(own_home / "xdg_config_home") in desk.notice.remedy

        assert play(story, str(cat)) == 0
        assert list((own_home / "xdg_config_home").rglob("*.part")) == []


def test_exports_to_places_that_take_none_are_told_and_the_next_one_goes_elsewhere(
    cat: Path, disk: Path, tmp_path: Path
) -> None:
    old = disk / "old.png"
    shutil.copy(cat, old)
    gone = tmp_path / "gone"

    async def story(desk: Desk) -> None:
        await desk.settled()
        gone.mkdir()
        told = await _export(desk, gone / "a.png", before=gone.rmdir)
        assert (told.kind, told.what) == (Kind.ERROR, f"There is no folder {gone}.")
        fill(disk)
        told = await _export(desk, old)
        assert told.what == "The disk is full: old.png was not written."
        (disk / "filling").unlink()
        protect(disk)
        told = await _export(desk, disk / "a.png")
        assert "on a disk that can only be read" in told.what
        unprotect(disk)
        told = await _export(desk, tmp_path / f"{'a' * 300}.png")
        assert "is too long" in told.what
        assert (await _export(desk, disk / "a.png")).kind is Kind.DONE

    assert play(story, str(cat)) == 0
    assert old.read_bytes() == cat.read_bytes()
    assert whole_guides(disk) == {old, disk / "a.png"}
    assert unfinished(disk) == []


def test_folders_that_are_remembered_and_gone_are_none(cat: Path, tmp_path: Path) -> None:
    folder = tmp_path / "guides"
    folder.mkdir()
    (tmp_path / "in").mkdir()
    shutil.move(cat, tmp_path / "in" / "cat.png")

    async def first(desk: Desk) -> None:
        await desk.settled()
        assert (await _export(desk, folder / "a.png")).kind is Kind.DONE

    async def second(desk: Desk) -> None:
        desk.window.commands.open.trigger()
        dialog = await desk.dialog()
        assert isinstance(dialog, QFileDialog)
        assert dialog.directory().exists()
        dialog.reject()
        desk.session.open([incoming_path(tmp_path / "dog.png")])
        await desk.settled()
        assert (await _export(desk, tmp_path / "b.png")).kind is Kind.DONE

    assert play(first, str(tmp_path / "in" / "cat.png")) == 0
    shutil.rmtree(folder)
    shutil.rmtree(tmp_path / "in")
    write_picture(tmp_path / "dog.png")
    assert play(second) == 0


@pytest.mark.parametrize("what", ["removed", "renamed", "cut off", "another"])
def test_a_picture_whose_file_is_taken_away_while_it_is_open_is_worked_on(
    cat: Path, tmp_path: Path, what: str
) -> None:
    def take_away() -> None:
        if what == "removed":
            cat.unlink()
        elif what == "renamed":
            cat.rename(tmp_path / "lion.png")
        elif what == "cut off":
            os.truncate(cat, 100)
        else:
            Image.new("RGB", (7, 5)).save(cat)

    async def story(desk: Desk) -> None:
        before = await desk.settled()
        take_away()
        desk.session.set_options({"lowThresholdCanny": 7})
        after = await desk.settled()
        assert (after.width, after.height) == (before.width, before.height)
        assert (await _export(desk, tmp_path / "out.png")).kind is Kind.DONE
        desk.window.notices.put_away()
        desk.session.open([incoming_path(cat)])
        if what == "another":
            await desk.until(lambda: desk.picture and desk.picture.width == 7, "it is opened")
        else:
            told = await desk.noticed()
            assert told.kind is Kind.ERROR
            assert desk.guide is after, "what is shown stays"

    assert play(story, str(cat)) == 0


def _full(folder: Path) -> None:
    fill(folder)


def _gone(folder: Path) -> None:
    (folder / "out").write_text("a file in its place")


PLACES = {
    "full": (_full, "is full"),
    "read-only": (protect, "only be read|Read-only"),
    "a file": (_gone, "is a file, not a folder"),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_command_line_says_once_why_a_place_takes_no_guides(
    cat: Path, disk: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    spoil, why = PLACES[place]
    spoil(disk)
    command = ["convert", str(cat), "-p", "canny,tile,shuffle", "-o", str(disk / "out")]
    assert main(command) == 1
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("underdrawing: ")
    assert any(each in line for each in why.split("|")), line
    if place == "read-only":
        unprotect(disk)
    elif place == "full":
        (disk / "filling").unlink()
    else:
        (disk / "out").unlink()
    assert main(command) == 0
    assert len(whole_guides(disk / "out")) == 3


def test_a_drive_that_does_not_answer_holds_nobody_up(
    cat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    read = source._read

    def stalled(path: Path) -> bytes:
        if path.name == "far.png":
            answers.wait()
        return read(path)

    # No system has a drive that stops to answer when it is told to.
    monkeypatch.setattr(source, "_read", stalled)
    monkeypatch.setattr("ui.threads.END_S", 0.2)
    shutil.copy(cat, tmp_path / "far.png")

    async def story(desk: Desk) -> None:
        for _ in range(12):
            desk.session.open([incoming_path(tmp_path / "far.png")])
            await desk.until(lambda: desk.session.opening, "it is being opened")
            desk.press(Qt.Key.Key_Escape)
            await desk.until(lambda: not desk.session.opening, "Esc stops it")
        desk.session.open([incoming_path(cat)])
        await desk.settled()
        desk.session.open([incoming_path(tmp_path / "far.png")])

    began = time.monotonic()
    try:
        assert play(story) == 0
        assert time.monotonic() - began < 10
    finally:
        answers.set()


def test_the_program_ends_though_a_drive_does_not_answer(cat: Path) -> None:
    code = """
import sys, threading
import core.source, ui.threads
ui.threads.END_S = 0.2
core.source._read = lambda path: threading.Event().wait()
from tests.stories.desk import Desk
import ui.__main__ as program
async def guest(window):
    desk = Desk(window)
    await desk.until(lambda: desk.session.opening, "it is being opened")
real = program.main
program.main = lambda: real(sys.argv[1:], guest)
program.run()
"""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", code, str(cat)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_what_has_begun_is_waited_for_at_the_end() -> None:
    threads = Threads()
    begun, may_end = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        assert may_end.wait(20)
        return "done"

    future = threads.submit(work)
    assert begun.wait(20)
    threading.Timer(0.1, may_end.set).start()
    threads.shutdown()
    assert future.result(0) == "done"
