"""The seam between those who want guides and those who make them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.guide import Guide
from core.preprocessor import Preprocessor
from core.task import PreprocessTask

if TYPE_CHECKING:
    from core.picture import Picture


@dataclass(frozen=True)
class Progress:
    """How far a guide is: `stage` in a word or two, `fraction` from 0 to 1 where it is known."""

    stage: str
    fraction: float | None = None


ProgressListener = Callable[[Progress], None]


def ignore_progress(progress: Progress) -> None:
    """A listener for callers that do not follow."""


class Engine(Protocol):
    """Makes guides. All methods are called on one event loop."""

    @property
    def name(self) -> str:
        """One word: "local", "runware"."""

    @property
    def offers(self) -> frozenset[Preprocessor]:
        """What `run` can make."""

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        """The guide of `picture`; its pixels have the size that `task.guide_size` says.

        `progress` is called on the event loop. Cancelling the awaiting task is always safe:
        the result is dropped, and what has not begun never begins. Raises EngineError.
        """

    async def aclose(self) -> None:
        """Let go of threads, connections and memory. The engine is not used afterwards."""
