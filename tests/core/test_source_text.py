"""Text becomes a picture: a data URI, base64, or whatever names one."""

from __future__ import annotations

import asyncio
import base64
import os
from pathlib import Path
from urllib import request
from urllib.error import URLError
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image

from core import codec
from core.errors import PictureError
from core.source import from_base64, from_data_uri, open_picture
from tests.core.pictures import noise, quadrants, saved

PNG = saved(Image.fromarray(quadrants()), "PNG")
BASE64 = base64.b64encode(PNG).decode()
# Large enough that its base64 is longer than a file name may be, with all of the alphabet.
GRAIN = saved(Image.fromarray(noise((60, 60, 3))), "PNG")
ROOT = Path(__file__).parents[2]
posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")


@pytest.mark.parametrize(
    "uri",
    [
        f"data:image/png;base64,{BASE64}",
        f"DATA:text/html;charset=utf-8;BASE64,{BASE64}",
        f"data:;base64,{BASE64}",
        f"data:image/png;base64,{quote(BASE64, safe='')}",
        f"data:image/jpeg,{quote(PNG)}",
        f"  data:image/png;base64,{BASE64[:50]}\n{BASE64[50:]}\n",
    ],
    ids=["plain", "wrong type", "no type", "escaped", "percent", "with line breaks"],
)
def test_a_data_uri_becomes_a_picture(uri: str) -> None:
    picture = from_data_uri(uri)
    assert np.array_equal(picture.pixels, quadrants())
    assert (picture.name, picture.origin) == ("picture", "data URI")


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("data:image/png;base64", "not complete"),
        ("data:image/png;base64,", "empty"),
        ("data:image/png;base64,iVBO*", "other characters"),
        ("data:text/html,<html>", "web page"),
        ("data:image/svg+xml,%3Csvg/%3E", "SVG"),
        (f"data:image/png;base64,{BASE64[:-40]}", "ends too early"),
    ],
)
def test_a_data_uri_that_is_no_picture_says_why(uri: str, words: str) -> None:
    with pytest.raises(PictureError, match=words) as refusal:
        from_data_uri(uri)
    assert "iVBO" not in str(refusal.value)


@pytest.mark.parametrize("file", [PNG, GRAIN])
def test_base64_comes_in_all_its_spellings(file: bytes) -> None:
    plain = base64.b64encode(file).decode()
    lines = "\r\n".join(plain[i : i + 76] for i in range(0, len(plain), 76))
    url_safe = base64.urlsafe_b64encode(file).decode()
    for text in (plain, lines, url_safe, url_safe.rstrip("="), f" {plain}\n"):
        picture = from_base64(text)
        assert np.array_equal(picture.pixels, codec.decode(file))
        assert (picture.name, picture.origin) == ("picture", "base64")


def test_text_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "MAX_BYTES", len(PNG) - 3)
    for bring, text in (
        (from_base64, BASE64),
        (from_data_uri, f"data:;base64,{BASE64}"),
        (from_data_uri, "data:," + "%00" * len(PNG)),
    ):
        with pytest.raises(PictureError, match="too large"):
            bring(text)


async def test_open_picture_tells_what_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "a cat & 100 % more.png"
    path.write_bytes(PNG)
    grain = base64.b64encode(GRAIN).decode()
    expected = {
        str(path): ("a cat & 100 % more", str(path)),
        path.as_uri(): ("a cat & 100 % more", str(path)),
        path.as_uri().replace("file://", "FILE://localhost"): ("a cat & 100 % more", str(path)),
        f"data:image/png;base64,{BASE64}": ("picture", "data URI"),
        BASE64: ("picture", "base64"),
        grain: ("picture", "base64"),
        f"\n{grain[:33]}\n{grain[33:]}": ("picture", "base64"),
        base64.urlsafe_b64encode(GRAIN).decode(): ("picture", "base64"),
    }
    for what, (name, origin) in expected.items():
        picture = await open_picture(what)
        assert (picture.name, picture.origin) == (name, origin), what[:40]
    assert (await open_picture(path)).name == "a cat & 100 % more"


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF", "HEIF", "TIFF", "BMP", "GIF"])
async def test_base64_of_every_kind_is_recognised(format: str) -> None:
    file = saved(Image.fromarray(noise((40, 40, 3))), format)
    picture = await open_picture(base64.b64encode(file).decode())
    assert picture.origin == "base64"


def test_a_file_is_preferred_to_base64_that_spells_like_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = BASE64[:40].replace("/", "_")
    Path(name).write_bytes(GRAIN)
    picture = asyncio.run(open_picture(name))
    assert np.array_equal(picture.pixels, codec.decode(GRAIN))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("missing.png", "There is no file missing.png"),
        ("missing", "There is no file missing"),
        ("no/such/folder/cat.png", "There is no file"),
        ("a sentence, not a path", "There is no file a sentence"),
        ("QUJD" * 2000, "There is no file"),
        ("x" * 100_000, "There is no file"),
        ("file:///no/such/cat.png", "There is no file"),
        ("file://nobody.invalid/cat.png", "There is no file"),
        ("zero\x00", "no file can be called so"),
        (BASE64[:-40], "ends too early"),
        ("", "nothing here to open"),
        (" \n", "nothing here to open"),
        ("http://", "not an address"),
        ("https:///cat.png", "not an address"),
        ("http://[::1", "not an address"),
        (".", "is a folder"),
    ],
)
async def test_open_picture_says_what_is_wrong(what: str, words: str) -> None:
    with pytest.raises(PictureError) as refusal:
        await open_picture(what)
    assert words in refusal.value.what
    assert "base64" not in str(refusal.value)
    assert len(str(refusal.value)) < 500


@pytest.mark.skipif(os.name == "nt", reason="there, it is a share")
async def test_another_computer_is_no_file_whatever_python_says_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(path: str) -> str:
        """As Python 3.14 does with the path of another computer."""
        raise URLError("file:// scheme is supported only on localhost")

    monkeypatch.setattr(request, "url2pathname", refuse)
    with pytest.raises(PictureError, match="There is no file"):
        await open_picture("file://nobody.invalid/cat.png")
