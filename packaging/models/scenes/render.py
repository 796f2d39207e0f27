"""Renders frames into a folder: `render.py --pack FILE --photographs FILE --out FOLDER`.

Frames come in chunks of CHUNK, `KIND-SEED-NUMBER.npz`, written whole or not at all: `rgb` and
`faces` (count, side, side, 3) uint8, `nearness` (count, side, side) float16, see `renderer.Frame`.
Several of these may run beside one another with other seeds; a GPU is used if EGL finds one.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # modules here are `models.something`

from models.scenes import sorting
from models.scenes.frames import frames
from models.scenes.photographs import squares
from models.scenes.renderer import Frame, Renderer
from models.scenes.stored import load

CHUNK = 16
SIDE = 320


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
    parser.add_argument("--views", type=int, default=5, help="of each scene")
    parser.add_argument(
        "--ahead", type=int, default=10**9, help="chunks that may lie in the folder"
    )
    parser.add_argument("--finer", type=int, default=2, help="drawn pixels to one, each way")
    given = parser.parse_args()
    began = time.monotonic()
    given.out.mkdir(parents=True, exist_ok=True)
    stored = load(given.pack)
    supply, textures = sorting.supply(stored, squares(given.photographs), held=given.held)
    renderer = Renderer(textures, stored.skies, SIDE, given.finer)
    loaded = time.monotonic() - began
    kind = "held" if given.held else "seen"
    chunk: list[Frame] = []
    made = 0
    for _, frame in frames(renderer, supply, [given.seed, int(given.held)], given.views):
        while len(list(given.out.glob("*.npz"))) > given.ahead:
            time.sleep(0.5)
        chunk.append(frame)
        made += 1
        late = time.monotonic() - began > given.seconds or made >= given.count
        if len(chunk) == CHUNK or (late and chunk):
            path = given.out / f"{kind}-{given.seed:03}-{made // CHUNK:05}.npz"
            _write(path, chunk)
            chunk = []
        if late:
            break
    took = time.monotonic() - began
    print(
        f"{kind} {given.seed}: {made} frames, {made / (took - loaded):.1f} a second after"
        f" {loaded:.1f} s, {renderer.context.info['GL_RENDERER']}",
        flush=True,
    )


def _write(path: Path, chunk: list[Frame]) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file,
            rgb=np.stack([frame.rgb for frame in chunk]),
            faces=np.stack([frame.faces[..., :3] for frame in chunk]),
            nearness=np.stack([frame.nearness for frame in chunk]).astype(np.float16),
        )
    part.replace(path)


if __name__ == "__main__":
    main()
