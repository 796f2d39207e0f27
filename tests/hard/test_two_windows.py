"""Two windows at once, in processes of their own, on one home: neither takes from the other."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.paths import settings_file
from core.settings import SettingsFile, Theme
from tests.core.batch.given import pictures
from tests.hard.window import Window, window
from tests.stories.desk import write_picture


@pytest.fixture(scope="module")
def cat(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("pictures") / "cat.png"
    write_picture(path)
    return str(path)


@pytest.fixture
def two(cat: str) -> Iterator[tuple[Window, Window]]:
    """Both are there, with the same picture."""
    with window(cat) as one, window(cat) as other:
        one.begin("nothing")
        other.begin("nothing")
        one.result()
        other.result()
        yield one, other


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_what_both_do_is_there(two: tuple[Window, Window], tmp_path: Path) -> None:
    one, other = two
    # The history, which both fill at once.
    one.begin("make", 11)
    other.begin("make", 22)
    assert one.result() == other.result() == [320, 240]
    assert {11, 22} <= set(one.ask("history", 11, 22))
    assert {11, 22} <= set(other.ask("history", 11, 22))
    # The settings, each of which only one of them changes, and presets, to which both add.
    one.begin("remember", "dark", "")
    other.begin("remember", "", str(tmp_path))
    one.result()
    other.result()
    one.begin("keep", "Mine")
    other.begin("keep", "Yours")
    one.result()
    other.result()
    # The batch, which only one can have.
    many = [str(path) for path in pictures(tmp_path / "many", 2)]
    assert "2 guides are made" in one.ask("batch", str(tmp_path / "a"), *many)
    assert "Another window of Underdrawing has the batch open." in other.ask(
        "batch", str(tmp_path / "b"), *many
    )
    assert not (tmp_path / "b").exists()
    # The API, at a port, and with a folder, that only one can have.
    port = _free_port()
    assert one.ask("serve", port) == ""
    assert f"port {port}" in other.ask("serve", port)
    assert "Another server keeps its tasks in" in other.ask("serve", _free_port())


def test_what_both_have_chosen_is_kept_when_they_close(cat: str, tmp_path: Path) -> None:
    with window(cat) as one, window(cat) as other:
        one.ask("remember", "dark", "")
        other.ask("remember", "", str(tmp_path))
        one.ask("keep", "Mine")
        other.ask("keep", "Yours")
    file = SettingsFile(settings_file())
    settings = file.load()
    assert file.damaged is None
    assert settings.theme is Theme.DARK
    assert settings.export_folder == str(tmp_path)
    assert {preset.name for preset in settings.presets} == {"Mine", "Yours"}
    assert json.loads(settings_file().read_text())["theme"] == "dark"
