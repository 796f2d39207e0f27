"""From a guide to the pixels that go out: what the window shows is what the file holds."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.encoding import Samples
from core.fit import Fit, Plan
from core.guide import Guide
from core.picture import Pixels
from core.pose import People, Person, Points
from core.preprocessor import Look, Preprocessor
from core.rendition import Rendition

FLAT = (128, 128, 255)
"""The normal of a surface that faces the viewer."""

_ENLARGING = {
    # No rims: a value beyond both sides of a border would be a place that is not there.
    Preprocessor.DEPTH: cv2.INTER_LINEAR,
    Preprocessor.NORMALBAE: cv2.INTER_LINEAR,
    Preprocessor.OPENPOSE: cv2.INTER_LINEAR,
    # Full detail.
    Preprocessor.TILE: cv2.INTER_LANCZOS4,
    Preprocessor.SHUFFLE: cv2.INTER_LANCZOS4,
}
_ENLARGING_LINES = cv2.INTER_CUBIC  # Lanczos would leave faint ripples on black beside each line

_STROKE = 102  # 0.4 of white: lines that touch at corners only still touch when they are enlarged
_STRIP_ROWS = 256


def render(guide: Guide, rendition: Rendition) -> Samples:
    """The pixels of `guide` as `rendition` wants them, in a form that core.encoding.encode takes;
    read-only.

    A guide keeps its look at every size: lines stay black and white and what was connected stays
    connected; segments keep their colours, by the nearest pixel; all else is averaged when it
    shrinks, and interpolated when it grows, normals being made 1 long again. What is padded is
    black ground (white if inverted, clear if transparent), and flat for normals.

    Raises ExportError if the guide cannot go out in this way.
    """
    rendition.check(guide)
    preprocessor = guide.task.preprocessor
    samples: Samples = guide.pixels
    if rendition.deep and guide.deep is not None:
        samples = guide.deep
    pose = rendition.transparent and preprocessor is Preprocessor.OPENPOSE
    if pose:
        samples = _with_coverage(guide.pixels)
    if rendition.fit is not None:
        plan = rendition.fit.plan(guide.width, guide.height)
        if plan.result != plan.given:
            samples = _fitted(samples, plan, guide)
    if pose:
        samples = _uncovered(cast("Pixels", samples))
    elif rendition.transparent:
        samples = _ink(cast("Pixels", samples), 0 if rendition.invert else 255)
    elif rendition.invert:
        samples = cast("Samples", np.bitwise_not(samples))
    samples.flags.writeable = False
    return samples


def fitted_people(people: People, fit: Fit) -> People:
    """`people` of a guide where they are once it was fitted; joints that were cut are not found."""
    plan = fit.plan(people.width, people.height)

    def moved(points: Points) -> Points:
        scale = np.divide(plan.scaled, plan.given)
        places = points[:, :2] * scale + plan.offset
        inside = ((places >= 0) & (places <= plan.result)).all(axis=1) & (points[:, 2] > 0)
        return np.where(inside[:, None], np.column_stack([places, points[:, 2]]), 0).astype(
            np.float32
        )

    def moved_person(person: Person) -> Person:
        parts = (person.left_hand, person.right_hand, person.face)
        return Person(
            moved(person.body), *(None if part is None else moved(part) for part in parts)
        )

    return People(tuple(map(moved_person, people.persons)), *plan.result)


def _fitted(samples: Samples, plan: Plan, guide: Guide) -> Samples:
    if plan.scaled != plan.given:
        samples = _scaled(samples, plan, guide)
    (wide, high), (left, top) = plan.result, plan.offset
    samples = samples[max(0, -top) :, max(0, -left) :][:high, :wide]
    if samples.shape[:2] == (high, wide):
        return cast("Samples", np.ascontiguousarray(samples))
    canvas: Samples = np.zeros((high, wide, *samples.shape[2:]), samples.dtype)
    if guide.task.preprocessor is Preprocessor.NORMALBAE:
        canvas[...] = FLAT if samples.ndim == 3 else 0
    left, top = max(0, left), max(0, top)
    canvas[top : top + samples.shape[0], left : left + samples.shape[1]] = samples
    return canvas


def _scaled(samples: Samples, plan: Plan, guide: Guide) -> Samples:
    preprocessor, look = guide.task.preprocessor, guide.task.entry.look
    shrinks = plan.scaled < plan.given
    if look is Look.BINARY:
        white = _grey(cast("Pixels", samples)) >= 128
        return (_shrunk_lines if shrinks else _enlarged_lines)(white, plan)
    if preprocessor is Preprocessor.SEG:
        way = cv2.INTER_NEAREST_EXACT
    elif shrinks:
        way = cv2.INTER_AREA
    else:
        way = _ENLARGING.get(preprocessor, _ENLARGING_LINES)
    scaled = cast("Samples", cv2.resize(samples, plan.scaled, interpolation=way))
    return _unit_long(scaled) if preprocessor is Preprocessor.NORMALBAE else scaled


def _shrunk_lines(white: NDArray[np.bool_], plan: Plan) -> Pixels:
    """Every white pixel makes that one white which its middle falls into.

    So nothing is lost, neighbours stay neighbours, and a line of one pixel stays one.
    """
    for axis in (0, 1):
        before, after = white.shape[axis], plan.scaled[1 - axis]
        lands_in = (2 * np.arange(before) + 1) * after // (2 * before)
        begins = np.searchsorted(lands_in, np.arange(after))
        white = np.logical_or.reduceat(white, begins, axis=axis)
    return white.astype(np.uint8) * np.uint8(255)


def _enlarged_lines(white: NDArray[np.bool_], plan: Plan) -> Pixels:
    """Lines as wide as they are enlarged, with smooth borders, of black and white only."""
    soft = cv2.resize(
        white.astype(np.uint8) * np.uint8(255), plan.scaled, interpolation=cv2.INTER_LINEAR
    )
    return np.where(soft >= _STROKE, np.uint8(255), np.uint8(0))


def _unit_long(normals: Samples) -> Samples:
    """Averaged normals, made 1 long again."""
    if normals.ndim != 3:
        return normals
    for top in range(0, normals.shape[0], _STRIP_ROWS):
        strip = normals[top : top + _STRIP_ROWS]
        vectors = strip.astype(np.float32) / np.float32(127.5) - 1
        length = np.sqrt(np.square(vectors).sum(axis=2, keepdims=True))
        # None of them is longer: what is, such as black, is no normal and stays.
        strip[...] = np.rint((vectors / np.clip(length, 1e-3, 1) + 1) * 127.5)
    return normals


def _grey(pixels: Pixels) -> Pixels:
    """The brightness of lines that an engine may have given as colour."""
    return pixels if pixels.ndim == 2 else cast("Pixels", pixels.max(axis=2))


def _ink(pixels: Pixels, level: int) -> Pixels:
    """Grey and alpha: ink of that `level`, as opaque as the lines in `pixels` are bright."""
    alpha = _grey(pixels)
    return np.dstack([np.full_like(alpha, level), alpha])


def _with_coverage(pixels: Pixels) -> Pixels:
    """RGB and a fourth plane that is 255 where something is drawn, for both to be scaled alike."""
    colour = pixels if pixels.ndim == 3 else np.dstack([pixels] * 3)
    drawn = colour.any(axis=2)
    return np.dstack([colour, drawn.astype(np.uint8) * np.uint8(255)])


def _uncovered(layers: Pixels) -> Pixels:
    """RGBA of `layers` whose colours have faded together with their cover, as on black."""
    alpha = layers[..., 3]
    soft = (alpha > 0) & (alpha < 255)
    rgba = layers.copy()
    faded = layers[soft].astype(np.uint16)
    full = (faded[:, :3] * 255 + faded[:, 3:] // 2) // faded[:, 3:]
    rgba[soft, :3] = full.clip(max=255)
    return rgba
