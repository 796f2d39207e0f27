"""The pixel under the cursor in words: where it is, its colour, and what the guide says there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.preprocessor import Preprocessor
from ui.wording import tr

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture, Pixels


def readout(
    picture: Picture,
    guide: Guide | None,
    x: float,
    y: float,
    *,
    inverted: bool = False,
    other: Guide | None = None,
) -> str:
    """What is at (x, y), both 0 to 1 from the picture's top left: "412, 80   #8a7f70   0.52".

    `inverted`: whether the guide is seen so; how near something is stays what it is. `other`: the
    earlier guide that is seen in the place of the picture, if one is.
    """
    if other is not None:
        column, row = _index(x, other.width), _index(y, other.height)
        parts = [f"{column}, {row}", _said(other, column, row, inverted=False)]
    else:
        column, row = _index(x, picture.width), _index(y, picture.height)
        parts = [f"{column}, {row}", _colour(picture.pixels, column, row)]
    if guide is not None:
        column, row = _index(x, guide.width), _index(y, guide.height)
        parts.append(_said(guide, column, row, inverted=inverted))
    return "   ".join(parts)


def _index(share: float, size: int) -> int:
    return min(size - 1, max(0, math.floor(share * size)))


def _said(guide: Guide, column: int, row: int, *, inverted: bool) -> str:
    value = guide.pixels[row, column]
    match guide.task.preprocessor:
        case Preprocessor.DEPTH if guide.pixels.ndim == 2:
            return tr("near {near:.2f}", near=int(value) / 255)
        case Preprocessor.NORMALBAE if guide.pixels.ndim == 3:
            # Red is left, green up, blue towards the viewer; 0 to 255 stand for -1 to 1.
            # The sum has no -0.00.
            left, up, near = (round(float(part) / 127.5 - 1, 2) + 0.0 for part in value)
            return tr(
                "left {left:+.2f}  up {up:+.2f}  near {near:+.2f}", left=left, up=up, near=near
            )
        case Preprocessor.SEG if guide.pixels.ndim == 3:
            return _class_name(value)
        case _ if inverted and guide.pixels.ndim == 2:
            return str(255 - int(value))
        case _:
            return _colour(guide.pixels, column, row)


def _class_name(colour: Pixels) -> str:
    """What ADE20K calls the class of that colour; two share one."""
    from core.local.seg.ade20k import NAMES, PALETTE  # noqa: PLC0415 - the window shows first

    matches = (colour == PALETTE).all(axis=1).nonzero()[0]
    names = [tr(NAMES[index]) for index in matches]
    if len(names) > 1:
        return tr("{one} or {other}", one=names[0], other=names[1])
    return names[0] if names else tr("nothing")


def _colour(pixels: Pixels, column: int, row: int) -> str:
    value = pixels[row, column]
    if pixels.ndim == 2:
        return str(int(value))
    return "#" + "".join(f"{int(part):02x}" for part in value[:3])
