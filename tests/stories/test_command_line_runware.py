"""At the command line: guides are bought from a service, told with what they cost, never twice.

The service is our own server, on this computer, with an engine that the story holds in its hand.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.errors import EngineError
from core.server.running import RunningServer, ServerSettings
from core.service_choices import ServiceChoices
from core.settings import Settings, SettingsFile
from tests.core.pictures import noise
from tests.core.server.engines import QuickEngine
from ui.__main__ import main

KEY = "the-key-of-the-story-0123456789"
ROOT = Path(__file__).parents[2]
Output = pytest.CaptureFixture[str]


@pytest.fixture
def engine() -> QuickEngine:
    """Who works at the shop."""
    return QuickEngine()


@pytest.fixture
def shop(
    tmp_path: Path, engine: QuickEngine, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningServer]:
    """A service that the environment names, with its key."""
    server = RunningServer.start(
        lambda: engine, ServerSettings(folder=tmp_path / "shop", key=KEY, port=0)
    )
    monkeypatch.setenv("RUNWARE_API_URL", server.url)
    monkeypatch.setenv("RUNWARE_API_KEY", KEY)
    yield server
    engine.gate.set()
    server.stop()


@pytest.fixture
def cat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """cat.png, in the folder where the commands run."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Image.fromarray(noise((48, 64, 3))).save("cat.png")
    return folder / "cat.png"


def _convert(*argv: str) -> int:
    return main(["convert", "cat.png", "--engine", "runware", "-o", "out", *argv])


def _pixels(path: str | Path) -> Any:
    with Image.open(path) as image:
        return np.asarray(image)


def _objects(output: Output) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.readouterr().out.splitlines()]


def test_a_guide_is_bought_and_its_price_told(
    shop: RunningServer, engine: QuickEngine, cat: Path, capsys: Output
) -> None:
    assert _convert("-p", "tile") == 0
    np.testing.assert_array_equal(_pixels("out/cat-tile.png"), 255 - _pixels(cat))
    said = capsys.readouterr()
    assert said.err == ""
    path, size, _, cost = said.out.strip().split("  ")
    assert (path, size, cost) == (str(Path("out/cat-tile.png")), "64 x 48", "$0.00")
    (task,) = engine.tasks
    assert (task.output_format, task.delivery_method) == ("PNG", "async")


def test_json_tells_the_cost_and_what_was_bought_before(
    shop: RunningServer, engine: QuickEngine, cat: Path, capsys: Output
) -> None:
    assert _convert("-p", "tile,seg", "--json") == 0
    assert _convert("-p", "tile", "--format", "webp", "--json") == 0
    tile, seg, again = _objects(capsys)
    assert [tile["cost"], seg["cost"], again["cost"]] == [0.0, 0.0, 0.0]
    assert [tile["engine"], seg["engine"]] == ["runware", "runware"]
    assert "remark" not in tile
    assert "bought before" in again["remark"]
    assert len(engine.tasks) == 2


def test_options_and_size_go_to_the_service(
    shop: RunningServer, engine: QuickEngine, cat: Path
) -> None:
    assert _convert("-p", "canny", "--low", "10", "--high", "30", "--width", "32") == 0
    (task,) = engine.tasks
    assert task.options == {"lowThresholdCanny": 10, "highThresholdCanny": 30}
    assert _pixels("out/cat-canny.png").shape[:2] == (24, 32)


def test_how_it_is_delivered_is_what_the_window_was_told(
    shop: RunningServer, engine: QuickEngine, cat: Path
) -> None:
    from core.paths import settings_file

    choices = ServiceChoices().replace(delivery="sync", output_type="base64Data")
    SettingsFile(settings_file()).save(Settings(service=choices))
    assert _convert("-p", "tile") == 0
    (task,) = engine.tasks
    assert (task.delivery_method, task.output_type) == ("sync", "base64Data")


