"""Makes the network of lines: `make.py --minutes 12 --out FOLDER`, which is all.

What is needed is made first where it is missing, in `--data`: drawings and photographs, by
`pack.py`, and what scenes are rendered from; `--bsds` is the folder of BSDS500. Then some processes
render frames while `train.py` learns, measures and exports, see there what it writes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # modules here are `models.something`

from failures import explained
from models.scenes import workers
from models.scenes.data import made, parser_of, run

HERE = Path(__file__).resolve().parent
FRAMES = 1600
"""Rendered, in all: a tenth of what is learned from."""
MEASURING = 1.0
"""Minutes, for measuring."""


def main() -> None:
    """See above."""
    parser = parser_of((__doc__ or "").partition(":")[0])
    parser.add_argument("--start", type=Path, help="softedge.pt, weights to start from")
    given, others = parser.parse_known_args()
    with explained():
        source = made(given.data, given.bsds)
        if not (given.data / "drawings.zip").exists():
            photographs = ["--photographs", str(given.bsds)] if given.bsds else []
            run(HERE / "pack.py", str(given.data), *photographs)
        with tempfile.TemporaryDirectory(prefix="frames-") as folder:
            frames = Path(folder) / "seen"
            frames.mkdir()
            start = ["--start", str(given.start)] if given.start else []
            jobs = [["--out", str(frames), "--seed", "500", "--count", str(FRAMES)]]
            with workers.at_work(source, Path(folder) / "render.log", jobs):
                run(
                    HERE / "train.py",
                    *("--data", str(given.data), "--scenes", str(frames)),
                    *("--out", str(given.out), *start),
                    *("--minutes", str(max(0.2, given.minutes - MEASURING)), *others),
                )


if __name__ == "__main__":
    main()
