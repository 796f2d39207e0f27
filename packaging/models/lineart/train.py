"""Trains the line art network, as `make.py` bids: `train.py --data PACK --out FOLDER --minutes N`.

PACK is the folder that `pack.py` wrote. A GPU is used if there is one; half an hour there is more
than enough, two cores take a night. Writes every minute `lineart.pt`, the average of the weights,
and `training.pt`, from which a training that is started again goes on; at the end F on the held-out
drawings, `figures.json`, `held-out.jpg`, what was drawn of some of them, and `lineart.onnx`.
`--measure` does only the last.

Needs `requirements-train.txt`. The rate follows the time that is left, so the same seeds give
networks as good, not the same.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started; measuring needs `core`.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (2, 3)]

from models.lineart.feed import Feed
from models.lineart.measure import pairs, precision_and_recall
from models.lineart.network import MULTIPLE, OUTPUTS, LineArt, export
from models.lineart.pool import SEED, Pool
from models.lineart.training import Training

SHOWN = 16
"""How many of the held-out drawings are kept as pictures."""


@torch.no_grad()
def guides(
    network: LineArt, rgb: NDArray[np.uint8], device: torch.device
) -> dict[str, NDArray[np.uint8]]:
    """What the network draws of a picture (height, width, 3) of any size, by output, 0..255."""
    height, width = rgb.shape[:2]
    padding = (0, -height % MULTIPLE), (0, -width % MULTIPLE), (0, 0)
    padded = np.pad(rgb, padding, mode="reflect").astype(np.float32)
    likely = torch.sigmoid(network(torch.from_numpy(padded).to(device).permute(2, 0, 1)[None]))
    drawn = (likely[0, :, :height, :width] * 255).round().to(torch.uint8).cpu().numpy()
    return dict(zip(OUTPUTS, drawn, strict=True))


def measure(network: LineArt, folder: Path, out: Path, device: torch.device) -> None:
    """Print F on the held-out drawings, and keep it and some of them."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in OUTPUTS}
    rows = []
    for number, (rgb, known) in enumerate(pairs(folder)):
        drawn = guides(network, rgb, device)
        for name, guide in drawn.items():
            found[name].append(precision_and_recall(guide, known))
        if number < SHOWN:
            grey = [np.repeat(plane[..., None], 3, axis=2) for plane in (known, *drawn.values())]
            rows.append(np.hstack([rgb, *grey]))
    figures = {}
    for name, both in found.items():
        f = [2 * p * r / max(p + r, 1e-9) for p, r in both]
        precision, recall = np.mean(both, axis=0)
        figures[name] = {"F": np.mean(f), "precision": precision, "recall": recall}
        print(
            f"{name}: F {np.mean(f):.3f}, precision {precision:.3f}, recall {recall:.3f}",
            flush=True,
        )
    (out / "figures.json").write_text(json.dumps(figures, indent=1, default=float), "utf-8")
    if rows:
        sheet = np.vstack(rows)[:, :, ::-1]
        sheet = cv2.resize(sheet, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(out / "held-out.jpg"), sheet, [cv2.IMWRITE_JPEG_QUALITY, 88])


def main() -> None:
    """Train, then measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--data", type=Path, required=True, help="what pack.py wrote")
    parser.add_argument("--scenes", type=Path, help="frames of scenes/render.py")
    parser.add_argument("--start", type=Path, help="softedge.pt, weights to start from")
    parser.add_argument("--out", type=Path, required=True, help="where everything is written")
    parser.add_argument(
        "--minutes", type=float, default=30, help="of training, all starts together"
    )
    parser.add_argument("--processes", type=int, default=2, help="that make samples")
    parser.add_argument("--pool", type=int, default=200, help="samples drawn from")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--canvas", type=int, default=512, help="side of a sample, in pixels")
    parser.add_argument("--side", type=int, default=256, help="of the crops of it")
    parser.add_argument("--measure", action="store_true", help="train no further")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cudnn.benchmark = True
    feed = None
    if not given.measure:
        feed = Feed(given.data, given.scenes, given.canvas, given.processes, SEED)
    training = Training(given.start, device)
    if (given.out / "training.pt").exists():
        training.load(given.out / "training.pt")
    elif (given.out / "lineart.pt").exists():
        training.begin_with(given.out / "lineart.pt")
    if feed is not None:
        pool = Pool(given.pool, given.canvas, given.batch, given.side, device)
        training.learn(feed, pool, 60 * given.minutes, given.out)
        feed.close()
    measure(training.average, given.data, given.out, device)
    export(training.average, given.out / "lineart.onnx")


if __name__ == "__main__":
    main()
