"""One training of depth and normals from the first frame to the last: chooses, waits, learns.

The rate follows the time that is over, and so does what is learned from; hence it ends when it
shall, however fast the device is. Weights are kept every minute.
"""

from __future__ import annotations

import math
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch

from failures import SetupError
from models.scenes.chunks import SEEN, SIDE, waiting
from models.scenes.workers import Workers
from models.space.pool import Pool, Reader, read
from models.space.real import Photographs
from models.space.training import SEED, Training, crop

SAVE_EVERY, SAY_EVERY = 60.0, 15.0
"""Seconds."""
BEGIN, FILLED = 1500, 12000
"""Frames, from which on is learned, and up to which all that come are taken. Without a GPU all are
rendered first: two cores rendered 7 a second and learned 15 crops, but both at once 1 and 10."""
REUSE = 32
"""How often a frame is learned from, in the mean, before another is taken for it. Where one GPU
renders and trains, each takes its time from the other. With 64, 27 over the whole training, frames
that had been learned from were known better (rank 0.93, 15.0 degrees) than new ones of the same
models (0.90, 17.7)."""
OUT_OF_BOUNDS = 1.5
"""So many times the least loss so far, in the mean of SAY_EVERY."""
LAST = 0.93
"""Of the time, from which on no frames are taken, so that all of it goes into learning."""


@dataclass(frozen=True)
class Plan:
    """What to train from and how long: `until` that time.monotonic(); `batch`: pictures in a step.

    `frames`: a folder that files come into; `most`: frames that are kept at once. `encoder`, or
    `written`, a whole network like this one: ONNX to begin with where there are no `weights`.
    """

    frames: Path
    photographs: Path
    encoder: Path
    weights: Path
    written: Path | None
    until: float
    batch: int
    most: int
    side: int = SIDE


def device() -> torch.device:
    """The GPU if there is one, set to be fast.

    On an H200 1,360 crops of 224 x 288 are learned a second while processes render 20 frames, or
    2,180 of 192 x 192 and 33 frames. With a network half as large 16 bits, channels last, were a
    little faster than 32, and half as fast again as planes; to let cuDNN try what is fastest won
    nothing. torch.compile was not ready after 100 seconds.
    """
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def train(plan: Plan, on: torch.device, workers: Workers) -> tuple[Training, Pool]:
    """Train as planned, beside `workers`. Goes on from `plan.weights` if they are there.

    The training, and the frames it has seen last. Raises SetupError where no frames come.
    """
    began = time.monotonic()
    training = Training(plan.encoder, on, SEED, plan.batch)
    if plan.weights.exists():
        training.load(plan.weights)
    photographs = Photographs(plan.photographs, on)
    reader = Reader(plan.frames, SEEN, plan.side) if on.type == "cuda" else None
    with reader.at_work() if reader else nullcontext():
        pool = _begun(plan, on, workers, reader)
        waited = time.monotonic() - began
        if plan.written and not plan.weights.exists():
            training.go_on_from(plan.written, pool)
        print(f"begins with {pool.taken} frames after {waited:.1f} s, on {on}", flush=True)
        _learn(training, pool, reader, photographs, plan)
    training.save(plan.weights)
    return training, pool


def _begun(plan: Plan, on: torch.device, workers: Workers, reader: Reader | None) -> Pool:
    """Enough frames to begin with. Raises SetupError where they do not come."""
    if reader is None:
        while workers.are_at_work():
            time.sleep(0.1)
        if waiting(plan.frames, SEEN):
            return read(plan.frames, SEEN, on)[0]
    pool = Pool(on, plan.most, plan.side)
    while pool.taken < min(BEGIN, plan.most):
        if reader is None or not reader.into(pool, plan.most):
            if not workers.are_at_work():
                raise SetupError(f"Rendering has failed: {workers.said()}")
            if time.monotonic() > plan.until:
                raise SetupError(
                    f"Only {pool.taken} frames were rendered in the time. Give it more minutes."
                )
            time.sleep(0.05)
    return pool


def _learn(
    training: Training,
    pool: Pool,
    reader: Reader | None,
    photographs: Photographs,
    plan: Plan,
) -> None:
    """Go on until the time is over, keeping weights and saying how it goes.

    Where the loss grows out of bounds, what was kept last is gone on from at half the rate.
    """
    began = said = saved = time.monotonic()
    whole = max(plan.until - began, 1e-3)
    filled = min(plan.most, FILLED)
    first = training.step
    total, counted, crops, owed = torch.zeros((), device=training.device), 0, 0, 0.0
    least = math.inf
    while (now := time.monotonic()) < plan.until:
        done = (now - began) / whole
        batch, size = crop(plan.batch, done)
        if reader and pool.taken < filled:
            reader.into(pool, filled)
        elif reader and done < LAST:
            owed += batch / REUSE
            if owed > 0:
                owed = min(owed - reader.into(pool, int(owed) + 1), 4.0 * batch)
        total += training.learn(pool, photographs, batch, done, size)
        counted += 1
        crops += batch
        if now - said > SAY_EVERY:
            loss, pace = float(total) / counted, crops / (now - said)
            print(
                f"{now - began:5.0f} s  step {training.step - first}  {pool.taken} frames"
                f"  loss {loss:.4f}  {pace:.0f} pictures a second",
                flush=True,
            )
            said, counted, crops = now, 0, 0
            total.zero_()
            if not loss < OUT_OF_BOUNDS * least and plan.weights.exists():
                training.load(plan.weights)
                training.rate /= 2
                print(f"goes back to step {training.step - first}", flush=True)
            elif now - saved > SAVE_EVERY:
                training.save(plan.weights)
                saved = now
            least = min(least, loss)
