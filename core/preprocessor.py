"""What a preprocessor is: its name, its options, what its guides look like, how they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.errors import InvalidTask
from core.options import Option, OptionValue
from core.wording import say


class Preprocessor(StrEnum):
    """The names, in the API's spelling, in the order in which they are offered."""

    CANNY = "canny"
    SOFTEDGE = "softedge"
    LINEART = "lineart"
    LINEART_ANIME = "lineart_anime"
    SCRIBBLE = "scribble"
    MLSD = "mlsd"
    DEPTH = "depth"
    NORMALBAE = "normalbae"
    OPENPOSE = "openpose"
    SEG = "seg"
    TILE = "tile"
    SHUFFLE = "shuffle"

    @classmethod
    def parse(cls, text: object) -> Preprocessor:
        """The preprocessor that `text` names, whatever its case, `_` and `-` ("OpenPose").

        Raises InvalidTask if there is none.
        """
        if isinstance(text, str):
            folded = _fold(text)
            for preprocessor in cls:
                if _fold(preprocessor.value) == folded:
                    return preprocessor
        raise InvalidTask("preProcessorType", text, say("one of {words}", words=", ".join(cls)))


class Quality(StrEnum):
    """Whether a guide is as good as the models that read it expect, or a draft of it."""

    FINAL = "final"
    DRAFT = "draft"


class Look(StrEnum):
    """What kind of pixels a guide has."""

    BINARY = "binary"  # black and white only
    GREY = "grey"
    COLOUR = "colour"
    PALETTE = "palette"  # exact colours of a fixed list, or black


@dataclass(frozen=True)
class LocalMethod:
    """How a guide is made on this computer.

    `opener`: "module:function" of an `Opener` (see core.local.method), imported when first used.
    `method`: what makes it, in a few words, for the status line.
    `caveat`: for a draft, what is lacking, in a sentence.
    `networks`: the names in the model pack of those it may run; with any, the opener is handed
    them (a `NetworkOpener`).
    """

    opener: str
    quality: Quality
    method: str
    caveat: str = ""
    networks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue.

    `guide`: what the guide looks like, in a phrase. `nothing_found`: what to say and try when
    the guide is all black; empty where that is no sign of anything.
    `ordered`: pairs of options of which the first must stay below the second.
    `local`: None while it cannot be made on this computer; such a preprocessor is not offered.
    `of_the_api`: False for one that Runware does not know: it is made and served here, and cannot
    be bought.
    """

    preprocessor: Preprocessor
    title: str
    description: str
    guide: str
    look: Look
    options: tuple[Option, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    nothing_found: str = ""
    local: LocalMethod | None = None
    of_the_api: bool = True

    def complete(self, given: Mapping[str, object]) -> dict[str, OptionValue]:
        """Every option of this preprocessor with its value, from `given` or by default.

        Raises InvalidTask for an option that is unknown here, a value out of range, a pair of
        `ordered` that is not in order, and what is no mapping at all.
        """
        if not isinstance(given, Mapping):
            raise InvalidTask("options", given, say("a mapping of option names to values"))
        known = [option.name for option in self.options]
        for name, value in given.items():
            if name not in known:
                have = ", ".join(known) or "none"
                allowed = say("the options of {name}: {words}", name=self.preprocessor, words=have)
                raise InvalidTask(name, value, allowed)
        values = {
            option.name: option.check(given.get(option.name, option.default))
            for option in self.options
        }
        for low, high in self.ordered:
            if not float(values[low]) < float(values[high]):
                if low not in given:
                    allowed = say("more than {name}, which is {value}", name=low, value=values[low])
                    raise InvalidTask(high, values[high], allowed)
                allowed = say("less than {name}, which is {value}", name=high, value=values[high])
                raise InvalidTask(low, values[low], allowed)
        return values


def _fold(name: str) -> str:
    return name.strip().lower().replace("_", "").replace("-", "")
