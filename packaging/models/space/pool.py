"""Frames kept on the device for training, taken in as they are rendered.

A thread reads files into pinned memory, which needs no Python while it copies; the training takes
what is there between two steps, as one copy. When both were done by a thread beside the training,
with an array for each plane, every call of the one waited for the other, and nothing was learned.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from models.scenes.chunks import CHUNK, PLANES, SIDE, kind_of, opened, waiting

BUFFERS = 16
"""Files that are read ahead."""


class Pool:
    """Up to `most` frames (count, PLANES, side, side), as in `chunks`; the oldest make room."""

    def __init__(self, device: torch.device, most: int, side: int = SIDE) -> None:
        self.device, self.most = device, most
        self.kept = torch.zeros(most, PLANES, side, side, dtype=torch.uint8, device=device)
        self.taken = 0

    @property
    def count(self) -> int:
        """How many frames there are."""
        return min(self.taken, self.most)

    def add(self, packed: Tensor) -> None:
        """Take in frames that are packed as `kept` is; from pinned memory without waiting."""
        done = 0
        while done < len(packed):
            at = self.taken % self.most
            part = packed[done : done + self.most - at]
            self.kept[at : at + len(part)].copy_(part, non_blocking=True)
            self.taken += len(part)
            done += len(part)

    def at(self, numbers: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Frames as floats: RGB 0..255, 1 / metres with 0 for sky, unit normals."""
        chosen = self.kept[numbers]
        faces = chosen[:, 3:6].float() / 127.5 - 1
        length = (faces * faces).sum(dim=1, keepdim=True).clamp(min=1e-12).sqrt()
        halves = chosen[:, 6:].contiguous().flatten(1).view(torch.float16)
        nearness = halves.view(len(chosen), 1, *chosen.shape[2:]).float()
        return chosen[:, :3].float(), nearness, faces / length


def read(folder: Path, split: str, device: torch.device) -> tuple[Pool, list[str]]:
    """All frames of `split` in `folder`, and the kind of scene of each."""
    chunks, kinds = [], []
    for name in waiting(folder, split):
        packed = torch.from_numpy(opened(folder / name))
        chunks.append(packed)
        kinds += [kind_of(name)] * len(packed)
    pool = Pool(device, max(1, len(kinds)), chunks[0].shape[-1] if chunks else SIDE)
    for packed in chunks:
        pool.add(packed)
    return pool, kinds


class Reader:
    """Reads the files of a folder as they come, and deletes them; `into` gives them to a pool on a
    GPU."""

    def __init__(self, folder: Path, split: str, side: int = SIDE) -> None:
        self._folder, self._split = folder, split
        self._free: queue.Queue[Tensor] = queue.Queue()
        self._ready: queue.Queue[tuple[Tensor, int]] = queue.Queue()
        self._used: deque[tuple[Any, Tensor]] = deque()
        self._enough = threading.Event()
        for _ in range(BUFFERS):
            shape = CHUNK, PLANES, side, side
            self._free.put(torch.empty(shape, dtype=torch.uint8, pin_memory=True))
        self._thread = threading.Thread(target=self._read, daemon=True)

    @contextmanager
    def at_work(self) -> Iterator[Reader]:
        """Read as long as this is entered."""
        self._thread.start()
        try:
            yield self
        finally:
            self._enough.set()
            self._thread.join()

    def into(self, pool: Pool, most: int) -> int:
        """Give `pool` what has been read, up to `most` frames and one file; how many it was."""
        while self._used and self._used[0][0].query():
            self._free.put(self._used.popleft()[1])
        added = 0
        while added < most:
            try:
                buffer, count = self._ready.get_nowait()
            except queue.Empty:
                break
            pool.add(buffer[:count])
            added += count
            event = torch.cuda.Event()
            event.record()
            self._used.append((event, buffer))
        return added

    def _read(self) -> None:
        names: list[str] = []
        while not self._enough.is_set():
            names = names or waiting(self._folder, self._split)
            if not names:
                self._enough.wait(0.2)
                continue
            path = self._folder / names.pop(0)
            packed = torch.from_numpy(opened(path))
            while not self._enough.is_set():
                try:
                    buffer = self._free.get(timeout=0.2)
                except queue.Empty:
                    continue
                buffer[: len(packed)].copy_(packed)
                self._ready.put((buffer, len(packed)))
                path.unlink()
                break
