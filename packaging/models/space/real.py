"""Photographs with what the pack says of them, to learn from beside what is rendered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models.scenes.photographs import QUALITY, RANGE, opened
from models.space.spoiling import bent, crops


class Photographs:
    """Those of a file of `scenes/photographs.py`, on the device: lying ones, upright ones."""

    def __init__(self, path: Path, device: torch.device) -> None:
        planes = {name: opened(path, name) for name in QUALITY}
        upright = [one.shape[0] > one.shape[1] for one in planes["rgb"]]
        self._sets = [
            [
                torch.from_numpy(
                    np.stack([one for one, up in zip(each, upright, strict=True) if up == stands])
                )
                .to(device)
                .permute(0, 3, 1, 2)
                for each in planes.values()
            ]
            for stands in (False, True)
        ]

    def batch(
        self, count: int, size: tuple[int, int], random: torch.Generator
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Crops (count, 3, *size) 0..255; 1 / distance, but for a factor; unit normals."""
        chosen = self._sets[int(size[0] > size[1])]
        number = torch.randint(len(chosen[0]), (count,), device=chosen[0].device, generator=random)
        rgb, near, faces, bend = crops([each[number].float() for each in chosen], size, random)
        faces = functional.normalize(faces / 127.5 - 1, dim=1)
        return rgb, torch.exp((near / 255 - 1) * RANGE), bent(faces, bend)
