"""How good a network of depth and normals is: figures, a sheet to look at; and the ONNX file."""

from __future__ import annotations

import copy
import math
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from models.space import losses
from models.space.network import MULTIPLE
from models.space.pool import Pool


def measured(network: nn.Module, pool: Pool) -> dict[str, float]:
    """Figures over all of `pool`."""
    ranks: list[float] = []
    errors: list[float] = []
    for first in range(0, pool.count, 16):
        number = torch.arange(first, min(first + 16, pool.count), device=pool.device)
        rgb, nearness, faces = pool.at(number)
        with torch.no_grad():
            rank, error = losses.figures(network(rgb), nearness, faces)
        ranks += rank
        errors += [value for value in error if not math.isnan(value)]
    return {
        "frames": pool.count,
        "rank": float(np.mean(ranks)),
        "rank, median": float(np.median(ranks)),
        "normals, degrees": float(np.mean(errors)),
        "normals, degrees, median": float(np.median(errors)),
    }


def sheet(network: nn.Module, pool: Pool, path: Path, rows: int = 24) -> None:
    """Held-out frames: picture, depth and normals as they are, and as the network has them."""
    number = torch.arange(0, pool.count, max(1, pool.count // rows), device=pool.device)[:rows]
    rgb, nearness, faces = pool.at(number)
    with torch.no_grad():
        made = network(rgb)
    lines = []
    for picture, near, normal, one in zip(rgb, nearness, faces, made, strict=True):
        cells = [
            picture,
            _grey(near),
            (normal + 1) * 127.5,
            _grey(one[:1].exp()),
            (one[1:] + 1) * 127.5,
        ]
        lines.append(torch.cat([cell.clamp(0, 255) for cell in cells], dim=2))
    joined = torch.cat(lines, dim=1).permute(1, 2, 0).byte().cpu().numpy()
    cv2.imwrite(str(path), cv2.resize(joined, None, fx=0.5, fy=0.5)[..., ::-1])


def _grey(near: Tensor) -> Tensor:
    low, high = (torch.quantile(near.flatten()[::7], share) for share in (0.02, 0.98))
    return ((near - low) / (high - low + 1e-6) * 255).expand(3, -1, -1)


def export(network: nn.Module, path: Path) -> None:
    """`rgb` (1, 3, height, width), 0..255, to `space` (1, 4, height, width), see Space, as ONNX."""
    model = copy.deepcopy(network).cpu().float().to(memory_format=torch.contiguous_format)
    torch.onnx.export(
        model.eval(),
        (torch.zeros(1, 3, 2 * MULTIPLE, 3 * MULTIPLE),),
        str(path),
        input_names=["rgb"],
        output_names=["space"],
        dynamic_axes={name: {2: "height", 3: "width"} for name in ("rgb", "space")},
        opset_version=17,
        dynamo=False,
    )
