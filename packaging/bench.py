"""Measures Underdrawing: `python3 packaging/bench.py` sets it up if need be and prints the tables.

What is measured is in `tests/benchmarks`. The exit code is 0 whatever the figures are; the targets
stand beside them.
"""

import os
import sys

import failures
from environment import ROOT, Environment


def main() -> int:
    """Set up what is not set up yet, then become the benchmarks."""
    environment = Environment(ROOT)
    with failures.explained():
        environment.make_ready(["requirements.txt"])
        os.chdir(ROOT)  # where `tests` is found
        return environment.become("-m", "tests.benchmarks")
    return 1


if __name__ == "__main__":
    if {"-h", "--help"}.intersection(sys.argv):
        print(__doc__)
        sys.exit()
    sys.exit(main())
