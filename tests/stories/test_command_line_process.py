"""The command line as a program of its own: terminals, pipes, Ctrl-C, and what it never imports."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-P", "-m", "ui"]
QT = ("PySide6", "shiboken6", "qasync")
HEAVY = ("numpy", "cv2", "PIL", "httpx", "tqdm", "asyncio")
posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX signals and terminals")


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def _run(
    command: Sequence[str], folder: Path, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command, cwd=folder, env=_environment(**environment), capture_output=True, check=False
    )


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    Image.effect_noise((64, 48), 90).save(tmp_path / "cat.png")
    return tmp_path / "cat.png"


@pytest.mark.parametrize(
    ("argv", "absent"),
    [
        (["convert", "cat.png", "-p", "all", "-o", "out"], QT),
        (["convert", "cat.png", "-p", "nonsense", "-o", "out"], (*QT, *HEAVY)),
        (["preprocessors"], (*QT, *HEAVY)),
        (["convert", "--help"], (*QT, *HEAVY)),
        (["--version"], (*QT, *HEAVY)),
        (["--help"], (*QT, *HEAVY)),
    ],
)
def test_a_command_imports_no_more_than_it_needs(
    cat: Path, argv: list[str], absent: tuple[str, ...]
) -> None:
    program = f"""
import sys
from ui.__main__ import main
main({argv!r})
print(*set({absent!r}) & sys.modules.keys())
"""
    ended = _run([sys.executable, "-P", "-c", program], cat.parent)
    assert ended.stdout.decode().splitlines()[-1] == "", ended.stderr


def test_it_runs_from_any_folder_and_without_qt_on_the_machine(cat: Path) -> None:
    blocked = cat.parent / "blocked"
    for name in QT:
        (blocked / name).mkdir(parents=True)
        (blocked / name / "__init__.py").write_text("raise ImportError('not on this machine')")
    path = os.pathsep.join([str(blocked), str(ROOT)])
    command = [*PROGRAM, "convert", "cat.png", "-p", "canny", "-o", "out"]
    ended = _run(command, cat.parent, PYTHONPATH=path)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.startswith(os.fsencode(Path("out", "cat-canny.png")))
    assert (cat.parent / "out" / "cat-canny.png").stat().st_size > 0


@pytest.mark.parametrize("as_json", [False, True])
def test_a_stream_that_cannot_write_a_name_gets_an_escape(cat: Path, as_json: bool) -> None:
    cat.rename(cat.parent / "猫.png")
    command = [*PROGRAM, "convert", "猫.png", "-p", "canny", "-o", "out"]
    ended = _run(command + ["--json"] * as_json, cat.parent, PYTHONIOENCODING="cp1252")
    assert ended.returncode == 0, ended.stderr
    assert rb"\u732b-canny.png" in ended.stdout
    assert (cat.parent / "out" / "猫-canny.png").exists()


@posix_only
def test_a_name_cannot_steer_the_terminal(cat: Path) -> None:
    command = [*PROGRAM, "convert", "\x1b[31mred\n.png", "-p", "canny", "-o", "out"]
    ended = _run(command, cat.parent, PYTHONIOENCODING="utf-8")
    assert ended.returncode == 1
    assert ended.stderr.startswith(rb"\x1b[31mred\n.png: ")
    assert b"\x1b" not in ended.stderr


@posix_only
@pytest.mark.parametrize("command", [["preprocessors"], ["convert", "cat.png", "-p", "all"]])
def test_a_reader_that_has_gone_ends_it_quietly(cat: Path, command: list[str]) -> None:
    where = ["-o", "out"] if "convert" in command else []
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        ended = subprocess.run(
            [*PROGRAM, *command, *where],
            cwd=cat.parent,
            env=_environment(),
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is full")
def test_output_that_cannot_be_written_is_said(cat: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*PROGRAM, "preprocessors"],
            env=_environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.decode().startswith("underdrawing: The output could not be written: ")
    assert ended.stderr.count(b"\n") == 1


@posix_only
def test_without_standard_streams_guides_are_made_all_the_same(cat: Path) -> None:
    script = 'exec "$@" >&- 2>&-'
    command = [*PROGRAM, "convert", "cat.png", "gone.png", "-p", "canny", "-o", "out"]
    ended = _run(["sh", "-c", script, "sh", *command], cat.parent)
    assert ended.returncode == 1
    assert [path.name for path in (cat.parent / "out").iterdir()] == ["cat-canny.png"]


@posix_only
def test_ctrl_c_stops_at_once_and_leaves_only_whole_guides(tmp_path: Path) -> None:
    Image.effect_noise((2000, 1500), 90).save(tmp_path / "0.png")
    pictures = [f"{number}.png" for number in range(8)]
    for name in pictures[1:]:
        shutil.copyfile(tmp_path / "0.png", tmp_path / name)
    command = [*PROGRAM, "convert", *pictures, "-p", "all", "-o", "out"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=20)
    assert (running.returncode, complaints) == (130, b"")
    made = list((tmp_path / "out").iterdir())
    assert 1 <= len(made) < 20
    for path in made:
        assert path.suffix == ".png"
        with Image.open(path) as image:
            image.load()


def _interrupted_by(module: str, then: str) -> list[str]:
    """A program that is told to stop as it imports `module`, while it does `then`."""
    code = f"""
