"""Which addresses are of the internet at large, and which are of this computer or near it."""

from __future__ import annotations

import ipaddress

import pytest

from core.door import is_public

NOT_PUBLIC = {
    "this computer": [
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.1",
        "127.255.255.254",
        "::",
        "::1",
        "::2",
        "::127.0.0.1",
    ],
    "a network of one's own": [
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "fe80::1",
        "fe80::1%1",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
    ],
    "many at once": ["224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1", "ff0e::1"],
    "nobody's": [
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.1",
        "100::1",
        "2001:db8::1",
        "4000::1",
        "fe00::1",
    ],
    "one of these in the clothes of IPv6": [
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:a9fe:a9fe::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
}

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "192.167.255.255",
    "223.255.255.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]


@pytest.mark.parametrize("kind", NOT_PUBLIC)
def test_what_is_not_of_the_internet_at_large(kind: str) -> None:
    assert not [each for each in NOT_PUBLIC[kind] if is_public(ipaddress.ip_address(each))]


def test_what_is_of_the_internet_at_large() -> None:
    assert not [each for each in PUBLIC if not is_public(ipaddress.ip_address(each))]
