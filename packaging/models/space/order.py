"""How many of PAIRS are in the right order in our depth guides: `order.py IMAGES`.

IMAGES is the folder of BSDS500's pictures, ID.jpg. Each pair are two places in a photograph of its
val split, the nearer first, in tenths of its width and height; they were ordered by eye. For each
photograph it prints the pairs that the guide has in the wrong order, or makes the same.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (2, 3)]

from core.catalog import CATALOG
from core.local.space.depth import open_depth
from core.options import Options
from core.picture import Pixels
from core.preprocessor import Preprocessor
from models import sheets

AROUND = 0.008  # of the longer side: the median of so much around a place counts
PAIRS = """
119082 2.5,9.5>6.3,5.5 2.5,9.5>0.5,3 6.3,5.5>7.5,1.5 6.3,5.5>5.7,2 1.4,6.5>1.5,2 9,3.5>9.5,1
24077 2,7>2.4,2 6.2,4>4,3 6.2,2.5>9,2 3.5,8>4.5,8 6.5,8>5,8.5 9,9.3>4,3
385039 5.7,7>4.2,3.3 4.5,5>5,1.5 5,9.5>5.7,7 5.7,6.5>7.8,4 7.8,3.7>8.6,3.5 5,9.5>1,6.5
361010 5,5.5>3,1.5 8,5.5>9.5,2.2 1,9.5>1,5 3,9.5>5,5.5 5,2.8>5.5,0.8 2,6>1.3,2.5
241004 9,6>6,4.5 9,6>5,7 5,7>2,4 3,5>4,2.5 4,2.7>5,0.5 0.7,8.5>2,7.5 6,9.5>5,7
197017 2,4.3>6,4.8 6,4.8>5,2 2,4.3>4.5,2 5,9.5>2,4.3 7.7,5>8,2.5 9,9>7.7,5
296059 2.5,4>5,4 5,4>8.5,0.7 1,3>8,6.4 6.6,7.5>8,6 6,9.8>5,4 3.5,8>5.5,3.5
157055 2.5,6>4.2,5.2 8.7,3>7,1.5 2.5,1.8>4.2,1.5 2.5,5>6,4 8.3,6>5.8,4 8.3,6>5.5,2
302008 5,4.5>8,2 5,4.5>1,1 5.3,4.2>2.3,4.2 5.5,7>9,4 6,7.5>8.5,1
216081 2.7,5>4.2,4.3 7.4,5>5.5,4.7 7.4,5>2.7,4 4,9.7>2.7,5 4.3,4.3>1,1 7.3,4>9.5,2.5 5,7.8>4.3,4.3
219090 6.5,7.6>6,3 4,9.7>6.5,7.7 4.5,8>1.5,4.5 8,9.3>6,5.3 1.3,4.7>5,3 5,3>3,1
78004 4,7.5>6,2 5.5,9>2,6.3 1,9>5,5.6 5,5.7>6,2.5 8,9>8,6.2 6,2>2,1
"""


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("images", type=Path, help="the folder of BSDS500's pictures")
    folder: Path = parser.parse_args().images
    networks = sheets.networks()
    options = Options(CATALOG[Preprocessor.DEPTH].complete({}))
    count = right = 0
    for line in PAIRS.split("\n")[1:-1]:
        name, *pairs = line.split()
        guide = open_depth(sheets.read(folder / f"{name}.jpg", 10**4), networks)(options).pixels
        wrong = [pair for pair in pairs if not _is_right(guide, pair)]
        count, right = count + len(pairs), right + len(pairs) - len(wrong)
        print(name, *wrong)
    print(f"{right} of {count} are right.")


def _is_right(guide: Pixels, pair: str) -> bool:
    nearer, farther = (_tone(guide, place) for place in pair.split(">"))
    return nearer > farther


def _tone(guide: Pixels, place: str) -> float:
    column, row = (
        round(float(at) / 10 * side)
        for at, side in zip(place.split(","), guide.shape[::-1], strict=True)
    )
    reach = max(1, round(AROUND * max(guide.shape)))
    rows = slice(max(0, row - reach), row + reach + 1)
    return float(np.median(guide[rows, max(0, column - reach) : column + reach + 1]))


if __name__ == "__main__":
    main()
