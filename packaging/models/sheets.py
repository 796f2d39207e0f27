"""Sheets on which ways to a guide are compared: a row for each picture, a column for each way."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.codec import decode
from core.local.networks import Networks
from core.local.pack import Pack
from core.paths import model_pack, sample_picture
from core.picture import Pixels

BACKGROUND, INK = 40, (255, 255, 0)
LABEL_HEIGHT = 20


def asked_for(description: str) -> argparse.Namespace:
    """What was typed: `sheet`, where the sheet goes, and `pictures`, by default the sample."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("sheet", type=Path)
    parser.add_argument("pictures", type=Path, nargs="*", default=[sample_picture()])
    return parser.parse_args()


def networks() -> Networks:
    """Those of the pack that ships."""
    return Networks(Pack(model_pack()))


def read(path: Path, longest: int) -> Pixels:
    """The picture at `path`, RGB, no longer than `longest`; raises OSError or PictureError."""
    return fitted(decode(path.read_bytes()), longest)


def fitted(image: Pixels, longest: int) -> Pixels:
    """`image`, grey or RGB, no longer than `longest` pixels; never enlarged."""
    scale = min(1, longest / max(image.shape[:2]))
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    return np.ascontiguousarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def row(images: Mapping[str, NDArray[Any]], side: int) -> Pixels:
    """`images`, grey or RGB, beside one another under their names, in squares of `side` pixels."""
    return cast(Pixels, np.hstack([_cell(name, image, side) for name, image in images.items()]))


def save(rows: Sequence[Pixels], path: Path) -> None:
    """Write `rows` below one another to `path`; rows that are shorter are filled up."""
    width = max(row.shape[1] for row in rows)
    filled = [
        np.pad(row, ((0, 0), (0, width - row.shape[1]), (0, 0)), constant_values=BACKGROUND)
        for row in rows
    ]
    Image.fromarray(np.vstack(filled)).save(path)


def _cell(name: str, image: NDArray[Any], side: int) -> Pixels:
    cell = np.full((LABEL_HEIGHT + side, side, 3), BACKGROUND, np.uint8)
    small = fitted(image, side)
    height, width = small.shape[:2]
    cell[LABEL_HEIGHT : LABEL_HEIGHT + height, :width] = (
        small if small.ndim == 3 else small[..., None]
    )
    cv2.putText(cell, name, (4, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.5, INK, 1)
    return cell
