"""Which way of computing a step is fastest here, found by trying; before there are frames to learn.

A way that does not exist here, or whose numbers are not finite, is left out.
"""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import torch
from torch import Tensor

from models.scenes.chunks import CHUNK
from models.space.pool import Pool
from models.space.training import SIZES, Training, Way

WAYS = tuple(Way(half, last) for half in (False, True) for last in (False, True))
WARM_UP, TIMED = 2, 3
"""Steps of each size."""
WORTH = 1.05
"""So many times as fast must a compiled step be as one that is not."""

Make = Callable[[Way], Training]


def fastest(make: Make, pool: Pool, batch: int, seconds: float, compiling: float) -> Way:
    """The fastest way, as long as `seconds` last; `compiling`: after so many that is given up.

    `make` begins a training that computes so. `pool`: is filled with what may be learned from.
    """
    began = time.monotonic()
    paces: dict[Way, float] = {}
    for way in WAYS:
        if paces and time.monotonic() - began > seconds:
            break
        paces[way] = pace(make, way, pool, batch)
    best = max(paces, key=lambda way: paces[way])
    if compiling > 0:
        way = Way(best.half, best.last, compiled=True)
        with _no_longer_than(compiling):
            paces[way] = pace(make, way, pool, batch)
        if paces.get(way, 0) > WORTH * paces[best]:
            best = way
        else:
            torch._dynamo.reset()
    print(f"{best}, after {time.monotonic() - began:.0f} s", flush=True)
    return best


def pace(make: Make, way: Way, pool: Pool, batch: int) -> float:
    """Pictures a second that are learned in this way, 0 if it cannot be done."""
    try:
        training = make(way)
        last: Tensor | None = None
        for size in SIZES:
            for _ in range(WARM_UP):
                last = training.learn(pool, None, batch, 0.0, size)
        _wait(pool.device)
        began = time.monotonic()
        for size in SIZES:
            for _ in range(TIMED):
                last = training.learn(pool, None, batch, 0.0, size)
        _wait(pool.device)
        took = time.monotonic() - began
    except TimeoutError:
        raise
    except Exception as error:  # libraries fail here in ways of their own
        print(f"{way}: {type(error).__name__}: {str(error).strip()[:200]}", flush=True)
        return 0.0
    finally:
        if pool.device.type == "cuda":
            torch.cuda.empty_cache()
    if last is None or not math.isfinite(float(last)):
        print(f"{way}: not finite", flush=True)
        return 0.0
    found = batch * TIMED * len(SIZES) / took
    print(f"{way}: {found:.0f} pictures a second", flush=True)
    return found


def noise(device: torch.device, side: int) -> Pool:
    """A pool of CHUNK frames with nothing on them, before some are rendered."""
    pool = Pool(device, CHUNK, side)
    random = torch.Generator().manual_seed(1)
    packed = torch.randint(0, 256, pool.kept.shape, dtype=torch.uint8, generator=random)
    near = torch.rand(CHUNK, side * side, generator=random).to(torch.float16) + 0.1
    packed[:, 6:] = near.view(torch.uint8).view(CHUNK, 2, side, side)
    pool.add(packed)
    return pool


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


@contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """Give up what is within after `seconds`, and go on after it."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except TimeoutError:
        print(f"compiling was given up after {seconds:.0f} s", flush=True)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
