"""The scaffolding of the tests themselves: which tests run where, and what they may import."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
CORE, HERE = str(ROOT / "tests" / "core"), str(Path(__file__).parent)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`packaging/test.py`, whose name Python's own tests have too, in the source folder."""
    monkeypatch.chdir(ROOT)
    spec = importlib.util.spec_from_file_location("checks", ROOT / "packaging" / "test.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("arguments", "options", "core", "other"),
    [
        (["-k", "canny"], ["-k", "canny"], [CORE], [str(ROOT / "tests"), f"--ignore={CORE}"]),
        (["tests/core", "-x"], ["-x"], [CORE], []),
        (["tests/core", "tests/packaging"], [], [CORE], [HERE]),
        (["-k", "core", "tests/packaging"], ["-k", "core"], [], [HERE]),
    ],
)
def test_tests_of_the_core_are_told_from_the_others(
    arguments: list[str],
    options: list[str],
    core: list[str],
    other: list[str],
    script: ModuleType,
) -> None:
    assert script.split(arguments) == (options, core, other)


def test_a_check_that_fails_is_named_and_stops_no_other(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checks = {
        "good": ("-c", "print('fine')"),
        "bad": ("-c", "exit('no')"),
        "last": ("-c", "print('done')"),
    }
    monkeypatch.setattr(script, "CHECKS", checks)
    running = script.Checks(SimpleNamespace(python=sys.executable))
    running.run_static()
    assert running.failed == ["bad"]
    said = "\n== good\nfine\n\n== bad\nno\n\n== last (failed so far: bad)\ndone\n"
    assert capsys.readouterr().out == said


@pytest.mark.skipif(sys.platform == "win32", reason="the Python that only writes is a script")
@pytest.mark.parametrize(("arguments", "shared"), [([], True), (["tests/core"], False)])
def test_all_tests_are_shared_by_processes_and_a_few_are_not(
    arguments: list[str], shared: bool, script: ModuleType, tmp_path: Path
) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$@" >> "$0.said"\n', "ascii")
    python.chmod(0o700)
    running = script.Checks(SimpleNamespace(python=python))
    running.run_pytest(arguments)
    said = python.with_suffix(".said").read_text("utf-8").splitlines()
    assert running.failed == []
    assert len(said) == (2 if shared else 1)
    assert all(("--numprocesses" in line) == shared for line in said)


@pytest.mark.parametrize("module", ["PySide6.QtCore", "shiboken6", "qasync"])
def test_the_core_is_tested_where_qt_cannot_be_imported(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import tests.without_qt, {module}"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert f"the core does without Qt, so no {module.partition('.')[0]}" in done.stderr
