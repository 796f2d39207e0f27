"""The API key: from the environment, from the operating system's keyring, or for this run only.

It is never written to a file of ours, and no error, log or representation shows it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from core.errors import KeyRefused, KeyringError
from core.hosts import spoken
from core.wording import say

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

VARIABLE = "RUNWARE_API_KEY"
"""The environment variable that goes before every other place."""

KEYRING_SERVICE = "Underdrawing"
"""What the entries are called in the keyring; the user name of each is the service's host."""

_SHOWN = 4
_LEAST_MASKED = 12
_Answer = TypeVar("_Answer")


class Place(StrEnum):
    """Where a key is kept."""

    NOWHERE = "nowhere"
    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    RUN = "this run"


@dataclass(frozen=True)
class KeyState:
    """Where the key is, how it may be shown, and what is wrong with the keyring, if anything.

    Of one that is kept for this run it says why.
    """

    place: Place
    masked: str = ""
    trouble: KeyringError | None = None


class KeyStore:
    """The key for the service at `address` (http or https). Methods belong to the event loop.

    Keys belong to a host: the one of another service is never sent to this. The keyring is asked
    on a thread of its own, since it may open a prompt and wait.
    """

    def __init__(self, address: str, environ: Mapping[str, str] = os.environ) -> None:
        self._user = urlsplit(address).netloc.rpartition("@")[2].lower()
        self._environ = environ
        self._for_run = ""
        self._not_kept: KeyringError | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keyring")

    async def key(self) -> str:
        """The key. Raises KeyRefused if there is none, saying where one may be put."""
        key, state = await self._find()
        if key:
            return key
        trouble = state.trouble
        raise KeyRefused(
            say("There is no API key for {name}.", name=spoken(self._user))
            if trouble is None
            else trouble.what,
            say("Paste one in the settings, or set {variable}.", variable=VARIABLE),
            details="" if trouble is None else trouble.details,
            code="missingApiKey",
        )

    async def state(self) -> KeyState:
        """Where the key is; no keyring and a locked one are told as `trouble`, not raised."""
        return (await self._find())[1]

    async def keep(self, key: str) -> KeyState:
        """Keep `key` in the keyring, or, where that cannot be, for this run; the state says which.

        Raises KeyRefused if `key` is not text that can be sent.
        """
        key = usable(key, spoken(self._user))
        try:
            await self._ask(lambda ring: ring.set_password(KEYRING_SERVICE, self._user, key))
        except KeyringError as error:
            self._for_run, self._not_kept = key, error
        else:
            self._for_run = ""
        return await self.state()

    async def remove(self) -> KeyState:
        """Forget the key that was kept. Raises KeyringError if the keyring does not let it go.

        That of the environment stays.
        """
        was_for_run, self._for_run = bool(self._for_run), ""

        def delete(ring: KeyringBackend) -> None:
            if ring.get_password(KEYRING_SERVICE, self._user) is not None:
                ring.delete_password(KEYRING_SERVICE, self._user)

        try:
            await self._ask(delete)
        except KeyringError:
            if not was_for_run:
                raise
        return await self.state()

    def close(self) -> None:
        """Let the thread go. A prompt that is open is left to itself."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _find(self) -> tuple[str, KeyState]:
        if key := self._environ.get(VARIABLE, "").strip():
            return key, KeyState(Place.ENVIRONMENT, masked(key))
        if self._for_run:
            return self._for_run, KeyState(Place.RUN, masked(self._for_run), self._not_kept)
        try:
            kept = await self._ask(lambda ring: ring.get_password(KEYRING_SERVICE, self._user))
        except KeyringError as error:
            return "", KeyState(Place.NOWHERE, trouble=error)
        return (
            (kept, KeyState(Place.KEYRING, masked(kept))) if kept else ("", KeyState(Place.NOWHERE))
        )

    async def _ask(self, question: Callable[[KeyringBackend], _Answer]) -> _Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _answered, question)


def usable(key: str, name: str) -> str:
    """`key`, of the service called `name`, as it can be sent.

    Raises KeyRefused, which does not show it.
    """
    key = key.strip()
    if key and key.isascii() and key.isprintable() and " " not in key:
        return key
    raise KeyRefused(
        "This is not an API key.",
        say("Copy the key again from your account at {name}, and nothing else.", name=name),
        code="invalidApiKey" if key else "missingApiKey",
    )


def masked(key: str) -> str:
    """`key` as it may be shown: its last four characters, of a short one none."""
    return "•" * 8 + (key[-_SHOWN:] if len(key) >= _LEAST_MASKED else "")


def _answered(question: Callable[[KeyringBackend], _Answer]) -> _Answer:
    """What the keyring answers; raises KeyringError, with nothing of the key in it."""
    import keyring  # noqa: PLC0415 - it looks for every backend there is, which takes its time
    from keyring import errors  # noqa: PLC0415 - see above
    from keyring.backends import null  # noqa: PLC0415 - see above

    try:
        ring = keyring.get_keyring()
        if isinstance(ring, null.Keyring):  # it takes everything and keeps nothing
            raise errors.NoKeyringError  # noqa: TRY301 - told like any other missing keyring
        return question(ring)
    except errors.NoKeyringError as error:
        raise KeyringError(
            "This computer has no keyring to keep the key in.",
            say(
                "It is kept until Underdrawing is closed. To have it always, set "
                "{variable}, or install GNOME Keyring or KWallet.",
                variable=VARIABLE,
            ),
            details=type(error).__name__,
        ) from None
    except errors.KeyringLocked as error:
        raise KeyringError(
            "The keyring is locked.",
            "Unlock it and try again; until then a key is kept for this run only.",
            details=type(error).__name__,
        ) from None
    except Exception as error:
        # Backends raise what their systems raise: a refused prompt, a bus that is gone.
        raise KeyringError(
            "The keyring did not answer as it should.",
            "See that your system's keyring works; until then a key is kept for this run only.",
            details=type(error).__name__,
        ) from None
