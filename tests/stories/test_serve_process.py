"""`underdrawing serve` as a program of its own: Ctrl-C, kill -9, keys, hosts and taken ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
import pytest

from core.server.key import VARIABLE as KEY_VARIABLE
from tests.core.server.client import PATIENCE_S, new_uuid, preprocess, until
from tests.core.server.elsewhere import Elsewhere, elsewhere
from ui.__main__ import main

ROOT = Path(__file__).parents[2]
LAST_LINE = "Ctrl-C stops it"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX signals")


class Served:
    """A running `underdrawing serve`: what it said, where it is, and its key.

    `before`: words of the command that starts it.
    """

    def __init__(
        self, folder: Path, *arguments: str, before: Sequence[str] = (), **environment: str
    ) -> None:
        self.folder = folder
        command = [*before, sys.executable, "-P", "-m", "ui", "serve"]
        command += ["--folder", str(folder), *arguments]
        self.process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self.process.stdout is not None
        self.said = ""
        while LAST_LINE not in self.said:
            line = self.process.stdout.readline()
            assert line, self.process.communicate()[1]
            self.said += line
        match = re.match(r"Guides are made at (\S+), for whoever knows the key (.+)", self.said)
        assert match, self.said
        self.url, self.key = match[1], match[2]

    def post(self, *tasks: dict[str, Any], key: str = "") -> httpx.Response:
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return httpx.post(
            self.url, json=tasks, headers=headers, timeout=PATIENCE_S, trust_env=False
        )

    def wait_for(self, task: dict[str, Any]) -> dict[str, Any]:
        """The item of a task once it is done."""
        while True:
            reply = self.post({"taskType": "getResponse", "taskUUID": task["taskUUID"]}).json()
            (item,) = reply["data"]
            if item["status"] != "processing":
                assert isinstance(item, dict)
                return item

    def end(self, by: signal.Signals) -> tuple[int, str]:
        """The exit status and what was said to standard error."""
        self.process.send_signal(by)
        _, errors = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, errors


class Serve(Protocol):
    def __call__(
        self, *arguments: str, before: Sequence[str] = (), **environment: str
    ) -> Served: ...


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts it on a free port; what still runs at the end is killed."""
    started: list[Served] = []

    def start(*arguments: str, before: Sequence[str] = (), **environment: str) -> Served:
        given = arguments if "--port" in arguments else (*arguments, "--port", "0")
        started.append(Served(tmp_path / "served", *given, before=before, **environment))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()


