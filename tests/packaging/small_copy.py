"""A source folder like ours, with a small application that needs one small package."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environment import Environment

SCRIPTS = Path(__file__).parents[2] / "packaging"
APPLICATION = """
import json, os, sys
import brush, core
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "brush": brush.WIDTH,
                  "prefix": sys.prefix}))
sys.exit(int(os.environ.get("EXIT_CODE", "0")))
"""


@dataclass(frozen=True)
class SmallCopy:
    """The folder `root`, with the wheels in `wheels` as all that pip can find."""

    root: Path
    wheels: Path

    @property
    def environment(self) -> Environment:
        return Environment(self.root)

    @property
    def stamp(self) -> Path:
        return self.root / ".venv" / "underdrawing.json"

    def requirements(self, file: str) -> Path:
        return self.root / "packaging" / file

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(self.root / "packaging" / "run.py"), *arguments]

    def environ(self, **changes: str) -> dict[str, str]:
        pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
        return {**os.environ, **pip, "PIP_FIND_LINKS": str(self.wheels), **changes}

    def start(
        self, *arguments: str, folder: Path | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `run.py` as a user does, by default with a command that opens no window."""
        return subprocess.run(
            self.command(*arguments or ("preprocessors",)),
            cwd=folder or self.root.parent,
            env=self.environ(**environ),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


def make_small_copy(folder: Path) -> SmallCopy:
    """A small copy in a folder whose name has a space and a letter that is not ASCII."""
    copy = SmallCopy(folder / "my köpie", folder / "wheels")
    (copy.root / "packaging").mkdir(parents=True)
    for script in SCRIPTS.glob("*.py"):
        shutil.copy(script, copy.root / "packaging")
    for package in ("core", "ui"):
        (copy.root / package).mkdir()
        (copy.root / package / "__init__.py").touch()
    (copy.root / "ui" / "__main__.py").write_text(APPLICATION, "utf-8")
    digest = make_wheel(copy.wheels)
    copy.requirements("requirements.txt").write_text(f"brush==1.0 --hash=sha256:{digest}\n")
    return copy


def make_wheel(folder: Path) -> str:
    """A wheel of the package brush in `folder`; returns its SHA-256."""
    info = "brush-1.0.dist-info"
    files = {
        "brush/__init__.py": "WIDTH = 3\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: brush\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},sha256={_digest(text)},{len(text)}\n" for name, text in files.items())
    folder.mkdir()
    wheel = folder / "brush-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(name, text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def said(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What the application printed, which must be all that was printed."""
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
