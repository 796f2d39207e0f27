"""The training of the network of depth and normals, step by step."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from models.space import losses, real
from models.space.network import Space
from models.space.pool import Pool
from models.space.spoiling import crops, mirrored, spoilt, unfocused

SIZES = ((288, 288), (256, 320), (320, 256))
RATE = 1.5e-3
ENCODER_RATE = 0.15
"""Of the encoder, as a share of RATE: what it knows of photographs no rendering teaches it."""
WARM_UP = 100
LEAST_RATE = 0.005
WEIGHT_DECAY = 1e-2
GRADIENT_LIMIT = 1.0
SIDE_WEIGHT = 0.15
REAL_SHARE = 0.25  # of a batch that are photographs
REAL_WEIGHT = 0.5
REAL_FROM, REAL_FULL = 0.5, 0.65  # of the time, when photographs begin to count, and count in full
AVERAGE = 0.998
BLURRED = 0.2  # of the rendered frames, how many are out of focus somewhere
SEED = 20


@dataclass(frozen=True)
class Way:
    """How a step is computed: with 16 bits or 32, how features lie in memory, as it is or compiled.

    All ways learn the same; which is fastest depends on the device and its libraries.
    """

    half: bool = False
    last: bool = True
    compiled: bool = False

    def __str__(self) -> str:
        parts = ["16 bits" if self.half else "32 bits", "channels last" if self.last else "planes"]
        return ", ".join(parts + ["compiled"] * self.compiled)

    @property
    def layout(self) -> torch.memory_format:
        """How weights and features lie in memory."""
        return torch.channels_last if self.last else torch.contiguous_format


PLAIN = Way()


class Training:
    """The network, its running average, which is what is used, and the optimizer."""

    def __init__(self, encoder: Path, device: torch.device, seed: int, way: Way = PLAIN) -> None:
        torch.manual_seed(seed)
        self.device, self.way = device, way
        self.random = torch.Generator(device=device).manual_seed(seed)
        network = Space()
        network.encoder.start_from(encoder)
        self.network = network.to(device, memory_format=way.layout)
        self._look: Callable[[Tensor], list[Tensor]] = self.network.with_sides
        if way.compiled:
            self._look = torch.compile(self.network.with_sides, dynamic=True)
        self.average = copy.deepcopy(self.network).eval()
        known = list(self.network.encoder.parameters())
        others = [part for name, part in self.network.named_parameters() if name[:8] != "encoder."]
        self.optimizer = torch.optim.AdamW(
            [{"params": others, "share": 1.0}, {"params": known, "share": ENCODER_RATE}],
            lr=RATE,
            betas=(0.9, 0.98),
            weight_decay=WEIGHT_DECAY,
            fused=device.type == "cuda",
        )
        self.teacher: Space | None = None
        self.step = 0

    def learn(
        self,
        pool: Pool,
        photographs: real.Photographs | None,
        batch: int,
        done: float,
        size: tuple[int, int],
    ) -> Tensor:
        """One step on crops of `size`, when a share `done` of the time is over.

        The loss of what is rendered.
        """
        self.network.train()
        for group in self.optimizer.param_groups:
            group["lr"] = _rate(self.step, done) * group["share"]
        weight = REAL_WEIGHT * min(1.0, max(0.0, (done - REAL_FROM) / (REAL_FULL - REAL_FROM)))
        count = 0
        if photographs is not None and weight > 0:
            count = max(1, round(batch * REAL_SHARE))
        number = torch.randint(
            pool.count, (batch - count,), device=self.device, generator=self.random
        )
        edges = taught = None
        with torch.no_grad():
            rgb, nearness, faces = pool.at(number)
            rgb, nearness, faces, mirror = crops([rgb, nearness, faces], size, self.random)
            faces = mirrored(faces, mirror)
            rgb = spoilt(unfocused(rgb, nearness, self.random, BLURRED), self.random)
            if photographs is not None and count:
                if self.teacher is None:
                    self.teacher = copy.deepcopy(self.average)
                pictures, edges = photographs.batch(count, size, self.random)
                with self._bits():
                    taught = real.seen_twice(self.teacher, self._laid(pictures))
                rgb = torch.cat((rgb, spoilt(pictures, self.random, 1.2)))
        with self._bits():
            made, *sides = self._look(self._laid(rgb))
        known = batch - count
        total = losses.loss(made[:known], nearness, faces)
        for side in sides[:-1]:
            near, normal = (functional.interpolate(p, side.shape[2:]) for p in (nearness, faces))
            total = total + SIDE_WEIGHT * losses.loss(side[:known], near, normal)
        rendered = total.detach()
        if taught is not None and edges is not None:
            total = total + weight * real.loss(made[known:], taught, edges)
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()
        for part in self.network.parameters():
            if part.grad is not None:
                part.grad.nan_to_num_(0, 0, 0)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_LIMIT)
        self.optimizer.step()
        self.step += 1
        self._add_to_average()
        return rendered

    def _bits(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.way.half)

    def _laid(self, rgb: Tensor) -> Tensor:
        return rgb.contiguous(memory_format=self.way.layout)

    @torch.no_grad()
    def _add_to_average(self) -> None:
        kept = min(AVERAGE, self.step / (self.step + 10))
        now = self.network.state_dict()
        means, values = [], []
        for name, mean in self.average.state_dict().items():
            if mean.is_floating_point():
                means.append(mean)
                values.append(now[name])
            else:
                mean.copy_(now[name])
        torch._foreach_lerp_(means, values, 1 - kept)

    def save(self, path: Path) -> None:
        """The average, and how many steps it has had; at `path`, replaced as a whole."""
        part = path.with_suffix(".part")
        torch.save({"step": self.step, "average": self.average.state_dict()}, part)
        part.replace(path)

    def load(self, path: Path) -> None:
        """What `save` wrote; the optimizer begins anew."""
        state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["average"])
        self.average.load_state_dict(state["average"])
        self.step = state["step"]


def _rate(step: int, done: float) -> float:
    wave = (1 + math.cos(math.pi * min(done, 1.0))) / 2
    return RATE * min(1.0, (step + 1) / WARM_UP) * (LEAST_RATE + (1 - LEAST_RATE) * wave)
