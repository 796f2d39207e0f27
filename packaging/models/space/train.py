"""One training of depth and normals from the first frame to the last: chooses, waits, learns.

The rate follows the time that is over, and so does what is learned from; hence it ends when it
shall, however fast the device is. Weights are kept every minute.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import torch

from failures import SetupError
from models.scenes.chunks import SEEN, SIDE
from models.scenes.workers import Workers
from models.space import pace, real
from models.space.pool import Pool, Reader
from models.space.training import SEED, SIZES, Training, Way

SAVE_EVERY, SAY_EVERY = 60.0, 15.0
"""Seconds."""
BEGIN, FILLED = 1500, 5000
"""Frames, from which on is learned, and up to which all that come are taken."""
BEGIN_WITH_LITTLE, FILLED_WITH_LITTLE = 64, 1500
"""The same without a GPU."""
REUSE = 16
"""How often a frame is learned from, in the mean, before another is taken for it. Where one GPU
renders and trains, each takes its time from the other."""
LAST = 0.93
"""Of the time, from which on no frames are taken, so that all of it goes into learning."""
TRYING, COMPILING = 25.0, 75.0
"""Seconds for finding out what is fastest, while there are no frames; and for compiling."""
WORTH_COMPILING = 360.0
"""Seconds: in less the time for it does not come back."""


@dataclass(frozen=True)
class Plan:
    """What to train from and how long: `until` that time.monotonic(); `batch`: pictures in a step.

    `frames`: a folder that files come into; `most`: frames that are kept at once.
    """

    frames: Path
    photographs: Path | None
    encoder: Path
    weights: Path
    until: float
    batch: int
    most: int
    side: int = SIDE


def device() -> torch.device:
    """The GPU if there is one, set to be fast."""
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def train(plan: Plan, on: torch.device, workers: Workers) -> tuple[Training, Pool]:
    """Train as planned, beside `workers`. Goes on from `plan.weights` if they are there.

    The training, and the frames it has seen last. Raises SetupError where no frames come.
    """
    began = time.monotonic()
    fast = on.type == "cuda"
    reader = Reader(plan.frames, SEEN, fast, plan.side)
    with reader.at_work():
        way = _way(plan, on) if fast else Way()
        training = Training(plan.encoder, on, SEED, way)
        if plan.weights.exists():
            training.load(plan.weights)
        photographs = real.Photographs(plan.photographs, on) if plan.photographs else None
        pool = Pool(on, plan.most, plan.side)
        least = BEGIN if fast else BEGIN_WITH_LITTLE
        while pool.taken < min(least, plan.most):
            if not reader.into(pool, plan.most):
                if not workers.are_at_work():
                    raise SetupError(f"Rendering has failed: {workers.said()}")
                if time.monotonic() > plan.until:
                    raise SetupError(
                        f"Only {pool.taken} frames were rendered in the time. Give it more minutes."
                    )
                time.sleep(0.05)
        waited = time.monotonic() - began
        print(f"begins with {pool.taken} frames after {waited:.1f} s, on {on}", flush=True)
        _learn(training, pool, reader, photographs, plan)
    training.save(plan.weights)
    return training, pool


def _way(plan: Plan, on: torch.device) -> Way:
    whole = plan.until - time.monotonic()
    return pace.fastest(
        lambda way: Training(plan.encoder, on, SEED, way),
        pace.noise(on, plan.side),
        plan.batch,
        min(TRYING, whole / 10),
        COMPILING if whole > WORTH_COMPILING else 0.0,
    )


def _learn(
    training: Training,
    pool: Pool,
    reader: Reader,
    photographs: real.Photographs | None,
    plan: Plan,
) -> None:
    """Go on until the time is over, keeping weights and saying how it goes."""
    began = said = saved = time.monotonic()
    whole = max(plan.until - began, 1e-3)
    filled = min(plan.most, FILLED if training.device.type == "cuda" else FILLED_WITH_LITTLE)
    first = training.step
    total, counted, owed = torch.zeros((), device=training.device), 0, 0.0
    while (now := time.monotonic()) < plan.until:
        done = (now - began) / whole
        if pool.taken < filled:
            reader.into(pool, filled)
        elif done < LAST:
            owed += plan.batch / REUSE
            if owed > 0:
                owed = min(owed - reader.into(pool, int(owed) + 1), 4.0 * plan.batch)
        size = SIZES[int(torch.randint(len(SIZES), ()))]
        total += training.learn(pool, photographs, plan.batch, done, size)
        counted += 1
        if now - said > SAY_EVERY:
            print(
                f"{now - began:5.0f} s  step {training.step - first}  {pool.taken} frames"
                f"  loss {float(total) / counted:.4f}"
                f"  {counted * plan.batch / (now - said):.0f} pictures a second",
                flush=True,
            )
            said, counted = now, 0
            total.zero_()
        if now - saved > SAVE_EVERY:
            training.save(plan.weights)
            saved = now
