"""Packages of Debian, Ubuntu and their kin: installed if we may, else the command to do so."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from failures import SetupError, say
from output import captured

LOCK_WAIT_S = 120


def available() -> bool:
    """Whether this system installs its packages with apt."""
    return shutil.which("apt-get") is not None


def install(packages: Sequence[str], purpose: str) -> None:
    """Install `packages` when run by root; otherwise, or if that fails, raise SetupError.

    `purpose` begins the sentence that the user reads, such as "To open its window".
    """
    names = " ".join(packages)
    if os.geteuid() != 0:
        raise SetupError(
            f"{purpose}, Underdrawing needs system packages that are missing here."
            f" Install them with:\n\n    sudo apt-get install -y {names}\n\nand start again."
        )
    say(f"{purpose}, Underdrawing installs system packages (once): {names}.")
    # Old lists often still serve, so only the installation has the last word.
    _apt_get("update")
    done = _apt_get("install", "-y", "--no-install-recommends", *packages)
    if done.returncode:
        raise SetupError(
            "The system packages could not be installed. The lines above say why; mend that, run"
            f"\n\n    apt-get update && apt-get install -y {names}\n\nand start again.",
            done.stdout,
        )


def _apt_get(*command: str) -> subprocess.CompletedProcess[str]:
    # Something else may be installing packages just now, as on a machine that has just started.
    patient = f"DPkg::Lock::Timeout={LOCK_WAIT_S}"
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return captured(["apt-get", "--quiet", "-o", patient, *command], environ)
