"""Makes the network of depth and normals: `make.py --minutes 12 --out FOLDER`, which is all.

What is needed is made first where it is missing, in `--data`: the pack that scenes are rendered
from, which is downloaded, and the photographs, of `--bsds`, the folder of BSDS500. Then as many
processes as there are cores for render frames, and the network learns from them: beside on a GPU,
on which both are done, else after. It stops in time to be measured on frames with models that it
has not seen. With a GPU ten minutes are more than a night on two cores; there `--go-on` helps,
which begins with what the pack has.

In FOLDER: `space.pt`, the average of the weights, from which a training that is started again goes
on; `figures.json`; `sheet.jpg`, held-out frames as they are and as they are seen; `space.onnx`,
which `build.py --space` puts into the pack. Needs `requirements-train.txt`. Seeds are fixed, but
how much is learned goes by the time: networks come out as good, not the same.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # modules here are `models.something`

from failures import explained
from models.scenes import chunks, workers
from models.scenes.data import made, parser_of
from models.space.judging import export, measured, sheet
from models.space.pool import read
from models.space.train import Plan, device, train
from models.space.training import steps

ROOT = Path(__file__).resolve().parents[3]
ENCODER = ROOT / "resources" / "models" / "deeplab.onnx"
PACKED = ENCODER.with_name("space.onnx")
TAIL = {"cuda": 30.0, "cpu": 300.0}
"""Seconds that are kept for measuring."""
BATCH = {"cuda": 128, "cpu": 16}
MOST = {"cuda": 40000, "cpu": 12000}
"""Frames kept at once, 0.8 MB each; on a GPU in no more than SHARE of its memory."""
SHARE = 0.45
HELD = {"cuda": 480, "cpu": 160}
AHEAD = 600
"""Files that wait to be read; with more, rendering waits."""
RENDERED = 0.18
"""Of the time, without a GPU, in which all cores render, before all of them train."""


def main() -> None:
    """See above."""
    parser = parser_of((__doc__ or "").partition(":")[0])
    parser.add_argument("--workers", type=int, help="processes that render; as cores allow")
    parser.add_argument("--batch", type=int, help="128 on a GPU, else 16")
    parser.add_argument(
        "--most", type=int, help="frames kept at once; up to 40000 on a GPU, else 12000"
    )
    parser.add_argument("--held", type=int, help="frames to measure on; 480 on a GPU, else 160")
    parser.add_argument(
        "--go-on", action="store_true", help="begin with the network that the pack has"
    )
    given = parser.parse_args()
    with explained():
        source = made(given.data, given.bsds)
        given.out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="frames-") as folder:
            _make(given, source, Path(folder))


def _make(given: argparse.Namespace, source: workers.Source, folder: Path) -> None:
    on = device()
    began = time.monotonic()
    until = began + 60 * given.minutes - min(TAIL[on.type], 30 * given.minutes)
    seen, held = folder / chunks.SEEN, folder / chunks.HELD
    most = given.most or _most(on)
    if on.type == "cuda":
        number = given.workers or workers.count()
        limits = ["--ahead", str(AHEAD)]
    else:
        number = given.workers or workers.cores()
        limits = ["--seconds", str(RENDERED * 60 * given.minutes), "--finer", "1"]
        limits += ["--count", str(max(1, most // number))]
    count = str(given.held or HELD[on.type])
    jobs = [["--out", str(held), "--held", "--seed", "1", "--count", count]]
    weights = given.out / "space.pt"
    first = 1 + steps(weights)  # who goes on shall see what was not seen before
    jobs += [
        ["--out", str(seen), "--seed", str(seed), *limits] for seed in range(first, first + number)
    ]
    plan = Plan(
        seen,
        source.photographs,
        ENCODER,
        weights,
        PACKED if given.go_on else None,
        until,
        given.batch or BATCH[on.type],
        most,
    )
    seen.mkdir()
    with workers.at_work(source, folder / "render.log", jobs) as working:
        training, pool = train(plan, on, working)
    network = training.average.eval()
    found: dict[str, Any] = {"steps": training.step, "frames": pool.taken, "batch": plan.batch}
    found["seen"] = measured(network, pool)
    if held.exists():
        known, kinds = read(held, chunks.HELD, on)
        if kinds:
            found["held"] = measured(network, known, kinds)
            sheet(network, known, given.out / "sheet.jpg")
    (given.out / "figures.json").write_text(json.dumps(found, indent=1), "utf-8")
    print(json.dumps(found, indent=1), flush=True)
    export(network, given.out / "space.onnx")
    print(f"{given.out / 'space.onnx'}, after {time.monotonic() - began:.0f} s", flush=True)


def _most(on: torch.device) -> int:
    if on.type == "cpu":
        return MOST[on.type]
    memory = torch.cuda.get_device_properties(on).total_memory
    return min(MOST[on.type], int(SHARE * memory) // (chunks.PLANES * chunks.SIDE**2))


if __name__ == "__main__":
    main()
