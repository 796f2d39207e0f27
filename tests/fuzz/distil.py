"""Chooses from many inputs the few that are worth keeping: the smallest for what each reaches.

Arguments: a target, the folder that is to hold those few, and folders with more inputs. What is
called `found-...` in the first broke the rule once, and stays whatever it reaches.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

FILES_MAX = 150
BYTES_MAX = 100_000
FOUND = "found-"
_PARTS = (f"{Path('/core/')}", f"{Path('/PIL/')}")

Step = tuple[str, int, int]
"""A file of the code, and two of its lines that ran one after the other."""


def distil(run: Callable[[bytes], object], kept: Path, more: Iterable[Path]) -> int:
    """Have in `kept` what `found-` names and the smallest inputs that reach all that is reached.

    Never more than FILES_MAX and BYTES_MAX of the latter. Returns how many files are there now.
    """
    found = {path.read_bytes() for path in kept.glob(f"{FOUND}*")}
    inputs = {path.read_bytes() for folder in (kept, *more) for path in folder.iterdir()}
    reached: set[Step] = set()
    for data in found:
        reached |= steps(run, data)
    chosen: list[bytes] = []
    for data in sorted(inputs - found, key=lambda data: (len(data), data)):
        if len(chosen) >= FILES_MAX or sum(map(len, chosen)) + len(data) > BYTES_MAX:
            break
        new = steps(run, data) - reached
        if new:
            reached |= new
            chosen.append(data)
    for path in kept.iterdir():
        if not path.name.startswith(FOUND):
            path.unlink()
    for data in chosen:
        (kept / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    return len(found) + len(chosen)


def steps(run: Callable[[bytes], object], data: bytes) -> set[Step]:
    """What `run` reaches with `data`, whatever comes of it."""
    with _traced() as seen, suppress(Exception):
        run(data)
    return seen


@contextmanager
def _traced() -> Iterator[set[Step]]:
    seen: set[Step] = set()

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        if not any(part in name for part in _PARTS):
            return None
        last = 0

        def step(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal last
            if event == "line":
                seen.add((name, last, frame.f_lineno))
                last = frame.f_lineno
            return step

        return step

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        yield seen
    finally:
        sys.settrace(before)


def main(name: str, kept: str, more: list[str]) -> None:
    """Distil the inputs of the target called `name`."""
    from tests.fuzz import targets
    from tests.fuzz.rule import hold

    target = targets.target(name)
    print(distil(lambda data: hold(target, data), Path(kept), map(Path, more)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
