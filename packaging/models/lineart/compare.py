"""F of the ways to draw lines that the app has, on the held-out drawings: `compare.py PACK`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (2, 3)]

from models import sheets
from models.compare_lineart import methods
from models.lineart.measure import pairs, precision_and_recall


def main() -> None:
    """Print the means of F, precision and recall."""
    known = list(pairs(Path(sys.argv[1])))
    for name, draw in methods(sheets.networks()).items():
        found = [precision_and_recall(draw(rgb), lines) for rgb, lines in known]
        f = np.mean([2 * p * r / max(p + r, 1e-9) for p, r in found])
        precision, recall = np.mean(found, axis=0)
        print(f"{name}: F {f:.3f}, precision {precision:.3f}, recall {recall:.3f}", flush=True)


if __name__ == "__main__":
    main()
