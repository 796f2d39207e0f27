"""A kind of work that is killed, seen from outside; each is a module of tests.hard.victims."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

IMPORTS_OF_THE_WINDOW = (
    *("cv2", "PIL.Image", "onnxruntime", "ui.application"),
    *("core.rendering", "core.source", "core.local.lines.canny"),
)


class Victim(ABC):
    """What programs in `folder` have said to be done. `environment`: theirs.

    Its module has IMPORTS, what they import once, and `work(folder, turn)`, what they do until
    they are killed, telling it by `tests.hard.nursery.tell`.
    """

    environment: dict[str, str] = {}  # noqa: RUF012 - the same for all of a kind

    @abstractmethod
    def __init__(self, folder: Path) -> None:
        """Get ready what they need."""

    def meanwhile(self) -> None:  # noqa: B027 - most have nobody beside them
        """What somebody else does just before the program is killed."""

    @abstractmethod
    def check(self, lines: list[list[str]], turn: int) -> tuple[int, bool]:
        """How much was confirmed in `lines`, the words that a program has said in that turn, and
        whether the kill cut something off. Raises AssertionError where something is lost."""

    @abstractmethod
    def finish(self) -> None:
        """What was not done is done now, undisturbed, and nothing unfinished lies about."""

    def close(self) -> None:  # noqa: B027 - most have nothing open
        """Let go of what is open."""
