"""Translations as Qt's tools keep them: .ts files, read, merged with all texts, written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from texts import Text

CONTEXT = "Underdrawing"


def merged(
    ts: ElementTree.Element, texts: Sequence[Text], language: str, *, forget: bool = False
) -> ElementTree.Element:
    """A .ts of `texts`, with the translations that `ts` has of them.

    What `ts` has translated besides is kept at the end, marked as vanished, unless to `forget`.
    """
    old = {_key(message): message for message in ts.iter("message")}
    new = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(new, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text in texts:
        message = _message(text)
        before = old.pop((text.source, text.counted), None)
        if before is not None:
            translation = before.find("translation")
            assert translation is not None
            if translation.get("type") == "vanished":
                del translation.attrib["type"]
            message.remove(message[-1])
            message.append(translation)
        context.append(message)
    for message in () if forget else old.values():
        translation = message.find("translation")
        if translation is not None and "".join(translation.itertext()).strip():
            translation.set("type", "vanished")
            context.append(message)
    ElementTree.indent(new, " " * 4)
    return new


def unfinished(ts: ElementTree.Element) -> list[str]:
    """The sources that have no finished translation, and those that are in no text any more."""
    lacking = []
    for message in ts.iter("message"):
        translation = message.find("translation")
        if translation is None or translation.get("type") is not None:
            lacking.append(message.findtext("source", ""))
    return lacking


def written(ts: ElementTree.Element) -> str:
    """The text of a .ts file, as Qt's tools begin it."""
    body = ElementTree.tostring(ts, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'


def read(path: Path) -> ElementTree.Element:
    """The .ts in `path`; one without messages if there is none."""
    if not path.exists():
        return ElementTree.Element("TS")
    return ElementTree.fromstring(path.read_text("utf-8"))  # noqa: S314 - our own file


def _key(message: ElementTree.Element) -> tuple[str, bool]:
    return message.findtext("source", ""), message.get("numerus") == "yes"


def _message(text: Text) -> ElementTree.Element:
    message = ElementTree.Element("message", {"numerus": "yes"} if text.counted else {})
    ElementTree.SubElement(message, "location", filename=f"../../{text.where}")
    ElementTree.SubElement(message, "source").text = text.source
    if text.counted:
        ElementTree.SubElement(message, "extracomment").text = f"Of one: {text.one}"
    translation = ElementTree.SubElement(message, "translation", type="unfinished")
    if text.counted:
        for _ in range(2):
            ElementTree.SubElement(translation, "numerusform")
    return message
