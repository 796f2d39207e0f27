"""A notice: what happened, what to do, details to copy, and things to press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from core.errors import UnderdrawingError
from ui.wording import tr

Action = tuple[str, Callable[[], None]]
"""A button's text and what it does."""


class Kind(Enum):
    """What a notice is, which decides its colour and how long it stays."""

    DONE = auto()
    REMARK = auto()
    ERROR = auto()


class Topic(Enum):
    """What a notice is about, for those that something later makes untrue."""

    OTHER = auto()
    PICTURE = auto()  # one that could not be opened
    TAKEN = auto()  # a guide that went out, until another picture is there
    GUIDE = auto()  # the one that is shown
    MAKING = auto()  # one that is wanted and was not made
    BATCH = auto()  # the batch, until it is looked at


@dataclass(frozen=True)
class Notice:
    """What to show. `actions` are pairs of a button's text and what it does."""

    kind: Kind
    what: str
    remedy: str = ""
    details: str = ""
    actions: tuple[Action, ...] = ()
    topic: Topic = Topic.OTHER

    @classmethod
    def of(cls, error: Exception, topic: Topic = Topic.OTHER) -> Notice:
        """The notice of an error, ours or any other."""
        if isinstance(error, UnderdrawingError):
            what, remedy = tr(error.what), tr(error.remedy)
            return cls(Kind.ERROR, what, remedy, error.details, topic=topic)
        return cls(
            Kind.ERROR,
            tr("Something went wrong that should not have."),
            tr("Try once more; if it comes back, send the details to the makers."),
            f"{type(error).__name__}: {error}",
            topic=topic,
        )
