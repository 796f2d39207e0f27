"""The key that programs need for the API served here: given, kept, or made up for this run.

As any key it is in no file of ours. Where no keyring keeps it, the environment can give one that is
the same at every start.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import KeyRefused, KeyringError, UnderdrawingError
from core.secrets import KeyStore, Place
from core.wording import say

VARIABLE = "UNDERDRAWING_KEY"
"""Where a key can be given that others on this computer shall not see among the processes."""

_BYTES = 24


@dataclass(frozen=True)
class ServedKey:
    """A key, where it is, and of one for this run only why no keyring keeps it."""

    text: str = field(repr=False)
    place: Place
    trouble: KeyringError | None = None


class ServedKeys:
    """The keys of this computer's ports. Methods belong to the event loop.

    Each is kept as the key of any service is, so that guides can be had from here at once.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._stores: dict[int, KeyStore] = {}

    async def of(self, port: int) -> ServedKey:
        """The key of `port`, which stays the same while this is open.

        Raises UnderdrawingError where that of the environment cannot be used.
        """
        if given := key_of_environment(self._environ):
            return ServedKey(given, Place.ENVIRONMENT)
        if port not in self._stores:
            # The key that the environment may have is that of a service elsewhere.
            self._stores[port] = KeyStore(f"http://127.0.0.1:{port}/v1", environ={})
        keys = self._stores[port]
        try:
            key = await keys.key()
        except KeyRefused:
            key = secrets.token_urlsafe(_BYTES)
            await keys.keep(key)
        state = await keys.state()
        return ServedKey(key, state.place, state.trouble)

    def close(self) -> None:
        """Let go of the keyring."""
        for store in self._stores.values():
            store.close()


def key_of_environment(environ: Mapping[str, str] = os.environ) -> str:
    """The key that the environment gives, or nothing. Raises UnderdrawingError for what is none."""
    key = environ.get(VARIABLE, "")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise UnderdrawingError(
            say("The key in {variable} cannot be used.", variable=VARIABLE),
            "It may have letters, digits and signs, and no spaces.",
        )
    return key
