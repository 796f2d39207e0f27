"""Fuzzes one target in a process of its own, by atheris; `python -m tests.fuzz` starts it.

Arguments: the target, the folder for inputs that break the rule, and then those of libFuzzer.
What breaks the rule is put there, one file for each place in the code, and the run goes on.
"""

from __future__ import annotations

import hashlib
import random
import re
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

if TYPE_CHECKING:
    from tests.fuzz.rule import Target

INSTRUMENTED = ["core", "PIL"]
AS_BYTES = 0.25
"""How often even JSON is changed as bytes."""

_OURS = re.compile(r"[/\\](core|targets)[/\\]")


class Findings:
    """Keeps the shortest input for each way to break the rule."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._lengths: dict[str, int] = {}

    def take(self, error: Exception, data: bytes) -> None:
        """Keep `data`, which gave `error`, with what can be told of it."""
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if _OURS.search(frame.filename)] or frames[-1:]
        place = f"{Path(ours[-1].filename).stem}-{ours[-1].lineno}"
        key = f"{self._name}-{type(error).__name__}-{place}"
        if len(data) >= self._lengths.get(key, sys.maxsize):
            return
        self._lengths[key] = len(data)
        (self._folder / key).write_bytes(data)
        told = "".join(traceback.format_exception(error))
        (self._folder / f"{key}.txt").write_text(f"{data!r}\n\n{told}", "utf-8", "replace")


def main(name: str, crashes: str, arguments: list[str]) -> None:
    """Fuzz until libFuzzer ends the process."""
    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.fuzz import targets
        from tests.fuzz.rule import hold

        target = targets.target(name)
    findings = Findings(Path(crashes), name)

    def one(data: bytes) -> None:
        try:
            hold(target, data)
        except Exception as error:
            findings.take(error, data)

    seeds = Path(tempfile.mkdtemp())
    for seed in target.seeds():
        (seeds / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    words = seeds.with_suffix(".words")
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words), "ascii")
    more = [f"-dict={words}", f"-max_len={target.max_bytes}", str(seeds)]
    given = {} if target.json_at is None else {"custom_mutator": _json_mutator(target)}
    atheris.Setup([sys.argv[0], *arguments, *more], one, **given)
    atheris.Fuzz()


def _json_mutator(target: Target) -> object:
    """What libFuzzer calls to make the next input of a last one."""
    from tests.fuzz.json_mutator import mutated

    begin, between = target.json_at or 0, target.between
    words = [word.decode().strip('": ') for word in target.words if word.startswith(b'"')]

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() > AS_BYTES:
            parts = data[begin:].split(between) if between else [data[begin:]]
            place = chance.randrange(len(parts))
            part = mutated(parts[place], words, chance)
            if part is not None:
                parts[place] = part
                made = data[:begin] + between.join(parts)
                if len(made) <= max_size:
                    return made
        return bytes(atheris.Mutate(data, max_size))

    return mutate


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
