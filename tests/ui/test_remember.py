"""The last choices: written when the user rests, read at the next start, missed without fuss."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from core.file_format import FileFormat
from core.preprocessor import Preprocessor
from core.rendition import Rendition
from core.settings import Settings, SettingsFile, Theme
from tests.ui.parts import PatientEngine
from ui.background import Background
from ui.cloud import Cloud
from ui.incoming import incoming_path
from ui.main_window import MainWindow
from ui.remember import Memory
from ui.session import Session


class Start:
    """One start of the application, as far as it remembers."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.path = path
        self.errors: list[Exception] = []
        file = SettingsFile(path)
        settings = file.load()
        self.session = Session(PatientEngine(), settings.preprocessor, settings.options)
        self.window = MainWindow(
            self.session, Background(self.errors.append), Path("none.png"), settings, lambda: None
        )
        self.cloud = Cloud(settings.service, path.parent / "bought", environ={})
        self.memory = Memory(file, settings, self.window, self.cloud, self.errors.append)
        qtbot.addWidget(self.window)

    @property
    def waits(self) -> bool:
        """Whether something is about to be written."""
        return any(timer.isActive() for timer in self.memory.findChildren(QTimer))

    def written(self) -> dict[str, object]:
        """What stands in the file after it was written now."""
        self.memory.write()
        found: dict[str, object] = json.loads(self.path.read_text("utf-8"))
        return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


async def test_all_choices_come_back_at_the_next_start(qtbot: QtBot, path: Path) -> None:
    first = Start(qtbot, path)
    first.session.set_options({"lowThresholdCanny": 33})
    first.session.choose(Preprocessor.TILE)
    first.window.rendering.set(Rendition(FileFormat.WEBP, 71, invert=True))
    first.window.opener.open([incoming_path(path.parent / "cat.png")])
    first.memory.choose(theme=Theme.LIGHT)
    first.window.resize(790, 602)
    first.memory.write()
    await first.session.aclose()

    second = Start(qtbot, path)
    assert second.session.preprocessor is Preprocessor.TILE
    assert second.session.all_options[Preprocessor.CANNY]["lowThresholdCanny"] == 33
    assert second.window.rendering.rendition == Rendition(FileFormat.WEBP, 71, invert=True)
    assert second.window.opener.folder == str(path.parent)
    assert second.memory.settings.theme is Theme.LIGHT
    assert (second.window.width(), second.window.height()) == (790, 602)
    assert first.errors == second.errors == []


def test_nothing_is_written_before_something_changes(qtbot: QtBot, path: Path) -> None:
    start = Start(qtbot, path)
    assert not start.waits
    assert not path.exists()


def test_a_choice_is_written_once_the_user_rests(qtbot: QtBot, path: Path) -> None:
    start = Start(qtbot, path)
    for low in range(50):
        start.session.set_options({"lowThresholdCanny": low})
    assert start.waits
    assert not path.exists(), "not at every step of a slider"
    qtbot.waitUntil(path.exists)
    assert not start.waits
    assert json.loads(path.read_text("utf-8"))["options"]["canny"]["lowThresholdCanny"] == 49


@pytest.mark.parametrize(
    "choose",
    [
        lambda start: start.session.choose(Preprocessor.TILE),
        lambda start: start.session.set_options({"lowThresholdCanny": 1}),
        lambda start: start.memory.choose(theme=Theme.DARK),
        lambda start: start.window.side.export.changed.emit(Rendition(FileFormat.JPG)),
        lambda start: start.window.exporter.folder_changed.emit("/guides"),
        lambda start: start.window.opener.folder_changed.emit("/pictures"),
    ],
    ids=["preprocessor", "option", "theme", "format", "export folder", "picture folder"],
)
def test_every_kind_of_choice_is_noticed(qtbot: QtBot, path: Path, choose: object) -> None:
    start = Start(qtbot, path)
    assert callable(choose)
    choose(start)
    assert start.waits


def test_at_the_end_it_is_written_at_once(qtbot: QtBot, path: Path) -> None:
    start = Start(qtbot, path)
    start.session.choose(Preprocessor.SHUFFLE)
    assert start.written()["preprocessor"] == "shuffle"
    assert not start.waits


def test_a_folder_that_cannot_be_written_to_is_told_and_costs_nothing_else(
    qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    start = Start(qtbot, tmp_path / "file" / "settings.json")
    start.session.choose(Preprocessor.TILE)
    start.memory.write()
    (error,) = start.errors
    assert isinstance(error, OSError)
    assert start.session.preprocessor is Preprocessor.TILE


@pytest.mark.parametrize("window", ["", "no geometry", "häßlich", "AAAA"])
def test_a_window_that_is_remembered_wrongly_opens_as_usual(
    qtbot: QtBot, path: Path, window: str
) -> None:
    SettingsFile(path).save(Settings(window=window))
    start = Start(qtbot, path)
    assert (start.window.width(), start.window.height()) == (1280, 880)


def test_what_a_newer_version_remembers_is_kept(qtbot: QtBot, path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"runware": {"model": "x"}, "theme": "purple"}))
    start = Start(qtbot, path)
    assert start.memory.settings.theme is Theme.SYSTEM
    assert start.written()["runware"] == {"model": "x"}
