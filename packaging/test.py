"""Checks everything: `python3 packaging/test.py`. Sets up on the first run, as `run.py` does.

Ruff, mypy (also as if on the other systems), the import contracts, then pytest twice: the tests of
`core` in processes where Qt cannot be imported, then the others, with windows that nobody sees.
Each time as many processes as there are cores share the tests. Runware's own client and what else
the served API is tested with have an environment to themselves, `.venv-sdk`. What fails stops
nothing after it; the exit code says whether all was well. With arguments only pytest runs, in one
process, and gets them: `python3 packaging/test.py tests/core -k canny`.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("The checks need Python 3.11 to 3.14, and this is Python " + sys.version.split()[0])

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import checking_tools
import failures
import system_libraries
from environment import ROOT, Environment, clean_environ
from output import captured

TESTS = ROOT / "tests"
CORE_TESTS = TESTS / "core"
NO_TESTS_COLLECTED = 5
"""Pytest's exit code when, for example, no test matches `-k`."""

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
PRODUCT = ("core", "ui")
CHECKS = {
    "ruff check": ("-m", "ruff", "check"),
    "ruff format": ("-m", "ruff", "format", "--check"),
    "mypy": ("-m", "mypy"),
    "mypy for Windows": ("-m", "mypy", "--platform=win32", "--cache-dir=.mypy_cache/w", *PRODUCT),
    "mypy for macOS": ("-m", "mypy", "--platform=darwin", "--cache-dir=.mypy_cache/m", *PRODUCT),
    "import contracts": ("-c", LINT_IMPORTS, "--no-logo"),
}
SHARED = ("--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal")
"""Each process holds a window's memory; those that have done their tests take over others'."""


class Checks:
    """Runs the checks and remembers which failed."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._environ = clean_environ() | {"QT_QPA_PLATFORM": "offscreen"}
        self.failed: list[str] = []

    def run_static(self) -> None:
        """Run those of CHECKS beside one another, and say in their order what came of them."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            started = {name: pool.submit(self._captured, *CHECKS[name]) for name in CHECKS}
            for name, done in started.items():
                self._begin(name)
                print(done.result().stdout, end="", flush=True)
                self._note(name, done.result().returncode)

    def run_pytest(self, arguments: list[str]) -> None:
        """Run the tests that pytest's `arguments` name, all if they name none."""
        options, core, other = split(arguments)
        if not arguments:
            options.extend(SHARED)
        codes = []
        if core:
            without_qt = ("-p", "no:pytest-qt", "-p", "tests.without_qt")
            codes.append(self._run_tests("core", *without_qt, *options, *core))
        if other:
            codes.append(self._run_tests("rest", *options, *other))
        if all(code == NO_TESTS_COLLECTED for code in codes):
            self.failed.append("pytest")

    def _run_tests(self, of: str, *arguments: str) -> int:
        """Run pytest; what came of each test is kept for tests/hard/tried.py."""
        name, report = f"pytest of {of}", ROOT / "build" / "reports" / f"{of}.xml"
        self._begin(name)
        command = self._command("-m", "pytest", f"--junitxml={report}", *arguments)
        code = subprocess.call(command, cwd=ROOT, env=self._environ, stdin=subprocess.DEVNULL)
        self._note(name, code)
        return code

    def _captured(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return captured(self._command(*arguments), self._environ)

    def _command(self, *arguments: str) -> list[str]:
        return [str(self._environment.python), "-P", *arguments]

    def _begin(self, name: str) -> None:
        so_far = f" (failed so far: {', '.join(self.failed)})" if self.failed else ""
        print(f"\n== {name}{so_far}", flush=True)

    def _note(self, name: str, code: int) -> None:
        if code not in (0, NO_TESTS_COLLECTED):
            self.failed.append(name)


def split(arguments: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Pytest's `arguments` as options, tests of the core, and other tests."""
    options, core, other = [], [], []
    for argument in arguments:
        file, colons, test = argument.partition("::")
        # A path may be meant from where the user is, or from the source folder.
        path = Path(file).resolve() if Path(file).exists() else ROOT / file
        if not path.exists() or not path.is_relative_to(TESTS):
            options.append(argument)
        elif path.is_relative_to(CORE_TESTS):
            core.append(f"{path}{colons}{test}")
        else:
            other.append(f"{path}{colons}{test}")
    if not core and not other:
        core = [str(CORE_TESTS)]
        other = [str(TESTS), f"--ignore={CORE_TESTS}"]
    return options, core, other


def main(arguments: list[str]) -> int:
    """Set up what is not set up yet, then check."""
    environment = Environment(ROOT)
    with failures.explained():
        environment.make_ready(["requirements.txt", "requirements-dev.txt"])
        with ThreadPoolExecutor() as pool:
            beside = Environment(ROOT, ".venv-sdk")
            made = pool.submit(beside.make_ready, ["requirements-sdk.txt"])
            system_libraries.make_ready(environment.folder, {"QT_QPA_PLATFORM": "offscreen"})
            checking_tools.make_ready()
            checks = Checks(environment)
            if not arguments:
                checks.run_static()
            made.result()
        checks.run_pytest(arguments)
        return 1 if checks.failed else 0
    return 1


if __name__ == "__main__":
    if {"-h", "--help"}.intersection(sys.argv):
        print(__doc__)
        sys.exit()
    sys.exit(main(sys.argv[1:]))
