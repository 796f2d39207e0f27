"""Colours, pens, shadows, paper and cameras: what varies in a canvas and is no line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.lineart.layers import DARK
from models.lineart.store import Pixels, Plane, Store

LIGHTEST_INK, DARKEST_AREA = 70, 115
"""Mean of the channels; between these lies what tells ink from the areas it bounds."""


@dataclass(frozen=True)
class Pen:
    """`half` the width of its strokes, in pixels of the canvas at twice its size.

    `colour`: RGB, or None for a darker tone of what is beside it. `rough`: as a pencil's.
    """

    half: float
    colour: NDArray[np.float32] | None
    rough: float
    opacity: float

    def strength(self, shape: tuple[int, ...], random: np.random.Generator) -> Plane:
        """How much of its colour each pixel takes, 0..1."""
        if self.rough == 0:
            return np.full(shape, self.opacity, np.float32)
        grain = noise(shape, 1.2, random)
        pressure = noise(shape, 24, random)
        plane = self.opacity * (1 + self.rough * grain + 0.5 * self.rough * pressure)
        return cast(Plane, np.clip(plane, 0.25 * self.opacity, 1))


def noise(shape: tuple[int, ...], sigma: float, random: np.random.Generator) -> Plane:
    """Smooth noise of mean 0 and deviation 1."""
    step = max(1, round(sigma / 2))
    small = shape[0] // step + 1, shape[1] // step + 1
    grains = random.standard_normal(small, np.float32)
    smooth = cast(Plane, cv2.GaussianBlur(grains, (0, 0), max(sigma / step, 0.6)))
    smooth /= smooth.std() + np.float32(1e-6)
    return cast(Plane, cv2.resize(smooth, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR))


def pen(way: str, random: np.random.Generator) -> Pen:
    """A pen for one canvas: strokes 1 to 5 pixels wide, more often thin ones."""
    width = 1 + 4 * random.random() ** 1.6
    rough = random.uniform(0.2, 0.7) if random.random() < (0.5 if way == "lines" else 0.12) else 0
    opacity = random.uniform(0.45, 0.95) if rough else random.choice([1.0, 1.0, 0.8])
    colour = None
    if way != "tinted":
        tint = (
            random.uniform(0, LIGHTEST_INK, 3) if random.random() < 0.4 else random.uniform(0, 40)
        )
        colour = np.asarray(np.broadcast_to(tint, 3), np.float32)
    return Pen(width, colour, rough, float(opacity))


def ink(beside: Pixels, with_pen: Pen) -> Plane:
    """The colour of ink at each pixel, of which the colour `beside` it is given."""
    if with_pen.colour is None:
        return cast(Plane, beside.astype(np.float32) * np.float32(0.5))
    return cast(Plane, np.broadcast_to(with_pen.colour, beside.shape))


def palette(
    colours: Pixels, way: str, paper: NDArray[np.float32], random: np.random.Generator
) -> Pixels:
    """`colours` (N, 3) as they are, shifted, or made anew; what is dark stays dark."""
    values = colours.astype(np.float64)
    dark = values.mean(axis=1) < DARK
    if way == "lines":
        values = np.where(dark[:, None] & (random.random() < 0.7), values, paper)
        return values.round().astype(np.uint8)
    kind = random.random()
    if kind < 0.35:
        new = values
    elif kind < 0.65:
        turned = values[:, random.permutation(3)]
        new = (turned - 128) * random.uniform(0.5, 1.2) + 128 + random.uniform(-25, 25, 3)
        new = new + random.uniform(-18, 18, values.shape)
    else:
        pale = random.uniform(0, 0.7)
        new = pale * 255 + (1 - pale) * random.uniform(0, 255, values.shape)
        white = (values.min(axis=1) > 240) & (random.random(len(values)) < 0.35)
        new = np.where(white[:, None], values, new)
    mean = new.mean(axis=1, keepdims=True)
    if way != "bare":
        light = np.maximum(DARKEST_AREA - mean, 0)
        deep = np.minimum(LIGHTEST_INK - mean, 0)
        new = new + np.where(dark[:, None], deep, light)
    return np.clip(new, 0, 255).round().astype(np.uint8)


def ground(
    size: int, way: str, store: Store, random: np.random.Generator
) -> tuple[Plane, NDArray[np.float32]]:
    """What the drawings stand on, RGB (size, size, 3), and its mean colour; no lines are in it."""
    paper = random.uniform(225, 255) + random.uniform(-12, 12, 3)
    kind = random.random()
    first = (paper if kind < 0.4 or way == "lines" else random.uniform(60, 255, 3)).clip(0, 255)
    plane = np.broadcast_to(first, (size, size, 3)).astype(np.float32)
    if kind > 0.62 and way != "lines":
        other = random.uniform(60, 255, 3)
        plane = plane + _ramp((size, size), random)[..., None] * (other - first).astype(np.float32)
    if kind > 0.9 and way != "lines" and store.photographs:
        photograph = store.photographs[int(random.integers(len(store.photographs)))].rgb
        small = cv2.resize(photograph, (24, 24), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), 1.5)
        plane = cv2.resize(small, (size, size), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    return np.ascontiguousarray(plane), plane.mean(axis=(0, 1)).astype(np.float32)


def shaded(colour: Plane, there: NDArray[np.bool_], random: np.random.Generator) -> Plane:
    """`colour` with gradients, cel shadows with hard edges, and soft ones."""
    shape = there.shape
    light = np.ones(shape, np.float32)
    if random.random() < 0.5:
        light += random.uniform(-0.3, 0.3) * (_ramp(shape, random) - np.float32(0.5))
    if random.random() < 0.5:
        shadow = _shadow(there, random)
        if random.random() < 0.3:
            shadow = cast(Plane, cv2.GaussianBlur(shadow, (0, 0), random.uniform(2, 20)))
        light *= 1 - np.float32(random.uniform(0.08, 0.32)) * shadow
    if random.random() < 0.15:
        light += random.uniform(0.02, 0.08) * noise(shape, random.uniform(3, 40), random)
    tint = 1 + random.uniform(-0.04, 0.04, 3)
    lit = colour * np.power(light.clip(0.2, 1.6)[..., None], tint.astype(np.float32))
    if random.random() < 0.06:
        lit = lit - random.uniform(15, 50) * _dots(shape, random)[..., None]
    return cast(Plane, lit)


def _ramp(shape: tuple[int, ...], random: np.random.Generator) -> Plane:
    """0..1, from one side to the other, or around a point."""
    y, x = _grid(shape, 1 / max(shape))
    if random.random() < 0.3:
        at = random.uniform(0, 1, 2).astype(np.float32)
        plane = np.hypot(x - at[0], y - at[1])
    else:
        angle = random.uniform(0, 2 * np.pi)
        plane = np.float32(np.cos(angle)) * x + np.float32(np.sin(angle)) * y
    return cast(Plane, (plane - plane.min()) / (np.ptp(plane) + np.float32(1e-6)))


def _shadow(there: NDArray[np.bool_], random: np.random.Generator) -> Plane:
    """1 where a cel shadow lies: the side away from the light, or a large soft shape."""
    height, width = there.shape
    if random.random() < 0.5:
        shift = random.uniform(-0.12, 0.12, 2) * max(height, width)
        move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
        moved = cv2.warpAffine(there.astype(np.uint8), move, (width, height))
        return cast(Plane, (there & (moved == 0)).astype(np.float32))
    level = random.uniform(-0.3, 1.2)
    spots = noise(there.shape, max(height, width) / 7, random)
    return cast(Plane, (spots > level).astype(np.float32))


def _dots(shape: tuple[int, ...], random: np.random.Generator) -> Plane:
    """A screen of dots as in print."""
    y, x = _grid(shape, 2 * np.pi / random.uniform(7, 16))
    screen = np.sin(x + y) + np.sin(x - y) > random.uniform(0, 1)
    return cast(Plane, screen.astype(np.float32))


def _grid(shape: tuple[int, ...], step: float) -> tuple[Plane, Plane]:
    """The rows, a column, and the columns, a row, times `step`."""
    rows = np.arange(shape[0], dtype=np.float32)[:, None] * np.float32(step)
    return rows, np.arange(shape[1], dtype=np.float32)[None] * np.float32(step)


def grained(colour: Plane, random: np.random.Generator) -> Plane:
    """`colour` on paper with a grain, or as it is."""
    kind = random.random()
    if kind < 0.3:
        grain = noise(colour.shape[:2], random.choice([0.7, 1.0, 2.0]), random)
        colour = colour + random.uniform(1, 9) * grain[..., None]
    if kind < 0.1:
        colour = colour + random.uniform(2, 8) * noise(colour.shape[:2], 30, random)[..., None]
    return colour


def photographed(colour: Plane, random: np.random.Generator) -> Pixels:
    """`colour`, 0..255, blurred, noisy, in other tones, or packed as JPEG."""
    if random.random() < 0.25:
        colour = cast(Plane, cv2.GaussianBlur(colour, (0, 0), random.uniform(0.4, 1.3)))
    if random.random() < 0.1:
        height, width = colour.shape[:2]
        share = random.uniform(0.45, 0.8)
        small = cv2.resize(colour, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        enlarged = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
        colour = cast(Plane, enlarged)
    if random.random() < 0.3:
        low, high = random.uniform(0, 50), random.uniform(190, 255)
        colour = low + colour * ((high - low) / 255)
    if random.random() < 0.1:
        colour = np.repeat(colour.mean(axis=2, keepdims=True), 3, axis=2)
    if random.random() < 0.05:
        colour = 255 - colour
    if random.random() < 0.25:
        grain = random.standard_normal(colour.shape, np.float32)
        colour = colour + random.uniform(1, 9) * grain
    rgb = np.clip(colour, 0, 255).astype(np.uint8)
    if random.random() < 0.5:
        quality = int(random.integers(35, 96))
        # Red and blue are taken for one another, which changes little and saves two copies.
        _, packed = cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, quality])
        rgb = np.asarray(cv2.imdecode(packed, 1), np.uint8)
    return rgb
