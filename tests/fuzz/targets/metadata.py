"""Targets of what files say of themselves: the search for a packet, and what stands in one."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

import numpy as np

from core.encoding import encode
from core.file_format import FileFormat
from core.preprocessor import Preprocessor
from core.provenance import TEXT_CHARS, Provenance, read_task
from core.task import PreprocessTask
from core.xmp import PACKET_BYTES_MAX, packet_of, text_in
from core.xmp_search import find_packet
from tests.fuzz.rule import Broken, Target, same
from tests.fuzz.small_files import small_files

_TASK = PreprocessTask(preprocessor=Preprocessor.CANNY, width=64)
_PACKET = Provenance(_TASK, picture="still life", engine="local", version="1").packet()


def _metadata(data: bytes) -> None:
    packet = find_packet(io.BytesIO(data))
    if packet is not None and len(packet) > PACKET_BYTES_MAX:
        raise Broken(f"a packet of {len(packet)} bytes")
    _told(read_task(data))


def _packets(data: bytes) -> None:
    """The first byte says what the others are: a packet, or the text in a whole one."""
    kind, body = data[:1], data[1:]
    if kind == b"t":
        text = "".join(filter(str.isprintable, body.decode(errors="replace")))
        packet = packet_of("task", text, program="Any program & <another>")
        same(text_in(packet, "task"), text)
        _told(read_task(encode(_PIXELS, FileFormat.PNG, 95, xmp=packet)))
    elif kind == b"p":
        text_in(body, "task")
        _told(read_task(_in_png(body)))


def _told(found: Provenance | None) -> None:
    """Raises Broken unless what was found can be written and is then found again."""
    if found is None:
        return
    for text in (found.picture, found.engine, found.method, found.program, found.version):
        if len(text) > TEXT_CHARS or not text.isprintable():
            raise Broken(f"a text of {len(text)} characters: {text!r}")
    again = read_task(encode(_PIXELS, FileFormat.PNG, 95, xmp=found.packet()))
    if again is None or again.task != found.task or again.picture != found.picture:
        raise Broken(f"written and read again it is another: {found!r}, {again!r}")


_PIXELS = np.zeros((1, 1), np.uint8)


def _in_png(packet: bytes) -> bytes:
    whole = encode(_PIXELS, FileFormat.TIFF, 95, xmp=_PACKET)
    if len(packet) > len(_PACKET):
        return whole
    return whole.replace(_PACKET, packet.ljust(len(_PACKET)))


def _file_seeds() -> Iterable[bytes]:
    grey = np.zeros((2, 3), np.uint8)
    for format in FileFormat:
        for quality in (50, 100):
            yield encode(grey, format, quality, xmp=_PACKET)
    files = small_files()
    yield from (files[name] for name in ("PNG, 1 bit", "JPEG, grey", "WEBP", "TIFF", "BigTIFF"))


def _packet_seeds() -> Iterable[bytes]:
    yield b"p" + _PACKET
    yield b"p" + packet_of("task", "{}", program="x")
    yield b"p" + _PACKET.replace(b"<underdrawing:task>", b"<!-- no --><underdrawing:task>")
    yield (
        b'p<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:D xmlns:rdf="r" '
        b'xmlns:u="urn:underdrawing:1.0/" u:task="{&quot;preprocessor&quot;: &quot;mlsd&quot;}"/>'
        b"</x:xmpmeta>"
    )
    yield b'p<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
    for preprocessor in Preprocessor:
        task = PreprocessTask(preprocessor=preprocessor)
        plain = {"preprocessor": preprocessor, "options": dict(task.options), "width": 8}
        yield b"t" + json.dumps({**plain, "picture": "C:\\a/b", "quality": "full"}).encode()


_WORDS = (
    *(b"iTXt", b"XML:com.adobe.xmp\0", b"XMP ", b"\xff\xe1", b"http://ns.adobe.com/xap/1.0/\0"),
    *(b"underdrawing:task", b"urn:underdrawing:1.0/", b"xmlns:", b"rdf:Description", b"<![CDATA["),
    *(b"]]>", b"&#0;", b"&amp;", b"<!DOCTYPE", b"<?xpacket", b'"preprocessor"', b'"options"'),
    *(b'"canny"', b"lowThresholdCanny", b"highThresholdCanny", b'"quality"', b'"width"', b"1e999"),
    *(b"NaN", b"Infinity", b"null", b"[[[[[[[[", b"\\ud800"),
)

TARGETS = {
    "metadata": Target("metadata", _metadata, _file_seeds, _WORDS, 4096),
    "packets": Target("packets", _packets, _packet_seeds, _WORDS, 4096, 1),
}
