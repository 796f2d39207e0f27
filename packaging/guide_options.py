"""Keeps what the user guide says of the preprocessors as the catalogue and the translations do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from core.catalog import CATALOG
from guide_pages import Page
from guide_words import Words

PAGE = "guides.html"
"""What tells of every preprocessor and its options, in the folder of each language."""


def write_lists(folder: Path, words: Mapping[str, Words]) -> None:
    """Write the options anew into the page of each language in `folder`."""
    for language, of_it in words.items():
        page = folder / language / PAGE
        page.write_text(with_lists(page.read_text("utf-8"), of_it.texts), "utf-8", newline="\n")


def with_lists(text: str, said: Mapping[str, str]) -> str:
    """The page `text`, with the options that every preprocessor has in its section.

    `said` has the texts of the catalogue in the language of the page, by what they are in English.
    """
    for name, entry in CATALOG.items():
        lines = [
            f"<dt>{escape(said.get(option.title, option.title))}</dt>\n"
            f"<dd>{escape(said.get(option.hint, option.hint))}</dd>\n"
            for option in entry.options
        ]
        before, section, after = text.partition(f'<section class="guide" id="{name}">')
        if section:
            head, begin, rest = after.partition("<dl>\n")
            text = before + section + head + begin + "".join(lines) + rest[rest.index("</dl>") :]
    return text


def faults_of_lists(path: Path, page: Page, said: Mapping[str, str]) -> Iterator[str]:
    """What `page`, read from `path`, says otherwise than the catalogue; none if nothing."""
    text = path.read_text("utf-8")
    if with_lists(text, said) != text:
        yield "its options are not those of the catalogue: python3 packaging/guide.py --options"
    for name, entry in CATALOG.items():
        told = " ".join(page.titles.get(name.value, "").split())
        for source in (entry.title, entry.description) if entry.of_the_api else ():
            words = said.get(source, source)
            if words not in told:
                yield f"#{name} does not say: {words}"
