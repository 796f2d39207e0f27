"""What software centres and package managers are told: summary, kinds of files, what is new."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from building import changes, deb, desktop, facts, manual, metainfo
from failures import SetupError

CHANGES = f"""# Changes

## {facts.VERSION}, 2026-03-04

A sentence on the whole.

- What is new, with `code` and
  a second line.
- More.

## 0.0.9, 2025-12-31

- The first.
"""


def test_the_changes_are_read_by_version_with_the_day_that_each_came_out() -> None:
    new, old = changes.releases(CHANGES)
    assert (new.version, new.day, new.is_out) == (facts.VERSION, date(2026, 3, 4), True)
    assert new.items == ("What is new, with code and a second line.", "More.")
    assert (old.version, old.items) == ("0.0.9", ("The first.",))


def test_what_is_not_out_yet_has_the_day_of_the_files_in_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(86_400))
    (found,) = changes.releases(f"## {facts.VERSION}, unreleased\n\n- New.\n")
    assert (found.day, found.is_out) == (date(1970, 1, 2), False)


def test_no_package_is_made_of_a_version_whose_changes_are_not_told() -> None:
    with pytest.raises(SetupError, match=r"does not begin with"):
        changes.releases("## 99.0, unreleased\n\n- New.\n")


def test_of_this_version_something_is_new() -> None:
    newest = changes.releases()[0]
    assert len(newest.items) > 10
    assert all(item.endswith((".", ")")) and "`" not in item for item in newest.items)


def test_the_metainfo_says_what_the_desktop_entry_does() -> None:
    root = Xml.fromstring(metainfo.metainfo())
    entry = desktop.desktop_entry()
    kinds = {element.text for element in root.findall("provides/mediatype")}
    assert kinds == set(facts.PICTURES)
    assert root.findtext("launchable") == f"{facts.NAME}.desktop"
    assert f"\nComment={root.findtext('summary')}\n" in entry
    categories = "".join(f"{element.text};" for element in root.findall("categories/category"))
    assert f"\nCategories={categories}\n" in entry
    release = root.find("releases/release")
    assert release is not None
    assert release.get("version") == facts.VERSION
    assert len(release.findall("description/ul/li")) == len(changes.releases()[0].items)


def test_the_metainfo_speaks_german_as_often_as_english() -> None:
    root = Xml.fromstring(metainfo.metainfo())
    for path in ("summary", "description/p"):
        languages = [
            element.get("{http://www.w3.org/XML/1998/namespace}lang")
            for element in root.findall(path)
        ]
        assert languages.count("de") == languages.count(None) > 0, path


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="appstream is not here")
def test_the_metainfo_is_valid(tmp_path: Path) -> None:
    path = tmp_path / f"{metainfo.COMPONENT}.metainfo.xml"
    path.write_bytes(metainfo.metainfo())
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", path],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_metainfo_lies_where_software_centres_look(tmp_path: Path) -> None:
    desktop.write_share(tmp_path)
    (found,) = (tmp_path / "metainfo").iterdir()
    root = Xml.fromstring(found.read_bytes())
    assert found.name == f"{root.findtext('id')}.metainfo.xml"
    assert re.fullmatch(r"[a-z]+(\.[a-z]+){2,}", root.findtext("id") or "")


@pytest.mark.skipif(not shutil.which("dpkg-parsechangelog"), reason="dpkg-dev is not here")
def test_debian_reads_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "changelog"
    path.write_text(deb.changelog(), "utf-8")
    done = subprocess.run(
        ["dpkg-parsechangelog", f"-l{path}", "--all"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"\nVersion: {facts.VERSION}\n" in done.stdout
    assert done.stdout.count("\n   * ") == sum(len(one.items) for one in changes.releases())


def test_no_heading_of_the_man_page_is_followed_by_an_empty_paragraph() -> None:
    page = manual.manual()
    assert not re.search(r"^\.S[HS] .*\n\.PP$", page, re.MULTILINE)
    assert "\n.PP\n" in page
    assert re.match(r'\.TH UNDERDRAWING 1 "\d{4}-\d\d-\d\d" ', page)
