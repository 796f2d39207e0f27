"""Renders frames into a folder: `render.py --pack FILE --photographs FILE --out FOLDER`.

Frames come in files, see `chunks.py`. Several of these may run beside one another with other seeds;
a GPU is used if EGL finds one. With `--ahead` it waits while so many files have not been taken.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # modules here are `models.something`

from models.scenes import chunks, sorting
from models.scenes.frames import SHARES, frames
from models.scenes.photographs import squares
from models.scenes.renderer import Renderer
from models.scenes.stored import load
from models.scenes.views import Frame


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pack", type=Path, required=True, help="made by pack.py")
    parser.add_argument("--photographs", type=Path, required=True, help="made by photographs.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=10**9, help="frames after which to stop")
    parser.add_argument("--seconds", type=float, default=1e9, help="time after which to stop")
    parser.add_argument("--held", action="store_true", help="use the models kept for measuring")
    parser.add_argument("--views", type=int, default=2, help="of each scene; more are faster")
    parser.add_argument("--ahead", type=int, default=10**9, help="files that may lie in the folder")
    parser.add_argument("--kinds", nargs="*", choices=list(SHARES), help="of scenes; all, if none")
    parser.add_argument("--finer", type=int, default=2, help="drawn pixels to one, each way")
    given = parser.parse_args()
    began = time.monotonic()
    given.out.mkdir(parents=True, exist_ok=True)
    stored = load(given.pack)
    supply, textures = sorting.supply(stored, squares(given.photographs), held=given.held)
    renderer = Renderer(textures, stored.skies, chunks.SIDE, given.finer)
    loaded = time.monotonic() - began
    split = chunks.HELD if given.held else chunks.SEEN
    shares = {kind: SHARES[kind] for kind in given.kinds or SHARES}
    begun: dict[str, list[Frame]] = {kind: [] for kind in shares}
    made = written = 0

    def write(kind: str) -> None:
        nonlocal written
        chunks.write(given.out / f"{split}-{kind}-{given.seed:03}-{written:05}.npy", begun[kind])
        begun[kind] = []
        written += 1

    seed = [given.seed, int(given.held)]
    for kind, frame in frames(renderer, supply, seed, given.views, shares):
        begun[kind].append(frame)
        made += 1
        if len(begun[kind]) == chunks.CHUNK:
            write(kind)
            while len(chunks.waiting(given.out)) >= given.ahead:
                time.sleep(0.2)
        if time.monotonic() - began > given.seconds or made >= given.count:
            break
    for kind in shares:
        if begun[kind]:
            write(kind)
    took = time.monotonic() - began
    print(
        f"{split} {given.seed}: {made} frames, {made / (took - loaded):.1f} a second after"
        f" {loaded:.1f} s, {renderer.context.info['GL_RENDERER']}",
        flush=True,
    )


if __name__ == "__main__":
    main()
