"""Makes the virtual environment: one process at a time, and whole or to be made again."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import apt_packages
from environment import Environment, clean_environ
from failures import SetupError, explain_pip, say
from output import captured

LOCK = "underdrawing.lock"
LOCK_POLL_S = 0.2
PIP_INSTALL = (
    *("-I", "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-input"),
    *("--disable-pip-version-check", "--no-color", "--progress-bar=off"),
)


def install(environment: Environment, requirements: Sequence[str]) -> None:
    """Install what the files `requirements` in `packaging/` name, unless another process just did.

    What was installed from other files stays if it is up to date. Raises SetupError or OSError.
    """
    environment.folder.mkdir(exist_ok=True)
    with _only_one(environment.folder / LOCK):
        lacking = environment.lacks(requirements)
        if not lacking:
            return
        say(
            "Setting up Underdrawing (once): installing what it needs into the folder"
            f" {environment.folder.name}, which takes a minute or two."
        )
        digests = environment.installed()
        environment.remove_stamp()
        if not digests or any(environment.digest(name) != digests[name] for name in digests):
            # What is out of date is not mended package by package, but made anew.
            digests, lacking = {}, list(requirements)
            _make_empty(environment)
        digests |= {name: environment.digest(name) for name in lacking}
        files = [f"--requirement={environment.requirements_file(name)}" for name in lacking]
        _run(str(environment.python), *PIP_INSTALL, *files)
        environment.put_stamp(digests, _make_importable(environment))


def _make_empty(environment: Environment) -> None:
    """An environment with nothing but pip in it, in place of whatever is there."""
    for child in environment.folder.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        elif child.name != LOCK:
            child.unlink()
    if importlib.util.find_spec("ensurepip") is None:
        _add_ensurepip()
    # If this Python is itself that of a virtual environment, the one beneath it is meant.
    base = getattr(sys, "_base_executable", sys.executable)
    _run(base, "-I", "-m", "venv", str(environment.folder))


def _add_ensurepip() -> None:
    """Debian and Ubuntu ship a Python that cannot make environments until a package is added."""
    if not apt_packages.available():
        raise SetupError(
            "This Python cannot make virtual environments, since its module ensurepip is missing."
            " Install that with your system's package manager and start again."
        )
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    apt_packages.install([f"python{version}-venv"], "To set itself up")


def _make_importable(environment: Environment) -> Path:
    """Put the source folder on the environment's path; returns the folder of its packages."""
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(_run(str(environment.python), "-I", "-c", where).strip())
    # A relative path is free of any encoding, and lets the source folder be moved.
    line = os.path.relpath(environment.root, packages)
    (packages / "underdrawing.pth").write_text(line + "\n", "ascii")
    return packages


def _run(*command: str) -> str:
    """What `command` prints; raises SetupError with the likeliest reason if it fails."""
    # The user's settings of pip hold, such as a proxy, but for one that forbids a .venv.
    done = captured(command, {**clean_environ(), "PIP_USER": "0"})
    if done.returncode:
        raise SetupError(explain_pip(done.stdout), done.stdout)
    return done.stdout


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Waits until no other process is inside."""
    with lock.open("a") as file:
        if not try_lock(file):
            say("Underdrawing is being set up by another start of it; waiting for that to end.")
            while not try_lock(file):
                time.sleep(LOCK_POLL_S)
        yield


def try_lock(file: IO[str]) -> bool:
    """Lock `file` until it is closed; False while another process has it."""
    with suppress(BlockingIOError, PermissionError):
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - on Windows only

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
