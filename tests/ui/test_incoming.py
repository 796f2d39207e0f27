"""What browsers, file managers and painting programs bring, in all the forms that they do."""

from __future__ import annotations

import base64
import gc
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QImage

from core.errors import PictureError
from core.picture import Picture, Pixels
from tests.core.pictures import saved
from tests.stories.desk import write_picture
from ui.incoming import Incoming, incoming_path, incoming_text, read_mime
from ui.qimage import copy_to_qimage

RGB: Pixels = np.random.default_rng(8).integers(0, 256, (6, 9, 3), np.uint8)
PNG = saved(Image.fromarray(RGB), "PNG")
DATA_URI = "data:image/png;base64," + base64.b64encode(PNG).decode()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a web server with cat.png and page.html."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "cat.png").write_bytes(PNG)
    (folder / "page.html").write_text("<!DOCTYPE html><title>A cat</title>")
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests' own output is read."""


def _mime(**forms: object) -> QMimeData:
    mime = QMimeData()
    for form, value in forms.items():
        if form == "urls":
            assert isinstance(value, list)
            mime.setUrls([QUrl(url) for url in value])
        elif form == "html":
            mime.setHtml(str(value))
        elif form == "text":
            mime.setText(str(value))
        elif form == "image":
            mime.setImageData(value)
    return mime


async def _first_that_works(forms: list[Incoming]) -> Picture:
    for form in forms:
        try:
            return await form.load()
        except PictureError:
            continue
    raise AssertionError("none of them can be read")


def _labels(mime: QMimeData) -> list[str]:
    return [form.label for form in read_mime(mime, "drop")]


async def test_a_file_of_the_file_manager(tmp_path: Path) -> None:
    path = tmp_path / "my cat é%20#1.png"
    pixels = write_picture(path, 20, 10)
    mime = _mime(urls=[QUrl.fromLocalFile(str(path))], text=path.as_uri())
    (form,) = read_mime(mime, "drop")
    assert (form.file, form.label) == (path, "my cat é%20#1.png")
    picture = await form.load()
    assert np.array_equal(picture.pixels, pixels)
    assert (picture.name, picture.origin) == ("my cat é%20#1", str(path))


async def test_several_files_stay_in_their_order(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.png" for name in "cab"]
    forms = read_mime(_mime(urls=[QUrl.fromLocalFile(str(path)) for path in paths]), "drop")
    assert [form.file for form in forms] == paths


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "tiff", "bmp", "gif", "avif"])
async def test_raw_bytes_that_qt_does_not_call_an_image(kind: str) -> None:
    mime = QMimeData()
    mime.setData(f"image/{kind}", saved(Image.fromarray(RGB), kind.upper()))
    (form,) = read_mime(mime, "clipboard")
    picture = await form.load()
    assert picture.pixels.shape == RGB.shape
    assert (picture.name, picture.origin, form.label) == ("picture", "clipboard", "clipboard")


async def test_bytes_of_no_declared_kind_as_browsers_send_them() -> None:
    mime = QMimeData()
    mime.setData("application/octet-stream", PNG)
    picture = await _first_that_works(read_mime(mime, "drop"))
    assert np.array_equal(picture.pixels, RGB)


async def test_of_many_forms_one_that_loses_nothing_is_taken() -> None:
    mime = QMimeData()
    for kind in ("jpeg", "bmp", "gif", "png"):
        mime.setData(f"image/{kind}", saved(Image.fromarray(RGB), kind.upper()))
    (form,) = read_mime(mime, "clipboard")
    assert np.array_equal((await form.load()).pixels, RGB)


class _Counting(QMimeData):
    """Data of another program, which works for every form that it is asked for."""

    def __init__(self, forms: list[str]) -> None:
        super().__init__()
        self.offered = forms
        self.asked: list[str] = []

    def formats(self) -> list[str]:
        return self.offered

    def hasFormat(self, mime_type: str) -> bool:
        return mime_type in self.offered

    def retrieveData(self, mime_type: str, kind: object) -> object:
        self.asked.append(mime_type)
        return QByteArray(PNG) if mime_type == "image/png" else None


def test_other_programs_are_asked_only_for_what_is_used() -> None:
    mime = _Counting(["image/tiff-fx", "image/avif", "image/jpeg", "image/png", "image/x-icon"])
    assert read_mime(mime, "clipboard")
    assert [form for form in mime.asked if form.startswith("image")] == ["image/png"]


async def test_pixels_without_a_file() -> None:
    (form,) = read_mime(_mime(image=copy_to_qimage(RGB)), "clipboard")
    assert np.array_equal((await form.load()).pixels, RGB)


