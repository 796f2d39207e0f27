"""Trains the soft-edge network: `train.py --data BSDS --teacher HED.h5 --out FOLDER`.

Learns from the train pictures only, so that the val pictures can say how good it is. Two cores
take about half an hour, a GPU (used if there is one) minutes. Writes `softedge.pt`, the
weights, after every SAVE_EVERY steps, and goes on from there if it is started again; then
`val/ID.png`, the guides of the val pictures, and `softedge.onnx`. `--measure` does only the last.

Needs `requirements-train.txt`. The seeds are fixed; torch promises the same weights again only on
the same machine with the same number of threads.
"""

from __future__ import annotations

import argparse
import copy
import math
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # modules here are `models.something`

from models.softedge import bsds
from models.softedge.hed import Kept, Teacher
from models.softedge.network import MULTIPLE, SoftEdges, TwoSizes

ENCODER = Path(__file__).resolve().parents[3] / "resources" / "models" / "deeplab.onnx"

STEPS = 3000
BATCH = 8
SIDE = 256
RATE = 2e-3
ENCODER_RATE = 0.15
"""Of the encoder, as a share of RATE: it shall keep what it has learned elsewhere."""
WARM_UP = 100
LEAST_RATE = 0.01
"""The rate at the end of the cosine, as a share of RATE."""
WEIGHT_DECAY = 1e-4
GRADIENT_LIMIT = 5.0
TAUGHT_WEIGHT = (2.0, 0.2)
"""Of the teacher's edges at the first and at the last step. It shows a young network what an edge
is, but finds many in textures, where people draw none."""
SIDE_WEIGHT = 0.3
AVERAGE = 0.998
"""How much of the running average of the weights is kept at every step."""
SEED = 20
SAVE_EVERY = 100


class Training:
    """The network, its running average, which is what is used, and the optimizer's state."""

    def __init__(self, encoder: Path, device: torch.device) -> None:
        torch.manual_seed(SEED)
        self.device = device
        network = SoftEdges()
        network.encoder.start_from(encoder)
        self.network = network.to(device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network)
        known = list(self.network.encoder.parameters())
        others = [part for name, part in self.network.named_parameters() if name[:8] != "encoder."]
        self.optimizer = torch.optim.AdamW(
            [{"params": others, "share": 1.0}, {"params": known, "share": ENCODER_RATE}],
            lr=RATE,
            weight_decay=WEIGHT_DECAY,
        )
        self.step = 0

    def learn(self, examples: list[bsds.Example], steps: int, path: Path) -> None:
        """Go on to `steps` steps, saving to `path` now and then."""
        self.network.train()
        # Crops drawn from the step's number: a training that goes on does not see the same again.
        crops = bsds.batches(examples, BATCH, SIDE, np.random.default_rng([SEED, self.step]))
        began, first = time.monotonic(), self.step
        while self.step < steps:
            done = self.step / steps
            taught = TAUGHT_WEIGHT[0] * (1 - done) + TAUGHT_WEIGHT[1] * done
            loss = self._learn(next(crops), _rate(self.step, steps), taught)
            self.step += 1
            if self.step % SAVE_EVERY == 0 or self.step == steps:
                self.save(path)
                pace = (time.monotonic() - began) / (self.step - first)
                print(f"step {self.step}/{steps}  loss {loss:.3f}  {pace:.2f} s a step", flush=True)

    def _learn(
        self, batch: tuple[bsds.Plane, bsds.Plane, bsds.Plane], rate: float, taught_weight: float
    ) -> float:
        rgb, drawn, taught = (torch.from_numpy(part).to(self.device) for part in batch)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]
        outputs = self.network.with_sides(rgb.contiguous(memory_format=torch.channels_last))
        loss = _loss(outputs[0], drawn, taught, taught_weight)
        for side in outputs[1:]:
            loss = loss + SIDE_WEIGHT * _loss(side, drawn, taught, taught_weight)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_LIMIT)
        self.optimizer.step()
        self._add_to_average()
        return float(loss.detach())

    @torch.no_grad()
    def _add_to_average(self) -> None:
        kept = min(AVERAGE, self.step / (self.step + 10))
        now = self.network.state_dict()
        for name, mean in self.average.state_dict().items():
            if mean.is_floating_point():
                mean.lerp_(now[name], 1 - kept)
            else:
                mean.copy_(now[name])

    def save(self, path: Path) -> None:
        """All that is needed to go on, at `path`, replaced as a whole."""
        state = {
            "step": self.step,
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def load(self, path: Path) -> None:
        """What `save` wrote."""
        state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
        self.step = state["step"]
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])


