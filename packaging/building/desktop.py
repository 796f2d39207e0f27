"""What a Linux desktop is told: how Underdrawing starts, its icon, its pictures, and its papers."""

from __future__ import annotations

import gzip
from pathlib import Path

from building.facts import CATEGORIES, COMMENT, NAME, PICTURES, TITLE
from building.icons import write_hicolor
from building.manual import manual
from building.metainfo import COMPONENT, metainfo

_TEXTS = {
    "GenericName": ("Guide images for ControlNet", "Vorlagen für ControlNet"),
    "Comment": COMMENT,
    "Keywords": (
        "ControlNet;edges;line art;depth;pose;preprocessor;",
        "ControlNet;Kanten;Strichzeichnung;Tiefe;Pose;",
    ),
}
"""Each in English and in German, which the window speaks as well."""


def desktop_entry(program: str = NAME) -> str:
    """The desktop entry, by the specification of freedesktop.org; `program` is what it starts."""
    lines = ["[Desktop Entry]", "Type=Application", "Version=1.1", f"Name={TITLE}"]
    for key, (english, german) in _TEXTS.items():
        lines += [f"{key}={english}", f"{key}[de]={german}"]
    lines += [
        f"Exec={program} %F",
        f"Icon={NAME}",
        "Terminal=false",
        f"Categories={''.join(f'{name};' for name in CATEGORIES)}",
        f"MimeType={''.join(f'{name};' for name in PICTURES)}",
        # What X11 calls the window, so that a dock shows it under this entry.
        f"StartupWMClass={TITLE}",
        "StartupNotify=true",
    ]
    return "\n".join(lines) + "\n"


def write_share(share: Path) -> None:
    """Write desktop entry, icons, man page and metainfo into `share`, such as /usr/share."""
    entry = share / "applications" / f"{NAME}.desktop"
    entry.parent.mkdir(parents=True)
    entry.write_text(desktop_entry(), "utf-8", newline="\n")
    write_hicolor(share)
    page = share / "man" / "man1" / f"{NAME}.1.gz"
    page.parent.mkdir(parents=True)
    page.write_bytes(gzip.compress(manual().encode(), mtime=0))
    told = share / "metainfo" / f"{COMPONENT}.metainfo.xml"
    told.parent.mkdir()
    told.write_bytes(metainfo())
