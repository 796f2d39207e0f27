"""200 small pictures into guides: one after the other, as a loop does it, and as a batch.

Each way makes the same files. The first opens a picture, makes a guide and writes it before it goes
on. A batch opens ahead and writes beside; kept in a folder, it also notes each guide on the disk.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from PIL import Image

from core.batch.batch import Batch
from core.batch.gather import Source
from core.batch.plan import Plan, tasks_of
from core.export import export_guide, guide_name
from core.local.engine import LocalEngine
from core.preprocessor import Preprocessor
from core.rendition import Rendition
from core.source import open_picture
from tests.benchmarks.measuring import medians_ms, print_table
from tests.benchmarks.twelve import sample

COUNT = 200
SIZE = (320, 240)
ROUNDS = 3
MEASURED = ((Preprocessor.CANNY,), (Preprocessor.TILE, Preprocessor.CANNY))
"""Those that are quick, so that what is around them counts most."""


def report() -> None:
    """Print the table: seconds for all, and how many times as quick as a loop a batch is."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        pictures = _pictures(Path(folder))
        for preprocessors in MEASURED:
            loop, memory, kept = asyncio.run(_measured(pictures, preprocessors, Path(folder)))
            rows.append(
                [
                    " and ".join(preprocessors),
                    *(f"{ms / 1000:.2f}" for ms in (loop, memory, kept)),
                    f"{loop / memory:.2f}",
                    f"{loop / kept:.2f}",
                ]
            )
    head = ("preprocessors", "loop s", "batch s", "kept batch s", "loop / batch", "loop / kept")
    title = f"{COUNT} pictures of {SIZE[0]} x {SIZE[1]}, file to file, {os.cpu_count()} cores"
    print_table(title, head, rows)


def _pictures(folder: Path) -> list[Path]:
    first = folder / "0.jpg"
    Image.fromarray(sample(*SIZE)).save(first, quality=90)
    pictures = [folder / f"{number}.jpg" for number in range(COUNT)]
    for picture in pictures[1:]:
        picture.write_bytes(first.read_bytes())
    return pictures


async def _measured(
    pictures: Sequence[Path], preprocessors: Sequence[Preprocessor], folder: Path
) -> list[float]:
    tasks = tasks_of(preprocessors, {})
    out, rendition = folder / "out", Rendition()
    out.mkdir(exist_ok=True)
    engine = LocalEngine()

    async def one_after_the_other() -> None:
        for path in pictures:
            picture = await open_picture(path)
            for task in tasks:
                guide = await engine.run(picture, task)
                to = out / guide_name(picture.name, task.preprocessor, rendition.format)
                await asyncio.to_thread(
                    export_guide, guide, to, rendition, picture.name, overwrite=True
                )

    def batch_in(place: Path | None) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            plan = Plan(tuple(map(Source.of, pictures)), tasks, out, rendition=rendition)
            batch = Batch.begin(plan, place)
            await batch.run(engine)
            batch.close()

        return run

    try:
        ways = [one_after_the_other, batch_in(None), batch_in(folder / "batch")]
        return await medians_ms(ways, ROUNDS)
    finally:
        await engine.aclose()


if __name__ == "__main__":
    report()
