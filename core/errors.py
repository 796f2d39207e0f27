"""Every error that Underdrawing raises on purpose: what happened, what to do, and details to copy.

UnderdrawingError
├── InvalidTask       a field of a task is outside what is allowed (also a ValueError)
├── PictureError      what was brought cannot be used as a picture
├── EngineError       a guide could not be made
│   ├── NotOffered    the engine has no such preprocessor
│   ├── PackError     a network of the model pack is missing or damaged
│   ├── LibraryError  a network of the library cannot be had, kept or run
│   └── ServiceError  a service in the network could not or would not do it
│       ├── KeyRefused    there is no key, or it was not taken
│       ├── NoCredit      the account is empty
│       └── Unreachable   there is no connection, or no answer in time
├── ExportError       a guide could not be written
├── KeyringError      the system's keyring cannot be used
└── UsageError        the command line was called wrongly
"""

from __future__ import annotations

import json

from core.wording import say

SHOWN_CHARACTERS = 200
"""How much of a refused value a message repeats."""


class UnderdrawingError(Exception):
    """An error that is shown to a person as it stands.

    `what` is one sentence about what happened, `remedy` one about what to do (may be empty), and
    `details` whatever helps somebody who investigates. None of them may carry a secret.
    """

    def __init__(self, what: str, remedy: str = "", *, details: str = "") -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy
        self.details = details

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".rstrip()


def _shown(value: object) -> str:
    try:
        # As it was written: True is true in JSON, where most values come from, and None is null.
        is_plain = value is None or isinstance(value, bool | list | dict)
        text = json.dumps(value, default=repr) if is_plain else repr(value)
    except ValueError:  # Python does not print numbers of thousands of digits
        return say("a number that long")
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "..."


class InvalidTask(UnderdrawingError, ValueError):
    """A task would be invalid; `field` is spelled as in the API, `allowed` says what would do."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        what = say("{field} cannot be {value}.", field=field, value=_shown(value))
        super().__init__(what, say("Allowed: {allowed}.", allowed=allowed))
        self.field = field
        self.value = value
        self.allowed = allowed


class PictureError(UnderdrawingError):
    """What was brought cannot be read as a picture, or lies beyond the limits."""


class EngineError(UnderdrawingError):
    """An engine could not make the guide."""


class NotOffered(EngineError):
    """The engine does not have the preprocessor that the task names."""


class PackError(EngineError):
    """The model pack, or a network in it, is missing, damaged or cannot be run."""


class LibraryError(EngineError):
    """A network of the library could not be added or kept, or is not what it was."""


class ServiceError(EngineError):
    """A service in the network could not or would not do it; `code` is the API's, or empty."""

    def __init__(self, what: str, remedy: str = "", *, details: str = "", code: str = "") -> None:
        super().__init__(what, remedy, details=details)
        self.code = code


class KeyRefused(ServiceError):
    """There is no API key, or the service did not take it; another one may do."""


class NoCredit(ServiceError):
    """The account has not enough credit."""


class Unreachable(ServiceError):
    """The service cannot be reached, or did not answer in time."""


class KeyringError(UnderdrawingError):
    """The operating system's keyring is missing, locked, or did not do what was asked."""


class ExportError(UnderdrawingError):
    """A guide could not be encoded or written where it was to go."""


class UsageError(UnderdrawingError):
    """The command line was called in a way that cannot be carried out."""
