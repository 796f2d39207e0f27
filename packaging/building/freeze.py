"""The self-contained folder: Underdrawing, Python and all it needs, by PyInstaller.

PyInstaller and not Nuitka, which compiles for an hour and saves neither space nor time here, where
most of both is in libraries that are compiled already; and not briefcase or an embedded Python of
our own, which leave what is to be collected to us. One folder and not one file, which would
unpack itself at every start.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from building import tools
from building.facts import AUTHORS, LICENCE, NAME, ROOT, SUMMARY, TITLE, VERSION
from building.icons import write_icons
from building.wheel import unpacked

SPEC = ROOT / "packaging" / "building" / "underdrawing.spec"
_WINDOWS_VERSION = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "{authors}"),
      StringStruct("FileDescription", "{title}"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "{title}"),
      StringStruct("LegalCopyright", "{authors}. {licence}."),
      StringStruct("ProductName", "{title}"),
      StringStruct("ProductVersion", "{version}"),
      StringStruct("Comments", "{summary}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])]),
  ],
)
"""


def programs(system: str) -> list[tuple[str, bool]]:
    """The programs that there are on `system`, each with whether it has a console.

    On Windows one either has a console or none, so there are two, one for each use. On macOS
    PyInstaller keeps an application with a console out of the dock; one without prints as well.
    """
    if system == "win32":
        return [(NAME, False), (f"{NAME}-cli", True)]
    return [(NAME, system != "darwin")]


def freeze(wheel: Path, work: Path) -> Path:
    """Freeze what `wheel` installs; returns the folder, on macOS the application Underdrawing.app.

    Everything lies below `work`. Raises SetupError.
    """
    packed = unpacked(wheel, work / "packed")
    environ = {
        "PYTHONPATH": str(packed),  # before the source folder, which is on the path as well
        "PYINSTALLER_CONFIG_DIR": str(work / "pyinstaller"),
        "SOURCE_DATE_EPOCH": str(tools.made_at()),
        # The order of what is hashed goes into the archive of modules.
        "PYTHONHASHSEED": "1",
        "UNDERDRAWING_PACKED": str(packed),
        "UNDERDRAWING_ICONS": str(write_icons(work / "icons")),
        "UNDERDRAWING_VERSION_FILE": str(_version_file(work)) if os.name == "nt" else "",
    }
    frozen = work / "frozen"
    options = ("--noconfirm", "--clean", "--log-level=WARN")
    folders = (f"--distpath={frozen}", f"--workpath={work / 'analysis'}")
    python = (sys.executable, "-P", "-m", "PyInstaller")
    said = tools.run([*python, *options, *folders, str(SPEC)], environ)
    (work / "pyinstaller.log").write_text(said, "utf-8")
    if sys.platform == "darwin":
        return frozen / f"{TITLE}.app"
    _strip_python(frozen / NAME)
    add_papers(frozen / NAME)
    return frozen / NAME


def add_papers(folder: Path) -> None:
    """Put into `folder` under which licences it may be passed on.

    Those of the packages that come along lie deeper, where ui/about.py finds them.
    """
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(ROOT / name, folder / name)


def _strip_python(folder: Path) -> None:
    """Take what only a debugger reads out of Python's own libraries, three quarters of them.

    Libraries of other packages have been changed after linking, which strip may break.
    """
    strip = tools.find("strip")
    inside = folder / "_internal"
    libraries = [*inside.glob("libpython*"), *inside.glob("python3*/lib-dynload/*.so")]
    if strip is not None and libraries:
        tools.run([strip, "--strip-unneeded", *libraries])


def _version_file(work: Path) -> Path:
    """What Windows shows of a program among its properties, as PyInstaller reads it."""
    path = work / "version.txt"
    path.write_text(version_text(VERSION), "utf-8")
    return path


def version_text(version: str) -> str:
    """What is said there of `version`, such as 1.2.0 or 1.2.0rc1."""
    numbers = [int(part) for part in re.findall(r"\d+", version)]
    return _WINDOWS_VERSION.format(
        numbers=tuple([*numbers, 0, 0, 0, 0][:4]),
        title=TITLE,
        version=version,
        summary=SUMMARY,
        authors=AUTHORS,
        licence=LICENCE,
    )
