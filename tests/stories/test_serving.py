"""An artist's script asks the window's own API for guides, while the window is open."""

from __future__ import annotations

import socket
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.stories.desk import Desk, play
from ui.settings.dialog import SettingsDialog
from ui.settings.serving_panel import ServingPanel

TASK = {
    "taskType": "controlNetPreprocess",
    "preProcessorType": "canny",
    "outputType": "base64Data",
    "inputImage": "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAAC0lEQVR4nGNggAEAAAoAAbUg1wkAAAAASUVORK5CYII=",
}


async def _ask(url: str, key: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"Authorization": f"Bearer {key}"}
        task = {**TASK, "taskUUID": str(uuid4())}
        return await client.post(url, headers=headers, json=[task])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_switch_in_the_settings_serves_and_stops(tmp_path: Path) -> None:
    port = _free_port()

    async def story(desk: Desk) -> None:
        desk.window.commands.settings.trigger()
        dialog = await desk.dialog()
        assert isinstance(dialog, SettingsDialog)
        panel = dialog.served
        panel.port.setValue(port)
        panel.port.editingFinished.emit()
        panel.switch.click()
        assert not desk.window.status.served.isVisible()
        await desk.until(lambda: panel.address and panel.key, "it is served")
        served = desk.window.status.served
        assert served.isVisible()
        assert panel.address in served.toolTip(), "who looks at the window knows that, too"
        answer = await _ask(panel.address, panel.key)
        assert answer.status_code == 200, answer.text
        assert answer.json()["data"][0]["guideImageBase64Data"]
        assert (await _ask(panel.address, "another")).status_code == 401
        address, key = panel.address, panel.key
        panel.switch.click()
        await desk.until(lambda: not panel.address, "it is served no more")
        assert not served.isVisible()
        try:
            await _ask(address, key)
        except httpx.ConnectError:
            pass
        else:
            raise AssertionError("somebody still answers")
        panel.switch.click()
        await desk.until(lambda: panel.address, "it is served again")
        dialog.reject()
        served.click()
        await desk.until(panel.switch.hasFocus, "the settings are open at the switch")

    async def next_start(desk: Desk) -> None:
        url = f"http://127.0.0.1:{port}/v1"

        async def answers() -> bool:
            try:
                return (await _ask(url, "another")).status_code == 401
            except httpx.ConnectError:
                return False

        for _ in range(400):
            if await answers():
                return
        raise AssertionError("it is not served at the next start")

    play(story)
    play(next_start)


def _serve_at(dialog: object, port: int) -> ServingPanel:
    """Serve at `port` from the settings."""
    assert isinstance(dialog, SettingsDialog)
    dialog.show_section("Served API")
    panel = dialog.served
    panel.port.setValue(port)
    panel.port.editingFinished.emit()
    panel.switch.click()
    return panel


def test_without_a_keyring_it_is_said_that_the_key_changes_and_what_helps() -> None:
    port, keys = _free_port(), []

    async def story(desk: Desk) -> None:
        desk.window.commands.settings.trigger()
        panel = _serve_at(await desk.dialog(), port)
        await desk.until(lambda: panel.key, "it is served")
        keys.append(panel.key)
        assert "At the next start the key is another" in panel.kept
        assert "UNDERDRAWING_KEY" in panel.kept
        assert "RUNWARE_API_KEY" not in panel.kept, "which is another's"
        panel.switch.click()
        await desk.until(lambda: not panel.key, "it is served no more")
        assert panel.kept == ""
        panel.switch.click()
        await desk.until(lambda: panel.key, "it is served again")
        keys.append(panel.key)

    async def next_start(desk: Desk) -> None:
        desk.window.commands.settings.trigger()
        dialog = await desk.dialog()
        assert isinstance(dialog, SettingsDialog)
        await desk.until(lambda: dialog.served.key, "it is served")
        keys.append(dialog.served.key)

    play(story)
    play(next_start)
    first, again, other = keys
    assert first == again, "the same as long as the window is open"
    assert first != other, "it is in no file"


def test_a_key_of_the_environment_is_the_same_at_every_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = _free_port()
    monkeypatch.setenv("UNDERDRAWING_KEY", "my-own-key")

    async def story(desk: Desk) -> None:
        desk.window.commands.settings.trigger()
        panel = _serve_at(await desk.dialog(), port)
        await desk.until(lambda: panel.key, "it is served")
        assert panel.key == "my-own-key"
        assert panel.kept == "The key is the one in UNDERDRAWING_KEY."
        assert (await _ask(panel.address, "my-own-key")).status_code == 200

    play(story)


def test_a_key_of_the_environment_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERDRAWING_KEY", "my own key")

    async def story(desk: Desk) -> None:
        desk.window.commands.settings.trigger()
        panel = _serve_at(await desk.dialog(), _free_port())
        await desk.until(lambda: panel.says, "it says what is wrong")
        assert "The key in UNDERDRAWING_KEY cannot be used." in panel.says
        assert not panel.address

    play(story)


def test_a_port_that_is_taken_is_told_in_the_settings(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            desk.window.commands.settings.trigger()
            dialog = await desk.dialog()
            assert isinstance(dialog, SettingsDialog)
            panel = dialog.served
            panel.port.setValue(other.getsockname()[1])
            panel.port.editingFinished.emit()
            panel.switch.click()
            await desk.until(lambda: panel.says, "it says what is wrong")
            assert "port" in panel.says.lower()
            assert not panel.address
            await desk.until(lambda: not panel.switch.isChecked(), "the switch is off again")

    play(story)
