"""The options of a preprocessor: what each may be, and a frozen set of chosen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.errors import InvalidTask
from core.wording import say

OptionValue = int | float | bool | str


@dataclass(frozen=True)
class NumberOption:
    """A number from `minimum` to `maximum`; whole if its default is.

    `name` is the API's spelling; a `local` option exists on this computer only and is never sent.
    `slider`: False where the range is too wide for one, such as a seed.
    """

    name: str
    title: str
    hint: str
    minimum: float
    maximum: float
    default: int | float
    step: float = 1
    slider: bool = True
    local: bool = False

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are values."""
        return isinstance(self.default, int)

    def check(self, value: object) -> int | float:
        """`value` as a number of this option; raises InvalidTask."""
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not self.minimum <= value <= self.maximum
            or (self.whole and value != int(value))
        ):
            template = (
                say("a whole number from {least:.16g} to {most:.16g}")
                if self.whole
                else say("a number from {least:.16g} to {most:.16g}")
            )
            allowed = say(template, least=self.minimum, most=self.maximum)
            raise InvalidTask(self.name, value, allowed)
        return int(value) if self.whole else float(value)


@dataclass(frozen=True)
class SwitchOption:
    """On or off; fields as in NumberOption."""

    name: str
    title: str
    hint: str
    default: bool
    local: bool = False

    def check(self, value: object) -> bool:
        """`value` if it is a bool; raises InvalidTask otherwise."""
        if not isinstance(value, bool):
            raise InvalidTask(self.name, value, say("true or false"))
        return value


@dataclass(frozen=True)
class ChoiceOption:
    """One of a few words; `choices` are (value, title) pairs, other fields as in NumberOption."""

    name: str
    title: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    default: str
    local: bool = False

    def check(self, value: object) -> str:
        """`value` if it is one of the choices; raises InvalidTask otherwise."""
        known = [word for word, _ in self.choices]
        if value not in known:
            raise InvalidTask(self.name, value, say("one of {words}", words=", ".join(known)))
        return str(value)


Option = NumberOption | SwitchOption | ChoiceOption


class Options(Mapping[str, OptionValue]):
    """Chosen values by option name: frozen, hashable, equal if the values are."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, OptionValue] | None = None) -> None:
        self._values = dict(values or {})

    def __getitem__(self, name: str) -> OptionValue:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"Options({self._values!r})"

    def number(self, name: str) -> float:
        """The value called `name`, which the caller knows to be a number."""
        value = self._values[name]
        assert isinstance(value, int | float), name
        return value