def test_the_address_of_the_settings_is_used_if_the_environment_names_none(
    shop: RunningServer, cat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.paths import settings_file

    monkeypatch.delenv("RUNWARE_API_URL")
    choices = ServiceChoices(address=shop.url)
    SettingsFile(settings_file()).save(Settings(service=choices))
    assert _convert("-p", "tile") == 0


def test_without_a_key_it_says_once_where_one_goes(
    shop: RunningServer,
    engine: QuickEngine,
    cat: Path,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("RUNWARE_API_KEY")
    assert _convert("-p", "tile,seg") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("underdrawing: ")
    assert said.err.count("\n") == 1
    assert "RUNWARE_API_KEY" in said.err
    assert _convert("-p", "tile,seg", "--json") == 1
    tile, seg = _objects(capsys)
    assert "RUNWARE_API_KEY" in tile["error"]
    assert seg["error"] == tile["error"]
    assert engine.tasks == []


def test_a_wrong_key_is_told_and_never_shown(
    shop: RunningServer, cat: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNWARE_API_KEY", "a-key-of-somebody-else")
    assert _convert("-p", "tile") == 1
    said = capsys.readouterr()
    assert "did not take the API key" in said.err
    assert "somebody" not in said.err + said.out


def test_an_address_that_cannot_be_used_is_told(
    cat: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNWARE_API_URL", "http://example.com/v1?key=s3cret")
    monkeypatch.setenv("RUNWARE_API_KEY", KEY)
    assert _convert("-p", "tile") == 1
    said = capsys.readouterr()
    assert said.err.startswith("underdrawing: The address of the service")
    assert "s3cret" not in said.err


def test_what_fails_is_named_and_the_rest_is_made(
    shop: RunningServer, engine: QuickEngine, cat: Path, capsys: Output
) -> None:
    assert main(["convert", "gone.png", "cat.png", "-p", "tile", "-o", "out", "--engine=runware"])
    said = capsys.readouterr()
    assert "There is no file" in said.err
    assert said.out.startswith(str(Path("out/cat-tile.png")))
    engine.error = lambda: EngineError("It is the night off.")
    assert _convert("-p", "seg") == 1
    assert "cat.png, seg: " in capsys.readouterr().err


def test_a_limit_ends_it_before_a_guide_that_might_exceed_it(
    shop: RunningServer, engine: QuickEngine, cat: Path, capsys: Output
) -> None:
    assert _convert("-p", "tile,seg", "--limit", "0") == 1
    said = capsys.readouterr()
    assert said.out == ""
    told = "The next guide might cost more than may be spent. Raise the limit to go on."
    assert said.err == f"underdrawing: {told}\n"
    assert engine.tasks == []
    assert _convert("-p", "tile,seg", "--limit", "0.01") == 0
    # Now it is known that they cost nothing.
    other = cat.with_name("dog.png")
    Image.fromarray(noise((48, 64, 3), 2)).save(other)
    command = ["convert", "dog.png", "--engine", "runware", "-o", "out", "-p", "tile,seg"]
    assert main([*command, "--limit", "0"]) == 0
    assert len(engine.tasks) == 4


def test_guides_of_many_pictures_are_told_in_order(
    shop: RunningServer, engine: QuickEngine, cat: Path, capsys: Output
) -> None:
    names = [f"{number}.png" for number in range(12)]
    for number, name in enumerate(names):
        Image.fromarray(noise((48, 64, 3), number)).save(name)
    command = ["convert", *names, "--engine", "runware", "-o", "out", "-p", "tile,seg", "--json"]
    assert main(command) == 0
    told = [(item["picture"], item["preprocessor"]) for item in _objects(capsys)]
    assert told == [(name, preprocessor) for name in names for preprocessor in ("seg", "tile")]


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_command_that_was_stopped_is_gone_on_with_and_nothing_is_paid_twice(
    shop: RunningServer, engine: QuickEngine, cat: Path, stop: signal.Signals
) -> None:
    engine.gate.clear()
    command = [sys.executable, "-P", "-m", "ui", "convert", "cat.png", "-p", "tile", "-o", "out"]
    with subprocess.Popen(
        [*command, "--engine", "runware"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert engine.begun.wait(30)
        running.send_signal(stop)
        said, complaints = running.communicate(timeout=20)
    assert said == ""
    if stop is signal.SIGINT:
        assert running.returncode == 130
        assert complaints.startswith("underdrawing: Stopped. What was ordered")
        assert complaints.count("\n") == 1
    assert not Path("out/cat-tile.png").exists()

    engine.gate.set()
    assert _convert("-p", "tile") == 0
    np.testing.assert_array_equal(_pixels("out/cat-tile.png"), 255 - _pixels(cat))
    assert len(engine.tasks) == 1


def test_the_key_is_in_no_file_and_no_line(
    shop: RunningServer, engine: QuickEngine, cat: Path, own_home: Path, capfd: Any
) -> None:
    assert _convert("-p", "tile") == 0
    engine.error = lambda: EngineError("No.")
    assert _convert("-p", "seg", "--json") == 1
    said = capfd.readouterr()
    written = [path.read_bytes() for path in own_home.rglob("*") if path.is_file()]
    assert any(data.startswith(b"SQLite format 3") for data in written)
    for data in (said.out.encode(), said.err.encode(), *written):
        assert KEY.encode() not in data
        assert b"/results/" not in data, "where guides lie is a secret of its own"
