"""Making the guide that is shown: the one that was bought, or else one of this computer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.engine import Engine
from core.errors import EngineError, UnderdrawingError
from core.latest import LatestWins
from core.service_choices import EngineName
from core.task import PreprocessTask
from ui.shown import ShownGuide, show_guide

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture

    FindBought = Callable[[Picture, PreprocessTask], Awaitable[Guide | None]]


@dataclass(frozen=True, eq=False)
class _Wish:
    picture: Picture
    task: PreprocessTask
    may_be_bought: bool


async def nothing_bought(picture: Picture, task: PreprocessTask) -> Guide | None:
    """Where no guides are bought."""
    return None


class Making:
    """Of what is asked for, has the newest made by `engine`, unless `find_bought` knows a guide.

    Nothing is spent here: what is not bought is a preview. `made` is told of a guide that is ready
    to be painted, `failed` why there is none, `on_busy` when work begins and ends; what becomes of
    older wishes is said in core.latest. All of it belongs to the event loop's thread.
    """

    def __init__(
        self,
        engine: Engine,
        find_bought: FindBought,
        *,
        made: Callable[[ShownGuide], None],
        failed: Callable[[UnderdrawingError], None],
        on_busy: Callable[[bool], None],
    ) -> None:
        self._engine = engine
        self._find_bought = find_bought
        self._latest = LatestWins(
            self._make,
            lambda wish, shown: made(shown),
            lambda wish, error: failed(_told(error)),
            on_busy,
        )

    @property
    def busy(self) -> bool:
        """Whether a guide is being made, or will be."""
        return self._latest.busy

    def ask(
        self, picture: Picture, task: PreprocessTask, name: EngineName, *, delay_s: float = 0.0
    ) -> None:
        """Make that guide in place of what was asked for, `delay_s` from now; `name`: by whom.

        What runs is let finish, and is shown, if only options or size are others.
        """
        self._latest.submit(
            _Wish(picture, task, may_be_bought=name is EngineName.RUNWARE),
            subject=(picture, task.preprocessor, name),
            delay_s=delay_s,
        )

    def cancel(self) -> None:
        """Give up what is being made."""
        self._latest.cancel()

    async def aclose(self) -> None:
        """Stop, and wait until nothing runs."""
        await self._latest.aclose()

    async def _make(self, wish: _Wish) -> ShownGuide:
        guide = await self._find_bought(wish.picture, wish.task) if wish.may_be_bought else None
        if guide is None:
            guide = await self._engine.run(wish.picture, wish.task)
        else:
            # It was bought with words about its delivery, which the window's task has not.
            guide = replace(guide, task=wish.task)
        return await show_guide(guide)


def _told(error: Exception) -> UnderdrawingError:
    if isinstance(error, UnderdrawingError):
        return error
    return EngineError("The guide could not be made.", details=repr(error))
