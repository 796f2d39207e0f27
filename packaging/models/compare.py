"""What storing weights in 16 bits changes in what networks make of pictures, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from models.recipe import OwnRecipe, Recipe, Seen

SIDE = 512
"""Of the square that a network with free sides is given, in pixels."""

HEADER = "network        bytes (32 bit)  output            range       mean diff  99.9 %   largest"

Compared = tuple[Recipe | OwnRecipe, bytes, bytes]
"""A network, its file with 32-bit weights and the one with those that are stored."""


def print_table(networks: Iterable[Compared], pictures: Sequence[Path]) -> None:
    """Print, for every output, how far the stored weights lead from the full ones.

    The differences are absolute, over all `pictures`, each of them whole, and its left and right
    half; the range is that of the full weights' output.
    """
    views = [view for path in pictures for view in _views(path)]
    print(HEADER)
    for recipe, full, small in networks:
        expected, found = _run(recipe.seen, full, views), _run(recipe.seen, small, views)
        sizes = f"{len(small):>9} {len(full):>9}"
        for name, one, other in zip(recipe.outputs, expected, found, strict=True):
            off = np.abs(one - other)
            print(
                f"{recipe.name:<14} {sizes}  {name:<11} {one.min():8.3f} {one.max():8.3f}"
                f" {off.mean():10.6f} {np.quantile(off, 0.999):9.5f} {off.max():9.5f}"
            )


def picture_for(seen: Seen, view: Image.Image, shape: Sequence[int | str]) -> NDArray[np.float32]:
    """`view` as a network wants it whose input has `shape`; sides that are words are SIDE long."""
    rows, columns = (shape[1], shape[2]) if seen.channels_last else (shape[2], shape[3])
    size = [side if isinstance(side, int) else SIDE for side in (columns, rows)]
    rgb = np.asarray(view.resize((size[0], size[1]), Image.Resampling.BOX), np.float32)
    values = rgb[..., ::-1] if seen.order == "BGR" else rgb
    values = values * np.float32((seen.high - seen.low) / 255) + np.float32(seen.low)
    if seen.ones:
        values = np.concatenate([values, np.ones_like(values[..., :1])], axis=-1)
    if not seen.channels_last:
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[None], np.float32)


def _run(seen: Seen, content: bytes, views: Sequence[Image.Image]) -> list[NDArray[Any]]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # the published files have leftovers that are warned of
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    wanted = session.get_inputs()[0]
    runs = [
        session.run(None, {wanted.name: picture_for(seen, view, wanted.shape)}) for view in views
    ]
    return [np.concatenate(outputs) for outputs in zip(*runs, strict=True)]


def _views(path: Path) -> list[Image.Image]:
    with Image.open(path) as picture:
        rgb = picture.convert("RGB")
    middle = rgb.width // 2
    return [
        rgb,
        rgb.crop((0, 0, middle, rgb.height)),
        rgb.crop((middle, 0, rgb.width, rgb.height)),
    ]
