"""The package for Debian, Ubuntu and their kin, written by dpkg-deb."""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import textwrap
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path

import system_libraries
from building import changes, slim, tools
from building.desktop import write_share
from building.facts import AUTHORS, DESCRIPTION, MAINTAINER, NAME, ROOT, SUMMARY, TITLE, VERSION
from failures import SetupError

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def make_deb(folder: Path, work: Path, out: Path) -> Path:
    """The frozen `folder` as a .deb in `out`; raises SetupError."""
    dpkg = tools.find("dpkg-deb")
    if dpkg is None:
        raise SetupError("A .deb is written by dpkg-deb, which is not here. Install dpkg.")
    stage = tools.empty(work / "deb")
    home = stage / "usr" / "lib" / NAME
    shutil.copytree(folder, home, symlinks=True, ignore=_what_is_depended_on)
    command = stage / "usr" / "bin" / NAME
    command.parent.mkdir()
    command.symlink_to(Path("..") / "lib" / NAME / NAME)
    write_share(stage / "usr" / "share")
    _write_papers(home, stage / "usr" / "share" / "doc" / NAME)
    control = stage / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(control_file(_kilobytes(stage)), "utf-8")
    _settle(stage, home / NAME)
    path = out / f"{NAME}_{VERSION}_{_architecture()}.deb"
    environ = {"SOURCE_DATE_EPOCH": str(tools.made_at())}
    tools.run([dpkg, "--root-owner-group", "-Zxz", "--build", stage, path], environ)
    return path


def depends() -> list[str]:
    """The packages that have what the program takes from the system, each once, in order."""
    plugins = system_libraries.PLUGINS
    packages = {*system_libraries.ALWAYS.values(), *plugins["xcb"].values()}
    return [f"libc6 (>= {_glibc()})", *sorted(packages | set(plugins["wayland"].values()))]


def control_file(kilobytes: int) -> str:
    """What dpkg is told of the package, which takes so many `kilobytes` when it is installed."""
    fields = {
        "Package": NAME,
        "Version": VERSION,
        "Architecture": _architecture(),
        "Maintainer": _maintainer(),
        "Section": "graphics",
        "Priority": "optional",
        "Installed-Size": str(kilobytes),
        "Depends": ", ".join(depends()),
        "Recommends": "gnome-keyring | kwalletmanager | keepassxc",
        "Description": SUMMARY[0].lower() + SUMMARY[1:],
    }
    paragraphs = "\n .\n".join(
        textwrap.fill(paragraph, 78, initial_indent=" ", subsequent_indent=" ")
        for paragraph in DESCRIPTION
    )
    return "".join(f"{key}: {value}\n" for key, value in fields.items()) + f"{paragraphs}\n"


def changelog() -> str:
    """What has changed, in the form that Debian's tools read."""
    return "\n".join(map(_changes_of, changes.releases()))


def _changes_of(release: changes.Release) -> str:
    where = "stable" if release.is_out else "UNRELEASED"
    points = (
        textwrap.fill(item, 78, initial_indent="  * ", subsequent_indent="    ")
        for item in release.items
    )
    return (
        f"{NAME} ({release.version}) {where}; urgency=medium\n\n"
        + "\n".join(points)
        + f"\n\n -- {_maintainer()}  {_noon(release.day)}\n"
    )


def _maintainer() -> str:
    return os.environ.get("UNDERDRAWING_MAINTAINER", MAINTAINER)


def _noon(day: date) -> str:
    """Noon of `day`, as mails write it."""
    return format_datetime(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def _what_is_depended_on(_: str, names: list[str]) -> set[str]:
    """Libraries that the folder brings along, and that a .deb has from other packages."""
    return slim.BROUGHT.intersection(names)


def _write_papers(home: Path, doc: Path) -> None:
    """Licences and changes, where Debian has them; `home` keeps those that the window shows."""
    doc.mkdir(parents=True)
    for name in ("LICENSE", "NOTICE"):
        (home / name).unlink()
    (texts,) = home.glob("_internal/core/resources/licences")
    papers = [(ROOT / name).read_text("utf-8") for name in ("LICENSE", "NOTICE")]
    heading = (
        f"{TITLE} is by {AUTHORS}. The licences of the packages that come with it are in\n"
        f"{Path('/') / texts.relative_to(home.parents[2])}; CONTENTS.txt there lists them.\n"
        "That of the Apache License is in /usr/share/common-licenses/Apache-2.0 as well.\n"
    )
    (doc / "copyright").write_text("\n\n".join([heading, *papers]), "utf-8")
    (doc / "changelog.gz").write_bytes(gzip.compress(changelog().encode(), 9, mtime=0))


def _settle(stage: Path, program: Path) -> None:
    """Give all files the rights and the time that they have in a package; `program` is started."""
    for path in [stage, *stage.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == program else 0o644)
        os.utime(path, (tools.made_at(), tools.made_at()), follow_symlinks=False)


def _kilobytes(stage: Path) -> int:
    files = (path for path in stage.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(-(-path.stat().st_size // 1024) for path in files)


def _architecture() -> str:
    return _ARCHITECTURES.get(platform.machine(), platform.machine())


def _glibc() -> str:
    """That of this system: what is linked here may use all that it has."""
    return (os.confstr("CS_GNU_LIBC_VERSION") or "").split()[-1]
