"""At the command line: networks are listed, fetched, added as files, verified and taken away."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.library import rows as catalogue
from core.library.part import Part, part_path
from core.library.row import Row
from core.paths import library_folder, settings_file
from core.settings import Settings, SettingsFile
from tests.hub.graphs import padded, plain
from tests.hub.hub import LoopbackHub, loopback_hub
from tests.hub.mishaps import answers, breaks_off, stalls
from ui.__main__ import main
from ui.early import STOPPED

DEPTH, POSE, EDGES = "depth-anything-v2-small-fp16", "dwpose-l", "hed"
SEGMENTS = "upernet-convnext-tiny-ade"
SIZE = 700_000
ROOT = Path(__file__).parents[2]
_WITH_CATALOGUE = f"""
import pickle, sys
sys.path.insert(0, {str(ROOT)!r})
from core.library import rows
rows.ROWS = pickle.loads(sys.stdin.buffer.read())
from ui.__main__ import run
run()
"""
Output = pytest.CaptureFixture[str]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    """A hub that has stand-ins for three networks, and a catalogue with their pins."""
    for variable in ("HF_HUB_OFFLINE", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    with loopback_hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        rows = dict(catalogue.ROWS)
        for name in (DEPTH, POSE, EDGES):
            contents = {file.role: padded(plain(file), SIZE) for file in rows[name].files}
            rows[name] = hub.keep(rows[name], contents)
        monkeypatch.setattr(catalogue, "ROWS", rows)
        yield hub


def row(name: str) -> Row:
    return catalogue.ROWS[name]


def library(*typed: str | Path) -> int:
    return main(["library", *map(str, typed)])


def listed(output: Output) -> dict[str, dict[str, Any]]:
    """What `library --json` tells, by name."""
    output.readouterr()
    assert library("--json") == 0
    lines = map(json.loads, output.readouterr().out.splitlines())
    return {line["name"]: line for line in lines}


def kept() -> Sequence[Path]:
    return [path for path in library_folder().rglob("*") if path.is_file()]


def test_the_list_says_what_each_network_is_for_and_that_none_is_here(
    hub: LoopbackHub, capsys: Output
) -> None:
    assert library() == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["NAME", "FOR", "SIZE", "LICENCE", "STATE", "TITLE"]
    assert [line.split()[0] for line in lines] == list(catalogue.ROWS)
    pose = next(line for line in lines if line.startswith(POSE))
    assert pose.split("  ")[0] == POSE
    assert "openpose" in pose
    assert "Apache-2.0" in pose
    assert next(line for line in lines if SEGMENTS in line).endswith("(only as a file)")
    assert hub.asked == []
    assert not library_folder().exists()


def test_the_list_as_json_has_what_is_needed_to_fetch_them_otherwise(
    hub: LoopbackHub, capsys: Output
) -> None:
    lines = listed(capsys)
    depth, segments = lines[DEPTH], lines[SEGMENTS]
    assert depth["state"] == "absent"
    assert depth["serves"] == ["depth"]
    assert depth["fetchable"] is True
    assert depth["training"]
    file = row(DEPTH).files[0]
    assert depth["files"] == [
        {
            "role": "network",
            "name": "model_fp16.onnx",
            "address": f"{hub.url}/{row(DEPTH).repo}/resolve/{row(DEPTH).revision}/{file.path}",
            "bytes": file.bytes,
            "sha256": file.sha256,
        }
    ]
    assert segments["fetchable"] is False
    assert segments["files"][0]["sha256"] is None


def test_networks_are_fetched_one_after_the_other(hub: LoopbackHub, capsys: Output) -> None:
    assert library("add", DEPTH, POSE) == 0
    output = capsys.readouterr()
    assert output.out.splitlines() == [f"{DEPTH}  ready", f"{POSE}  ready"]
    told = output.err.splitlines()
    assert len(told) == 2
    assert "16 bits: 0.7 MB from 127.0.0.1, Apache-2.0." in told[0]
    assert "Trained on: " in told[0]
    assert re.search(r" [\d.]+ [GM]B are free on the disk\.$", told[0])
    lines = listed(capsys)
    assert {name: line["state"] for name, line in lines.items() if line["state"] != "absent"} == {
        DEPTH: "ready",
        POSE: "ready",
    }


def test_what_is_here_is_not_fetched_again(hub: LoopbackHub, capsys: Output) -> None:
    library("add", DEPTH)
    hub.asked.clear()
    assert library("add", DEPTH) == 0
    assert capsys.readouterr().out.splitlines() == [f"{DEPTH}  ready"] * 2
    assert hub.asked == []


def test_what_fails_is_said_and_the_rest_is_fetched(hub: LoopbackHub, capsys: Output) -> None:
    hub.hub_mishaps = [answers(403)]
    assert library("add", DEPTH, EDGES, SEGMENTS) == 1
    output = capsys.readouterr()
    assert output.out.splitlines() == [f"{EDGES}  ready"]
    failures = [line for line in output.err.splitlines() if " MB from " not in line]
    assert failures[0].startswith(
        f"underdrawing: {DEPTH}: 127.0.0.1 gives model_fp16.onnx only to those who sign in (403)."
    )
    assert failures[1].startswith(
        f"underdrawing: {SEGMENTS}: UperNet with ConvNeXt Tiny can only be added as a file"
    )


def test_a_connection_that_breaks_is_no_failure(hub: LoopbackHub, capsys: Output) -> None:
    hub.store_mishaps = [breaks_off(SIZE // 2)]
    assert library("add", DEPTH) == 0
    assert hub.starts == [0, SIZE // 2]
    told = capsys.readouterr().err.splitlines()[-1]
    assert "The connection to 127.0.0.1 broke off again and again. It is tried again." in told


@pytest.mark.skipif(sys.platform == "win32", reason="there a test cannot press Ctrl-C")
def test_ctrl_c_keeps_what_has_come_and_the_same_command_goes_on(
    hub: LoopbackHub, capsys: Output
) -> None:
    hub.store_mishaps = [stalls(SIZE // 2)]
    parts = library_folder() / "parts"

    def press() -> None:
        while not any(part.stat().st_size for part in parts.glob("*.part")):
            pressing.wait(0.01)
        os.kill(os.getpid(), 2)

    pressing = threading.Event()
    thread = threading.Thread(target=press)
    thread.start()
    assert library("add", DEPTH) == STOPPED
    thread.join()
    assert "What has come is kept, and the same command goes on" in capsys.readouterr().err
    partly = listed(capsys)[DEPTH]
    assert partly["state"] == "partly"
    assert 0 < partly["fetched_bytes"] < SIZE
    assert library() == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith(DEPTH))
    assert re.search(r"  [1-9]\d % here  ", line)
    assert library("add", DEPTH) == 0
    assert "16 bits: the last 0." in capsys.readouterr().err
    assert hub.starts == [0, partly["fetched_bytes"]]


def test_a_file_that_was_downloaded_is_recognised(
    hub: LoopbackHub, tmp_path: Path, capsys: Output
) -> None:
    contents = dict(zip(("detector", "pose"), list(hub.files.values())[1:3], strict=True))
    for role, answer in (
        ("detector", "still needs dw-ll_ucoco_384.onnx"),
        ("pose", "ready"),
    ):
        path = tmp_path / f"{role} (1).onnx"
        path.write_bytes(contents[role])
        assert library("add", "--file", path) == 0
        assert capsys.readouterr().out == f"{POSE}  {answer}\n"
    assert hub.asked == []


def test_a_network_of_no_known_hash_is_named(
    hub: LoopbackHub, tmp_path: Path, capsys: Output
) -> None:
    path = tmp_path / "upernet.onnx"
    path.write_bytes(plain(row(SEGMENTS).files[0]))
    assert library("add", "--file", path) == 1
    assert (
        "none of the files that the library knows. Download it again, for it may be cut off;"
        in (capsys.readouterr().err)
    )
    assert library("add", "--file", path, "--as", SEGMENTS) == 0
    assert capsys.readouterr().out == f"{SEGMENTS}  ready\n"
    assert library("add", "--file", path, "--as", EDGES) == 1
    assert "is no file of HED" in capsys.readouterr().err


def test_verifying_names_what_has_changed_and_adding_mends_it(
    hub: LoopbackHub, capsys: Output
) -> None:
    library("add", DEPTH, EDGES)
    capsys.readouterr()
    assert library("verify") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{DEPTH}  as it was added",
        f"{EDGES}  as it was added",
    ]
    network = library_folder() / "networks" / f"{row(DEPTH).files[0].sha256}.onnx"
    network.write_bytes(bytes(network.stat().st_size))
    assert library("verify") == 1
    output = capsys.readouterr()
    assert output.out == f"{EDGES}  as it was added\n"
    assert f"{DEPTH}: It is not as it was when it was added, and is not used." in output.err
    assert library("add", DEPTH) == 0
    assert library("verify") == 0


def test_a_damaged_network_that_cannot_be_fetched_is_mended_by_a_file(
    hub: LoopbackHub, tmp_path: Path, capsys: Output
) -> None:
    assert library("verify") == 0
    assert capsys.readouterr().out == "Nothing was added yet.\n"
    path = tmp_path / "upernet.onnx"
    path.write_bytes(plain(row(SEGMENTS).files[0]))
    library("add", "--file", path, "--as", SEGMENTS)
    (network,) = (library_folder() / "networks").iterdir()
    network.write_bytes(b"x")
    assert library("verify") == 1
    told = capsys.readouterr().err
    assert f"Mend it with: underdrawing library add --file PATH --as {SEGMENTS}" in told
    assert library("add", "--file", path, "--as", SEGMENTS) == 0
    assert library("verify") == 0


def test_what_is_being_fetched_elsewhere_is_not_removed_and_the_rest_is(
    hub: LoopbackHub, capsys: Output
) -> None:
    library("add", EDGES)
    capsys.readouterr()
    part = Part.open(part_path(library_folder(), row(DEPTH).files[0].sha256 or ""))
    part.write(b"some")
    assert library("remove", DEPTH, EDGES) == 1
    part.close()
    output = capsys.readouterr()
    assert output.out == f"{EDGES}  removed\n"
    assert output.err.startswith(f"underdrawing: {DEPTH}: ")
    assert "by another Underdrawing" in output.err


def test_removing_leaves_nothing(hub: LoopbackHub, capsys: Output) -> None:
    library("add", DEPTH)
    capsys.readouterr()
    assert library("remove", DEPTH, EDGES) == 0
    assert capsys.readouterr().out.splitlines() == [f"{DEPTH}  removed", f"{EDGES}  was not here"]
    assert kept() == []


def test_kept_offline_nothing_is_asked(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    SettingsFile(settings_file()).save(Settings(offline=True))
    assert library("add", DEPTH) == 1
    settings_file().unlink()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert library("add", DEPTH) == 1
    told = capsys.readouterr().err
    assert told.count("is not fetched: Underdrawing is kept offline.") == 2
    assert "Switch off Offline in the settings" in told
    assert "Take HF_HUB_OFFLINE out of the environment" in told
    assert len(told.splitlines()) == 2, "it is not said that anything comes"
    assert hub.asked == []


@pytest.mark.skipif(os.name != "posix", reason="POSIX terminals")
def test_on_a_terminal_a_bar_shows_how_far_it_is(hub: LoopbackHub) -> None:
    import pty

    hub.store_mishaps = [stalls(SIZE // 2)]
    theirs, ours = pty.openpty()
    program = [sys.executable, "-P", "-c", _WITH_CATALOGUE, "library", "add", DEPTH]
    process = subprocess.Popen(
        program, cwd=ROOT, stdin=subprocess.PIPE, stdout=ours, stderr=ours, bufsize=0
    )
    os.close(ours)
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(dict(catalogue.ROWS)))
    process.stdin.close()
    shown = b""
    while re.search(rb" [1-9]\d % \|.*kB of 7\d\dkB, .* MB/s, \d+ s to go", shown) is None:
        shown += os.read(theirs, 4096)
    hub.released.set()
    while f"{DEPTH}  ready".encode() not in shown:
        shown += os.read(theirs, 4096)
    assert process.wait() == 0
    os.close(theirs)


@pytest.mark.parametrize("typed", [[], ["--json"], ["--help"], ["remove", EDGES], ["verify"]])
def test_what_fetches_nothing_imports_little(typed: list[str]) -> None:
    heavy = ("PySide6", "qasync", "numpy", "cv2", "PIL", "httpx", "onnxruntime", "asyncio", "tqdm")
    program = f"""
