"""Finds people by a YOLOX network, in either of the two forms in which its files are published.

Z. Ge and others, YOLOX: Exceeding YOLO Series in 2021. A file gives boxes from which doubles are
already taken, and their classes; or for each cell of three grids a box, how likely there is
something, and which of 80 kinds it is.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.library.row import DETECTOR
from core.library.sentences import differs
from core.local.library.model import Model
from core.local.library.views import parts, planes
from core.picture import Pixels

Boxes = NDArray[np.float64]
"""(n, 5): left, top, right, bottom, in pixels of the picture or of what is looked at, and score."""

SIDE = 640  # of what it looks at, where the file takes any
PAD = 114  # what lies beside the picture in it
STRIDES = (8, 16, 32)
PERSON = 0
LEAST = 0.3  # the score that a person has at least
DOUBLE = 0.45  # of what two boxes cover together, that they share if they are of one person
WITHIN = 0.7  # of what a box covers, that another covers in which it lies
LONGEST = 3.0  # a picture that is longer than so many times its width is looked at in parts
MOST_SQUEEZED = 5  # but a part is never shorter than this part of the picture: what it costs


def people(pixels: Pixels, model: Model) -> Boxes:
    """The boxes around people in RGB `pixels`, the surest first. Raises what `Model.run` raises."""
    height, width, _ = pixels.shape
    found: list[Boxes] = [np.zeros((0, 5))]
    cut: list[NDArray[np.bool_]] = [np.zeros(0, bool)]
    longest = max(LONGEST, max(height, width) / min(height, width) / MOST_SQUEEZED)
    for down, across in parts(height, width, longest):
        boxes = _look(pixels[down, across], model)
        boxes[:, :4] += (across.start, down.start) * 2
        begins = (boxes[:, :2] <= (across.start, down.start)) & (boxes[:, :2] > 0)
        ends = (boxes[:, 2:4] >= (across.stop, down.stop)) & (boxes[:, 2:4] < (width, height))
        found.append(boxes)
        cut.append(np.asarray((begins | ends).any(axis=1)))
    return without_doubles(np.concatenate(found), np.concatenate(cut))


def _look(pixels: Pixels, model: Model) -> Boxes:
    sides = model.inputs(DETECTOR)[0].shape[2:]
    height, width = (side if isinstance(side, int) else SIDE for side in sides)
    scale = min(height / pixels.shape[0], width / pixels.shape[1])
    size = (max(1, int(pixels.shape[1] * scale)), max(1, int(pixels.shape[0] * scale)))
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    seen = np.full((height, width, 3), PAD, np.uint8)
    seen[: size[1], : size[0]] = cv2.resize(pixels, size, interpolation=kind)
    told = model.run(planes(seen[..., ::-1]), role=DETECTOR)
    cells = sum((height // stride) * (width // stride) for stride in STRIDES)
    if told[0].shape[-1] > 5 and told[0].shape[-2] != cells:
        shape = list(told[0].shape)
        raise differs(model.row, f"[1, {cells}, 85]", str(shape), details="boxes by cell")
    boxes = read(told, height, width)
    boxes[:, :4] /= scale
    boxes[:, 0:4:2] = boxes[:, 0:4:2].clip(0, pixels.shape[1])
    boxes[:, 1:4:2] = boxes[:, 1:4:2].clip(0, pixels.shape[0])
    return boxes[((boxes[:, 2:4] - boxes[:, :2]) > 0).all(axis=1)]


def read(outputs: tuple[NDArray[Any], ...], height: int, width: int) -> Boxes:
    """What `outputs` say of people in a view of that size: those that are sure enough."""
    told = outputs[0].reshape(-1, outputs[0].shape[-1]).astype(np.float64)
    if told.shape[1] == 5:
        is_person = outputs[1].reshape(-1) == PERSON
        people: Boxes = told[is_person & (told[:, 4] >= LEAST)]
        return people
    cells, strides = _cells(height, width)
    middle, size = (told[:, :2] + cells) * strides, np.exp(told[:, 2:4]) * strides
    score = told[:, 4] * told[:, 5 + PERSON]
    boxes = np.column_stack([middle - size / 2, middle + size / 2, score])
    likeliest = told[:, 5:].argmax(axis=1) == PERSON
    sure: Boxes = boxes[likeliest & (score >= LEAST)]
    return sure


def without_doubles(boxes: Boxes, cut: NDArray[np.bool_]) -> Boxes:
    """`boxes`, the surest first, without those that mostly cover what a surer one covers.

    `cut`: which of them end where a part of the picture does; of these those are left out as well
    that lie within others, which see the whole person.
    """
    order = np.lexsort((-boxes[:, 4], cut))
    left, cut = boxes[order], cut[order]
    kept = []
    while len(left):
        first = left[0]
        kept.append(first)
        low, high = np.maximum(first[:2], left[:, :2]), np.minimum(first[2:4], left[:, 2:4])
        shared = (high - low).clip(0).prod(axis=1)
        areas = (left[:, 2:4] - left[:, :2]).prod(axis=1)
        together = (first[2:4] - first[:2]).prod() + areas - shared
        double = (shared > DOUBLE * together) | (cut & (shared > WITHIN * areas))
        double[0] = True
        left, cut = left[~double], cut[~double]
    return np.array(sorted(kept, key=lambda box: -box[4])).reshape(-1, 5)


def _cells(height: int, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Column and row of each cell of the three grids, (n, 2), and its stride, (n, 1)."""
    cells, strides = [], []
    for stride in STRIDES:
        rows, columns = height // stride, width // stride
        grid = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).reshape(-1, 2)
        cells.append(grid.astype(np.float64))
        strides.append(np.full((len(grid), 1), float(stride)))
    return np.concatenate(cells), np.concatenate(strides)
