"""An artist goes on with a picture of the day before, from the menu."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from tests.stories.desk import Desk, play, write_picture
from ui.caption import Caption


def _entries(desk: Desk) -> list[QAction]:
    """Those of pictures, without the one that clears them."""
    return [
        action
        for action in desk.window.commands.recent.actions()
        if action.toolTip() in _known(desk)
    ]


def _known(desk: Desk) -> tuple[str, ...]:
    return desk.window.recent.paths


async def _open(desk: Desk, path: Path) -> None:
    before = desk.session.picture
    desk.drop_files(path)
    await desk.until(lambda: desk.session.picture is not before, "it is open")


def test_what_was_opened_is_in_the_menu_after_a_restart_the_latest_first(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    cat, dog, twin = (tmp_path / name for name in ("cat.png", "R&D.png", "other/cat.png"))
    for seed, path in enumerate((cat, dog, twin)):
        write_picture(path, seed=seed)

    async def story(desk: Desk) -> None:
        assert not desk.window.commands.recent.isEnabled(), "there is none yet"
        desk.window.opener.open_sample()
        await desk.settled()
        assert not _known(desk), "the sample has an entry of its own"
        for path in (cat, dog, twin, dog):
            await _open(desk, path)
        assert _known(desk) == (str(dog), str(twin), str(cat))

    async def next_start(desk: Desk) -> None:
        titles = [action.text() for action in _entries(desk)]
        assert titles == [
            "&1  R&&D.png",
            f"&2  cat.png in {tmp_path.name}/other",
            f"&3  cat.png in {tmp_path.parent.name}/{tmp_path.name}",
        ]
        _entries(desk)[1].trigger()
        await desk.until(lambda: desk.picture, "it is open")
        assert desk.picture is not None
        assert desk.picture.origin == str(twin)
        assert _known(desk)[0] == str(twin)
        cat.unlink()
        _entries(desk)[2].trigger()
        notice = await desk.noticed()
        assert "cat.png" in notice.what
        assert desk.picture.origin == str(twin), "the picture that is open stays"
        desk.window.commands.recent.actions()[-1].trigger()
        assert _known(desk) == ()
        assert not desk.window.commands.recent.isEnabled()

    async def last_start(desk: Desk) -> None:
        assert _known(desk) == ()

    play(story)
    play(next_start)
    play(last_start)


def test_what_a_terminal_names_beside_itself_is_found_again_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "cat.png")
    (tmp_path / "elsewhere").mkdir()

    async def story(desk: Desk) -> None:
        await desk.settled()
        assert desk.window.windowTitle() == "cat - Underdrawing"
        assert _known(desk) == (str(tmp_path / "cat.png"),)
        assert desk.window.opener.folder == str(tmp_path)

    async def next_start(desk: Desk) -> None:
        _entries(desk)[0].trigger()
        await desk.settled()
        assert desk.picture is not None
        assert desk.picture.origin == str(tmp_path / "cat.png")

    monkeypatch.chdir(tmp_path)
    play(story, "cat.png")
    monkeypatch.chdir("elsewhere")
    play(next_start)


@pytest.mark.skipif(sys.platform == "win32", reason="no file can be called so")
def test_a_name_of_two_lines_is_told_alike_everywhere(tmp_path: Path) -> None:
    path = tmp_path / "two\nlines.png"
    write_picture(path)

    async def story(desk: Desk) -> None:
        window = desk.window
        await _open(desk, path)
        assert window.windowTitle() == "two lines - Underdrawing"
        captions = [each.text() for each in window.compare.findChildren(Caption)]
        assert captions[0].startswith("two lines ")
        assert [action.text() for action in _entries(desk)] == ["&1  two lines.png"]
        await desk.settled()
        window.commands.history.trigger()
        window.commands.copy.trigger()
        await desk.until(lambda: window.history.entries, "it is kept")
        assert window.history.list.item(0).text() == "two lines"
        path.unlink()
        window.opener.open_named(str(path))
        await desk.until(lambda: desk.notice and "no file" in desk.notice.what, "it is told")
        assert desk.notice is not None
        assert desk.notice.what.startswith("There is no file"), "it has its name once"

    play(story)
