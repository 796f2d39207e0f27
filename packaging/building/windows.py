"""The installer for Windows, by Inno Setup; signed where a certificate is set.

UNDERDRAWING_SIGN_THUMBPRINT names a certificate of the user's store by its SHA-1, as signtool does.
An installer and not an MSIX, which Windows refuses to install at all unless it is signed.
"""

from __future__ import annotations

import os
from pathlib import Path

from building import tools
from building.facts import AUTHORS, NAME, PICTURES, ROOT, TITLE, VERSION, file_stem
from failures import SetupError, say

THUMBPRINT = "UNDERDRAWING_SIGN_THUMBPRINT"
TIMES = "UNDERDRAWING_SIGN_TIMESTAMP"
"""Which server says when it was signed, so that the signature outlives the certificate."""

SCRIPT = ROOT / "packaging" / "building" / "underdrawing.iss"
_PLACES = [
    Path(os.environ.get(variable, usual)) / f"Inno Setup {version}" / "ISCC.exe"
    for version in (6, 7)
    for variable, usual in (
        ("PROGRAMFILES(X86)", "C:/Program Files (x86)"),
        ("PROGRAMFILES", "C:/Program Files"),
    )
]
"""Where Inno Setup installs its compiler."""


def sign_programs(folder: Path) -> None:
    """Sign the programs of the frozen `folder`, if there is something to sign them with."""
    for program in sorted(folder.glob("*.exe")):
        if command := signing(str(program)):
            tools.run(command)
        else:
            say(f"{program.name} is not signed: {THUMBPRINT} is not set.")


def make_installer(folder: Path, work: Path, out: Path) -> Path:
    """The frozen `folder` as a setup program in `out`; raises SetupError."""
    compiler = tools.find("ISCC", *_PLACES, variable="ISCC")
    if compiler is None:
        raise SetupError("The installer is written by Inno Setup, which is not here. Install 6.3.")
    defined = {
        "Name": NAME,
        "Title": TITLE,
        "Version": VERSION,
        "Publisher": AUTHORS,
        "Folder": folder,
        "Icon": work / "icons" / f"{NAME}.ico",
        "Stem": f"{file_stem()}-setup",
        "Types": registry_lines(work / "types.iss"),
    }
    options = [f"/D{key}={value}" for key, value in defined.items()]
    # Inno Setup has the uninstaller signed as well, which no one else can get at.
    if command := signing("$f"):
        options += ["/DSigned", f"/Sunderdrawing={' '.join(command)}"]
    else:
        say(f"The installer is not signed: {THUMBPRINT} is not set.")
    tools.run([compiler, "/Q", f"/O{out}", *options, SCRIPT])
    return out / f"{file_stem()}-setup.exe"


def registry_lines(path: Path) -> Path:
    """Write to `path` what offers Underdrawing under *Open with*, and takes no file type over."""
    key = rf"Software\Classes\Applications\{NAME}.exe\SupportedTypes"
    endings = [ending for endings in PICTURES.values() for ending in endings]
    lines = ["[Registry]"]
    lines += [
        f'Root: HKA; Subkey: "{key}"; ValueType: string; ValueName: "{ending}"; ValueData: ""'
        for ending in endings
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def signing(file: str) -> list[str]:
    """The command that signs `file`; empty if there is nothing to sign it with."""
    thumbprint, times = os.environ.get(THUMBPRINT), os.environ.get(TIMES)
    if not thumbprint:
        return []
    stamped = ("/tr", times, "/td", "sha256") if times else ()
    return ["signtool", "sign", "/fd", "sha256", "/sha1", thumbprint, *stamped, file]
