"""Pictures with names that nobody expects: every way in and out takes them."""

from __future__ import annotations

import os
import shutil
import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from core.export import NAME_BYTES_MAX
from core.history.history import GuideHistory
from core.paths import history_folder
from tests.hard.left import whole_guides
from tests.stories.desk import Desk, play, write_picture
from tests.stories.many import TILE, dropped
from ui.__main__ import main

NAMES = {
    "a new line": "two\nlines.png",
    "emoji": "👩🏽‍🎨🎉.png",
    "right to left": "\u202egnp.tac.png",
    "reserved": "CON.png",
    "steers a terminal": "\x1b[31mred\x07.png",
    "spaces and dots": " . .png",
    "signs of the shell": "$(rm -rf ~)&;'\"`*?.png",
    "signs of a pattern": "{name}-{0}%s%n.png",
    "of HTML": "<b>bold<img src=x>&amp;.png",
    "as long as can be": f"{'ä' * 125}.png",
    "no UTF-8": os.fsdecode(b"caf\xe9\xff.png"),
    "like an option": "--overwrite.png",
}


def _named(folder: Path, name: str) -> Path:
    """A picture of that name; skips the test where the system has no such."""
    plain = folder / "plain.png"
    write_picture(plain, 60, 40, seed=list(NAMES.values()).index(name))
    try:
        shutil.move(plain, folder / name)
    except OSError:
        pytest.skip("no file can be called so here")
    return folder / name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.mark.parametrize("name", NAMES)
def test_the_command_line_converts_it_and_steers_no_terminal(
    folder: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = _named(folder, NAMES[name])
    out = tmp_path / "out"
    assert main(["convert", str(picture), "-p", "tile", "-o", str(out)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.isprintable()
    (guide,) = whole_guides(out)
    assert len(os.fsencode(guide.name)) <= NAME_BYTES_MAX
    assert main(["convert", str(picture), "--json", "-p", "tile", "-o", str(out)]) == 0
    assert main(["convert", "-r", str(folder), "-p", "tile", "-o", str(out)]) == 0
    assert whole_guides(out) == {guide}
    os.truncate(picture, 20)
    capsys.readouterr()
    assert main(["convert", str(picture), "-p", "tile", "-o", str(out)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.isprintable()


def _is_open(desk: Desk, path: Path) -> bool:
    return desk.picture is not None and desk.picture.origin == str(path)


def test_the_window_opens_exports_and_remembers_all_of_them(folder: Path, tmp_path: Path) -> None:
    pictures = [_named(folder, name) for name in NAMES.values()]
    (tmp_path / "out").mkdir()

    async def export(desk: Desk) -> None:
        desk.window.notices.put_away()
        desk.window.commands.export.trigger()
        dialog = await desk.dialog()
        assert isinstance(dialog, QFileDialog)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(str(tmp_path / "out" / field.text()))
        dialog.done(QFileDialog.DialogCode.Accepted)
        told = await desk.noticed()
        assert told.what.startswith("Exported "), told
        await desk.until(lambda: not desk.window.findChildren(QFileDialog), "the dialog is gone")

    async def story(desk: Desk) -> None:
        for picture in pictures:
            desk.window.opener.open_named(str(picture))
            await desk.until(
                partial(_is_open, desk, picture),
                f"{picture!r} is open",
            )
            await desk.settled()
            await export(desk)
        desk.window.commands.history.trigger()
        strip = desk.window.history
        await desk.until(lambda: len(strip.entries) == len(NAMES), "all are kept")
        await desk.until(lambda: not strip.list.lacking(), "all have a thumbnail")

    assert play(story) == 0
    assert len(whole_guides(tmp_path / "out")) == len(NAMES)
    history = GuideHistory(history_folder())
    for entry in history.entries():
        assert history.picture(entry).width == 60
    history.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have fewer names")
def test_a_batch_takes_all_of_them_and_goes_on_after_a_restart(
    folder: Path, tmp_path: Path
) -> None:
    for name in NAMES.values():
        _named(folder, name)

    async def story(desk: Desk) -> None:
        many = await dropped(desk, folder)
        await many.begin(tmp_path / "out", TILE)
        await many.over()
        assert many.states == ["made"] * len(NAMES)
        assert len(many.column("Picture")) == len(NAMES)
        many.list.choose(0)

    assert play(story) == 0
    assert len(whole_guides(tmp_path / "out")) == len(NAMES)
