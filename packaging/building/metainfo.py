"""What software centres show of Underdrawing: a metainfo file of AppStream.

It names no address and has no screenshots, which it would have to fetch: Underdrawing has no place
on the web yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from building.changes import releases
from building.facts import (
    AUTHORS,
    CATEGORIES,
    COMMENT,
    DESCRIPTION,
    DESCRIPTION_DE,
    IDENTIFIER,
    LICENCE,
    NAME,
    PICTURES,
    TITLE,
)

COMPONENT = f"{IDENTIFIER}.{NAME}"
"""How software centres tell programs apart; they want three parts at least."""

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def metainfo() -> bytes:
    """The whole file, as XML in UTF-8."""
    root = Xml.Element("component", type="desktop-application")
    _add(root, "id", COMPONENT)
    _add(root, "name", TITLE)
    _add(root, "summary", COMMENT[0])
    _add(root, "summary", COMMENT[1], **{_LANGUAGE: "de"})
    developer = _add(root, "developer", id=IDENTIFIER)
    _add(developer, "name", AUTHORS)
    _add(root, "metadata_license", LICENCE)
    _add(root, "project_license", LICENCE)
    description = _add(root, "description")
    for english, german in zip(DESCRIPTION, DESCRIPTION_DE, strict=True):
        _add(description, "p", english)
        _add(description, "p", german, **{_LANGUAGE: "de"})
    _add(root, "launchable", f"{NAME}.desktop", type="desktop-id")
    _add(root, "icon", NAME, type="stock")
    categories = _add(root, "categories")
    for category in CATEGORIES:
        _add(categories, "category", category)
    provides = _add(root, "provides")
    _add(provides, "binary", NAME)
    for kind in PICTURES:
        _add(provides, "mediatype", kind)
    supports = _add(root, "supports")
    for control in ("pointing", "keyboard"):
        _add(supports, "control", control)
    # Of the kinds of content that are asked about there is none.
    _add(root, "content_rating", type="oars-1.1")
    told = _add(root, "releases")
    for release in releases():
        kind = "stable" if release.is_out else "development"
        one = _add(told, "release", version=release.version, date=str(release.day), type=kind)
        _list(_add(one, "description"), release.items)
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _add(above: Xml.Element, tag: str, text: str | None = None, **attributes: str) -> Xml.Element:
    made = Xml.SubElement(above, tag, attributes)
    made.text = text
    return made


def _list(above: Xml.Element, items: Sequence[str]) -> None:
    points = _add(above, "ul")
    for item in items:
        _add(points, "li", item)
