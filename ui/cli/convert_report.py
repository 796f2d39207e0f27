"""What `convert` prints: a line for each guide, in the order in which they were asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

from core.batch.gather import Source
from core.batch.item import Change, Item, Result, State
from core.errors import PictureError, UnderdrawingError
from core.preprocessor import Quality
from ui.cli.printable import printable
from ui.money import money

if TYPE_CHECKING:
    from tqdm import tqdm

_PICTURE_CHARS = 200


class Report:
    """One line for each guide, in the order of the plan: those that are there on stdout, failures
    on stderr, JSON all on stdout."""

    def __init__(self, bar: tqdm[Any] | None, sources: Sequence[Source], *, as_json: bool) -> None:
        self._bar = bar
        self._sources = sources
        self._as_json = as_json
        self._next = 0
        self._over: dict[int, Item] = {}
        self._told: UnderdrawingError | None = None

    def tell(self, change: Change) -> None:
        """An item has changed: told as soon as it is over, and all before it."""
        item = change.item
        if not item.state.is_over:
            return
        self._over[item.number] = item
        if self._bar is not None:
            self._bar.update()
        while self._next in self._over:
            self._tell(self._over.pop(self._next))
            self._next += 1

    def tell_rest(self, items: Sequence[Item], why: UnderdrawingError | None) -> None:
        """That is all: of `items` nothing more is made, because of `why` if anything is wrong."""
        for item in items[self._next :]:
            if item.state.is_over:
                self._tell(item)
            elif why is not None and self._as_json:
                self._tell(item.replace(state=State.FAILED, error=why))
        self._next = len(items)
        if why is not None and not self._as_json:
            self.say(str(why))

    def _tell(self, item: Item) -> None:
        picture = str(self._sources[item.picture].what)
        if self._as_json:
            self._print(json.dumps(_as_object(item, picture)), sys.stdout)
        elif item.error is None:
            self._print(_there_line(item), sys.stdout)
        elif item.error is not self._told:  # a picture that fails as a whole is told once
            self._print(_failed_line(item, picture, item.error), sys.stderr)
            self._told = item.error

    def say(self, text: str) -> None:
        """Say what is about no guide alone."""
        self._print(f"underdrawing: {text}", sys.stderr)

    def _print(self, line: str, stream: TextIO | None) -> None:
        if stream is None:
            return
        line = _printable(line, stream)
        if self._bar is None:
            print(line, file=stream)
        else:
            self._bar.write(line, file=stream)
        stream.flush()


def _as_object(item: Item, picture: str) -> dict[str, Any]:
    about = {"picture": picture, "preprocessor": item.preprocessor}
    if item.error is not None:
        return {**about, "error": str(item.error)}
    about["path"] = str(item.path)
    if item.result is not None:
        return {**about, **_told(item.result)}
    return {**about, "skipped": True, **({"remark": item.remark} if item.remark else {})}


def _told(result: Result) -> dict[str, Any]:
    told = {
        "width": result.size[0],
        "height": result.size[1],
        "seconds": round(result.seconds, 4),
        "engine": result.engine,
        "method": result.method,
        "quality": result.quality,
    }
    if result.cost_usd is not None:
        told["cost"] = result.cost_usd
    if result.remark:
        told["remark"] = result.remark
    if result.keypoints is not None:
        told["keypoints"] = str(result.keypoints)
    return told


def _there_line(item: Item) -> str:
    result = item.result
    if result is None:
        return f"{item.path}  already there  {item.remark}".rstrip()
    parts = [str(item.path), "{} x {}".format(*result.size), f"{result.seconds:.2f} s"]
    if result.cost_usd is not None:
        parts.append(money(result.cost_usd))
    if result.quality is Quality.DRAFT:
        parts.append("draft")
    return "  ".join([*parts, result.remark]).rstrip()


def _failed_line(item: Item, picture: str, error: UnderdrawingError) -> str:
    if len(picture) > _PICTURE_CHARS:  # a data: URI
        picture = picture[:_PICTURE_CHARS] + "..."
    if not isinstance(error, PictureError):
        picture += f", {item.preprocessor}"
    return f"{picture}: {error}" if picture.strip() else str(error)


def _printable(line: str, stream: TextIO) -> str:
    """`line` with an escape for what would steer a terminal or what `stream` cannot encode."""
    shown = printable(line)
    encoding = stream.encoding or "utf-8"
    return shown.encode(encoding, "backslashreplace").decode(encoding)
