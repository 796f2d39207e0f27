"""The samples that are learned from at present: each is seen several times, never twice alike."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.lineart.feed import PLANES, USUAL

SEED = 20
TURNED = 0.5
"""Share of crops turned by quarters."""


class Pool:
    """The last `count` samples, on `device`, from which batches are drawn again and again.

    Samples have `canvas` pixels a side; a batch has `size` crops of them with `side` pixels.
    """

    def __init__(self, count: int, canvas: int, size: int, side: int, device: torch.device) -> None:
        self._kept = torch.zeros((count, PLANES, canvas, canvas), dtype=torch.uint8, device=device)
        self._random = np.random.default_rng(SEED)
        self.count = count
        self.size = size
        self.side = side
        self.added = 0

    def add(self, sample: NDArray[np.uint8]) -> None:
        """Keep `sample`, in place of the oldest if the pool is full."""
        self._kept[self.added % self.count] = torch.from_numpy(sample).to(self._kept.device)
        self.added += 1

    def batch(self) -> tuple[Tensor, Tensor, Tensor]:
        """Crops, turned and recoloured.

        RGB 0..255 (size, 3, side, side), lines 0..1 and what pixels count (size, 2, side, side).
        """
        random, side = self._random, self.side
        crops = []
        for at in random.integers(0, min(self.added, self.count), self.size):
            top, left = random.integers(0, self._kept.shape[2] - side + 1, 2)
            crop = self._kept[at, :, top : top + side, left : left + side]
            crop = crop.flip(2) if random.random() < 0.5 else crop
            turns = int(random.integers(4)) if random.random() < TURNED else 0
            crops.append(crop.rot90(turns, (1, 2)))
        samples = torch.stack(crops).float()
        return self._recoloured(samples[:, :3]), samples[:, 3:5] / 255, samples[:, 5:] / USUAL

    def _recoloured(self, rgb: Tensor) -> Tensor:
        def each(low: float, high: float, channels: int = 1) -> Tensor:
            drawn = self._random.uniform(low, high, (len(rgb), channels, 1, 1))
            return torch.as_tensor(drawn, dtype=torch.float32, device=rgb.device)

        toned = 255 * (rgb / 255).clamp(1e-4, 1) ** each(0.75, 1.35)
        grain = torch.randn_like(rgb) * (each(-8, 4).clamp(min=0))
        return (toned * each(0.85, 1.15, 3) + each(-12, 12) + grain).clamp(0, 255)
