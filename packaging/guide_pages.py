"""Reads a page of the user guide: what it refers to, and of what parts it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "img", "source", "br"}
_INLINE = {"a", "em", "strong", "i", "kbd", "code", "br"}
"""What may stand elsewhere in a sentence of another language."""


@dataclass
class Page:
    """What one page refers to. `pictures`: source, alternative text, width and height."""

    name: str
    language: str = ""
    links: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str, str, str]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """What is emphasised: words that stand in the window."""
    code: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    """Every element that is not within a line, in its order: its name, id and picture."""
    others: dict[str, str] = field(default_factory=dict)
    """By language, the link to the same page in that."""
    headings: list[int] = field(default_factory=list)
    chapters: list[tuple[str, str]] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    """The text of every element that has an id, by it."""

    text: str = ""


def read_page(path: Path) -> Page:
    """The page in the file `path`."""
    reader = _Reader(Page(path.name))
    reader.feed(path.read_text("utf-8"))
    reader.close()
    reader.page.unclosed += reader.open
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.open: list[str] = []
        self._ids: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        page = self.page
        if "id" in given:
            page.anchors.append(given["id"])
            self._ids.append((len(self.open), given["id"]))
        if tag not in _INLINE:
            own = (given.get(name, "") for name in ("id", "src", "srcset"))
            page.parts.append(" ".join((tag, *filter(None, own))))
        self._note(tag, given)
        if tag not in VOID:
            self.open.append(tag)

    def _note(self, tag: str, given: dict[str, str]) -> None:
        page = self.page
        match tag:
            case "html":
                page.language = given.get("lang", "")
            case "a" | "link":
                page.links.append(given.get("href", ""))
                if "hreflang" in given:
                    page.others[given["hreflang"]] = given.get("href", "")
                if tag == "a" and "nav" in self.open:
                    page.chapters.append((given.get("href", ""), ""))
            case "img":
                size = given.get("width", ""), given.get("height", "")
                page.pictures.append((given.get("src", ""), given.get("alt", ""), *size))
            case "source":
                page.sources.append(given.get("srcset", ""))
            case "kbd":
                page.keys.append("")
            case "em":
                page.labels.append("")
            case "code":
                page.code.append("")
            case "h1" | "h2" | "h3":
                page.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.page.unclosed.append(tag)
        while self._ids and self._ids[-1][0] >= len(self.open):
            self._ids.pop()

    def handle_data(self, data: str) -> None:
        page = self.page
        page.text += data
        for _, name in self._ids:
            page.titles[name] = page.titles.get(name, "") + data
        if "kbd" in self.open:
            page.keys[-1] += data
        if "em" in self.open:
            page.labels[-1] += data
        if "code" in self.open:
            page.code[-1] += data
        if "nav" in self.open and "a" in self.open and page.chapters:
            href, title = page.chapters[-1]
            page.chapters[-1] = href, title + data
