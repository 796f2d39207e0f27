"""Samples to learn from, made without end by processes of their own.

A sample is `uint8` (PLANES, side, side): red, green, blue; the lines for `ink` and for `pencil`,
0..255; and how much each pixel of these counts, in 64ths.
"""

from __future__ import annotations

import multiprocessing
import queue
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.lineart import paint
from models.lineart.canvas import canvas
from models.lineart.pack import held_out
from models.lineart.rendered import scenes
from models.lineart.store import Photograph, Pixels, Plane, Store, distance

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
PHOTOGRAPHS, SCENES = 0.25, 0.1
"""Shares of the samples."""
SCALES = 0.68, 1.45
"""Of a photograph, of the size of its lines; more for one that is small."""
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
    known: dict[str, list[Photograph]] = {}
    found: list[Photograph] = []
    made = 0
    while True:
        if rendered is not None and made % 200 == 0:  # more of them may come while this runs
            found = scenes(rendered, known)
        _give(samples, sample(store, found, side, random))
        made += 1


def _give(samples: Any, made: Pixels) -> None:
    """Put what was made, or end this process if nobody is left to take it."""
    while True:
        try:
            samples.put(made, timeout=5)
        except queue.Full:
            owner = multiprocessing.parent_process()
            if owner is not None and not owner.is_alive():
                sys.exit()
        else:
            return


def _photograph(
    photograph: Photograph, side: int, care: int, random: np.random.Generator
) -> Pixels:
    """A part of `photograph`, larger or smaller."""
    height, width = photograph.lines.shape
    least = 0.6 * side / min(height, width)
    scale = random.uniform(max(SCALES[0], least), max(SCALES[1], 1.2 * least))
    wanted = round(side / scale)
    top = int(random.integers(0, max(1, height - wanted + 1)))
    left = int(random.integers(0, max(1, width - wanted + 1)))
    window = np.s_[top : top + wanted, left : left + wanted]
    doubtful = np.zeros_like(photograph.lines)
    if photograph.doubtful is not None:
        doubtful = photograph.doubtful
    whole = cv2.resize(photograph.rgb, (width, height), interpolation=cv2.INTER_CUBIC)
    rgb, lines, maybe = (
        _filled(part[window], wanted) for part in (whole, photograph.lines, doubtful)
    )
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    seen = cv2.resize(rgb, (side, side), interpolation=kind)
    linear = cv2.INTER_LINEAR
    away = cast(Plane, cv2.resize(distance(lines > 0), (side, side), interpolation=linear))
    away *= np.float32(scale)
    tones = cv2.dilate(lines, np.ones((7, 7), np.uint8)).astype(np.float32) / 255
    tone = cast(Plane, cv2.resize(tones, (side, side), interpolation=linear))
    profile = _profile(away)
    beside = away < HALF_WIDTH + 2
    sure = np.full((side, side), care, np.uint8)
    sure[beside & (tone > UNSURE) & (tone < SURE)] = 0
    all_alike = np.full((side, side), care, np.uint8)
    unsaid = np.asarray(cv2.resize(maybe, (side, side), interpolation=linear)) > 0
    unsaid &= away > HALF_WIDTH + 2
    sure[unsaid] = all_alike[unsaid] = 0
    ink = _grey(profile * (tone >= SURE))
    pencil = _grey(profile * tone)
    colour = paint.photographed(seen.astype(np.float32), random)
    return np.stack([*colour.transpose(2, 0, 1), ink, pencil, sure, all_alike])


def _filled(part: NDArray[Any], side: int) -> Pixels:
    """`part` with `side` pixels a side, mirrored where it has fewer."""
    more = 0, side - part.shape[0], 0, side - part.shape[1]
    return np.asarray(cv2.copyMakeBorder(part, *more, cv2.BORDER_REFLECT), np.uint8)


def _profile(away: Plane) -> Plane:
    """How bright a line is at such distances from its middle, 0..1; its edge is smooth."""
    return cast(Plane, np.clip(HALF_WIDTH + 0.5 - away, 0, 1))


def _grey(plane: Plane) -> Pixels:
    return np.rint(255 * plane).astype(np.uint8)


def _any(found: list[Photograph], random: np.random.Generator) -> Photograph:
    return found[int(random.integers(len(found)))]
