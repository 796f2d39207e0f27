"""Nothing is packed whose licence is not packed with it."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

from building import licences
from failures import SetupError


def test_of_every_package_that_is_shipped_there_is_the_text_of_its_licence() -> None:
    packages = licences.shipped()
    assert len(packages) > 25
    for package in packages:
        texts = licences.texts_of(package)
        assert texts, f"{package.name} has none; see BESIDE in packaging/building/licences.py"
        assert sum(text.stat().st_size for text in texts) > 600, package.name


def test_what_the_lgpl_asks_for_is_there_for_each_library_under_it() -> None:
    for name in ("PySide6-Essentials", "shiboken6", "pillow-heif"):
        texts = {path.name for path in licences.texts_of(metadata.distribution(name))}
        assert {"lgpl-3.0.txt", "gpl-3.0.txt"} <= texts, name


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two packages, so that a test need not copy them all."""
    two = [metadata.distribution(name) for name in ("h11", "numpy")]
    monkeypatch.setattr(licences, "packed", lambda: two)


@pytest.mark.usefixtures("packed")
def test_they_are_collected_by_package_with_a_table_of_contents(tmp_path: Path) -> None:
    folder = licences.collect_licences(tmp_path / "licences", ["h11._events", "json"], [])
    contents = (folder / "CONTENTS.txt").read_text("utf-8")
    assert re.search(r"^numpy +\d\S+ +BSD", contents, re.MULTILINE)
    assert re.search(r"^Python +3\.\d+ +PSF", contents, re.MULTILINE)
    assert {path.name for path in folder.iterdir()} == {"CONTENTS.txt", "python", "h11", "numpy"}
    numpy = metadata.distribution("numpy")
    different = {path.read_bytes() for path in licences.texts_of(numpy)}
    assert {path.read_bytes() for path in (folder / "numpy").iterdir()} == different


@pytest.mark.usefixtures("packed")
def test_a_package_without_a_licence_is_not_packed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(licences, "texts_of", lambda package: [])
    with pytest.raises(SetupError, match="h11 comes without the text"):
        licences.collect_licences(tmp_path / "licences", [], [])


@pytest.mark.usefixtures("packed")
def test_a_module_that_came_along_unasked_is_not_packed(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="pytest"):
        licences.collect_licences(tmp_path / "licences", ["h11", "pytest.cacheprovider"], [])


@pytest.mark.skipif(not Path("/usr/bin/dpkg-query").is_file(), reason="this is not Debian")
@pytest.mark.usefixtures("packed")
def test_a_library_of_the_system_brings_what_debian_says_of_it(tmp_path: Path) -> None:
    library = next(Path("/lib").glob("*-linux-gnu/libz.so.1"))
    folder = licences.collect_licences(tmp_path / "licences", [], [library])
    assert "Gailly" in (folder / "zlib1g" / "copyright.txt").read_text("utf-8")
