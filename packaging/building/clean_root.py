"""A Debian without Python in a folder, in which a .deb is installed as on a user's computer."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from building import tools
from environment import clean_environ
from failures import SetupError

# What is mounted here goes with the process that asked for it.
_INSIDE = (
    'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && mount -t sysfs sys "$0/sys"'
    ' && exec chroot "$0" "$@"'
)
_ENVIRON = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/srv",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
}


class CleanRoot:
    """The folder `folder`, which is made anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before: set[str] = set()
        """What there was before the package came."""

    def install(self, deb: Path) -> None:
        """Make the system, with what `deb` depends on and no more, and install that.

        Raises SetupError.
        """
        if self.folder.exists():
            shutil.rmtree(self.folder)
        include = ",".join(_dependencies(deb))
        bootstrap = ("debootstrap", "--variant=minbase", f"--include={include}")
        tools.run([*bootstrap, _codename(), self.folder, *_mirror()])
        if found := sorted(self.folder.glob("usr/bin/python*")):
            raise SetupError(f"There is a Python where none should be: {found[0]}.")
        self.before = self.files()
        self.unpack(deb)

    def unpack(self, deb: Path) -> None:
        """Install `deb`, over another version if one is there; raises SetupError."""
        place = self.folder / "var" / "cache" / deb.name
        shutil.copyfile(deb, place)
        # dpkg refuses it if a package is lacking that it depends on.
        self.run("dpkg", "--install", f"/var/cache/{deb.name}")
        place.unlink()

    def files(self) -> set[str]:
        """What there is but for the user's files, logs, and what dpkg notes for itself."""
        asked = ("find", "/bin", "/etc", "/lib", "/opt", "/sbin", "/usr", "/var", "-xdev")
        passing = ("/var/log/", "/var/cache/", "/var/lib/dpkg/")
        return {name for name in self.run(*asked).splitlines() if not name.startswith(passing)}

    def run(self, *command: str) -> str:
        """What `command` prints in there; raises SetupError if it fails."""
        return tools.run(self._command(command), _ENVIRON)

    def start(self, *command: str, **environ: str) -> subprocess.Popen[bytes]:
        """`command`, running in there with these variables."""
        return subprocess.Popen(
            self._command(command), env={**clean_environ(), **_ENVIRON, **environ}
        )

    def _command(self, command: Sequence[str]) -> list[str | Path]:
        return ["unshare", "--mount", "sh", "-c", _INSIDE, self.folder, *command]


def _dependencies(deb: Path) -> list[str]:
    """The names of the packages that `deb` depends on."""
    said = tools.run(["dpkg-deb", "--field", deb, "Depends"])
    return [part.split()[0] for part in said.replace("\n", " ").split(",")]


def _codename() -> str:
    lines = Path("/etc/os-release").read_text("utf-8").splitlines()
    said = dict(line.split("=", 1) for line in lines if "=" in line)
    return said["VERSION_CODENAME"].strip('"')


def _mirror() -> list[str]:
    """Where this system has its packages from."""
    wanted = ("indextargets", "--format", "$(REPO_URI)", "Created-By: Packages")
    return tools.run(["apt-get", *wanted]).split()[:1]
