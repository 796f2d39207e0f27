"""The folder as one file: a .tar.xz for Linux, a .zip for Windows."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

from building import tools
from building.desktop import write_share
from building.facts import file_stem
from failures import SetupError


def make_tar(folder: Path, work: Path, out: Path) -> Path:
    """The frozen `folder`, with what a desktop is told of it in share, as .tar.xz in `out`."""
    share = tools.empty(work / "archive-share")
    write_share(share)
    xz = tools.find("xz")
    if xz is None:
        raise SetupError("The archive needs the program xz. Install xz-utils and start again.")
    path = out / f"{file_stem()}.tar.xz"
    # Python's own xz has one thread.
    with (
        path.open("wb") as file,
        subprocess.Popen([xz, "-6", "-T0"], stdin=subprocess.PIPE, stdout=file) as packing,
    ):
        with tarfile.open(fileobj=packing.stdin, mode="w|") as tar:
            for source, name in ((folder, ""), (share, "/share")):
                tar.add(source, f"{file_stem()}{name}", filter=_everybodys)
        assert packing.stdin is not None
        packing.stdin.close()
    if packing.returncode:
        raise SetupError("xz could not write the archive. Is there space on the disk?")
    return path


def _everybodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """The entry without who made it and when."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = tools.made_at()
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def make_zip(folder: Path, out: Path) -> Path:
    """The frozen `folder` as a .zip in `out` that is unpacked anywhere and started from there."""
    path = out / f"{file_stem()}-portable.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(f"{file_stem()}/{file.relative_to(folder).as_posix()}")
                entry.compress_type = zipfile.ZIP_DEFLATED
                with file.open("rb") as source, packed.open(entry, "w") as target:
                    shutil.copyfileobj(source, target)
    return path
