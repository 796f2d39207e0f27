"""The disk image for macOS: Underdrawing.app, signed and notarised where an identity is set.

UNDERDRAWING_SIGN_IDENTITY names a certificate of the keychain ("Developer ID Application: ..."),
and UNDERDRAWING_NOTARY_PROFILE a profile that `xcrun notarytool store-credentials` has kept.
Without the first, the application is signed for this computer only, as all on Apple silicon is.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from building import tools
from building.facts import TITLE, file_stem
from building.freeze import add_papers
from failures import SetupError, say

IDENTITY = "UNDERDRAWING_SIGN_IDENTITY"
PROFILE = "UNDERDRAWING_NOTARY_PROFILE"
KEYCHAIN = "UNDERDRAWING_NOTARY_KEYCHAIN"
"""Which keychain has the profile, if it is not the user's."""


def make_dmg(app: Path, work: Path, out: Path) -> Path:
    """The frozen `app` as a .dmg in `out`; raises SetupError."""
    identity, profile = os.environ.get(IDENTITY, ""), os.environ.get(PROFILE, "")
    if profile and not identity:
        raise SetupError(f"What is notarised must be signed: set {IDENTITY} as well as {PROFILE}.")
    # PyInstaller has signed each file with the identity that it was given, or for here only.
    tools.run(["codesign", "--verify", "--deep", "--strict", app])
    stage = tools.empty(work / "dmg")
    # ditto keeps links and signatures as they are.
    tools.run(["ditto", app, stage / app.name])
    (stage / "Applications").symlink_to("/Applications")
    papers = stage / "Licences"
    papers.mkdir()
    add_papers(papers)
    path = out / f"{file_stem()}.dmg"
    path.unlink(missing_ok=True)
    image = ("-volname", TITLE, "-srcfolder", stage, "-fs", "HFS+", "-format", "ULMO", path)
    tools.run(["hdiutil", "create", *map(str, image)])
    if identity:
        tools.run(["codesign", "--sign", identity, "--timestamp", path])
    if profile:
        _notarise(path, profile)
    else:
        say(f"{path.name} is not notarised: {PROFILE} is not set.")
    shutil.rmtree(stage)
    return path


def _notarise(path: Path, profile: str) -> None:
    """Have Apple look at the image, and staple what it says to it."""
    say(f"Apple looks at {path.name}, which takes some minutes.")
    keychain = os.environ.get(KEYCHAIN)
    where = ("--keychain", keychain) if keychain else ()
    submit = ("notarytool", "submit", str(path), "--keychain-profile", profile, *where, "--wait")
    tools.run(["xcrun", *submit])
    # It fails for what Apple has refused, whatever submit's exit status was.
    tools.run(["xcrun", "stapler", "staple", str(path)])
    tools.run(
        ["spctl", "--assess", "--type", "open", "--context", "context:primary-signature", path]
    )
