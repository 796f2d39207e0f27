"""The training of the network of depth and normals, step by step."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from models.space import losses
from models.space.network import Space
from models.space.pool import Pool
from models.space.real import Photographs
from models.space.recorded import recorded
from models.space.spoiling import bent, crops, painted, spoilt, unfocused
from models.space.thawed import thaw

SMALL = ((192, 192),)
LARGE = (224, 288), (288, 224)
"""Heights and widths of crops. Guides look at pictures of about 256 x 256; what can be learned from
small ones is learned sooner. For each size a GPU gets ready for some ten seconds."""
SMALL_UNTIL = 0.5  # of the time
MORE_SMALL = 1.5  # as many in a batch
RATE, FOR_BATCH = 1.5e-3, 128
"""Of learning; for smaller batches less by the root of how much smaller they are (S. Malladi and
others, On the SDEs and Scaling Rules for Adaptive Gradient Algorithms, 2022)."""
ENCODER_RATE = 0.2
"""Of the encoder, as a share of RATE: what it knows of photographs no rendering teaches it."""
WARM_UP = 100
LEAST_RATE = 0.005
WEIGHT_DECAY = 1e-2
GRADIENT_LIMIT = 1.0
SIDE_WEIGHT = 0.15
REAL_SHARE = 0.15  # of a batch that are photographs
REAL_WEIGHT = 2.0  # of their loss, times their share
AVERAGE = 0.998
BLURRED = 0.2  # of the rendered frames, how many are out of focus somewhere
PAINTED = 0.25  # and of how many sky and ground are plain
SEED = 20
MET, MET_AT_ONCE = 12, 16  # batches of frames from which norms are told apart, and of how many


class Training:
    """The network, its running average, which is what is used, and the optimizer."""

    def __init__(
        self, encoder: Path, device: torch.device, seed: int, batch: int = FOR_BATCH
    ) -> None:
        torch.manual_seed(seed)
        self.device = device
        self.half = _has_half(device)
        self.random = torch.Generator(device=device).manual_seed(seed)
        network = Space()
        network.encoder.start_from(encoder)
        self.network = network.to(device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network).eval()
        self._means, self._values = self._averaged()
        known = list(self.network.encoder.parameters())
        others = [part for name, part in self.network.named_parameters() if name[:8] != "encoder."]
        self.optimizer = torch.optim.AdamW(
            [{"params": others, "share": 1.0}, {"params": known, "share": ENCODER_RATE}],
            lr=RATE,
            betas=(0.9, 0.98),
            weight_decay=WEIGHT_DECAY,
            fused=device.type == "cuda",
        )
        self._records: dict[tuple[int, int], Callable[[Tensor], Tensor]] = {}
        self._memory = torch.cuda.graph_pool_handle() if device.type == "cuda" else None
        self.step = self.begun = 0
        self.rate = RATE * min(1.0, math.sqrt(batch / FOR_BATCH))

    def learn(
        self,
        pool: Pool,
        photographs: Photographs,
        batch: int,
        done: float,
        size: tuple[int, int],
    ) -> Tensor:
        """One step on crops of `size`, when a share `done` of the time is over.

        The loss of what is rendered.
        """
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * _share(self.step - self.begun, done) * group["share"]
        count = max(1, round(batch * REAL_SHARE))
        number = torch.randint(
            pool.count, (batch - count,), device=self.device, generator=self.random
        )
        work = partial(self._work, pool, photographs, count, size)
        rendered = self._recorded(work, number, size) if self._memory else work(number)
        self.optimizer.step()
        self.step += 1
        self._add_to_average()
        return rendered

    def _work(
        self,
        pool: Pool,
        photographs: Photographs,
        count: int,
        size: tuple[int, int],
        number: Tensor,
    ) -> Tensor:
        """The loss of a step on the frames of these numbers and `count` photographs, whose
        gradients it leaves.

        Nothing here may wait for a GPU, or go by what it says: it is recorded there.
        """
        known = len(number)
        self.network.train()
        self.optimizer.zero_grad(set_to_none=False)
        with torch.no_grad():
            rgb, nearness, faces = pool.at(number)
            rgb, nearness, faces, bend = crops([rgb, nearness, faces], size, self.random)
            faces = bent(faces, bend)
            rgb = painted(rgb, nearness, faces, self.random, PAINTED)
            rgb = spoilt(unfocused(rgb, nearness, self.random, BLURRED), self.random)
            pictures, near, facing = photographs.batch(count, size, self.random)
            rgb = torch.cat((rgb, spoilt(pictures, self.random, 1.2)))
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.half):
            made, *sides = self.network.with_sides(_laid(rgb))
        total = losses.loss(made[:known], nearness, faces)
        for side in sides[:-1]:  # at stride 32 too little is left of a picture
            smaller = (functional.interpolate(p, side.shape[2:]) for p in (nearness, faces))
            total = total + SIDE_WEIGHT * losses.loss(side[:known], *smaller)
        rendered = total.detach()
        total = total + REAL_WEIGHT * REAL_SHARE * losses.loss(made[known:], near, facing)
        total.backward()
        for part in self.network.parameters():
            if part.grad is not None:
                part.grad.nan_to_num_(0, 0, 0)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_LIMIT)
        return rendered

    def _recorded(
        self, work: Callable[[Tensor], Tensor], number: Tensor, size: tuple[int, int]
    ) -> Tensor:
        """What `work` does, recorded for each size when it comes for the first time."""
        if size not in self._records:
            self._records[size] = recorded(work, number, self.random, self._memory)
        return self._records[size](number)

    def _averaged(self) -> tuple[list[Tensor], list[Tensor]]:
        """What is averaged: of the average, and of the network. To look for it takes too long to be
        done at every step."""
        now = self.network.state_dict()
        known = [
            (mean, now[name])
            for name, mean in self.average.state_dict().items()
            if mean.is_floating_point()
        ]
        return [mean for mean, _ in known], [value for _, value in known]

    @torch.no_grad()
    def _add_to_average(self) -> None:
        kept = min(AVERAGE, self.step / (self.step + 10))
        torch._foreach_lerp_(self._means, self._values, 1 - kept)

    def go_on_from(self, written: Path, pool: Pool) -> None:
        """Begin with the weights of a network that was written as ONNX; norms need frames.

        Raises ValueError if it is another.
        """

        def pictures() -> Iterator[Tensor]:
            for _ in range(MET):
                number = torch.randint(
                    pool.count, (MET_AT_ONCE,), device=self.device, generator=self.random
                )
                yield spoilt(pool.at(number)[0], self.random)

        thaw(self.network, written, pictures())
        self.average.load_state_dict(self.network.state_dict())

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
        self.step = self.begun = state["step"]
        self.optimizer.state.clear()


def _has_half(device: torch.device) -> bool:
    """Whether `device` computes in 16 bits what it is faster to compute so."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    return bool(torch.cpu._is_avx512_bf16_supported())


def steps(path: Path) -> int:
    """How many steps the weights at `path` have had, 0 if there are none."""
    if not path.exists():
        return 0
    return int(torch.load(path, map_location="cpu", weights_only=True)["step"])


def crop(batch: int, done: float) -> tuple[int, tuple[int, int]]:
    """How many crops to learn from, where `batch` is meant, and their size, when a share `done` of
    the time is over."""
    small = done < SMALL_UNTIL
    choice = SMALL if small else LARGE
    size = choice[int(torch.randint(len(choice), ()))]
    return round(batch * MORE_SMALL) if small else batch, size


def _laid(rgb: Tensor) -> Tensor:
    return rgb.contiguous(memory_format=torch.channels_last)


def _share(step: int, done: float) -> float:
    wave = (1 + math.cos(math.pi * min(done, 1.0))) / 2
    return min(1.0, (step + 1) / WARM_UP) * (LEAST_RATE + (1 - LEAST_RATE) * wave)
