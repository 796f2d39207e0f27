"""A virtual environment in the source folder, `.venv` if no other: whether it is fit, starting it.

It is fit when its stamp, which is written last, agrees with what is there: the Python, the
digests of the requirements, the installed packages. Otherwise `installing` makes it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = "__pycache__"


class Environment:
    """The environment `name` of the source folder `root`; `python` is its interpreter."""

    def __init__(self, root: Path, name: str = ".venv") -> None:
        self.root = root
        self.folder = root / name
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self._stamp = self.folder / "underdrawing.json"

    def make_ready(self, requirements: Sequence[str]) -> None:
        """See that what these files in `packaging/` name is installed; quick if it is.

        Raises SetupError or OSError.
        """
        if self.lacks(requirements):
            import installing  # noqa: PLC0415 - a start that does no set-up does without

            installing.install(self, requirements)

    def lacks(self, requirements: Sequence[str]) -> list[str]:
        """Those of the files `requirements` that are not installed as they are now."""
        installed = self.installed()
        return [name for name in requirements if installed.get(name) != self.digest(name)]

    def requirements_file(self, name: str) -> Path:
        """Where the requirements called `name` stand."""
        return self.root / "packaging" / name

    def digest(self, name: str) -> str:
        """What the requirements called `name` are recognised by."""
        return hashlib.sha256(self.requirements_file(name).read_bytes()).hexdigest()

    def installed(self) -> dict[str, str]:
        """The digests of the requirements that were installed, by file name.

        Empty if the environment is no longer what its stamp says, or not this Python's.
        """
        try:
            stamp = json.loads(self._stamp.read_text("utf-8"))
            present = {path.name for path in (self.folder / stamp["packages"]).iterdir()}
            lost = set(stamp["names"]) - present
            fit = stamp["python"] == _this_python() and self.python.exists() and not lost
            requirements = dict(stamp["requirements"])
        except (OSError, ValueError, TypeError, KeyError):
            # Missing, cut short, or of another version: all the same, there is nothing to rely on.
            return {}
        return requirements if fit else {}

    def put_stamp(self, requirements: dict[str, str], packages: Path) -> None:
        """Declare fit what was installed in the folder `packages` from these digests."""
        stamp = {
            "python": _this_python(),
            "requirements": requirements,
            "packages": os.path.relpath(packages, self.folder),
            "names": sorted(path.name for path in packages.iterdir() if path.name != CACHE),
        }
        self._stamp.write_text(json.dumps(stamp, indent=1), "utf-8")

    def remove_stamp(self) -> None:
        """Declare unfit what is there, before changing it."""
        self._stamp.unlink(missing_ok=True)

    def become(self, *arguments: str) -> int:
        """Run the environment's Python in place of this process, in the same working directory.

        Returns its exit code on Windows, where a process cannot be replaced; else not at all.
        """
        command = [str(self.python), *arguments]
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # closed by who started this
                stream.flush()
        if os.name != "nt":
            os.execve(self.python, command, clean_environ())
        import signal  # noqa: PLC0415 - on Windows only
        import subprocess  # noqa: PLC0415 - on Windows only

        # Ctrl+C reaches both; the application decides what comes of it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.call(command, env=clean_environ())


def clean_environ() -> dict[str, str]:
    """This process's environment variables, less those that lead another Python astray."""
    astray = ("PYTHONHOME", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in astray}


def _this_python() -> str:
    major, minor = sys.version_info[:2]
    return f"{sys.implementation.name} {major}.{minor} {sys.platform} {sys.base_prefix}"
