"""Target of pictures as text: a path, a `data:` URI, base64, and the names that files have."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from core.batch.gather import Source, file_of
from core.download import host_of, public_address
from core.errors import PictureError
from core.sniff import is_web_page
from core.source import base64_bytes, data_uri_bytes, open_picture, picture_name
from tests.fuzz.rule import Broken, Target, in_due_form
from tests.fuzz.scratch import awaited
from tests.fuzz.small_files import small_files


def _texts(data: bytes) -> None:
    is_web_page(data)
    text = data.decode(errors="surrogateescape")
    name = picture_name(text)
    if not name or "/" in name or "\\" in name or not name.isprintable():
        raise Broken(f"a picture called {name!r}")
    for read in (base64_bytes, data_uri_bytes, host_of, file_of, Source.of):
        try:
            read(text)
        except PictureError as refusal:
            in_due_form(refusal)
    if re.match(r"\s*https?:", text, re.IGNORECASE):
        shown = public_address(text)
        if "?" in shown or "@" in shown.partition("://")[2].partition("/")[0]:
            raise Broken(f"an address shows what may be secret: {shown!r}")
        return  # tests do not go there
    try:
        awaited(open_picture(text))
    except PictureError as refusal:
        in_due_form(refusal)


def _seeds() -> Iterable[bytes]:
    files = small_files()
    for name in ("PNG, 1 bit", "GIF", "BMP, 1 bit", "WEBP, lossless"):
        coded = base64.b64encode(files[name])
        yield coded
        yield b"data:image/png;base64," + coded
        yield b"data:;charset=utf-8;base64," + coded.replace(b"+", b"%2B").replace(b"/", b"_")
    yield b"data:,%89PNG%0D%0A%1A%0A"
    yield b"data:text/html,<!doctype html>"
    yield b"file:///nowhere/at%20all.png"
    yield b"file://server/share/picture.png"
    yield b"https://user:key@example.com:443/a/b%20c.png?key=1#x"
    yield b"http://[::1]:0/"
    yield b"s3://bucket/picture.png"
    yield b"nowhere/picture.name.png"
    yield b"<?xml version='1.0'?><!-- x --><svg/>"


_WORDS = (
    *(b"data:", b";base64,", b"file:", b"file://", b"localhost", b"https://", b"http://", b"%"),
    *(b"%00", b"%2f", b"[::1]", b"@", b":99999", b"..", b"\0", b"iVBORw0KGgo", b"R0lGOD", b"Qk0"),
    *(b"UklGR", b"====", b"\xed\xa0\x80", b"\xe2\x80\xae", b"<!--", b"<html", b"<?xml", b"<svg"),
)

TARGETS = {"texts": Target("texts", _texts, _seeds, _WORDS, 2048)}
