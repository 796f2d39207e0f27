"""Tries a .deb out: `python3 packaging/smoke.py dist/underdrawing_*.deb [--picture OUT.png]`.

Installs it into a Debian of its own, without Python, makes every guide of the sample picture there,
opens the window on a screen that nobody sees, and takes a picture of it; updates the package, and
removes it. Needs root, and the packages debootstrap, xvfb, xdotool and imagemagick. Says how long
each took.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import failures
from building import tools
from building.clean_root import CleanRoot
from building.facts import NAME, ROOT, VERSION
from failures import SetupError, say

SAMPLE = ROOT / "resources" / "samples" / "still-life.webp"
GUIDES = 12
SCREEN = "1440x900x24"
CLOSE_S = 20
SETTLE_S = 60


def main(arguments: list[str]) -> int:
    """Try out the package that `arguments` name; returns the exit code."""
    parser = argparse.ArgumentParser(description="Tries a .deb out where there is no Python.")
    parser.add_argument("deb", type=Path)
    parser.add_argument("--picture", type=Path, default=ROOT / "dist" / "window.png")
    parser.add_argument("--root", type=Path, default=ROOT / "build" / "clean-root")
    given = parser.parse_args(arguments)
    with failures.explained():
        root = CleanRoot(given.root)
        say("Making a system without Python, and installing the package there.")
        root.install(given.deb)
        shutil.copyfile(SAMPLE, given.root / "srv" / "cat.webp")
        try_commands(root)
        try_window(root, given.picture.resolve())
        try_update_and_removal(root, given.deb)
        say("All is well.")
        return 0
    return 1


def try_commands(root: CleanRoot) -> None:
    """Ask for the version and the library, and make every guide; raises SetupError."""
    if (said := root.run("underdrawing", "--version").strip()) != f"underdrawing {VERSION}":
        raise SetupError(f"The program is another: {said}.")
    started = time.monotonic()
    root.run("underdrawing", "--version")
    say(f"--version: {time.monotonic() - started:.2f} s")
    if "depth-anything" not in root.run("underdrawing", "library"):
        raise SetupError("The library lists no networks.")
    started = time.monotonic()
    convert = ("convert", "/srv/cat.webp", "-p", "all", "-o", "/srv/guides", "--json")
    made = [json.loads(line) for line in root.run("underdrawing", *convert).splitlines()]
    say(f"{len(made)} guides: {time.monotonic() - started:.2f} s")
    for guide in made:
        path = root.folder / str(guide.get("path", "none")).lstrip("/")
        if not path.is_file() or not path.read_bytes().startswith(b"\x89PNG"):
            raise SetupError(f"A guide was not made: {guide}.")
    if len(made) != GUIDES:
        raise SetupError(f"{len(made)} guides were made, and not {GUIDES}.")


def try_window(root: CleanRoot, picture: Path) -> None:
    """Open the window, save what it shows as `picture`, and close it; raises SetupError."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    with _screen() as display:
        screen = {"DISPLAY": display}
        started = time.monotonic()
        window = root.start("underdrawing", "/srv/cat.webp", **screen)
        try:
            seek = ("xdotool", "search", "--sync", "--onlyvisible", "--name", "Underdrawing")
            handle = tools.run(["timeout", "60", *seek], screen).split()[0]
            say(f"window on the screen: {time.monotonic() - started:.2f} s")
            _at_rest(picture, screen)
            tools.run(["xdotool", "windowfocus", handle, "key", "ctrl+q"], screen)
            if code := window.wait(CLOSE_S):
                raise SetupError(f"The window ended with exit code {code}.")
        except subprocess.TimeoutExpired as error:
            raise SetupError("The window does not close.") from error
        finally:
            window.kill()
            window.wait()


def try_update_and_removal(root: CleanRoot, deb: Path) -> None:
    """Install the next version over `deb`, and take that away; raises SetupError.

    Of the package nothing stays, and of the user's files everything.
    """
    kept = _users_files(root)
    with tempfile.TemporaryDirectory() as work:
        root.unpack(next_version(deb, Path(work)))
    if root.run("dpkg", "--verify", NAME) or _version_of(root) == VERSION:
        raise SetupError("The next version was not installed as it is.")
    root.run("dpkg", "--purge", NAME)
    if changed := sorted(root.files() ^ root.before):
        raise SetupError("Where the package was, this is otherwise now.", "\n".join(changed))
    if not kept or _users_files(root) != kept:
        raise SetupError("Files of the user were changed by the update or the removal.")
    say(f"Updated and removed; {len(kept)} files of the user are as they were.")


def next_version(deb: Path, work: Path) -> Path:
    """`deb` under a higher version and with other files, below `work`."""
    stage = work / "stage"
    tools.run(["dpkg-deb", "--raw-extract", deb, stage])
    control = stage / "DEBIAN" / "control"
    text = control.read_text("utf-8")
    control.write_text(text.replace(f"Version: {VERSION}\n", f"Version: {VERSION}+next\n"), "utf-8")
    moved = stage / "usr" / "lib" / NAME / "_internal" / "base_library.zip"
    moved.rename(moved.with_name("next.zip"))
    path = work / "next.deb"
    tools.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", stage, path])
    return path


def _version_of(root: CleanRoot) -> str:
    return root.run("dpkg-query", "--show", "--showformat=${Version}", NAME)


def _users_files(root: CleanRoot) -> dict[Path, bytes]:
    """What lies in the user's folder."""
    files = (path for path in (root.folder / "srv").rglob("*") if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in files}


@contextmanager
def _screen() -> Iterator[str]:
    """A screen that nobody sees; yields its name."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN], stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    try:
        yield f":{server.stdout.readline().decode().strip()}"
    finally:
        server.terminate()
        server.wait()


def _at_rest(picture: Path, screen: dict[str, str]) -> None:
    """Save what `screen` shows as `picture` once it has stayed the same for two seconds."""
    before, until = b"", time.monotonic() + SETTLE_S
    while time.monotonic() < until:
        time.sleep(2)
        tools.run(["import", "-strip", "-window", "root", picture], screen)
        if (now := picture.read_bytes()) == before:
            return
        before = now
    raise SetupError("The window does not come to rest.")


if __name__ == "__main__":
    if {"-h", "--help"}.intersection(sys.argv):
        print(__doc__)
        sys.exit()
    sys.exit(main(sys.argv[1:]))
