"""The window of a batch by keyboard and by ear, and in a language with longer words."""

from __future__ import annotations

from pathlib import Path

from core.service_choices import EngineName
from tests.stories.desk import Desk, play, write_picture
from tests.stories.many import CANNY, Many, asked_for
from tests.stories.test_for_everyone import _lacking, _mnemonics, _unseen

LEAST = (640, 480)


async def _planning(desk: Desk, folder: Path) -> Many:
    for name in ("a", "b"):
        write_picture(folder / f"{name}.png", 60, 40)
    (folder / "bad.png").write_bytes((folder / "a.png").read_bytes()[:999])
    many = await asked_for(desk)
    many.window.take([folder])
    many.plan_for(folder / "out", CANNY)
    await desk.until(many.plan.start.isEnabled, "it can begin")
    return many


async def _finish(desk: Desk, many: Many) -> None:
    await many.begin(Path(many.plan.names.folder.text()), CANNY)
    await many.over()
    many.list.choose(0)


def test_every_control_says_what_it_is_and_what_for(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await _planning(desk, tmp_path)
        assert _lacking(many.window) == []
        for row in range(many.plan.tasks.list.count()):
            many.plan.tasks.list.setCurrentRow(row)
            assert _lacking(many.window) == [], row
        many.plan.show_engine(EngineName.RUNWARE)
        await desk.until(many.plan.price.key.isVisible, "a key is missed")
        assert _lacking(many.window) == [], "with Runware"
        many.plan.show_engine(EngineName.LOCAL)
        await _finish(desk, many)
        assert _lacking(many.window) == [], "when it is finished"

    play(story)


def test_the_focus_is_seen_wherever_it_is(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await _planning(desk, tmp_path)
        many.window.resize(980, 1000)
        assert await _unseen(many.window) == []
        await _finish(desk, many)
        assert await _unseen(many.window) == []

    play(story)


def test_no_key_means_two_things(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        many = await _planning(desk, tmp_path)
        for row in range(many.plan.tasks.list.count()):
            many.plan.tasks.list.setCurrentRow(row)
            assert _mnemonics(many.window) == {}, row
        await _finish(desk, many)
        assert _mnemonics(many.window) == {}

    play(story)
