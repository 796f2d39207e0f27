"""Which hub is asked, and whether any is, as the environment has it for the hub's own library."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

ENDPOINT = "https://huggingface.co"

_TRUE = {"1", "ON", "YES", "TRUE"}
"""What switches on the variables of the hub's own library."""


def endpoint_of_environment() -> str:
    """The hub's address: HF_ENDPOINT, as the hub's own library has it, or the hub itself."""
    return (os.environ.get("HF_ENDPOINT", "").strip() or ENDPOINT).rstrip("/")


def host_of(endpoint: str) -> str:
    """The host of `endpoint`; all of it where it is no address, which is said when it is asked."""
    try:
        return urlsplit(endpoint).hostname or endpoint
    except ValueError:
        return endpoint


def offline_by_environment() -> bool:
    """Whether HF_HUB_OFFLINE says that nothing is to be fetched."""
    return os.environ.get("HF_HUB_OFFLINE", "").strip().upper() in _TRUE
