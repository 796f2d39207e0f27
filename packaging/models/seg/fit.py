"""Fits the linear model of surroundings: `python fit.py --pictures FOLDER --out weights.txt`.

`places.txt` beside it names, by hand, what a grid of 9 x 6 places (6 x 9 in upright pictures) shows
in 108 photographs of BSDS500: s sky, w water, g grass, t trees, e soil, r rock, n snow, m mountain,
b building, d road, o thing, and a dot where it is unsure or several. FOLDER has those photographs,
as ID.jpg. Rock, snow and soil are learned as one kind, "earth". Each region whose middle lies well
inside a place is an example, and of its mirror image as well; every third is used. Prints how many
regions of a quarter of the photographs, which were held out for that, it gets right, then writes
the table of `core/local/seg/weights.py`, fitted to all. Needs `requirements-train.txt`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[3]))

from core.local.networks import Networks
from core.local.pack import Pack
from core.local.seg import objects
from core.local.seg.features import names
from core.local.seg.seg import view
from core.local.seg.weights import KINDS
from core.paths import model_pack

CODES = dict(zip("swgtembdorn", (*KINDS, "earth", "earth"), strict=True))
INSIDE = 0.1  # of a place: the margin in which nothing is learned
PENALTY = 3e-3
SMOOTHING = 0.05
EVERY = 3

Examples = tuple[NDArray[np.float32], NDArray[np.intp], NDArray[np.str_]]


def examples(pictures: Path) -> Examples:
    """Features, kind and photograph of every region that lies in a named place."""
    networks = Networks(Pack(model_pack()))
    found: list[tuple[NDArray[np.float32], int, str]] = []
    for line in (Path(__file__).parent / "places.txt").read_text("utf-8").splitlines():
        picture, *rows = line.split()
        grid = np.array([list(row) for row in rows])
        read = cv2.imread(str(pictures / f"{picture}.jpg"))
        if read is None:
            raise FileNotFoundError(pictures / f"{picture}.jpg")
        rgb = np.ascontiguousarray(read[..., ::-1]).astype(np.uint8)
        for pixels, places in ((rgb, grid), (np.ascontiguousarray(rgb[:, ::-1]), grid[:, ::-1])):
            seen = view(pixels, networks)
            height, width = seen.regions.labels.shape
            at = np.moveaxis(np.mgrid[:height, :width], 0, -1).astype(np.float32)
            middles = seen.regions.means(at) / (height, width) * places.shape
            for features, place in zip(seen.features, middles, strict=True):
                row, column = place.astype(int)
                code = places[row, column]
                if code != "." and np.abs(place % 1 - 0.5).max() < 0.5 - INSIDE:
                    found.append((features, KINDS.index(CODES[code]), picture))
    features, kinds, where = zip(*found[::EVERY], strict=True)
    return np.stack(features), np.array(kinds), np.array(where)


def fitted(learn: Examples) -> NDArray[np.float64]:
    """The table: a row of biases, then one for each feature; one column for each kind."""
    features, kinds, where = learn
    mean, spread = features.mean(axis=0), features.std(axis=0) + 0.05
    # Large areas, and kinds that are frequent, count less than by their number.
    _, group, sizes = np.unique(
        np.char.add(where, kinds.astype(str)), return_inverse=True, return_counts=True
    )
    weights = 1 / np.sqrt(sizes[group])
    weights /= np.sqrt(np.bincount(kinds, weights, len(KINDS))[kinds])
    weight = torch.tensor(weights / weights.mean(), dtype=torch.float32)
    inputs, targets = torch.tensor((features - mean) / spread), torch.tensor(kinds)
    model = torch.nn.Linear(features.shape[1], len(KINDS))
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        each = functional.cross_entropy(
            model(inputs), targets, reduction="none", label_smoothing=SMOOTHING
        )
        value = (each * weight).mean() + PENALTY * (model.weight**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    factors = model.weight.detach().numpy().T / spread[:, None]
    biases = model.bias.detach().numpy() - mean @ factors
    return np.concatenate([biases[None], factors])


def main() -> None:
    """Fit, say how good it is, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    features, kinds, where = examples(given.pictures)
    held = np.isin(where, np.unique(where)[::4])
    table = fitted((features[~held], kinds[~held], where[~held]))
    right = (features[held] @ table[1:] + table[0]).argmax(axis=1) == kinds[held]
    print(f"{100 * right.mean():.1f} % of {held.sum()} regions held out are right")
    table = fitted((features, kinds, where))
    rows = ["bias", *(name.replace(" ", "_") for name in names(objects.KINDS))]
    lines = [
        f"{name:<23}" + " ".join(f"{value:6.2f}" for value in values)
        for name, values in zip(rows, table, strict=True)
    ]
    given.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
