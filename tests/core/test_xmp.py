"""Packets of metadata: our text goes in and comes back, and nothing else does any harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.xmp import NAMESPACE, PACKET_BYTES_MAX, packet_of, text_in

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def described(body: str, attributes: str = "", head: str = "") -> bytes:
    return (
        f'{head}<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="{RDF}" xmlns:u="{NAMESPACE}">'
        f"<r:Description {attributes}>{body}</r:Description></r:RDF></x:xmpmeta>"
    ).encode()


@given(TEXT, TEXT)
def test_every_text_comes_back(text: str, program: str) -> None:
    assert text_in(packet_of("task", text, program=program), "task") == text


def test_a_packet_is_framed_for_programs_that_look_for_it() -> None:
    packet = packet_of("task", "{}", program="Underdrawing 1")
    assert packet.startswith('<?xpacket begin="\ufeff"'.encode())
    assert packet.endswith(b'<?xpacket end="w"?>')
    assert b'xmp:CreatorTool="Underdrawing 1"' in packet


@pytest.mark.parametrize(
    "packet",
    [
        described("<u:task>a &lt; b</u:task>"),
        described("", 'u:task="a &lt; b"'),
        described("<u:other/><u:task>a <!-- rewritten -->&lt; b</u:task>"),
        described("<u:task><![CDATA[a < b]]></u:task>") + b"\0",
        b"\n\n" + described("<u:task>a &#60; b</u:task>") + b" " * 4000,
    ],
)
def test_other_programs_may_write_it_anew_in_their_own_way(packet: bytes) -> None:
    assert text_in(packet, "task") == "a < b"


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\0\xff",
        b"<?xml version='1.0' encoding='nonsense'?><a/>",
        described("<task>1</task>"),
        described("<u:other>1</u:other>"),
        described('<t:task xmlns:t="urn:somebody:else/">1</t:task>'),
        described("<u:task>cut off</u:task>")[:-1],
        described("<u:task>&unknown;</u:task>"),
        b"<a>" * 100_000,
    ],
)
def test_what_is_not_ours_or_damaged_says_nothing(packet: bytes) -> None:
    assert text_in(packet, "task") is None


def test_entities_that_grow_are_never_let_in() -> None:
    laughs = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(12))
    doctype = f'<!DOCTYPE x [<!ENTITY e0 "ha">{laughs}]>'
    assert text_in(described("<u:task>&e12;</u:task>", head=doctype), "task") is None
    assert text_in(described("<u:task>1</u:task>", head="<!DOCTYPE x>"), "task") is None
    file = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    assert text_in(described("<u:task>&e;</u:task>", head=file), "task") is None


def test_a_packet_of_any_length_is_not_read() -> None:
    room = PACKET_BYTES_MAX - len(described("<u:task>1</u:task>"))
    assert text_in(described("<u:task>1</u:task>" + " " * room), "task") == "1"
    assert text_in(described("<u:task>1</u:task>" + " " * (room + 1)), "task") is None


@given(st.binary(max_size=300))
def test_garbage_never_raises(packet: bytes) -> None:
    assert text_in(packet, "task") is None
