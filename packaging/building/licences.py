"""The licences of all that a frozen program brings along, collected into one folder."""

from __future__ import annotations

import re
import shutil
import sysconfig
from importlib import metadata
from pathlib import Path, PurePath

from building import tools
from building.facts import ROOT

_REQUIREMENTS = ROOT / "packaging" / "requirements.txt"
_TEXTS = ROOT / "packaging" / "licences"
"""Of what is licensed by reference: Qt for Python's wheels name the LGPL and do not hold it."""

_LICENCE = re.compile(r"licen[cs]e|copying|notice|authors|copyright", re.IGNORECASE)


def shipped() -> list[metadata.Distribution]:
    """The packages that come along: those of requirements.txt that are for this system."""
    names = re.findall(r"^([\w.-]+)==", _REQUIREMENTS.read_text("utf-8"), re.MULTILINE)
    found = []
    for name in names:
        try:
            found.append(metadata.distribution(name))
        except metadata.PackageNotFoundError:
            continue  # for another system, or another Python
    return found


def collect_licences(folder: Path) -> Path:
    """Write what there is of every package's licence into `folder`, with a table of contents."""
    tools.empty(folder)
    lines = [
        "What comes with Underdrawing, and under which licence. The networks are in NOTICE.",
        "",
        _row("Python", sysconfig.get_python_version(), "PSF-2.0"),
    ]
    for path in [*_TEXTS.glob("*.txt"), *_of_python()]:
        shutil.copyfile(path, folder / path.name)
    for package in shipped():
        lines.append(_row(package.name, package.version, _licence(package)))
        for file in package.files or ():
            if _is_licence(file):
                _copy(Path(str(package.locate_file(file))), folder / package.name.lower())
    (folder / "CONTENTS.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def _of_python() -> list[Path]:
    """Python's own licence, which lies where its library does; some systems leave it out."""
    path = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    return [path] if path.is_file() else []


def _row(name: str, version: str, licence: str) -> str:
    return f"{name:<28}{version:<16}{licence}"


def _licence(package: metadata.Distribution) -> str:
    """What a package says of its licence, in its newest way of saying it."""
    said = package.metadata
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    expression = said.get_all("License-Expression") or []
    short = (said.get_all("License") or [""])[0].splitlines()[:1]
    return "".join(expression) or ", ".join(classifiers) or "".join(short) or "see there"


def _is_licence(file: PurePath) -> bool:
    """Whether `file` of a package is a text on its licence, and not a module or a picture."""
    texts = ("", ".txt", ".md", ".rst", ".apache", ".bsd", ".apache2", ".mit")
    return bool(_LICENCE.search(file.name)) and file.suffix.lower() in texts


def _copy(source: Path, folder: Path) -> None:
    """Copy `source` beside others of the same package, under a name that is not taken."""
    folder.mkdir(exist_ok=True)
    target = folder / source.name
    if target.exists() and target.read_bytes() != source.read_bytes():
        target = folder / f"{source.parent.name}-{source.name}"
    shutil.copyfile(source, target)
