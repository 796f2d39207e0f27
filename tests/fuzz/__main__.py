"""Looks for inputs that break the rule: `python -m tests.fuzz [TARGET ...] [--seconds N]`.

Each target is fuzzed for so long (60 seconds) in `.venv-fuzz`, which is made at the first run, on
Linux. What reaches new code is kept in tests/fuzz/corpus/TARGET, a hundred kilobytes at most; what
breaks the rule is put into tests/fuzz/crashes, with the traceback beside it. Everything that was
tried stays in build/fuzz, from where the next run goes on. At the end a table says what was done.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.report import Done, read_log, table
from tests.fuzz.targets import MODULES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CORPUS, CRASHES, WORK = HERE / "corpus", HERE / "crashes", ROOT / "build" / "fuzz"

ONE_INPUT_S = 25
MEMORY_MB = 2500
STARTS_MAX = 20
"""An input that ends the whole process is kept, and the rest of the time used by a new one."""


def main(arguments: list[str]) -> int:
    """Fuzz what is asked for; 1 if anything broke the rule."""
    options = _parser().parse_args(arguments)
    unknown = sorted(set(options.targets) - set(MODULES))
    if unknown:
        sys.exit(f"There is no target {', '.join(unknown)}. There are {', '.join(MODULES)}.")
    python = _environment()
    done = []
    for name in options.targets or MODULES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        done.append(fuzz(python, name, options.seconds))
    print(table(done))
    return 1 if any(each.findings for each in done) else 0


def fuzz(python: Path, name: str, seconds: int) -> Done:
    """Fuzz the target called `name` for about `seconds` and distil what was tried."""
    work, kept, log = WORK / name, CORPUS / name, WORK / f"{name}.log"
    for folder in (work, kept, CRASHES):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(CRASHES.glob(f"{name}-*"))
    begin = time.monotonic()
    with log.open("wb") as file, _scratch() as scratch:
        for _ in range(STARTS_MAX):
            left = int(seconds - (time.monotonic() - begin))
            if left < 1 or _run(python, name, left, scratch, file.fileno()) == 0:
                break
        spent = time.monotonic() - begin
        count = subprocess.run(
            [python, "-m", "tests.fuzz.distil", name, kept, work],
            cwd=ROOT,
            env=_environ(scratch),
            stdout=subprocess.PIPE,
            check=True,
        )
    findings = {path for path in CRASHES.glob(f"{name}-*") if path.suffix != ".txt"} - before
    executions, edges = read_log(log.read_bytes())
    return Done(name, int(count.stdout), executions, edges, spent, len(findings))


def _run(python: Path, name: str, seconds: int, scratch: str, log: int) -> int:
    """One process of libFuzzer; its exit code, which is 0 if it came to its end."""
    limits = (f"-timeout={ONE_INPUT_S}", f"-rss_limit_mb={MEMORY_MB}")
    return subprocess.call(
        [
            *(python, "-m", "tests.fuzz.child", name, CRASHES, *limits),
            *(f"-max_total_time={seconds}", "-print_final_stats=1"),
            *(f"-artifact_prefix={CRASHES / name}-native-", WORK / name, CORPUS / name),
        ],
        cwd=ROOT,
        env=_environ(scratch),
        stdout=log,
        stderr=log,
    )


def _scratch() -> tempfile.TemporaryDirectory[str]:
    """Where targets write: the fuzzer ends its process without letting it tidy up."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)


def _environ(scratch: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": scratch, "LC_ALL": "C.UTF-8"}


def _environment() -> Path:
    """The Python of `.venv-fuzz`, made ready; ends the process with a sentence where that fails."""
    sys.path.append(str(ROOT / "packaging"))
    import failures
    from environment import Environment

    environment = Environment(ROOT, ".venv-fuzz")
    with failures.explained():
        environment.make_ready(["requirements.txt", "requirements-fuzz.txt"])
    return environment.python


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(MODULES))
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="for each target")
    return parser


if __name__ == "__main__":
    shutil.rmtree(CRASHES, ignore_errors=True)
    sys.exit(main(sys.argv[1:]))
