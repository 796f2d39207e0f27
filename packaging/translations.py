"""Brings the translations up to date: `python3 packaging/translations.py [--forget | --check]`.

Finds every text that the window shows, merges them into resources/translations/*.ts, where what
is new stands as unfinished and what is gone as vanished, and compiles the .qm that the application
loads. Translate in Qt Linguist or by hand, then run this again; with --forget what has vanished is
taken out. With --check nothing is written, and the exit code says whether there is anything to do.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import failures
from environment import ROOT, Environment

FOLDER = ROOT / "resources" / "translations"
COMMAND = "python3 packaging/translations.py"


def main(arguments: list[str]) -> int:
    """Do it, in the environment that has Qt's tools; returns the exit code."""
    environment = Environment(ROOT)
    with failures.explained():
        inside = Path(sys.prefix).resolve() == environment.folder.resolve()
        if importlib.util.find_spec("PySide6") is None and not inside:
            environment.make_ready(["requirements.txt"])
            return environment.become(str(Path(__file__).resolve()), *arguments)
        return update(check="--check" in arguments, forget="--forget" in arguments)
    return 1


def update(*, check: bool = False, forget: bool = False, folder: Path = FOLDER) -> int:
    """Bring every .ts and .qm in `folder` up to date, or only say whether they are.

    Returns 0 if nothing is left to translate, and, of a check, to be written.
    """
    from texts import all_texts  # noqa: PLC0415 - imports the application
    from ts_file import merged, read, unfinished, written  # noqa: PLC0415 - as above

    found, code = all_texts(), 0
    for path in sorted(folder.glob("*.ts")):
        ts = merged(read(path), found, path.stem.rpartition("_")[2], forget=forget)
        if not check:
            path.write_text(written(ts), "utf-8", newline="\n")
            _compile(path)
        elif written(ts) != path.read_text("utf-8"):
            print(f"{path.name} does not hold what the window says: {COMMAND}")
            code = 1
        lacking = unfinished(ts)
        for source in lacking:
            print(f"to translate, or to take out: {source!r}")
        print(f"{path.name}: {len(found)} texts, {len(lacking)} to do")
        code = 1 if lacking else code
    return code


def _compile(path: Path) -> None:
    """Write the .qm beside the .ts in `path`."""
    import PySide6  # noqa: PLC0415 - there only in the environment

    lrelease = Path(PySide6.__file__).parent / ("lrelease.exe" if os.name == "nt" else "lrelease")
    compiled = path.with_suffix(".qm")
    subprocess.run([lrelease, "-silent", path, "-qm", compiled], check=True)


if __name__ == "__main__":
    if {"-h", "--help"}.intersection(sys.argv):
        print(__doc__)
        sys.exit()
    sys.exit(main(sys.argv[1:]))
