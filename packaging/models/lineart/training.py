"""Learning to draw lines: the network, its average, what is lost, and the rate."""

from __future__ import annotations

import copy
import math
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from models.lineart.feed import Feed
from models.lineart.network import LineArt
from models.lineart.pool import SEED, Pool

SIZE = 64, 48, 12
"""Of the network, see there."""
RATE, LEAST_RATE = 3e-3, 0.01
"""The highest rate, and the last as a share of it."""
ENCODER_RATE = 0.15
"""Of the encoder, as a share of RATE: it shall keep what it has learned elsewhere."""
WARM_UP = 150
WEIGHT_DECAY = 1e-4
GRADIENT_LIMIT = 2.0
LINES_COUNT = 3.0
"""How many times more than others pixels of lines count."""
DICE_WEIGHT, SIDE_WEIGHT = 0.5, 0.2
AVERAGE = 0.998
"""How much of the running average of the weights is kept at every step."""
SAVE_EVERY = 60.0
"""Seconds."""
READY = 0.05
"""Share of the pool that is filled before the first step."""


class Training:
    """The network, its running average, which is what is used, and the optimizer's state."""

    def __init__(self, start: Path | None, device: torch.device) -> None:
        torch.manual_seed(SEED)
        self.device = device
        network = LineArt(*SIZE)
        if start is not None:
            state = torch.load(start, map_location="cpu", weights_only=True)
            taken = network.start_from(state.get("average", state))
            print(f"{len(taken)} weights from {start}", flush=True)
        self.network = network.to(device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network).eval()
        known = list(self.network.encoder.parameters())
        others = [part for name, part in self.network.named_parameters() if name[:8] != "encoder."]
        self.optimizer = torch.optim.AdamW(
            [{"params": others, "share": 1.0}, {"params": known, "share": ENCODER_RATE}],
            lr=RATE,
            weight_decay=WEIGHT_DECAY,
        )
        self.step = 0
        self.spent = 0.0

    def learn(self, feed: Feed, pool: Pool, seconds: float, out: Path) -> None:
        """Go on until `seconds` are spent on this training in all."""
        began = last = saved = time.monotonic()
        while pool.added < max(pool.size, READY * pool.count):
            pool.add(feed.next())
        self.network.train()
        while self.spent < seconds:
            for sample in feed.ready():
                pool.add(sample)
            loss = self._learn(*pool.batch(), _rate(self.step, self.spent / seconds))
            self.step += 1
            now = time.monotonic()
            self.spent, last = self.spent + now - last, now
            if now - saved > SAVE_EVERY or self.step in {1, 100}:
                self.save(out)
                saved = now
                print(
                    f"{now - began:.0f} s  step {self.step}  loss {float(loss):.4f}"
                    f"  {pool.added} samples",
                    flush=True,
                )
        self.save(out)

    def _learn(self, rgb: Tensor, lines: Tensor, care: Tensor, rate: float) -> Tensor:
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]
        rgb = rgb.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            outputs = self.network.with_sides(rgb)
        loss = _loss(outputs[0].float(), lines, care)
        for side in outputs[1:3]:
            share = lines.shape[2] // side.shape[2]
            coarse = functional.max_pool2d(lines, share)
            loss = loss + SIDE_WEIGHT * _loss(
                side.float(), coarse, -functional.max_pool2d(-care, share)
            )
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_LIMIT)
        self.optimizer.step()
        self._add_to_average()
        return loss.detach()

    @torch.no_grad()
    def _add_to_average(self) -> None:
        kept = min(AVERAGE, self.step / (self.step + 10))
        now = self.network.state_dict()
        for name, mean in self.average.state_dict().items():
            if mean.is_floating_point():
                mean.lerp_(now[name], 1 - kept)
            else:
                mean.copy_(now[name])

    def save(self, out: Path) -> None:
        """What is used, and all that is needed to go on; each replaced as a whole."""
        average = {name: value.cpu() for name, value in self.average.state_dict().items()}
        state = {
            "step": self.step,
            "spent": self.spent,
            "average": average,
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        for name, content in (("lineart.pt", average), ("training.pt", state)):
            part = out / f"{name}.part"
            torch.save(content, part)
            part.replace(out / name)

    def begin_with(self, path: Path) -> None:
        """The average that `save` wrote, where nothing else was kept."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state)
        self.average.load_state_dict(state)

    def load(self, path: Path) -> None:
        """What `save` wrote to go on from."""
        state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
        self.step, self.spent = state["step"], state["spent"]
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])


def _rate(step: int, done: float) -> float:
    cosine = LEAST_RATE + (1 - LEAST_RATE) * (1 + math.cos(math.pi * min(done, 1))) / 2
    return RATE * cosine * min(1, (step + 1) / WARM_UP)


def _loss(logits: Tensor, lines: Tensor, care: Tensor) -> Tensor:
    """Cross-entropy in which lines count more, and one less the overlap (Dice) of each output."""
    entropy = functional.binary_cross_entropy_with_logits(logits, lines, reduction="none")
    weight = care * (1 + (LINES_COUNT - 1) * lines)
    counted = (care > 0).float()
    likely = torch.sigmoid(logits) * counted
    wanted = lines * counted
    both = (likely * wanted).sum((0, 2, 3))
    dice = 1 - (2 * both + 1) / (
        likely.square().sum((0, 2, 3)) + wanted.square().sum((0, 2, 3)) + 1
    )
    return (entropy * weight).sum() / weight.sum().clamp(min=1) + DICE_WEIGHT * dice.mean()
