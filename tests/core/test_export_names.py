"""What guides are called: whatever the picture was called, on every file system."""

from __future__ import annotations

import ntpath
import sys
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.export import NAME_BYTES_MAX, format_of, guide_name
from core.file_format import FileFormat
from core.preprocessor import Preprocessor

PNG, WEBP, JPG = FileFormat.PNG, FileFormat.WEBP, FileFormat.JPG
CANNY = Preprocessor.CANNY

NAMES = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=300),
    st.sampled_from(
        ["CON", "con.x", "nul", "COM1", "lpt\u00b9.a", "..", "a/b", "x. . ", "ö" * 300]
    ),
)


@settings(deadline=None)
@given(NAMES, st.sampled_from(Preprocessor), st.sampled_from(FileFormat), st.integers(1, 5000))
def test_every_picture_name_gives_a_name_that_every_file_system_takes(
    picture_name: str, preprocessor: Preprocessor, file_format: FileFormat, number: int
) -> None:
    name = guide_name(picture_name, preprocessor, file_format, number=number)
    numbered = "" if number == 1 else f"-{number}"
    tail = f"-{preprocessor}{numbered}.{file_format.lower()}"
    assert name.endswith(tail)
    assert len(name) > len(tail)
    assert len(name.encode()) <= NAME_BYTES_MAX
    assert not set(name) & set('/\\:*?"<>|')
    assert all(ord(char) >= 32 and not 127 <= ord(char) < 160 for char in name)
    assert not name.startswith((".", " "))
    assert not _is_reserved_on_windows(name)
    assert format_of(Path(name)) is file_format


def _is_reserved_on_windows(name: str) -> bool:
    if sys.version_info >= (3, 13):
        return ntpath.isreserved(name)
    return PureWindowsPath(name).is_reserved()


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=300))
def test_every_name_can_really_be_written_here(
    tmp_path_factory: pytest.TempPathFactory, picture_name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / guide_name(picture_name, CANNY, PNG)
    path.touch()
    assert path in set(path.parent.iterdir())
    path.unlink()


@pytest.mark.parametrize(
    ("picture_name", "expected"),
    [
        ("cat", "cat-canny.png"),
        ("My cat, asleep", "My cat, asleep-canny.png"),
        ("猫", "猫-canny.png"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j-canny.png"),
        ("two\nlines", "two_lines-canny.png"),
        ("half \udcff", "half _-canny.png"),
        (" .hidden. ", "hidden-canny.png"),
        ("...", "picture-canny.png"),
        ("CON", "_CON-canny.png"),
        ("Aux.old", "_Aux.old-canny.png"),
        ("console", "console-canny.png"),
    ],
)
def test_a_guide_is_called_after_its_picture(picture_name: str, expected: str) -> None:
    assert guide_name(picture_name, CANNY, PNG) == expected


def test_a_long_name_is_cut_between_characters_and_keeps_its_end() -> None:
    name = guide_name("ö" * 200, Preprocessor.LINEART_ANIME, WEBP, number=12)
    assert name == "ö" * 116 + "-lineart_anime-12.webp"
    assert len(name.encode()) == 254


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.png", PNG),
        ("a.PNG", PNG),
        ("a.webp", WEBP),
        ("a.jpg", JPG),
        ("a.b.Jpeg", JPG),
        ("a.TIF", FileFormat.TIFF),
        ("a.tiff", FileFormat.TIFF),
        ("a.gif", None),
        ("png", None),
        (".png", None),
    ],
)
def test_the_suffix_says_the_format(name: str, expected: FileFormat | None) -> None:
    assert format_of(Path(name)) is expected
