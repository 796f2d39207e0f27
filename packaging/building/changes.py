"""What has changed, read from CHANGELOG.md: packages say it in forms of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from building import tools
from building.facts import ROOT, VERSION
from failures import SetupError

_HEADING = re.compile(r"^## (?P<version>\S+), (?P<state>\S+)$", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Release:
    """One version, with what its section says."""

    version: str
    day: date
    """When it came out; of one that has not, the day that files in packages are given."""

    is_out: bool
    items: tuple[str, ...]
    """What is new, a sentence or more each, as plain text."""


def releases(text: str | None = None) -> list[Release]:
    """Those of CHANGELOG.md, or of a `text` in its form, the newest first.

    Raises SetupError if the newest is not the version that is packed.
    """
    if text is None:
        text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    found = [
        _release(heading["version"], heading["state"], text[heading.end() : end])
        for heading, end in zip(headings, ends, strict=True)
    ]
    if not found or found[0].version != VERSION:
        raise SetupError(f"CHANGELOG.md does not begin with {VERSION}. Say there what is new.")
    return found


def _release(version: str, state: str, section: str) -> Release:
    is_out = bool(_DAY.fullmatch(state))
    day = (
        date.fromisoformat(state) if is_out else datetime.fromtimestamp(tools.made_at(), UTC).date()
    )
    items = re.split(r"^- ", section, flags=re.MULTILINE)[1:]
    plain = (" ".join(item.replace("`", "").split()) for item in items)
    return Release(version, day, is_out, tuple(plain))
