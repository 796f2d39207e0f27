"""Reads the pages of the user guide and says what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from PIL import Image

MOST_BYTES = 2 * 2**20
VOID = {"meta", "link", "img", "source", "br"}
_LEAST_ALT = 12


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
        match tag:
            case "html":
                page.language = given.get("lang", "")
            case "a" | "link":
                page.links.append(given.get("href", ""))
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
            case "h1" | "h2" | "h3":
                page.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

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
        if "nav" in self.open and "a" in self.open and page.chapters:
            href, title = page.chapters[-1]
            page.chapters[-1] = href, title + data


def faults(folder: Path, keys: Set[str], labels: Set[str]) -> Iterator[str]:
    """What is wrong with the guide in `folder`; none if nothing.

    Only `keys` may be named, in Qt's portable form, such as "Ctrl+E", and only `labels` emphasised.
    """
    pages = {path.name: read_page(path) for path in sorted(folder.glob("*.html"))}
    if "index.html" not in pages:
        yield "there is no index.html"
        return
    chapters = pages["index.html"].chapters
    if sorted(name for name, _ in chapters) != sorted(pages):
        yield "the chapters are not the pages"
    for page in pages.values():
        yield from (f"{page.name}: {fault}" for fault in _faults_of(page, folder, pages))
        yield from (f"{page.name}: no such key as {key}" for key in page.keys if key not in keys)
        said = (" ".join(label.split()) for label in page.labels)
        yield from (f"{page.name}: the window has no {it}" for it in said if it not in labels)
        if page.chapters != chapters:
            yield f"{page.name}: other chapters than in index.html"
    yield from _faults_of_files(folder, pages)


def _faults_of(page: Page, folder: Path, pages: dict[str, Page]) -> Iterator[str]:
    if page.language != "en":
        yield "its language is not told"
    if page.headings[:1] != [1] or page.headings.count(1) != 1:
        yield "it does not begin with its one title"
    if any(after > before + 1 for before, after in pairwise(page.headings)):
        yield "a heading skips a level"
    yield from (f"<{tag}> is not closed" for tag in page.unclosed)
    yield from (
        f"#{name} is there twice" for name, times in Counter(page.anchors).items() if times > 1
    )
    for link in page.links:
        name, _, anchor = link.partition("#")
        if ":" in name or name.startswith("/"):
            yield f"{link} is not in the guide"
        elif name and not (folder / name).is_file():
            yield f"there is no {name}"
        elif anchor and anchor not in pages[name or page.name].anchors:
            yield f"there is no {link}"
    for source, alt, width, height in page.pictures:
        if len(alt) < _LEAST_ALT:
            yield f"{source} is not described"
        if not (folder / source).is_file():
            yield f"there is no {source}"
            continue
        with Image.open(folder / source) as picture:
            if (width, height) != (str(picture.width), str(picture.height)):
                yield f"{source} is {picture.width} x {picture.height}"
    yield from (f"there is no {name}" for name in page.sources if not (folder / name).is_file())


def _faults_of_files(folder: Path, pages: dict[str, Page]) -> Iterator[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    used = {name for page in pages.values() for name, *_ in page.pictures}
    used |= {name for page in pages.values() for name in page.sources}
    used |= {name for page in pages.values() for name in page.links} | set(pages)
    for path in files:
        if path.relative_to(folder).as_posix() not in used:
            yield f"{path.name} is not used"
    size = sum(path.stat().st_size for path in files)
    if size > MOST_BYTES:
        yield f"{size} bytes are more than {MOST_BYTES}"
