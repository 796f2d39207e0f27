"""Samples to learn from, made without end by processes of their own.

A sample is `uint8` (PLANES, side, side): red, green, blue; the lines for `ink` and for `pencil`,
0..255; and how much each pixel of these counts, in 64ths.
"""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np

from models.lineart import paint
from models.lineart.canvas import canvas
from models.lineart.pack import held_out
from models.lineart.store import Photograph, Pixels, Plane, Store, distance, scenes

PLANES = 7
HALF_WIDTH = 1.0
"""Pixels; lines are drawn twice as wide, whatever the ink was."""
USUAL, DOUBTFUL, INSIDE = 64, 32, 192
"""What pixels count, in 64ths: others, those of photographs, and those of ink beside its middle,
where a second line would be drawn."""
CROWDED = 0.5
"""Share of a square of 9 pixels, from which lines are not told from one another."""
SURE, UNSURE = 0.5, 0.25
"""A line of a photograph that is surer is one of `ink`, one that is less sure is none."""
PHOTOGRAPHS, SCENES = 0.25, 0.2
"""Shares of the samples."""
SCALES = 0.75, 1.6
"""Of a photograph, of the size at which its shorter side is 512."""
WAITING = 24
"""Samples for each process, at most, that wait to be taken."""


def sample(
    store: Store, rendered: list[Photograph], side: int, random: np.random.Generator
) -> Pixels:
    """A new sample."""
    kind = random.random()
    if store.photographs and kind < PHOTOGRAPHS:
        return _photograph(_any(store.photographs, random), side, DOUBTFUL, random)
    if rendered and kind > 1 - SCENES:
        return _photograph(_any(rendered, random), side, USUAL, random)
    made = canvas(store, side, random)
    lines = _profile(made.distance)
    care = np.full((side, side), USUAL, np.uint8)
    care[(made.ink > 0.5) & (made.distance > HALF_WIDTH + 1)] = INSIDE
    care[made.doubtful | (cv2.blur(lines, (9, 9)) > CROWDED)] = 0
    drawn = _grey(lines)
    return np.stack([*made.rgb.transpose(2, 0, 1), drawn, drawn, care, care])


class Feed:
    """Processes that make samples from the pack in `folder`; none of them outlives the owner."""

    def __init__(self, folder: Path, rendered: Path | None, side: int, count: int, seed: int):
        context = multiprocessing.get_context("spawn")
        self._samples: Any = context.Queue(WAITING * count)
        self._processes = [
            context.Process(
                target=_make, args=(self._samples, folder, rendered, side, [seed, k]), daemon=True
            )
            for k in range(count)
        ]
        for process in self._processes:
            process.start()

    def ready(self) -> Iterator[Pixels]:
        """The samples that are there now."""
        while True:
            try:
                yield self._samples.get_nowait()
            except queue.Empty:
                return

    def next(self) -> Pixels:
        """The next sample, when it is there. Raises RuntimeError where none can come."""
        while True:
            try:
                return cast(Pixels, self._samples.get(timeout=5))
            except queue.Empty:
                if not any(process.is_alive() for process in self._processes):
                    raise RuntimeError("No samples are made; see the lines above.") from None

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.terminate()


def _make(samples: Any, folder: Path, rendered: Path | None, side: int, seed: list[int]) -> None:
    cv2.setNumThreads(1)
    store = Store(folder, lambda group: not held_out(group))
    random = np.random.default_rng(seed)
    found: list[Photograph] = []
    made = 0
    while True:
        if rendered is not None and made % 200 == 0:  # more of them may come while this runs
            found = scenes(rendered)
        samples.put(sample(store, found, side, random))
        made += 1


def _photograph(
    photograph: Photograph, side: int, care: int, random: np.random.Generator
) -> Pixels:
    """A part of `photograph`, larger or smaller."""
    height, width = photograph.lines.shape
    scale = random.uniform(*SCALES)
    wanted = round(side / scale)
    top = int(random.integers(0, max(1, height - wanted + 1)))
    left = int(random.integers(0, max(1, width - wanted + 1)))
    window = np.s_[top : top + wanted, left : left + wanted]
    rgb = cv2.resize(photograph.rgb, (width, height), interpolation=cv2.INTER_CUBIC)[window]
    lines = photograph.lines[window]
    more = 0, wanted - lines.shape[0], 0, wanted - lines.shape[1]
    whole = cast(Pixels, cv2.copyMakeBorder(lines, *more, cv2.BORDER_REFLECT))
    seen = cv2.copyMakeBorder(rgb, *more, cv2.BORDER_REFLECT)
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    seen = cv2.resize(seen, (side, side), interpolation=kind)
    linear = cv2.INTER_LINEAR
    away = cast(Plane, cv2.resize(distance(whole > 0), (side, side), interpolation=linear))
    away *= np.float32(scale)
    tones = cv2.dilate(whole, np.ones((7, 7), np.uint8)).astype(np.float32) / 255
    tone = cast(Plane, cv2.resize(tones, (side, side), interpolation=linear))
    profile = _profile(away)
    beside = away < HALF_WIDTH + 2
    sure = np.full((side, side), care, np.uint8)
    sure[beside & (tone > UNSURE) & (tone < SURE)] = 0
    ink = _grey(profile * (tone >= SURE))
    pencil = _grey(profile * tone)
    colour = paint.photographed(seen.astype(np.float32), random)
    all_alike = np.full((side, side), care, np.uint8)
    return np.stack([*colour.transpose(2, 0, 1), ink, pencil, sure, all_alike])


def _profile(away: Plane) -> Plane:
    """How bright a line is at such distances from its middle, 0..1; its edge is smooth."""
    return cast(Plane, np.clip(HALF_WIDTH + 0.5 - away, 0, 1))


def _grey(plane: Plane) -> Pixels:
    return np.rint(255 * plane).astype(np.uint8)


def _any(found: list[Photograph], random: np.random.Generator) -> Photograph:
    return found[int(random.integers(len(found)))]
