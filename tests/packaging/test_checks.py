"""The scaffolding of the tests themselves: which tests run where, and what they may import."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE, HERE = str(ROOT / "tests" / "core"), str(Path(__file__).parent)


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
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    split = runpy.run_path(str(ROOT / "packaging" / "test.py"))["split"]
    assert split(arguments) == (options, core, other)


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
