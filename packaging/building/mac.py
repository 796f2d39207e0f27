"""The disk image for macOS: Underdrawing.app, signed and notarised where an identity is set.

UNDERDRAWING_SIGN_IDENTITY names a certificate of the keychain ("Developer ID Application: ..."),
and UNDERDRAWING_NOTARY_PROFILE a profile that `xcrun notarytool store-credentials` has kept.
Without the first, the application is signed for this computer only, as all on Apple silicon is.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from building import tools
from building.facts import AUTHORS, LICENCE, PICTURES, TITLE, VERSION, file_stem
from building.freeze import add_papers
from failures import SetupError, say

IDENTITY = "UNDERDRAWING_SIGN_IDENTITY"
PROFILE = "UNDERDRAWING_NOTARY_PROFILE"
KEYCHAIN = "UNDERDRAWING_NOTARY_KEYCHAIN"
"""Which keychain has the profile, if it is not the user's."""

_TYPES = {
    "image/png": "public.png",
    "image/jpeg": "public.jpeg",
    "image/webp": "org.webmproject.webp",
    "image/avif": "public.avif",
    "image/heic": "public.heic",
    "image/heif": "public.heif",
    "image/tiff": "public.tiff",
    "image/vnd.adobe.photoshop": "com.adobe.photoshop-image",
    "image/gif": "com.compuserve.gif",
    "image/bmp": "com.microsoft.bmp",
}
"""What macOS calls the kinds of pictures."""

_TRIES = 5
_PAUSE_S = 15


def info_plist(languages: Iterable[str]) -> dict[str, Any]:
    """What macOS is told of the application, beyond the names that PyInstaller writes.

    `languages`: codes of those that the window speaks besides English.
    """
    return {
        "CFBundleDisplayName": TITLE,
        "CFBundleVersion": VERSION,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", *sorted(languages)],
        # Offered under *Open with* and for what is dropped on the dock; no type is taken over.
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Picture",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [_TYPES[kind] for kind in PICTURES],
            }
        ],
        "LSApplicationCategoryType": "public.app-category.graphics-design",
        "LSMinimumSystemVersion": "14.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"{AUTHORS}. {LICENCE}.",
    }


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
    # "Resource busy" is what it says at times, while the system still looks through the files.
    _with_patience(["hdiutil", "create", "-ov", *map(str, image)])
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
    login = ("--keychain-profile", profile, *(("--keychain", keychain) if keychain else ()))
    submit = ("xcrun", "notarytool", "submit", str(path), *login, "--wait")
    refuse_unaccepted(tools.run([*submit, "--output-format", "json"]), login)
    # What Apple knows of it may reach the servers that are asked here a little later.
    _with_patience(["xcrun", "stapler", "staple", str(path)])
    tools.run(
        ["spctl", "--assess", "--type", "open", "--context", "context:primary-signature", path]
    )


def refuse_unaccepted(said: str, login: Sequence[str]) -> None:
    """Raise SetupError with Apple's reasons unless `said`, what notarytool printed, accepts it.

    Its exit status is the same for both.
    """
    answer = dict(re.findall(r'"(id|status)"\s*:\s*"([^"]*)"', said))
    if answer.get("status") == "Accepted":
        return
    if "id" in answer:
        said += tools.run(["xcrun", "notarytool", "log", answer["id"], *login])
    raise SetupError("Apple has not accepted the image. The lines above say why.", said)


def _with_patience(command: Sequence[str]) -> None:
    """Run `command` as often as it takes, but not for ever; raises SetupError."""
    for _ in range(_TRIES - 1):
        try:
            tools.run(command)
        except SetupError:
            time.sleep(_PAUSE_S)
        else:
            return
    tools.run(command)
