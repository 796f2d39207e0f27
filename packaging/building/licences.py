"""The licences of all that a frozen program brings along, collected into one folder."""

from __future__ import annotations

import re
import shutil
import sysconfig
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path, PurePath

from building import tools
from building.facts import NAME, ROOT
from environment import clean_environ
from failures import SetupError
from output import captured

_REQUIREMENTS = ROOT / "packaging" / "requirements.txt"
_TEXTS = ROOT / "packaging" / "licences"
_LGPL = (_TEXTS / "lgpl-3.0.txt", _TEXTS / "gpl-3.0.txt")

BESIDE = {
    "flatbuffers": (ROOT / "resources" / "models" / "licences" / "apache-2.0.txt",),
    # libheif and libde265, which its wheel brings along.
    "pillow-heif": _LGPL,
    "pyside6-essentials": (
        *_LGPL,
        *(_TEXTS / f"{name}.txt" for name in ("qt-base", "qt-svg", "qt-image-formats", "icu")),
    ),
    "shiboken6": _LGPL,
}
"""By package, what its wheel only names. What Qt contains of others is as Debian states it."""

_LICENCE = re.compile(r"licen[cs]e|copying|notice|authors|copyright", re.IGNORECASE)
_CONTENTS = """\
What comes with Underdrawing, and under which licence. The networks are in NOTICE.
Each has a folder here, with the texts.

What packages bring along and nothing of Underdrawing calls has been left out, though their texts
may name it: of opencv-python-headless FFmpeg with all that it needs, and on Linux OpenBLAS; of
pillow_heif x265. The LGPL's libraries (Qt, libheif, libde265) are files of their own, and may be
replaced by others.

"""


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


def packed() -> list[metadata.Distribution]:
    """The packages of which something is in a frozen program: these, and what starts it."""
    return [*shipped(), metadata.distribution("pyinstaller")]


def texts_of(package: metadata.Distribution) -> list[Path]:
    """The files with the licences of `package`, its own and those that it names."""
    own = [file for file in package.files or () if _is_licence(file)]
    # Some have theirs twice, beside their modules and beside what is said of them.
    told = [file for file in own if ".dist-info" in file.parts[0]]
    return [Path(str(package.locate_file(file))) for file in told or own] + list(
        BESIDE.get(_plain(package.name), ())
    )


def collect_licences(folder: Path, modules: Iterable[str], libraries: Iterable[Path]) -> Path:
    """Write the licences of all that is packed into `folder`, with a table of contents.

    `modules`: names of modules that are packed; `libraries`: shared libraries, those of the system
    among them. Raises SetupError if something is packed that has no licence here.
    """
    tools.empty(folder)
    rows = [_row("Python", sysconfig.get_python_version(), "PSF-2.0")]
    _copy(_of_python(), folder / "python")
    packages = packed()
    _refuse_strangers(modules, {_plain(package.name) for package in packages})
    for package in packages:
        texts = texts_of(package)
        if not texts:
            raise SetupError(
                f"{package.name} comes without the text of its licence. Put that into"
                f" {_TEXTS.relative_to(ROOT)} and name it in building/licences.py."
            )
        rows.append(_row(package.name, package.version, _licence(package)))
        _copy(texts, folder / _plain(package.name))
    for name, version, text in sorted(_of_system(libraries)):
        rows.append(_row(name, version, "see there"))
        _copy([text], folder / name)
    (folder / "CONTENTS.txt").write_text(_CONTENTS + "\n".join(rows) + "\n", "utf-8")
    return folder


def _refuse_strangers(modules: Iterable[str], known: set[str]) -> None:
    """Raise SetupError if one of `modules` is of a package that is not among the `known`."""
    owners = metadata.packages_distributions()
    for top in sorted({name.partition(".")[0] for name in modules}):
        strange = {_plain(owner) for owner in owners.get(top, ())} - known - {NAME}
        if strange and not known.intersection(map(_plain, owners[top])):
            raise SetupError(
                f"The module {top} of {', '.join(strange)} is packed and is no dependency."
                " Leave it out in building/slim.py, or pin it in requirements.txt."
            )


def _of_python() -> list[Path]:
    """Python's own licence, which lies where its library does; Debian has it elsewhere."""
    library = Path(sysconfig.get_path("stdlib"))
    debian = Path(f"/usr/share/doc/python{sysconfig.get_python_version()}/copyright")
    beside = (library / "LICENSE.txt", library.parent / "LICENSE.txt", debian)
    found = [path for path in beside if path.is_file()]
    if not found:
        raise SetupError("This Python comes without the text of its licence. Use another one.")
    return found[:1]


def _of_system(libraries: Iterable[Path]) -> set[tuple[str, str, Path]]:
    """Of those `libraries` that are Debian's: the package, its version, and what it states."""
    found = set()
    for library in libraries:
        path = library.resolve()
        # Where /lib is a link to /usr/lib, dpkg knows files by either name.
        places = (str(path), str(path).removeprefix("/usr"))
        if not tools.find("dpkg-query") or not str(path).startswith(("/usr/lib/", "/lib/")):
            continue
        asked = captured(["dpkg-query", "--search", *places], clean_environ())
        # Such as "libc6:amd64: /lib/libc.so.6"; what it does not know begins with its own name.
        owners = [line.partition(":")[0] for line in asked.stdout.splitlines()]
        name = next((owner for owner in owners if owner != "dpkg-query"), "")
        text = Path("/usr/share/doc", name, "copyright")
        if not name or not text.is_file():
            raise SetupError(f"No licence is known for {library}, which is packed.")
        version = tools.run(["dpkg-query", "--show", "--showformat=${Version}\n", name])
        found.add((name, version.split()[0], text))
    return found


def _row(name: str, version: str, licence: str) -> str:
    return f"{name:<28}{version:<24}{licence}"


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


def _plain(name: str) -> str:
    """How a package is called however it is written."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _copy(sources: Iterable[Path], folder: Path) -> None:
    """Copy `sources` into `folder`, each under a name that no other text has."""
    folder.mkdir(exist_ok=True)
    for source in sources:
        name = f"{source.name.removesuffix('.txt')}.txt"
        above = iter(source.parents)
        while (target := folder / name).exists() and target.read_bytes() != source.read_bytes():
            name = f"{next(above).name}-{name}"
        shutil.copyfile(source, target)
