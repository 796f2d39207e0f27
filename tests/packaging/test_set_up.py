"""Starting from the source folder: set up once, then out of the way."""

from __future__ import annotations

import ast
import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import failures
import installing
from tests.packaging.small_copy import SCRIPTS, SmallCopy, make_small_copy, said


@pytest.fixture(scope="module")
def first_start(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[SmallCopy, subprocess.CompletedProcess[str]]:
    """A small copy and its first start, which finds what an interrupted set-up has left."""
    copy = make_small_copy(tmp_path_factory.mktemp("copy"))
    copy.environment.python.parent.mkdir(parents=True)
    copy.environment.python.write_text("no Python")
    copy.stamp.write_text('{"python": ')
    return copy, copy.start()


@pytest.fixture
def copy(first_start: tuple[SmallCopy, subprocess.CompletedProcess[str]]) -> Iterator[SmallCopy]:
    """The small copy, set up, whatever the test before has done to its stamp or requirements."""
    copy, _ = first_start
    requirements = copy.requirements("requirements.txt")
    as_they_were = {path: path.read_text("utf-8") for path in (copy.stamp, requirements)}
    yield copy
    for path, text in as_they_were.items():
        path.write_text(text, "utf-8")


def test_the_first_start_sets_up_over_what_was_left_half_made(
    first_start: tuple[SmallCopy, subprocess.CompletedProcess[str]],
) -> None:
    copy, done = first_start
    assert done.returncode == 0, done.stderr
    assert said(done)["brush"] == 3
    assert Path(said(done)["prefix"]) == copy.root / ".venv"


def test_the_first_start_says_what_it_does_in_one_line(
    first_start: tuple[SmallCopy, subprocess.CompletedProcess[str]],
) -> None:
    _, done = first_start
    (line,) = done.stderr.splitlines()
    assert line.startswith("Setting up Underdrawing (once)")


def test_the_second_start_does_no_set_up(copy: SmallCopy) -> None:
    before = copy.stamp.stat().st_mtime_ns
    done = copy.start(PIP_FIND_LINKS="nowhere")
    assert (done.returncode, done.stderr) == (0, "")
    assert copy.stamp.stat().st_mtime_ns == before


def test_every_argument_arrives_as_it_was_typed(copy: SmallCopy) -> None:
    typed = ["convert", "a b.png", 'say "hi"', "it's", "*.png", "", "ü", "$HOME", "--json", "-h"]
    assert said(copy.start(*typed))["arguments"] == typed


def test_the_exit_code_is_handed_back(copy: SmallCopy) -> None:
    assert copy.start(EXIT_CODE="7").returncode == 7


def test_the_working_directory_is_kept(copy: SmallCopy, tmp_path: Path) -> None:
    assert Path(said(copy.start(folder=tmp_path))["folder"]) == tmp_path


def test_files_where_it_is_started_are_never_taken_for_its_own(
    copy: SmallCopy, tmp_path: Path
) -> None:
    for name in ("brush.py", "core.py", "ui.py"):
        (tmp_path / name).write_text("raise SystemExit('astray')")
    done = copy.start(folder=tmp_path, PYTHONPATH=str(tmp_path))
    assert done.returncode == 0, done.stderr


def test_it_may_be_started_by_its_own_python(copy: SmallCopy) -> None:
    command = [str(copy.environment.python), *copy.command("preprocessors")[1:]]
    done = subprocess.run(command, env=copy.environ(), capture_output=True, check=True)
    assert done.stderr == b""


def test_changed_requirements_are_noticed(copy: SmallCopy) -> None:
    assert copy.environment.lacks(["requirements.txt"]) == []
    with copy.requirements("requirements.txt").open("a") as file:
        file.write("# and one more\n")
    assert copy.environment.lacks(["requirements.txt"]) == ["requirements.txt"]


@pytest.mark.parametrize("lost", ["python", "brush", "brush-1.0.dist-info", "underdrawing.pth"])
def test_a_damaged_environment_is_noticed(copy: SmallCopy, lost: str) -> None:
    environment = copy.environment
    packages = next(environment.folder.rglob("site-packages"))
    path = environment.python if lost == "python" else packages / lost
    path.rename(path.with_name("elsewhere"))
    try:
        assert environment.lacks(["requirements.txt"])
    finally:
        path.with_name("elsewhere").rename(path)
    assert not environment.lacks(["requirements.txt"])


def test_an_environment_of_another_python_is_noticed(copy: SmallCopy) -> None:
    ours = copy.stamp.read_text("utf-8")
    copy.stamp.write_text(ours.replace("cpython 3.", "cpython 9."), "utf-8")
    assert copy.environment.lacks(["requirements.txt"])


def test_a_start_waits_for_another_that_sets_up(copy: SmallCopy) -> None:
    finished = copy.stamp.read_text("utf-8")
    copy.stamp.unlink()
    with (copy.root / ".venv" / installing.LOCK).open("a") as lock:
        assert installing.try_lock(lock)
        process = subprocess.Popen(
            copy.command("preprocessors"),
            env=copy.environ(PIP_FIND_LINKS="nowhere"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        copy.stamp.write_text(finished, "utf-8")
    rest, _ = process.communicate(timeout=60)
    assert "waiting" in line
    assert json.loads(rest)["brush"] == 3


def test_what_developers_need_is_added_and_users_do_not_notice(
    copy: SmallCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = ["requirements.txt", "requirements-dev.txt"]
    shutil.copy(copy.requirements(both[0]), copy.requirements(both[1]))
    for name, value in copy.environ().items():
        monkeypatch.setenv(name, value)
    made = copy.environment.python.lstat().st_mtime_ns
    copy.environment.make_ready(both)
    assert copy.environment.lacks(both) == []
    assert copy.environment.python.lstat().st_mtime_ns == made
    assert copy.start().stderr == ""


@pytest.mark.parametrize(
    ("requirement", "shown", "sentence"),
    [
        (f"brush==1.0 --hash=sha256:{'0' * 64}", "Got        ", "What was downloaded is not what"),
        ("brush==1.0", "brush==1.0 --hash=sha256:", "Underdrawing could not be set up."),
    ],
)
def test_a_failed_set_up_says_what_to_do_and_is_not_taken_for_done(
    copy: SmallCopy, requirement: str, shown: str, sentence: str
) -> None:
    copy.requirements("requirements-dev.txt").write_text(requirement)
    done = subprocess.run(
        [sys.executable, str(copy.root / "packaging" / "test.py")],
        env=copy.environ(PIP_FORCE_REINSTALL="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert shown in done.stderr
    assert done.stderr.splitlines()[-1].startswith(sentence)
    assert copy.environment.lacks(["requirements.txt"])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the one user may write anywhere")
def test_a_folder_of_somebody_else_is_named(tmp_path: Path) -> None:
    copy = make_small_copy(tmp_path)
    copy.root.chmod(0o500)
    try:
        done = copy.start()
    finally:
        copy.root.chmod(0o700)
    assert done.returncode == 1
    assert f"may not write to {copy.root / '.venv'}" in done.stderr


@pytest.mark.parametrize("script", ["run.py", "test.py"])
def test_an_old_python_is_told_what_is_needed(script: str) -> None:
    path = SCRIPTS / script
    ast.parse(path.read_text("utf-8"), feature_version=(3, 7))
    pretend = "import runpy, sys; sys.version_info = (3, 8, 0); runpy.run_path(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", pretend, str(path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "Python 3.11 to 3.14" in line


@pytest.mark.parametrize(
    ("arguments", "opens"),
    [
        ([], True),
        (["cat.png"], True),
        (["convert", "cat.png"], False),
        (["preprocessors"], False),
        (["--help"], False),
        (["--version"], False),
    ],
)
def test_only_a_window_needs_the_libraries_of_a_window(arguments: list[str], opens: bool) -> None:
    script = runpy.run_path(str(SCRIPTS / "run.py"))
    assert script["opens_window"](arguments) is opens


def test_ctrl_c_while_it_is_set_up_is_told_apart_from_a_failure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended, failures.explained():
        raise KeyboardInterrupt
    assert ended.value.code == 130
    assert capsys.readouterr().err == "Interrupted; the next start goes on from here.\n"
    with pytest.raises(SystemExit) as ended, failures.explained():
        raise failures.SetupError("It cannot be.")
    assert ended.value.code == 1
