"""How good a network of depth and normals is: figures, a sheet to look at; and the ONNX file."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.space import losses
from models.space.network import MULTIPLE
from models.space.pool import Pool

MOST = 320
SIDE = 256
"""At which a guide looks at a square picture."""
FIGURES = "rank", "rank without sky", "normals, degrees"
BATCH = 16


def measured(network: nn.Module, pool: Pool, kinds: Sequence[str] = ()) -> dict[str, Any]:
    """Figures over the first frames of `pool`: as many as there are `kinds`, or MOST.

    They are looked at as guides look at pictures, SIDE pixels wide. The mean and the
    median, and the means of each kind of scene.
    """
    rows: list[tuple[float, float, float]] = []
    count = len(kinds) or min(pool.count, MOST)
    for first in range(0, count, BATCH):
        number = torch.arange(first, min(first + BATCH, count), device=pool.device)
        rgb, nearness, faces = pool.at(number)
        rgb = functional.interpolate(rgb, (SIDE, SIDE), mode="area")
        nearness, faces = (functional.interpolate(p, (SIDE, SIDE)) for p in (nearness, faces))
        with torch.no_grad():
            rows += losses.figures(network(rgb), nearness, faces)
    table = np.array(rows)
    found: dict[str, Any] = {"frames": count}
    for name, mean, middle in zip(
        FIGURES, np.nanmean(table, axis=0), np.nanmedian(table, axis=0), strict=True
    ):
        found |= {name: round(float(mean), 4), f"{name}, median": round(float(middle), 4)}
    for kind in sorted(set(kinds)):
        own = table[np.array(kinds) == kind]
        means = [round(float(value), 3) for value in np.nanmean(own, axis=0)]
        found[kind] = [len(own), *means]
    return found


def sheet(network: nn.Module, pool: Pool, path: Path, rows: int = 40) -> None:
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
