"""Processes that render frames beside a training, with which they end.

They are given the environment in which EGL works here; on a computer with a GPU of NVIDIA's that
may need the driver's own file to be named.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from failures import SetupError

RENDER = Path(__file__).resolve().parent / "render.py"
VENDORS = "__EGL_VENDOR_LIBRARY_FILENAMES"
NVIDIA = (
    "/usr/share/glvnd/egl_vendor.d/10_nvidia.json",
    "/usr/local/nvidia/share/glvnd/egl_vendor.d/10_nvidia.json",
    "/etc/glvnd/egl_vendor.d/10_nvidia.json",
)
ASKED = (
    "import moderngl; "
    "print(moderngl.create_standalone_context(backend='egl', require=430).info['GL_RENDERER'])"
)
SOFTWARE = ("llvmpipe", "softpipe", "swrast")
LEFT_FREE = 3
"""Cores for what trains, and for what reads."""
NICE = 5
ALONE = {"OMP_NUM_THREADS": "1", "LP_NUM_THREADS": "1"}
"""Each process on one core: of Mesa's threads, two each, one waited for the other."""
SHOWN = 800
"""Characters."""
MOST = 12
"""Processes; more would only take turns at the GPU."""


@dataclass(frozen=True)
class Source:
    """What frames are rendered from: the files of `pack.py` and of `photographs.py`."""

    pack: Path
    photographs: Path


class Workers:
    """Processes that have been started; `log` has what they say."""

    def __init__(self, processes: list[subprocess.Popen[bytes]], log: Path) -> None:
        self._processes = processes
        self.log = log

    def are_at_work(self) -> bool:
        """Whether any of them still runs."""
        return any(process.poll() is None for process in self._processes)

    def said(self) -> str:
        """The last that they have said."""
        return self.log.read_text("utf-8", "replace")[-SHOWN:].strip()

    def end(self) -> None:
        """End them, and wait until they have ended."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait()


def environment() -> tuple[dict[str, str], str]:
    """Variables with which EGL draws here, and by what; on a GPU rather than by software.

    Raises SetupError where it does not draw at all.
    """
    found: list[tuple[dict[str, str], str]] = []
    there = [name for name in NVIDIA if Path(name).exists()]
    choices: list[dict[str, str]] = [{}, *({VENDORS: name} for name in there)]
    for choice in choices:
        try:
            said = subprocess.run(
                [sys.executable, "-c", ASKED],
                env=os.environ | choice,
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            ).stdout.strip()
        except (subprocess.SubprocessError, OSError):
            continue
        if not said.startswith(SOFTWARE):
            return choice, said
        found.append((choice, said))
    if not found:
        raise SetupError(
            "Nothing can be drawn here, since OpenGL 4.3 cannot be had through EGL. Install the"
            " driver of the GPU, or libegl1 and Mesa (libgl1-mesa-dri)."
        )
    return found[0]


def count() -> int:
    """How many processes should render here, beside a training."""
    return max(1, min(MOST, cores() - LEFT_FREE))


def cores() -> int:
    """How many processes can compute at once here."""
    return len(os.sched_getaffinity(0))


@contextmanager
def at_work(source: Source, log: Path, jobs: Sequence[Sequence[str]]) -> Iterator[Workers]:
    """One process for each of `jobs`, arguments of `render.py`; what they say goes to `log`.

    They end when this is left. Raises SetupError where nothing can be drawn.
    """
    variables, drawn_by = environment()
    print(f"{len(jobs)} processes render, by {drawn_by}", flush=True)
    common = ["nice", "-n", str(NICE), sys.executable, str(RENDER), "--pack", str(source.pack)]
    common += ["--photographs", str(source.photographs)]
    with log.open("wb") as said:
        workers = Workers(
            [
                subprocess.Popen(
                    [*common, *job],
                    env=os.environ | variables | ALONE,
                    stdout=said,
                    stderr=said,
                )
                for job in jobs
            ],
            log,
        )
        try:
            yield workers
        finally:
            workers.end()