import sys
from ui.__main__ import main
from ui.early import STOPPED
main(["library", *{typed!r}])
print(*set({heavy!r}) & sys.modules.keys())
"""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    assert ended.stdout.decode().splitlines()[-1] == ""


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("add", "There is no NAME to add"),
        ("add dapth", "There is no network called dapth in the library. There are: depth-anything"),
        ("remove", "the following arguments are required: NAME"),
        ("remove dapth", "There is no network called dapth"),
        ("add hed --as hed", "--as is for --file only"),
        ("add hed --file a.onnx", "--file takes no NAME beside it"),
        ("add --file a.onnx --as dapth", "There is no network called dapth"),
        ("verify hed", "unrecognized arguments: hed"),
        ("install hed", "unrecognized arguments: install hed"),
    ],
)
def test_a_wrong_command_is_explained(typed: str, answer: str, capsys: Output) -> None:
    assert library(*typed.split()) == 2
    assert answer in capsys.readouterr().err
    assert not library_folder().exists()


@pytest.mark.parametrize("typed", ["", "add", "remove", "verify"])
def test_each_has_its_help(typed: str, capsys: Output) -> None:
    assert library(*typed.split(), "--help") == 0
    assert f"usage: underdrawing library{' ' * bool(typed)}{typed}" in capsys.readouterr().out
