"""The AppImage: the folder as one file that starts where it lies, by appimagetool.

Neither that tool nor the runtime that it puts before the folder is in a package of PyPI, npm or
Debian that was found (appimage, pyproject-appimage, python-appimage and electron-builder's were
looked through). So it is used if APPIMAGETOOL names it or it is on the path, and
APPIMAGE_RUNTIME may name the runtime's file. Without them the archive is what users get.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from building import tools
from building.desktop import desktop_entry, write_share
from building.facts import NAME, VERSION, machine

MISSING = (
    "No AppImage was made: appimagetool is not here. Name its file in the variable APPIMAGETOOL,"
    " and its runtime's in APPIMAGE_RUNTIME."
)


def make_appimage(folder: Path, work: Path, out: Path) -> Path | None:
    """The frozen `folder` as an AppImage in `out`; None without the tool. Raises SetupError."""
    tool = tools.find("appimagetool", variable="APPIMAGETOOL")
    if tool is None:
        return None
    app = make_app_folder(folder, tools.empty(work / "Underdrawing.AppDir"))
    architecture = {"arm64": "aarch64"}.get(machine(), machine())
    path = out / f"{NAME}-{VERSION}-{architecture}.AppImage"
    runtime = os.environ.get("APPIMAGE_RUNTIME")
    options = ["--no-appstream", *([f"--runtime-file={runtime}"] if runtime else [])]
    # It is an AppImage itself; unpacked it runs where FUSE is not to be had, as on hosted CI.
    environ = {"ARCH": architecture, "APPIMAGE_EXTRACT_AND_RUN": "1"}
    tools.run([tool, *options, app, path], environ)
    return path


def make_app_folder(folder: Path, app: Path) -> Path:
    """Lay out the frozen `folder` in the empty folder `app`, as AppImages are."""
    home = app / "usr" / "lib" / NAME
    shutil.copytree(folder, home, symlinks=True)
    write_share(app / "usr" / "share")
    (app / "AppRun").symlink_to(home.relative_to(app) / NAME)
    (app / f"{NAME}.desktop").write_text(desktop_entry(), "utf-8", newline="\n")
    largest = Path("usr/share/icons/hicolor/512x512/apps") / f"{NAME}.png"
    shutil.copyfile(app / largest, app / f"{NAME}.png")
    (app / ".DirIcon").symlink_to(f"{NAME}.png")
    return app
