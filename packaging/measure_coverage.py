"""Says how much of the code the tests see: `python3 packaging/measure_coverage.py [TESTS ...]`.

Runs the tests of `core`, then those of the rest, as `test.py` does, but in `.venv-coverage`, with
the processes that they start; of `tests/packaging` none, for they look at scripts. Prints what no
test reaches, and of each package how many of its branches and lines are. Fails if less than 95 % of
core's branches are, or 85 % of ui's; with TESTS named, only these run and nothing is demanded.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import failures
import system_libraries
import test
from environment import ROOT, Environment, clean_environ

WORK = ROOT / "build" / "coverage"
REQUIREMENTS = ["requirements.txt", "requirements-dev.txt", "requirements-coverage.txt"]
QT = {"QT_QPA_PLATFORM": "offscreen"}
WITHOUT_QT = ("-p", "no:pytest-qt", "-p", "tests.without_qt")
LEAST_PERCENT = {"core": 95, "ui": 85}
"""Of the branches."""


def main(arguments: list[str]) -> int:
    """Measure; returns the exit code."""
    environment = Environment(ROOT, ".venv-coverage")
    with failures.explained():
        environment.make_ready(REQUIREMENTS)
        system_libraries.make_ready(environment.folder, QT)
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    options, core, rest = test.split(arguments)
    if not arguments:
        rest.append(f"--ignore={test.TESTS / 'packaging'}")
    codes = []
    if core:
        codes.append(_coverage(environment, "run", "-m", "pytest", *WITHOUT_QT, *options, *core))
    if rest:
        codes.append(_coverage(environment, "run", "-m", "pytest", *options, *rest))
    _coverage(environment, "combine", "--quiet")
    _coverage(environment, "report", "--show-missing", "--skip-covered")
    report = WORK / "report.json"
    _coverage(environment, "json", "--quiet", "-o", str(report))
    percents = _tell(json.loads(report.read_text("utf-8"))["files"])
    enough = all(percents.get(name, 0) > least for name, least in LEAST_PERCENT.items())
    return 1 if any(codes) or not (enough or arguments) else 0


def _coverage(environment: Environment, *arguments: str) -> int:
    return subprocess.call(
        [str(environment.python), "-P", "-m", "coverage", *arguments],
        cwd=ROOT,
        env=clean_environ() | QT,
        stdin=subprocess.DEVNULL,
    )


def _tell(files: dict[str, dict[str, dict[str, int]]]) -> dict[str, float]:
    """Print a line for each package; returns the percentage of branches of each."""
    totals: dict[str, Counter[str]] = {}
    for name, file in files.items():
        top, *inner = Path(name).parts
        for package in (top, f"{top}/{inner[0] if len(inner) > 1 else '*.py'}"):
            totals.setdefault(package, Counter()).update(
                {key: value for key, value in file["summary"].items() if isinstance(value, int)}
            )
    percents = {}
    for package, found in sorted(totals.items()):
        percents[package] = _percent(found["covered_branches"], found["num_branches"])
        lines = _percent(found["covered_lines"], found["num_statements"])
        print(f"{package:20} {percents[package]:5.1f} % of branches {lines:6.1f} % of lines")
    return percents


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0


if __name__ == "__main__":
    if {"-h", "--help"}.intersection(sys.argv):
        print(__doc__)
        sys.exit()
    sys.exit(main(sys.argv[1:]))
