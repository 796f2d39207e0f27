"""One guide of a batch: what it is of, how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from core.engine import Progress
from core.errors import PictureError, UnderdrawingError
from core.preprocessor import Preprocessor, Quality
from core.wording import parse_said, plain_said

if TYPE_CHECKING:
    from core.fit import Size
    from core.guide import Guide


class State(StrEnum):
    """How far an item is. SKIPPED: its guide was there already."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it unless it is asked for again."""
        return self not in (State.WAITING, State.WORKING)


@dataclass(frozen=True, slots=True)
class Result:
    """What is said of a guide that was written.

    `size`: width and height in pixels of the file. `seconds`, `engine`, `method`, `quality` and
    `cost_usd` are those of core.guide; `remark` is for people. `keypoints`: where the people in it
    were written, if they were.
    """

    size: Size
    seconds: float
    engine: str
    method: str
    quality: Quality
    cost_usd: float | None
    remark: str
    keypoints: Path | None

    @classmethod
    def of(cls, guide: Guide, size: Size, remark: str, keypoints: Path | None) -> Self:
        """That of `guide`, written at `size`."""
        return cls(
            size,
            guide.seconds,
            guide.engine,
            guide.method,
            guide.quality,
            guide.cost_usd,
            remark,
            keypoints,
        )

    def plain(self) -> dict[str, Any]:
        """It as what JSON can hold."""
        path = None if self.keypoints is None else str(self.keypoints)
        values = {name: getattr(self, name) for name in self.__slots__}
        return {**values, "keypoints": path, "remark": plain_said(self.remark)}

    @classmethod
    def parse(cls, plain: dict[str, Any]) -> Self:
        """What `plain` gave. Raises KeyError, TypeError and ValueError for anything else."""
        path = plain["keypoints"]
        width, height = plain["size"]
        more = {
            "size": (width, height),
            "quality": Quality(plain["quality"]),
            "keypoints": None if path is None else Path(path),
            "remark": parse_said(plain["remark"]),
        }
        return cls(**{**plain, **more})


@dataclass(frozen=True, slots=True)
class Item:
    """One guide that is wanted, as it is now.

    `number`: its place in the plan, from 0. `picture`: the picture's place in the plan. `path`:
    where the guide goes; None until that is known, which may need the picture. `remark`: what is
    to be said of that name. `error`: why it failed. `result`: what was made, once it is done.
    """

    number: int
    picture: int
    preprocessor: Preprocessor
    path: Path | None = None
    remark: str = ""
    state: State = State.WAITING
    error: UnderdrawingError | None = None
    result: Result | None = None

    @property
    def is_remarked(self) -> bool:
        """Whether its guide is made, and something is to be said of it: that it is empty, say."""
        return self.state is State.DONE and self.result is not None and bool(self.result.remark)

    def replace(self, **changes: Any) -> Item:
        """The same with `changes`."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Change:
    """An item that has changed; `progress`: how far its guide is, while that is made."""

    item: Item
    progress: Progress | None = None


def plain_error(error: UnderdrawingError) -> dict[str, Any]:
    """`error` as what JSON can hold."""
    return {
        "what": plain_said(error.what),
        "remedy": plain_said(error.remedy),
        "details": error.details,
        "picture": isinstance(error, PictureError),
    }


def parse_error(plain: dict[str, Any]) -> UnderdrawingError:
    """The error that `plain_error` wrote, told as it was. Raises KeyError and TypeError for
    anything else."""
    kind = PictureError if plain["picture"] else UnderdrawingError
    what, remedy = parse_said(plain["what"]), parse_said(plain["remedy"])
    return kind(what, remedy, details=str(plain["details"]))
