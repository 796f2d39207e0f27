"""A bar of bytes on a terminal, for downloads and for files that are read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.library.by_hand import size_text
from core.library.progress import Phase, Transfer

if TYPE_CHECKING:
    from tqdm import tqdm

_FORMAT = "{desc}  {percentage:3.0f} % |{bar}| {n_fmt}B of {total_fmt}B{postfix}"
_WORDS = {Phase.ASKING: "asking", Phase.CHECKING: "checking"}


class ByteBar:
    """Nothing at all where standard error is no terminal."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def show(self, name: str, transfer: Transfer) -> None:
        """So far is `name`."""
        bar = self._shown(name, transfer.total)
        if bar is not None:
            word = _WORDS.get(transfer.phase)
            bar.set_description_str(f"{name}, {word}" if word else name, refresh=False)
            bar.set_postfix_str(_speed(transfer), refresh=False)
            bar.total, bar.n = transfer.total or None, transfer.done
            bar.refresh()

    def counting(self, name: str, total: int) -> Callable[[int], None]:
        """To be told of so many bytes more, each time, of `total`."""

        def heard(done: int) -> None:
            bar = self._shown(name, total)
            if bar is not None:
                bar.update(done)

        return heard

    def clear(self) -> None:
        """Leave the line to others."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _shown(self, name: str, total: int) -> tqdm[Any] | None:
        if self._bar is None and sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm  # noqa: PLC0415 - only a terminal needs it

            # A terminal that nobody has told its size says 0 x 0, and tqdm would show nothing.
            columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
            self._bar = tqdm(
                desc=name,
                total=total or None,
                leave=False,
                ncols=columns - 1,
                nrows=24,
                unit="B",
                unit_scale=True,
                bar_format=_FORMAT,
            )
        return self._bar


def _speed(transfer: Transfer) -> str:
    """How quick it is, and how long it takes yet; tqdm's own would count what came before."""
    if transfer.bytes_per_s is None or transfer.seconds_left is None:
        return ""
    minutes, seconds = divmod(round(transfer.seconds_left), 60)
    left = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"{size_text(round(transfer.bytes_per_s))}/s, {left} to go"
