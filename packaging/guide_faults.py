"""Says what is wrong with the user guide: of one page, of one language, and of all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from itertools import pairwise, zip_longest
from pathlib import Path, PurePosixPath

from PIL import Image

from guide_options import PAGE as OF_OPTIONS
from guide_options import faults_of_lists
from guide_pages import Page, read_page
from guide_words import Words

MOST_BYTES = 2 * 2**20
_LEAST_ALT = 12

Pages = Mapping[str, Page]


def faults(folder: Path, words: Mapping[str, Words]) -> Iterator[str]:
    """What is wrong with the guide in `folder`; none if nothing.

    It has a folder for each of the languages of `words`, but those that it was not translated
    into. Only keys and labels of these may be named; the pages of the first language say what
    those of the others are made of.
    """
    first, *rest = words
    others = [language for language in rest if (folder / language).is_dir()]
    guide = {language: _pages(folder / language) for language in (first, *others)}
    for language, pages in guide.items():
        if "index.html" not in pages:
            yield f"there is no {language}/index.html"
            return
        for fault in _faults_of_language(folder / language, pages, words[language]):
            yield f"{language}/{fault}"
        for page in pages.values():
            links = {other: f"../{other}/{page.name}" for other in guide if other != language}
            if page.language != language:
                yield f"{language}/{page.name}: its language is not told"
            if page.others != links:
                yield f"{language}/{page.name}: it does not lead to the other languages"
    for language in others:
        for fault in _differences(guide[first], guide[language], words[language].keys):
            yield f"{language}/{fault}"
    yield from _faults_of_files(folder, guide)


def _pages(folder: Path) -> Pages:
    return {path.name: read_page(path) for path in sorted(folder.glob("*.html"))}


def _faults_of_language(folder: Path, pages: Pages, words: Words) -> Iterator[str]:
    keys, labels = set(words.keys.values()), words.labels
    chapters = pages["index.html"].chapters
    if sorted(name for name, _ in chapters) != sorted(pages):
        yield "index.html: the chapters are not the pages"
    for page in pages.values():
        yield from (f"{page.name}: {fault}" for fault in _faults_of(page, folder, pages))
        yield from (f"{page.name}: {fault}" for fault in _faults_of_words(page, keys, labels))
        if page.chapters != chapters:
            yield f"{page.name}: other chapters than in index.html"
    if OF_OPTIONS in pages:
        told = faults_of_lists(folder / OF_OPTIONS, pages[OF_OPTIONS], words.texts)
        yield from (f"{OF_OPTIONS}: {fault}" for fault in told)


def _faults_of_words(page: Page, keys: Set[str], labels: Set[str]) -> Iterator[str]:
    yield from (f"no such key as {key}" for key in page.keys if key not in keys)
    said = (" ".join(label.split()) for label in page.labels)
    yield from (f"the window has no {label}" for label in said if label not in labels)


def _faults_of(page: Page, folder: Path, pages: Pages) -> Iterator[str]:
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
        elif anchor and anchor not in pages.get(name or page.name, Page("")).anchors:
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


def _differences(first: Pages, other: Pages, keys: Mapping[str, str]) -> Iterator[str]:
    """In what the pages of a language are made otherwise than the first one's.

    `keys` are those of the first, each as the other writes it.
    """
    for name in sorted(first.keys() | other.keys()):
        if name not in first or name not in other:
            yield f"{name}: it is not in every language"
            continue
        here, there = other[name], first[name]
        for part, wanted in zip_longest(here.parts, there.parts, fillvalue="nothing"):
            if part != wanted:
                yield f"{name}: {part} where {there.language} has {wanted}"
                break
        translated = [keys.get(key, key) for key in there.keys]
        for what, ours, theirs in (
            ("key", here.keys, translated),
            ("code", here.code, there.code),
            ("link", _own(here), _own(there)),
        ):
            if Counter(ours) != Counter(theirs):
                only = (Counter(ours) - Counter(theirs)) or (Counter(theirs) - Counter(ours))
                yield f"{name}: a {what} is in one language alone: {min(only)}"


def _own(page: Page) -> list[str]:
    """The links of `page` but those to other languages."""
    return [link for link in page.links if link not in page.others.values()]


def _faults_of_files(folder: Path, guide: Mapping[str, Pages]) -> Iterator[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    for language, pages in guide.items():
        named = {f"{language}/{name}" for name in pages}
        for page in pages.values():
            for name in (*(source for source, *_ in page.pictures), *page.sources, *page.links):
                above, _, rest = name.partition("../")
                named.add(f"{language}/{above}" if above else rest)
        for path in files:
            name = path.relative_to(folder).as_posix()
            if name not in named:
                yield f"{language}: {PurePosixPath(name).name} is not used"
    size = sum(path.stat().st_size for path in files)
    if size > MOST_BYTES:
        yield f"{size} bytes are more than {MOST_BYTES}"
