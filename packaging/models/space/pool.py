"""Frames kept on the device for training, taken in as they are rendered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor


class Pool:
    """Up to `most` frames; when it is full, the oldest make room.

    `rgb`, `faces` (count, 3, side, side) uint8; `nearness` (count, 1, side, side) float16.
    """

    def __init__(self, device: torch.device, most: int) -> None:
        self.device, self.most = device, most
        self.count = self.taken = 0
        self._seen: set[str] = set()
        self.rgb = self.faces = torch.zeros(0, dtype=torch.uint8)
        self.nearness = torch.zeros(0, dtype=torch.float16)

    def take(self, folder: Path, kind: str, chunks: int, *, delete: bool) -> int:
        """Take in up to `chunks` new files of `folder`; `delete` them then. How many there were."""
        new = [path for path in sorted(folder.glob(f"{kind}-*.npz")) if path.name not in self._seen]
        for path in new[:chunks]:
            self._seen.add(path.name)
            with np.load(path) as archive:
                self._add(archive["rgb"], archive["faces"], archive["nearness"])
            if delete:
                path.unlink()
        return len(new)

    @contextmanager
    def filling(self, folder: Path, kind: str, *, delete: bool) -> Iterator[None]:
        """Take in new files as they come, in a thread of its own, as long as this is entered."""
        enough = threading.Event()

        def fill() -> None:
            while not enough.is_set():
                if not self.take(folder, kind, 4, delete=delete):
                    enough.wait(0.3)

        thread = threading.Thread(target=fill, daemon=True)
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join()

    def _add(self, rgb: np.ndarray, faces: np.ndarray, nearness: np.ndarray) -> None:
        if not len(self.rgb):
            side = rgb.shape[1:3]
            self.rgb = torch.empty(self.most, 3, *side, dtype=torch.uint8, device=self.device)
            self.faces = torch.empty_like(self.rgb)
            self.nearness = torch.empty(
                self.most, 1, *side, dtype=torch.float16, device=self.device
            )
        at = (torch.arange(len(rgb)) + self.taken) % self.most
        at = at.to(self.device)
        self.rgb[at] = torch.from_numpy(rgb).to(self.device).permute(0, 3, 1, 2)
        self.faces[at] = torch.from_numpy(faces).to(self.device).permute(0, 3, 1, 2)
        self.nearness[at] = torch.from_numpy(nearness).to(self.device)[:, None]
        self.taken += len(rgb)
        self.count = min(self.taken, self.most)

    def at(self, numbers: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Frames as floats: RGB 0..255, 1 / metres with 0 for sky, unit normals."""
        faces = self.faces[numbers].float() / 127.5 - 1
        length = faces.norm(dim=1, keepdim=True).clamp(min=1e-6)
        return self.rgb[numbers].float(), self.nearness[numbers].float(), faces / length
