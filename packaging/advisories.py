"""Looks for known weaknesses in what is pinned: `python3 packaging/advisories.py [--data PATH]`.

With --data, from advisories on disk, without a network: a .json, a folder or a .zip of them, in the
format of OSV (what its site calls all.zip of PyPI). Without, pip-audit asks PyPI, in an environment
of its own. Exit code 0: none is known; 1: some are; 2: nothing could be looked up, which is no
good news. What is known of libraries inside of wheels (libheif in pillow-heif) is in neither.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Advisories are looked up with Python 3.11 to 3.14, not " + sys.version.split()[0])

import argparse
import json
import re
import subprocess
import tempfile
import venv
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")
CLEAN, FOUND, UNKNOWN = 0, 1, 2
OLD_DAYS = 30

_VERSION = re.compile(
    r"v?(?:(?P<epoch>\d+)!)?(?P<numbers>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<pre_number>\d*))?"
    r"(?P<post>[-_.]?(?:post|rev|r(?!c))[-_.]?(?P<post_number>\d*))?"
    r"(?P<dev>[-_.]?dev[-_.]?(?P<dev_number>\d*))?"
)
_STAGES = {"a": 1, "b": 2, "c": 3, "r": 3, "p": 3, "release": 4}
"""By how a trial version is called, its first letter."""


def main(arguments: list[str]) -> int:
    """Look up what `arguments` ask for, say what was found; returns the exit code."""
    parser = argparse.ArgumentParser(description="Looks for known weaknesses in what is pinned.")
    parser.add_argument("--data", type=Path, help="a .json, a folder or a .zip, as OSV has them")
    parser.add_argument(
        "--requirements", type=Path, nargs="+", default=[HERE / name for name in FILES]
    )
    given = parser.parse_args(arguments)
    if given.data is None:
        return _ask_pypi(given.requirements)
    advisories = list(read(given.data))
    if not advisories:
        print(f"There are no advisories of PyPI in {given.data}: nothing was looked up.")
        return UNKNOWN
    pinned = pins(given.requirements)
    print(f"{len(pinned)} pins against {len(advisories)} advisories on disk; {age(advisories)}")
    hits = [(pin, advisory) for pin in pinned for advisory in advisories if concerns(advisory, pin)]
    for (name, version), advisory in hits:
        print(f"{name} {version}: {advisory['id']} {advisory.get('summary', '')}".rstrip())
    print(f"{len(hits)} known." if hits else "None is known.")
    return FOUND if hits else CLEAN


def pins(files: list[Path]) -> list[tuple[str, str]]:
    """Name and version of everything that `files` pin, each once."""
    text = "\n".join(path.read_text("utf-8") for path in files)
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    return sorted({(_plain(name), version) for name, version in found})


def read(path: Path) -> Iterator[Mapping[str, Any]]:
    """The advisories at `path` that are not withdrawn. Raises OSError or ValueError."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed:
            texts = [packed.read(name) for name in packed.namelist() if name.endswith(".json")]
    else:
        files = path.rglob("*.json") if path.is_dir() else [path]
        texts = [file.read_bytes() for file in files]
    for text in texts:
        said = json.loads(text)
        for advisory in said if isinstance(said, list) else [said]:
            of_pypi = any(_of_pypi(affected) for affected in advisory.get("affected", []))
            if of_pypi and not advisory.get("withdrawn"):
                yield advisory


def age(advisories: list[Mapping[str, Any]]) -> str:
    """A sentence on how old the newest of `advisories` is."""
    newest = max(str(advisory.get("modified", ""))[:10] for advisory in advisories)
    if not newest:
        return "they do not say how old they are."
    days = (datetime.now(UTC).date() - datetime.fromisoformat(newest).date()).days
    warning = ": too old to rely on" if days > OLD_DAYS else ""
    return f"the newest is of {newest}, {days} days ago{warning}."


def concerns(advisory: Mapping[str, Any], pin: tuple[str, str]) -> bool:
    """Whether the advisory says that this name is weak in this version."""
    name, version = pin
    return any(
        _plain(affected["package"]["name"]) == name and _is_weak(affected, version)
        for affected in advisory.get("affected", [])
        if _of_pypi(affected)
    )


def _of_pypi(affected: Mapping[str, Any]) -> bool:
    return bool(affected.get("package", {}).get("ecosystem") == "PyPI")


def _is_weak(affected: Mapping[str, Any], version: str) -> bool:
    """By OSV's rules: it is listed, or it lies between an introduction and its end."""
    if version in affected.get("versions", []):
        return True
    weak = False
    for span in affected.get("ranges", []):
        if span.get("type") != "ECOSYSTEM":
            continue  # of commits
        within = False
        events = [(order(value), kind) for event in span["events"] for kind, value in event.items()]
        for at, kind in sorted(events):
            if kind == "introduced" and order(version) >= at:
                within = True
            elif (kind == "fixed" and order(version) >= at) or (
                kind == "last_affected" and order(version) > at
            ):
                within = False
        weak = weak or within
    return weak


def order(version: str) -> tuple[int, tuple[int, ...], tuple[tuple[int, int], ...]]:
    """What versions can be compared by: their epoch, their numbers, and where they stand to these.

    As PyPI orders them: 1.0.dev1, 1.0a1, 1.0b1, 1.0rc1, 1.0, 1.0.post1. What is no version at all
    comes before everything.
    """
    found = _VERSION.match(version.strip().lower())
    if not found:
        return -1, (), ()
    numbers = [int(part) for part in found["numbers"].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    before = (_STAGES[found["pre"][0]], int(found["pre_number"] or 0)) if found["pre"] else None
    after = (1, int(found["post_number"] or 0)) if found["post"] else (0, 0)
    developed = (0, int(found["dev_number"] or 0)) if found["dev"] else (1, 0)
    if before is None:
        # What is developed towards a release comes before its first trial.
        before = (0, 0) if found["dev"] and not found["post"] else (_STAGES["release"], 0)
    return int(found["epoch"] or 0), tuple(numbers), (before, after, developed)


def _ask_pypi(files: list[Path]) -> int:
    """Have pip-audit ask PyPI about what `files` pin."""
    with tempfile.TemporaryDirectory() as folder:
        print("No --data: pip-audit asks PyPI.", flush=True)
        venv.create(folder, with_pip=True)
        python = (
            next(Path(folder).glob("bin/python"))
            if sys.platform != "win32"
            else (Path(folder) / "Scripts" / "python.exe")
        )
        install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit")
        if subprocess.run([python, *install], check=False).returncode:
            print("pip-audit could not be installed: nothing was looked up.")
            return UNKNOWN
        asked = [option for file in files for option in ("--requirement", str(file))]
        audit = (python, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format=json")
        done = subprocess.run([*audit, *asked], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"{done.stderr.strip()}\nPyPI could not be asked: nothing was looked up.")
        return UNKNOWN
    skipped = [package for package in packages if "skip_reason" in package]
    known = [(package, one) for package in packages for one in package.get("vulns", [])]
    for package, one in known:
        print(f"{package['name']} {package['version']}: {one['id']}")
    for package in skipped:
        print(f"{package['name']} was not looked up: {package['skip_reason']}")
    print(f"{len(packages) - len(skipped)} packages asked for today; {len(known)} known.")
    return FOUND if known else UNKNOWN if skipped or not packages else CLEAN


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
