"""Trains the network of depth and normals: `train.py --frames FOLDER --out FOLDER --minutes M`.

Frames are those of `scenes/render.py`, and may still be coming in. A GPU is used if there is one;
two cores need hours. Writes `space.pt` (the average of the weights) every minute and goes on
from it if it is there; then `figures.json`, of held-out frames, `sheet.jpg` and `space.onnx`.

Needs `requirements-train.txt`. The seeds are fixed, but how many steps fit into the time is not.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import time
from pathlib import Path
from typing import Any

import torch

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # modules here are `models.something`

from models.space import real
from models.space.judging import export, measured, sheet
from models.space.pool import Pool
from models.space.training import SEED, SIZES, Training

ENCODER = Path(__file__).resolve().parents[3] / "resources" / "models" / "deeplab.onnx"
SAVE_EVERY, SAY_EVERY = 60.0, 15.0  # seconds


def main() -> None:
    """Train, then measure and export."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=Path, required=True, help="the folder of frames")
    parser.add_argument("--photographs", type=Path, help="made by scenes/photographs.py")
    parser.add_argument("--encoder", type=Path, default=ENCODER, help="the pack's deeplab.onnx")
    parser.add_argument("--out", type=Path, required=True, help="where everything is written")
    parser.add_argument("--minutes", type=float, required=True, help="of training")
    parser.add_argument("--batch", type=int, default=0, help="128 on a GPU, else 6")
    parser.add_argument("--most", type=int, default=14000, help="frames kept at once")
    parser.add_argument("--begin", type=int, default=1000, help="frames to wait for")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds to wait for them")
    parser.add_argument("--delete", action="store_true", help="delete frames once they are taken")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    given.batch = given.batch or (128 if device.type == "cuda" else 6)
    began = time.monotonic()
    training = Training(given.encoder, device, SEED)
    weights = given.out / "space.pt"
    if weights.exists():
        training.load(weights)
    photographs = real.Photographs(given.photographs, device) if given.photographs else None
    pool = Pool(device, given.most)
    held = Pool(device, 1024)
    while pool.count < given.begin and time.monotonic() - began < given.patience:
        if not pool.take(given.frames, "seen", 16, delete=given.delete):
            time.sleep(0.3)
    pool.take(given.frames, "seen", 10**6, delete=given.delete)
    if not pool.count:
        raise SystemExit(f"There are no frames in {given.frames}.")
    waited = time.monotonic() - began
    print(f"began with {pool.count} frames after {waited:.1f} s, on {device}", flush=True)
    with pool.filling(given.frames, "seen", delete=given.delete):
        _learn(training, pool, photographs, given, began)
    training.save(weights)
    network = training.average.eval()
    held.take(given.frames, "held", 10**6, delete=False)
    found: dict[str, Any] = {"steps": training.step, "frames": pool.taken, "batch": given.batch}
    found["seen"] = measured(network, _first(pool, 320))
    if held.count:
        found["held"] = measured(network, held)
        sheet(network, held, given.out / "sheet.jpg")
    (given.out / "figures.json").write_text(json.dumps(found, indent=1), "utf-8")
    print(json.dumps(found), flush=True)
    export(network, given.out / "space.onnx")


def _learn(
    training: Training,
    pool: Pool,
    photographs: real.Photographs | None,
    given: argparse.Namespace,
    began: float,
) -> None:
    """Go on until the time that is `given` is over, saving weights and saying how it goes."""
    whole, batch = given.minutes * 60, given.batch
    said = saved = time.monotonic()
    first = training.step
    total, counted = torch.zeros((), device=training.device), 0
    while (now := time.monotonic()) - began < whole:
        size = SIZES[int(torch.randint(len(SIZES), ()))]
        total += training.learn(pool, photographs, batch, (now - began) / whole, size)
        counted += 1
        if now - said > SAY_EVERY:
            pace = counted * batch / (now - said)
            print(
                f"{now - began:5.0f} s  step {training.step - first}  {pool.taken} frames"
                f"  loss {float(total) / counted:.4f}  {pace:.0f} pictures a second",
                flush=True,
            )
            said, counted = now, 0
            total.zero_()
        if now - saved > SAVE_EVERY:
            training.save(given.out / "space.pt")
            saved = now


def _first(pool: Pool, count: int) -> Pool:
    part = copy.copy(pool)
    part.count = min(pool.count, count)
    return part


if __name__ == "__main__":
    main()
