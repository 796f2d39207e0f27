"""Makes what users install: `python3 packaging/build.py [PACKAGE ...]`, into the folder `dist`.

On Linux a wheel, a .tar.xz of a folder that needs no Python, a .deb, and an AppImage where its
tool is there; on macOS a wheel and a .dmg; on Windows a wheel, an installer and a portable zip. All
carry the version of pyproject.toml. The tools are installed into `.venv-build` on the first run.
`packaging/smoke.py` tries a .deb out where there is no Python.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Packages are made with Python 3.11 to 3.14, not " + sys.version.split()[0] + ".")

import argparse
import hashlib
from pathlib import Path

import failures
import system_libraries
from building import appimage, archive, deb, mac, windows
from building.facts import ROOT
from building.freeze import freeze
from building.wheel import make_wheel
from environment import Environment

PACKAGES = {
    "linux": ("wheel", "tar", "deb", "appimage"),
    "darwin": ("wheel", "dmg"),
    "win32": ("wheel", "zip", "installer"),
}
"""By system, what can be made there."""


def main(arguments: list[str]) -> int:
    """Make what `arguments` name, all if they name none; returns the exit code."""
    kinds = PACKAGES.get(sys.platform, ("wheel",))
    parser = _parser(kinds)
    given = parser.parse_args(arguments)
    for name in set(given.packages) - set(kinds):
        parser.error(f"{name} is not made on this system. It makes: {', '.join(kinds)}")
    environment = Environment(ROOT, ".venv-build")
    with failures.explained():
        if Path(sys.prefix).resolve() != environment.folder.resolve():
            environment.make_ready(["requirements.txt", "requirements-build.txt"])
            if sys.platform == "linux":
                # The folder brings some of them along.
                system_libraries.make_ready(environment.folder, {"QT_QPA_PLATFORM": "xcb"})
            return environment.become(str(Path(__file__).resolve()), *arguments)
        _make(given.packages or kinds, given.out.resolve())
        return 0
    return 1


def _make(kinds: tuple[str, ...], out: Path) -> None:
    """Make the packages of these `kinds`, and say what has come of it."""
    work = ROOT / "build" / "packages"
    work.mkdir(parents=True, exist_ok=True)
    failures.say("Making the wheel.")
    made: list[Path] = [wheel := make_wheel(out)]
    if set(kinds) - {"wheel"}:
        failures.say("Collecting all that the program needs, which takes some minutes.")
        folder = freeze(wheel, work)
        failures.say(f"That is {_megabytes(folder)}. Packing it.")
        if sys.platform == "win32":
            windows.sign_programs(folder)
        if "tar" in kinds:
            made.append(archive.make_tar(folder, work, out))
        if "zip" in kinds:
            made.append(archive.make_zip(folder, out))
        if "deb" in kinds:
            made.append(deb.make_deb(folder, work, out))
        if "dmg" in kinds:
            made.append(mac.make_dmg(folder, work, out))
        if "installer" in kinds:
            made.append(windows.make_installer(folder, work, out))
        if "appimage" in kinds:
            image = appimage.make_appimage(folder, work, out)
            if image is None:
                failures.say(appimage.MISSING)
            else:
                made.append(image)
    for path in made:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        print(f"{digest}  {path.name}  {_megabytes(path)}")


def _megabytes(path: Path) -> str:
    files = [path] if path.is_file() else path.rglob("*")
    sizes = (file.stat().st_size for file in files if file.is_file() and not file.is_symlink())
    return f"{sum(sizes) / 1e6:.1f} MB"


def _parser(kinds: tuple[str, ...]) -> argparse.ArgumentParser:
    description, _, _ = (__doc__ or "").partition(":")
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "packages",
        nargs="*",
        metavar="PACKAGE",
        help=f"{', '.join(kinds)}; all if none is named",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="the folder (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
