"""Where the service is, how long it is waited for, and how much is sent to it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from core.errors import ServiceError
from core.hosts import spoken
from core.service_choices import RUNWARE_ADDRESS
from core.wording import say

VARIABLE = "RUNWARE_API_URL"
"""The environment variable that goes before the address in the settings."""

_PATH = "/v1"
_OWN_NAMES = ("localhost", ".localhost", ".local", ".lan", ".internal", ".home.arpa")
_WHAT_WOULD_DO = say(
    "Use an address such as {address}; one of your own network may begin with http://.",
    address=RUNWARE_ADDRESS,
)


def chosen_address(setting: str = RUNWARE_ADDRESS, environ: Mapping[str, str] = os.environ) -> str:
    """The service's address: that of the environment, or else `setting`."""
    return environ.get(VARIABLE, "").strip() or setting


@dataclass(frozen=True)
class Service:
    """A service that speaks the API.

    `url`: https, or http for this computer and its own network; without user, password and query,
    so that it holds no secret. Without a path it gets the API's.
    In seconds: `connect_s`, until there is a connection; `read_s`, how long nothing may come
    while something is awaited; `wait_s`, the whole wait for a guide once its picture is there.
    In bytes: a picture whose file is smaller than `inline_bytes` goes inside its task, a larger one
    is uploaded once; no file above `picture_bytes` is sent.

    Raises ServiceError when built with anything else.
    """

    url: str = RUNWARE_ADDRESS
    connect_s: float = 10.0
    read_s: float = 60.0
    wait_s: float = 300.0
    inline_bytes: int = 256 * 2**10
    picture_bytes: int = 10 * 2**20

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _checked(self.url))
        for name in ("connect_s", "read_s", "wait_s", "inline_bytes", "picture_bytes"):
            number = getattr(self, name)
            # Not above zero is also what is no number at all.
            if isinstance(number, bool) or not 0 < number < float("inf"):
                raise ServiceError(
                    say("{name} cannot be {number}.", name=name, number=number),
                    "It must be above 0.",
                )

    @property
    def host(self) -> str:
        """The host, and the port where one is named; also who keys and uploads belong to."""
        return urlsplit(self.url).netloc.lower()

    @property
    def name(self) -> str:
        """What to call it in a sentence: Runware, or the host."""
        return spoken(self.host)

    @property
    def secure(self) -> bool:
        """Whether what is sent there, and what it points to, is encrypted."""
        return self.url.startswith("https:")


def _checked(url: str) -> str:
    """`url` as it is used. Raises ServiceError, which repeats nothing of it that may be secret."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    # urlsplit drops control characters in silence, and lets spaces pass.
    if not usable or not text.isascii() or not text.isprintable() or " " in text:
        raise ServiceError("This is not the address of a service.", _WHAT_WOULD_DO)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ServiceError(
            say(
                "The address of the service at {host} holds more than host and path.",
                host=parts.hostname,
            ),
            "Leave out user, password, and what follows ? or #; the key is kept elsewhere.",
        )
    if parts.scheme == "http" and not _is_near(parts):
        raise ServiceError(
            say(
                "{host} is not in your own network, and http:// would show the key "
                "and the pictures to others.",
                host=parts.hostname,
            ),
            "Begin the address with https://.",
        )
    path = parts.path if parts.path.strip("/") else _PATH
    return f"{parts.scheme}://{parts.netloc}{path}"


def _is_near(parts: SplitResult) -> bool:
    """Whether the host is this computer or, by its address or name, one of the same network."""
    host = parts.hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_OWN_NAMES)
    address = getattr(address, "ipv4_mapped", None) or address
    return not address.is_global and not address.is_multicast
