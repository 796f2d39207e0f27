"""The system asks something of the running application: a double click in the Finder, a log-out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from tests.core.pictures import quadrants, saved
from tests.stories.desk import Desk, play
from tests.stories.many import opened


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    from PIL import Image

    paths = [tmp_path / "cat, asleep.png", tmp_path / "hat.png"]
    for path in paths:
        path.write_bytes(saved(Image.fromarray(quadrants()), "PNG"))
    return paths


def ask(*paths: Path) -> None:
    """Ask as macOS does: with one event for each file."""
    app = QCoreApplication.instance()
    assert app is not None
    for path in paths:
        QCoreApplication.postEvent(app, QFileOpenEvent(str(path)))


def test_a_file_that_is_double_clicked_is_opened(pictures: list[Path]) -> None:
    async def story(desk: Desk) -> None:
        ask(pictures[0])
        await desk.until(lambda: desk.picture, "it is there")
        assert desk.picture is not None
        assert desk.picture.name == "cat, asleep"

    play(story)


def test_it_may_be_told_by_its_address(pictures: list[Path]) -> None:
    async def story(desk: Desk) -> None:
        app = QCoreApplication.instance()
        assert app is not None
        QCoreApplication.postEvent(app, QFileOpenEvent(QUrl.fromLocalFile(str(pictures[1]))))
        await desk.until(lambda: desk.picture, "it is there")
        assert desk.picture is not None
        assert desk.picture.name == "hat"

    play(story)


def test_the_file_that_starts_the_application_waits_for_its_window(
    qapp: QApplication, pictures: list[Path]
) -> None:
    async def story(desk: Desk) -> None:
        await desk.until(lambda: desk.picture, "it is there")
        assert desk.picture is not None
        assert desk.picture.name == "cat, asleep"

    ask(pictures[0])
    play(story)


def test_several_files_become_a_batch(pictures: list[Path]) -> None:
    async def story(desk: Desk) -> None:
        ask(*pictures)
        many = await opened(desk)
        many.window.close()

    play(story)


def test_several_that_are_typed_become_a_batch_wherever_they_lie(pictures: list[Path]) -> None:
    async def story(desk: Desk) -> None:
        many = await opened(desk)
        named = many.plan.sources.list.named
        assert [Path(one).name for one in named] == ["cat, asleep.png", "hat.png"]
        assert all(Path(one).is_absolute() for one in named)
        many.window.close()

    play(story, *(os.path.relpath(picture) for picture in pictures))


def test_a_request_to_quit_closes_the_window_and_all_that_is_open() -> None:
    async def story(desk: Desk) -> None:
        app = QCoreApplication.instance()
        assert app is not None
        QCoreApplication.postEvent(app, QEvent(QEvent.Type.Quit))
        await desk.until(lambda: not desk.window.isVisible(), "the window is closed")

    assert play(story) == 0
