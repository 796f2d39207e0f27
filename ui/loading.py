"""The picture that is being opened: the first of its forms that can be read, and what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.latest import LatestWins
from core.service_choices import EngineName
from core.task import PreprocessTask
from ui.incoming import Incoming
from ui.shown import ShownPicture, load_shown

Wanted = tuple[PreprocessTask, EngineName]
"""The guide that is wanted of a picture, and who is to make it."""


@dataclass(frozen=True, eq=False)
class _Opening:
    forms: tuple[Incoming, ...]
    wanted: Wanted | None


class Loading:
    """Of what is to be opened, has the newest read.

    `loaded` is told of a picture that is ready to be painted and of what is wanted of it, `failed`
    what could not be read and why, `on_busy` when that begins and ends. All of it belongs to the
    event loop's thread.
    """

    def __init__(
        self,
        *,
        loaded: Callable[[ShownPicture, Wanted | None], None],
        failed: Callable[[str, Exception], None],
        on_busy: Callable[[], None],
    ) -> None:
        self._label = ""
        self._latest = LatestWins[_Opening, ShownPicture](
            lambda opening: load_shown(opening.forms),
            lambda opening, shown: loaded(shown, opening.wanted),
            lambda opening, error: failed(opening.forms[0].label, error),
            lambda _: on_busy(),
        )

    @property
    def label(self) -> str:
        """What is being opened, or empty."""
        return self._label if self._latest.busy else ""

    def ask(self, forms: Sequence[Incoming], wanted: Wanted | None) -> None:
        """Read the first of `forms`, of which there is one, that can be read."""
        self._label = forms[0].label
        # Every opening is a subject of its own: a later drop stops an earlier one.
        self._latest.submit(_Opening(tuple(forms), wanted), subject=object())

    def cancel(self) -> None:
        """Open nothing any more."""
        self._latest.cancel()

    async def aclose(self) -> None:
        """Stop, and wait until nothing is read."""
        await self._latest.aclose()
