"""Processes: killed in the middle a download goes on later, and two at once spoil nothing."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.library.shelf import State
from tests.core.library.scene import SIZE, Scene
from tests.hub.mishaps import stalls

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60.0
PROGRAM = """
import asyncio, pickle, sys, time
from pathlib import Path
from core.errors import LibraryError
from core.library.download import Downloads
from core.library.hub import Hub
from core.library.shelf import Shelf

async def main():
    row = pickle.loads(Path(sys.argv[1]).read_bytes())
    shelf = Shelf(Path(sys.argv[2]), {row.name: row})
    downloads = Downloads(shelf, Hub(sys.argv[3], wall=time.time))
    try:
        await downloads.bring(row)
        print("installed")
    except LibraryError as error:
        print(error)
    await downloads.aclose()

asyncio.run(main())
"""


def another_process(scene: Scene, tmp_path: Path) -> subprocess.Popen[str]:
    """A process of its own that fetches the network of the scene."""
    row = tmp_path / "row"
    row.write_bytes(pickle.dumps(scene.row))
    command = [sys.executable, "-c", PROGRAM, str(row), str(scene.folder), scene.hub.url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_for_part(scene: Scene) -> int:
    """The size of the part once something of it is on the disk."""
    end = time.monotonic() + PATIENCE_S
    while not scene.part.exists() or not scene.part.stat().st_size:
        assert time.monotonic() < end
        time.sleep(0.01)
    return scene.part.stat().st_size


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
async def test_killed_in_the_middle_it_goes_on_where_it_was(scene: Scene, tmp_path: Path) -> None:
    scene.hub.store_mishaps = [stalls(SIZE - 1000)]
    process = another_process(scene, tmp_path)
    wait_for_part(scene)
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    kept = scene.part.stat().st_size
    assert scene.shelf.state(scene.row) is State.PARTLY
    assert scene.part.read_bytes() == scene.content[:kept]
    again = another_process(scene, tmp_path)
    assert again.communicate(timeout=PATIENCE_S)[0] == "installed\n"
    assert scene.hub.starts == [0, kept]
    assert scene.shelf.read(scene.row) == scene.content


async def test_two_processes_at_once_do_not_spoil_each_other(scene: Scene, tmp_path: Path) -> None:
    scene.hub.store_mishaps = [stalls(SIZE - 1000)]
    first = another_process(scene, tmp_path)
    wait_for_part(scene)
    second = another_process(scene, tmp_path)
    told, _ = second.communicate(timeout=PATIENCE_S)
    assert "is being fetched already, by another Underdrawing" in told
    scene.hub.released.set()
    assert first.communicate(timeout=PATIENCE_S)[0] == "installed\n"
    assert scene.shelf.read(scene.row) == scene.content