async def test_transparent_pixels_lie_on_white() -> None:
    image = QImage(4, 3, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    (form,) = read_mime(_mime(image=image), "clipboard")
    assert ((await form.load()).pixels == 255).all()


def test_an_empty_image_is_none() -> None:
    assert read_mime(_mime(image=QImage()), "clipboard") == []


async def test_an_address_is_fetched(server: str) -> None:
    (form,) = read_mime(_mime(urls=[f"{server}/cat.png"]), "drop")
    picture = await form.load()
    assert np.array_equal(picture.pixels, RGB)
    assert picture.name == "cat"


async def test_a_picture_within_a_link_is_found_behind_it(server: str) -> None:
    # Browsers give the address of the link, and the picture only in the HTML.
    html = f'<a href="{server}/page.html"><img src="{server}/cat.png"></a>'
    forms = read_mime(_mime(urls=[f"{server}/page.html"], html=html), "drop")
    with pytest.raises(PictureError, match="web page"):
        await forms[0].load()
    assert np.array_equal((await _first_that_works(forms)).pixels, RGB)


@pytest.mark.parametrize(
    ("html", "source"),
    [
        ('<img src="https://a.example/x.png">', "https://a.example/x.png"),
        ("<img src='https://a.example/x.png'>", "https://a.example/x.png"),
        ("<img src=https://a.example/x.png>", "https://a.example/x.png"),
        ("<IMG ALT=x SRC = 'https://a.example/x.png' />", "https://a.example/x.png"),
        ('<img src="https://a.example/x?a=1&amp;b=2&#38;c=3">', "https://a.example/x?a=1&b=2&c=3"),
        ('<img alt="a > b" src="https://a.example/x.png">', "https://a.example/x.png"),
        ('<img data-src="lazy.png" src="https://a.example/x.png">', "https://a.example/x.png"),
        ('<img\n  src="\n https://a.example/x.png "\n>', "https://a.example/x.png"),
        (
            "<html><body>\n<!--StartFragment--><p><img src='https://a.example/x.png'></p>",
            "https://a.example/x.png",
        ),
    ],
    ids=[
        "double quotes",
        "single quotes",
        "no quotes",
        "capitals",
        "entities",
        "a bracket in a word",
        "loaded late",
        "line breaks",
        "a whole page",
    ],
)
def test_the_address_of_a_picture_in_html(html: str, source: str) -> None:
    assert _labels(_mime(html=html)) == [source]


def test_html_that_is_damaged_further_on_still_brings_its_picture() -> None:
    html = '<img src="https://example.com/cat.png"><![x[y]]><p>A cat</p>'
    assert _labels(_mime(html=html)) == ["https://example.com/cat.png"]


@pytest.mark.parametrize(
    "html",
    ["<p>Only words</p>", '<img alt="x">', '<img src="">', "<img src>", "<imgs src='a'>", "<"],
)
def test_html_without_a_picture_brings_none(html: str) -> None:
    assert read_mime(_mime(html=html), "drop") == []


async def test_pictures_that_hold_themselves() -> None:
    escaped = "data:image/png," + quote(PNG)
    for mime in (
        _mime(html=f'<img src="{DATA_URI}">'),
        _mime(text=DATA_URI),
        _mime(urls=[DATA_URI]),
        _mime(text=escaped),
        _mime(text=base64.b64encode(PNG).decode()),
    ):
        assert np.array_equal((await _first_that_works(read_mime(mime, "drop"))).pixels, RGB)


async def test_a_path_or_address_that_was_copied_as_text(tmp_path: Path, server: str) -> None:
    path = tmp_path / "a cat.png"
    path.write_bytes(PNG)
    for text in (str(path), f'"{path}"', f"  {path}\n", path.as_uri(), f"{server}/cat.png"):
        (form,) = read_mime(_mime(text=text), "clipboard")
        assert np.array_equal((await form.load()).pixels, RGB)


async def test_junk_is_refused_with_a_reason(tmp_path: Path) -> None:
    assert read_mime(QMimeData(), "drop") == []
    assert read_mime(_mime(text="  \n"), "drop") == []
    assert read_mime(_mime(urls=["mailto:cat@a.example", "ftp://a.example/x.png"]), "drop") == []
    junk = QMimeData()
    junk.setData("application/x-other", b"\x00\x01")
    junk.setData("image/svg+xml", b"<svg/>")
    junk.setData("image/png", b"")
    assert read_mime(junk, "drop") == []
    for words in ("hello there", "picture.png", "tea: black", "x" * 40):
        assert read_mime(_mime(text=words), "drop") == []
    gone = _mime(text=str(tmp_path / "gone.png"))
    nonsense = _mime(text="x" * 400)
    for mime in (gone, nonsense, _mime(urls=[QUrl.fromLocalFile(str(tmp_path))])):
        (form,) = read_mime(mime, "drop")
        with pytest.raises(PictureError):
            await form.load()


async def test_the_surest_form_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    mime = _mime(
        urls=["https://a.example/first.png", QUrl.fromLocalFile(str(path))],
        html='<img src="https://a.example/second.png">',
        text="https://a.example/third.png",
        image=copy_to_qimage(RGB),
    )
    mime.setData("image/png", PNG)
    assert _labels(mime) == [
        "cat.png",
        "drop",  # the bytes of the file
        "drop",  # its pixels
        "https://a.example/first.png",
        "https://a.example/second.png",
    ]
    assert _labels(_mime(html='<img src="https://a.example/x.png">', text=str(path))) == [
        "https://a.example/x.png",
        str(path) if len(str(path)) <= 60 else str(path)[:57] + "...",
    ]


async def test_what_was_brought_outlives_the_event() -> None:
    mime = _mime(image=copy_to_qimage(RGB), html=f"<img src='{DATA_URI}'>")
    mime.setData("image/png", PNG)
    forms = read_mime(mime, "drop")
    mime.clear()
    del mime
    gc.collect()
    assert len(forms) == 3
    for form in forms:
        assert np.array_equal((await form.load()).pixels, RGB)


def test_a_long_text_is_named_by_its_beginning() -> None:
    assert incoming_text(DATA_URI * 100).label == (DATA_URI * 100)[:57] + "..."
    assert incoming_text("cat.png").label == "cat.png"
    assert incoming_path(Path("/pictures/cat.png")).label == "cat.png"
