"""Changes the code in small ways, and looks whether a test notices: `python3 packaging/mutants.py`.

Mutmut does it, in `.venv-mutants` and a folder `mutants` that can be deleted; what is changed, and
which tests look, `pyproject.toml` says. Those that no test noticed are printed with what was
changed. With names of mutants, or patterns such as "core.task.*", only these are tried.
"""

from __future__ import annotations

import subprocess
import sys

import failures
from environment import ROOT, Environment, clean_environ

REQUIREMENTS = ["requirements.txt", "requirements-dev.txt", "requirements-mutants.txt"]


def main(names: list[str]) -> int:
    """Try the mutants called `names`, or all; returns the exit code."""
    environment = Environment(ROOT, ".venv-mutants")
    with failures.explained():
        environment.make_ready(REQUIREMENTS)
    command = [str(environment.python), "-m", "mutmut"]
    environ = clean_environ()
    code = subprocess.call([*command, "run", *names], cwd=ROOT, env=environ)
    results = subprocess.run(
        [*command, "results"], cwd=ROOT, env=environ, check=True, capture_output=True, text=True
    )
    for line in results.stdout.splitlines():
        name, _, became = line.strip().partition(": ")
        if became == "not checked":  # was not asked for
            continue
        print(f"\n{became}: {name}", flush=True)
        subprocess.call([*command, "show", name], cwd=ROOT, env=environ)
    return code


if __name__ == "__main__":
    if {"-h", "--help"}.intersection(sys.argv):
        print(__doc__)
        sys.exit()
    sys.exit(main(sys.argv[1:]))
