"""XMP packets: the metadata that picture files carry, with one text of ours in them.

The form is that of Adobe's XMP specification, part 1; other programs show it, and some keep it.
"""

from __future__ import annotations

from html import escape
from xml.parsers.expat import ExpatError, ParserCreate

NAMESPACE = "urn:underdrawing:1.0/"
PACKET_BYTES_MAX = 1 << 20
"""The longest packet that is read; ours have about 1 KB, and other programs may add their own."""

PNG_KEYWORD = "XML:com.adobe.xmp"
TIFF_TAG = 700
JPEG_SIGNATURE = b"http://ns.adobe.com/xap/1.0/\0"

_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END = '<?xpacket end="w"?>'
_XMP = "http://ns.adobe.com/xap/1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def packet_of(name: str, text: str, *, program: str) -> bytes:
    """The packet, UTF-8, in which our property `name` is `text`, and `program` made the file.

    Neither may have control characters, for which XML has no way.
    """
    return (
        f'{_BEGIN}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about="" xmlns:xmp="{_XMP}" xmlns:underdrawing="{NAMESPACE}"'
        f' xmp:CreatorTool="{escape(program)}">'
        f"<underdrawing:{name}>{escape(text)}</underdrawing:{name}>"
        f"</rdf:Description></rdf:RDF></x:xmpmeta>{_END}"
    ).encode()


def text_in(packet: bytes, name: str) -> str | None:
    """Our property `name` in `packet`, written as an element or as an attribute; None if it is
    not there, or the packet is too long or damaged. A document type is damage: it could hold
    entities that grow.
    """
    if len(packet) > PACKET_BYTES_MAX:
        return None
    reader = _Reader(f"{NAMESPACE} {name}")
    try:
        reader.read(packet.strip(b"\0\t\n\r "))
    except (ExpatError, ValueError):
        return None
    return reader.found


class _Reader:
    """Reads through one packet."""

    def __init__(self, wanted: str) -> None:
        self.found: str | None = None
        self._wanted = wanted
        self._parts: list[str] | None = None
        parser = ParserCreate("utf-8", " ")
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        self._parser = parser

    def read(self, packet: bytes) -> None:
        self._parser.Parse(packet, True)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if self._wanted in attributes:
            self.found = attributes[self._wanted]
        if name == self._wanted:
            self._parts = []

    def _end(self, name: str) -> None:
        if name == self._wanted and self._parts is not None:
            self.found, self._parts = "".join(self._parts), None

    def _text(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    @staticmethod
    def _refuse(*_: object) -> None:
        raise ValueError("a document type")
