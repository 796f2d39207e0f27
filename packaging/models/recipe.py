"""What a row of the model pack's table is: a network's published file and how it is used.

How a picture must be scaled for a network is part of its row, as numbers, so that the manifest's
words and the comparison of weights (`compare.py`) rest on the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import onnx

from models.packages import Package


@dataclass(frozen=True)
class Seen:
    """How a network is given a picture: the values that 0 and 255 become, and in which order.

    `ones`: whether a fourth channel of ones follows. `remark`: what else must be known.
    """

    input: str
    low: float
    high: float
    channels_last: bool = False
    order: str = "RGB"
    ones: bool = False
    remark: str = ""

    @property
    def meaning(self) -> str:
        """The manifest's words for it."""
        channels = f"{self.order} and a channel of ones" if self.ones else self.order
        layout = "channels last" if self.channels_last else "in planes"
        text = f"a picture: {channels}, {layout}, {self.low:g} to {self.high:g}"
        return f"{text}; {self.remark}" if self.remark else text


@dataclass(frozen=True)
class Recipe:
    """One network of the pack, made from a published file; the manifest has the first four fields.

    `package`, `member`, `sha256`: the file with the weights, by its name in the archive.
    `convert`: from that file's content to the graph with 32-bit weights.
    `outputs`: names in their order, and what each means.
    """

    name: str
    title: str
    licence: str
    trained_on: str
    package: Package
    member: str
    sha256: str
    convert: Callable[[bytes], onnx.ModelProto]
    seen: Seen
    outputs: Mapping[str, str]

    bits: ClassVar[int] = 16
    """That weights are stored in."""

    @property
    def source(self) -> str:
        """Where the weights come from, for people."""
        return f"{self.member} of {self.package}"


@dataclass(frozen=True)
class OwnRecipe:
    """A network that the project trained itself: `source` is the training script.

    `bits`: that its weights are stored in, 16 or 8.
    """

    name: str
    title: str
    licence: str
    trained_on: str
    source: str
    seen: Seen
    outputs: Mapping[str, str]
    bits: int = 16