import runpy, signal, sys

class Teller:
    def find_spec(self, name, *_):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)

# A job in the background of a shell begins with it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Teller())
sys.argv[1:] = ["convert", "cat.png", "-p", "canny", "-o", "out"]
{then}
"""
    return [sys.executable, "-P", "-c", code]


@posix_only
@pytest.mark.parametrize("module", ["ui.cli.arguments", "ui.cli.command_line", "cv2"])
def test_ctrl_c_before_it_has_begun_ends_it_without_a_word(cat: Path, module: str) -> None:
    command = _interrupted_by(module, 'runpy.run_module("ui", run_name="__main__", alter_sys=True)')
    ended = _run(command, cat.parent)
    assert (ended.returncode, ended.stderr) == (130, b"")
    assert not list(cat.parent.glob("out/*"))


@posix_only
@pytest.mark.parametrize("module", ["failures", "environment"])
def test_nor_does_the_script_that_starts_it_say_a_word(cat: Path, module: str) -> None:
    script = str(ROOT / "packaging" / "run.py")
    then = f"sys.path.insert(0, {str(ROOT / 'packaging')!r})\n"
    then += f'runpy.run_path({script!r}, run_name="__main__")'
    ended = _run(_interrupted_by(module, then), cat.parent)
    assert (ended.returncode, ended.stderr) == (130, b"")


@posix_only
def test_ctrl_c_while_python_begins_is_heard_as_soon_as_it_can_be(cat: Path) -> None:
    def wait() -> None:  # as packaging/run.py does
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        os.kill(os.getpid(), signal.SIGINT)

    ended = subprocess.run(
        [*PROGRAM, "convert", "cat.png", "-p", "canny", "-o", "out"],
        cwd=cat.parent,
        env=_environment(),
        capture_output=True,
        preexec_fn=wait,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (130, b"")


@posix_only
@pytest.mark.parametrize("columns", [80, 0])
def test_a_terminal_shows_a_bar_and_a_pipe_gets_lines_alone(cat: Path, columns: int) -> None:
    import pty
    import termios

    terminal, stderr = pty.openpty()
    termios.tcsetwinsize(stderr, (24 if columns else 0, columns))
    with os.fdopen(terminal, "rb", buffering=0) as screen, os.fdopen(stderr, "wb") as theirs:
        ended = subprocess.run(
            [*PROGRAM, "convert", "cat.png", "gone.png", "-p", "canny,tile", "-o", "out"],
            cwd=cat.parent,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=theirs,
            check=False,
        )
        shown = screen.read(65536).decode()
    assert ended.returncode == 1
    assert re.search(r" 0 % \| {20,}\| 0 of 4 guides, ", shown)
    assert "\rgone.png: " in shown
    assert shown.split("\r")[-2].strip() == ""
    lines = ended.stdout.decode().splitlines()
    assert [line.split("  ")[0] for line in lines] == [
        str(Path("out", name)) for name in ("cat-canny.png", "cat-tile.png")
    ]