@pytest.fixture
def other() -> Iterator[Elsewhere]:
    """Somebody else's server."""
    with elsewhere() as server:
        yield server


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One that nothing unusual happens to."""
    served = Served(tmp_path_factory.mktemp("running"), "--port", "0")
    yield served
    served.end(signal.SIGKILL)


class Refusal(Protocol):
    def __call__(self, *arguments: object) -> str: ...


@pytest.fixture
def refusal(capsys: pytest.CaptureFixture[str]) -> Refusal:
    """What is said where it cannot serve: one line, and the exit status is 1."""

    def start(*arguments: object) -> str:
        assert main(["serve", *map(str, arguments)]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        (line,) = said.err.splitlines()
        assert line.startswith("underdrawing: ")
        return line

    return start


def test_ctrl_c_ends_it_without_a_word_and_the_next_one_goes_on(serve: Serve) -> None:
    first = serve()
    done, later = preprocess(outputType="URL"), preprocess(deliveryMethod="async")
    assert first.post(done).status_code == 200
    assert first.post(later).status_code == 200
    assert first.end(signal.SIGINT) == (130, "")
    second = serve()
    assert second.key != first.key
    url = second.wait_for(done)["guideImageURL"]
    assert httpx.get(url, trust_env=False).status_code == 200
    assert second.wait_for(later)["guideImageBase64Data"]
    # The system asks in another way.
    assert second.end(signal.SIGTERM) == (130, "")


@pytest.mark.parametrize("by", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_who_waits_when_it_is_told_to_end_is_answered_first(
    serve: Serve, other: Elsewhere, by: str
) -> None:
    served = serve("--allow-private-addresses")
    other.answering.clear()
    task = preprocess(inputImage=other.url("/never.png"))
    with ThreadPoolExecutor(1) as waiting:
        answer = waiting.submit(served.post, task)
        other.wait_for(1)
        assert served.end(signal.Signals[by]) == (130, "")
        response = answer.result(PATIENCE_S)
        other.answering.set()
    assert response.status_code == 503
    (error,) = response.json()["errors"]
    assert (error["code"], error["taskUUID"]) == ("serviceUnavailable", task["taskUUID"])


def test_more_connections_than_it_can_hold_leave_it_well(serve: Serve) -> None:
    served = serve(before=["sh", "-c", 'ulimit -n 128; exec "$@"', "sh"])
    parts = urlsplit(served.url)
    with ExitStack() as held:
        for _ in range(300):
            connection = socket.create_connection(
                (parts.hostname or "", parts.port or 0), timeout=PATIENCE_S
            )
            held.enter_context(connection)
        # The last of them is taken, and has gone.
        with suppress(ConnectionResetError):
            assert connection.recv(1) == b""
    until(lambda: _is_made_by(served))
    status, said = served.end(signal.SIGINT)
    assert status == 130
    assert sorted(said.splitlines())[:1] == [
        "underdrawing: More than 16 connections are open; further ones are turned away."
    ]
    # Many that come at the same moment are all taken before they are counted.
    assert len(said.splitlines()) <= 2


def _is_made_by(served: Served) -> bool:
    with suppress(httpx.TransportError):
        return served.post(preprocess()).status_code == 200
    return False


def test_kill_9_loses_nothing_that_was_accepted(serve: Serve, tmp_path: Path) -> None:
    first = serve()
    done = preprocess()
    made = first.post(done).json()["data"][0]
    accepted = [
        preprocess(deliveryMethod="async", preProcessorType=name)
        for name in ("canny", "tile", "shuffle", "scribble", "softedge")
    ]
    assert len(first.post(*accepted).json()["data"]) == len(accepted)
    first.end(signal.SIGKILL)
    half = tmp_path / "served" / "files" / f"{'0' * 32}.png"
    half.write_bytes(b"half of a pict")
    second = serve()
    assert second.wait_for(done)["guideImageBase64Data"] == made["guideImageBase64Data"]
    for task in accepted:
        assert second.wait_for(task)["guideImageBase64Data"]
    again = second.post(accepted[0]).json()["errors"][0]
    assert again["code"] == "conflictTaskUUID"
    assert not half.exists()


def test_a_key_from_the_environment_is_seen_nowhere(serve: Serve) -> None:
    key = "a-key-that-nobody-else-has"
    served = serve(**{KEY_VARIABLE: key})
    assert served.post(preprocess(), key=key).status_code == 200
    assert served.post(preprocess()).status_code == 401
    assert key not in served.said
    if Path("/proc/self/cmdline").exists():
        command = Path(f"/proc/{served.process.pid}/cmdline").read_text()
        assert "serve" in command
        assert key not in command
    assert served.end(signal.SIGINT) == (130, "")


def test_a_key_that_was_typed_goes_before_that_of_the_environment(serve: Serve) -> None:
    served = serve("--key", "typed", **{KEY_VARIABLE: "another"})
    assert served.post(preprocess(), key="typed").status_code == 200
    assert served.post(preprocess(), key="another").status_code == 401


@pytest.mark.parametrize("key", ["two words", "schlüssel", "new\nline"])
def test_a_key_that_no_client_could_send_is_refused(
    refusal: Refusal, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, key)
    said = refusal("--port", 0)
    assert f"The key in {KEY_VARIABLE} cannot be used" in said
    assert key not in said


def test_a_port_that_is_taken_is_told(refusal: Refusal, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refusal("--port", port, "--folder", tmp_path)
    assert f"Nothing can be served on 127.0.0.1, port {port}" in said
    assert "Choose another port" in said


def test_a_host_that_is_not_here_is_told(refusal: Refusal, tmp_path: Path) -> None:
    for host in ("nobody.invalid", "192.0.2.1", "a" * 300):
        said = refusal("--host", host, "--port", 0, "--folder", tmp_path)
        assert f"Nothing can be served on {host}" in said
        assert "Choose a name or an address of this computer" in said


def test_a_folder_that_cannot_be_is_told(refusal: Refusal, running: Served, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert "cannot be used" in refusal("--port", 0, "--folder", tmp_path / "file")
    (tmp_path / "server.sqlite3").write_bytes(b"another program's" * 100)
    assert "cannot be read" in refusal("--port", 0, "--folder", tmp_path)
    assert (tmp_path / "server.sqlite3").read_bytes() == b"another program's" * 100
    assert "Another server keeps its tasks in" in refusal("--port", 0, "--folder", running.folder)
    assert running.post(preprocess()).status_code == 200


def test_other_computers_reach_it_only_if_asked(serve: Serve, running: Served) -> None:
    served = serve("--host", "0.0.0.0")
    assert served.url.startswith("http://127.0.0.1:")
    assert served.post(preprocess()).status_code == 200
    assert "not encrypted" in served.said
    assert f"http://{socket.gethostname()}:{urlsplit(served.url).port}/v1" in served.said
    assert "not encrypted" not in running.said


def test_it_may_be_called_by_a_further_name(serve: Serve) -> None:
    served = serve("--allow-host", "host.docker.internal", "--allow-host", "mybox.local")
    for host, status in (("mybox.local:80", 200), ("host.docker.internal", 200), ("a.local", 403)):
        asked = httpx.post(
            served.url,
            json=[{"taskType": "ping", "ping": True}],
            headers={"Host": host},
            trust_env=False,
        )
        assert asked.status_code == status


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (["--key", ""], "--key is empty. Leave it out, and one is made"),
        (["--key", "two words"], "--key may have letters, digits and signs, and no spaces"),
        (["--allow-host", ""], "--allow-host cannot be ."),
        (["--allow-host", "*.local"], "--allow-host cannot be *.local. It is one name, such as"),
        (["--allow-host", "http://mybox"], "--allow-host cannot be http://mybox."),
        (["--allow-host", "mybox:7813"], "--allow-host cannot be mybox:7813."),
        (["--port", "70000"], "--port cannot be 70000."),
        (["--host", " "], "--host names no computer"),
    ],
)
def test_a_wrong_command_is_explained(
    capsys: pytest.CaptureFixture[str], typed: list[str], answer: str
) -> None:
    assert main(["serve", *typed]) == 2
    assert answer in capsys.readouterr().err


def test_the_example_that_is_shown_is_a_task(running: Served) -> None:
    example = running.said.partition("-d '")[2].partition("'")[0]
    response = httpx.post(
        running.url,
        content=example.replace("https://ADDRESS-OF-A-PICTURE", new_uuid()),
        headers={"Authorization": f"Bearer {running.key}"},
        trust_env=False,
    )
    assert response.json()["errors"][0]["parameter"] == "inputImage"
