"""Names of computers as they stand in addresses: which mean this one, and which are no names."""

from __future__ import annotations

import ipaddress
import re

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""What reaches this computer from itself and from nowhere else."""

_NETLOC = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


def is_loopback(host: str) -> bool:
    """Whether only programs on this computer reach what listens on `host`."""
    return host.lower() in LOOPBACK or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def is_everywhere(host: str) -> bool:
    """Whether listening on `host` means every address of this computer."""
    return is_address(host) and ipaddress.ip_address(host).is_unspecified


def is_address(name: str) -> bool:
    """Whether `name` is an IP address, which nobody can make resolve to another."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def name_in(netloc: str) -> str:
    """The host in "host" or "host:port", in small letters; empty if it is anything else."""
    match = _NETLOC.fullmatch(netloc)
    return match[1].strip("[]").rstrip(".").lower() if match else ""


def spoken(host: str) -> str:
    """What the service at `host`, "name" or "name:port", is called in a sentence."""
    return "Runware" if host.partition(":")[0].endswith(".runware.ai") else host


def address_of(host: str, port: int) -> str:
    """The address at which this computer reaches what it serves on `host`, without a path."""
    name = host
    if is_everywhere(host):
        name = "::1" if ":" in host else "127.0.0.1"
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