def _rate(step: int, steps: int) -> float:
    if step < WARM_UP:
        return RATE * (step + 1) / WARM_UP
    done = (step - WARM_UP) / max(1, steps - WARM_UP)
    return RATE * (LEAST_RATE + (1 - LEAST_RATE) * (1 + math.cos(math.pi * done)) / 2)


def _loss(logits: Tensor, drawn: Tensor, taught: Tensor, taught_weight: float) -> Tensor:
    """Class-balanced cross-entropy against the drawn, plain against the taught, see HED."""
    if logits.shape[2:] != drawn.shape[2:]:
        logits = functional.interpolate(logits, drawn.shape[2:], mode="bilinear")
    edge, none = drawn == 1, drawn == 0
    edges, total = edge.sum().clamp(min=1), (edge | none).sum().clamp(min=1)
    weight = edge * ((total - edges) / total) + none * (edges / total)
    entropy = functional.binary_cross_entropy_with_logits(
        logits, torch.nan_to_num(drawn), weight=weight, reduction="sum"
    )
    against_teacher = functional.binary_cross_entropy_with_logits(logits, taught)
    return entropy / edges + taught_weight * against_teacher


@torch.no_grad()
def edges(network: TwoSizes, rgb: bsds.Pixels, device: torch.device) -> bsds.Pixels:
    """The soft edges of a picture (height, width, 3) of any size, (height, width)."""
    height, width = rgb.shape[:2]
    below, right = -height % MULTIPLE, -width % MULTIPLE
    padded = np.pad(rgb, ((0, below), (0, right), (0, 0)), mode="reflect").astype(np.float32)
    found = network(torch.from_numpy(padded).to(device).permute(2, 0, 1)[None])
    plane = found[0, 0, :height, :width]
    return np.asarray((plane * 255).round().to(torch.uint8).cpu().numpy())


def export(network: TwoSizes, path: Path) -> None:
    """`rgb` (1, 3, height, width), 0..255, to `edges` (1, 1, height, width), 0..1, as ONNX."""
    model = copy.deepcopy(network).cpu().to(memory_format=torch.contiguous_format)
    torch.onnx.export(
        model.eval(),
        (torch.zeros(1, 3, 64, 64),),
        str(path),
        input_names=["rgb"],
        output_names=["edges"],
        dynamic_axes={name: {2: "height", 3: "width"} for name in ("rgb", "edges")},
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    """Train, then measure and export."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of BSDS500")
    parser.add_argument("--teacher", type=Path, required=True, help="HED's weights, HDF5")
    parser.add_argument("--encoder", type=Path, default=ENCODER, help="the pack's deeplab.onnx")
    parser.add_argument("--out", type=Path, required=True, help="where everything is written")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--measure", action="store_true", help="train no further")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    training = Training(given.encoder, device)
    weights = given.out / "softedge.pt"
    if weights.exists():
        training.load(weights)
    if not given.measure:
        teach = Kept(Teacher(given.teacher, device).edges, given.out / "taught")
        examples = bsds.load(given.data, ("train",), teach)
        training.learn(examples, given.steps, weights)
    network = TwoSizes(training.average).eval()
    folder = given.out / "val"
    folder.mkdir(exist_ok=True)
    for example in bsds.load(given.data, ("val",), lambda rgb: edges(network, rgb, device)):
        cv2.imwrite(str(folder / f"{example.ident}.png"), example.taught)
    export(network, given.out / "softedge.onnx")


if __name__ == "__main__":
    main()
