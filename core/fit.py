"""To what size a guide is brought when it is exported: scaled, then padded or cropped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from core.errors import ExportError
from core.wording import Said, say, say_n, together

SIDES = (512, 768, 1024, 1536)
"""The sides in pixels that models were trained at, to choose from."""

SIDE_RANGE = range(64, 16_385)
MULTIPLES = (1, 8, 64)
"""Of how many pixels both sides may have to be a multiple: any, of latents, of older tools."""

MAX_PIXELS = 120_000_000
"""The largest guide that is made; no larger picture can be read, either."""

Size = tuple[int, int]
"""Width and height in pixels."""


class Side(StrEnum):
    """Which of its two sides gets the length that is asked for."""

    SHORT = "short"
    LONG = "long"


class Filling(StrEnum):
    """How a side becomes a multiple."""

    CROP = "crop"
    PAD = "pad"


@dataclass(frozen=True)
class Plan:
    """What becomes of a guide of the size `given`: it is scaled to `scaled`, which then is padded
    or cropped to `result`, evenly on both sides, an odd pixel at the right or the bottom.
    """

    given: Size
    scaled: Size
    result: Size

    @property
    def offset(self) -> Size:
        """Where the scaled guide begins in the result, from its left and top; negative if cut."""
        # From the size that is cut off or added, so that both are halved alike.
        left, top = (
            (after - before) // 2 if after >= before else -((before - after) // 2)
            for before, after in zip(self.scaled, self.result, strict=True)
        )
        return left, top


@dataclass(frozen=True)
class Fit:
    """The size that a model wants, of whatever size the guide is; it may be larger than the guide.

    `target`: pixels of SIDE_RANGE that the `side` gets, None to leave the size as it is. Then both
    sides become a `multiple` of MULTIPLES, by cropping or padding at the middle; a side that is
    shorter than one multiple is padded in any case.

    A guide that is made at that size is better than one that is scaled to it: its lines have the
    width that they should have. Raises ExportError when built with anything else.
    """

    target: int | None = None
    side: Side = Side.LONG
    multiple: int = 1
    filling: Filling = Filling.CROP

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        if self.target is not None and not (_is_whole(self.target) and self.target in SIDE_RANGE):
            raise ExportError(
                say("A side of {target} pixels is not possible.", target=self.target),
                say("Choose one from {least} to {most}.", least=SIDE_RANGE[0], most=SIDE_RANGE[-1]),
            )
        if not (_is_whole(self.multiple) and self.multiple in MULTIPLES):
            raise ExportError(
                say("Sides cannot be made multiples of {multiple}.", multiple=self.multiple),
                say(
                    "Choose {first} or {last}.",
                    first=", ".join(map(str, MULTIPLES[:-1])),
                    last=MULTIPLES[-1],
                ),
            )
        for name, words in (("side", Side), ("filling", Filling)):
            value = getattr(self, name)
            try:
                put(name, words(value))
            except ValueError:
                raise ExportError(
                    say("{value} is not known.", value=value),
                    say("Choose one of {words}.", words=", ".join(words)),
                ) from None

    def replace(self, **changes: Any) -> Self:
        """The same with `changes`; raises ExportError."""
        return replace(self, **changes)

    def plan(self, width: int, height: int) -> Plan:
        """What becomes of a guide of that size. Raises ExportError if it would be too large."""
        scaled = self._scaled(width, height)
        wide, high = (self._stepped(length) for length in scaled)
        if max(scaled[0] * scaled[1], wide * high) > MAX_PIXELS:
            raise ExportError(
                say(
                    "{width} x {height} would become {wide:,} x {high:,}; at most "
                    "{most:,.0f} million pixels are possible.",
                    width=width,
                    height=height,
                    wide=wide,
                    high=high,
                    most=MAX_PIXELS / 1000000.0,
                ),
                "Choose a smaller side, or the long side.",
            )
        return Plan((width, height), scaled, (wide, high))

    def result(self, width: int, height: int) -> Size:
        """The size that comes out of a guide of that size. Raises ExportError as `plan` does."""
        return self.plan(width, height).result

    def explain(self, width: int, height: int) -> str:
        """The size that comes out of a guide of that size, and how, in a sentence.

        Raises ExportError as `plan` does.
        """
        plan = self.plan(width, height)
        done = [_columns(plan.result[0] - plan.scaled[0]), _rows(plan.result[1] - plan.scaled[1])]
        if plan.scaled != plan.given:
            done.insert(0, self._scaling(larger=plan.scaled > plan.given))
        told = together(*done, between=", ")
        given = f"{width} x {height}"
        if not told:
            return say("{size} stays as it is.", size=given)
        wide, high = plan.result
        return say(
            "{size} becomes {result}: {how}.", size=given, result=f"{wide} x {high}", how=told
        )

    def _scaling(self, *, larger: bool) -> Said:
        if self.side is Side.LONG:
            template = (
                say("enlarged to {target} on the long side")
                if larger
                else say("scaled to {target} on the long side")
            )
        else:
            template = (
                say("enlarged to {target} on the short side")
                if larger
                else say("scaled to {target} on the short side")
            )
        return say(template, target=self.target)

    def _scaled(self, width: int, height: int) -> Size:
        target = self.target
        if target is None:
            return width, height
        given = (max if self.side is Side.LONG else min)(width, height)
        wide, high = (
            max(1, (2 * length * target + given) // (2 * given)) for length in (width, height)
        )
        return wide, high

    def _stepped(self, length: int) -> int:
        below = length // self.multiple * self.multiple
        if below == length or (below and self.filling is Filling.CROP):
            return below
        return below + self.multiple


def _columns(more: int) -> Said:
    """How many columns are added or, below 0, cut; or nothing."""
    if more > 0:
        return say_n("{n} column added", "{n} columns added", more)
    return say_n("{n} column cut", "{n} columns cut", -more) if more else say("")


def _rows(more: int) -> Said:
    """The same of rows."""
    if more > 0:
        return say_n("{n} row added", "{n} rows added", more)
    return say_n("{n} row cut", "{n} rows cut", -more) if more else say("")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
