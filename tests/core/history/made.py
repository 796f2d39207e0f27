"""Pictures and guides for the history's tests, each told apart by a number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from core.guide import Guide
from core.picture import Picture, Pixels
from core.preprocessor import Quality
from core.task import PreprocessTask
from tests.core.pictures import noise

WIDTH, HEIGHT = 64, 48
BOUGHT_USD = 0.0006


def pasted(number: int = 1, name: str = "picture") -> Picture:
    """A picture that came from no file."""
    return Picture(noise((HEIGHT, WIDTH, 3), number), name, "clipboard")


def opened(path: Path, number: int = 1) -> Picture:
    """A picture that was opened from the file at `path`, which is written."""
    from core.source import from_path

    Image.fromarray(noise((HEIGHT, WIDTH, 3), number)).save(path)
    return from_path(path)


def canny(low: int = 50, number: int = 1, **more: object) -> Guide:
    """A grey guide of this computer; another `low` is another task."""
    return made("canny", noise((HEIGHT, WIDTH), number), {"lowThresholdCanny": low}, **more)


def bought(number: int = 1, cost_usd: float | None = BOUGHT_USD, name: str = "depth") -> Guide:
    """A guide that a service was paid for."""
    grey = noise((HEIGHT, WIDTH), number)
    return made(name, grey, {}, engine="runware", cost_usd=cost_usd)


def same_pixels(one: Guide, other: Guide) -> bool:
    """Whether two guides are equal to the bit, in 8 bits and, if they have them, in 16."""
    if one.deep is None or other.deep is None:
        return one.deep is other.deep and np.array_equal(one.pixels, other.pixels)
    return np.array_equal(one.deep, other.deep) and np.array_equal(one.pixels, other.pixels)


def made(preprocessor: str, pixels: Pixels, options: dict[str, object], **more: object) -> Guide:
    """A guide with those pixels; `more` are fields of Guide."""
    task = PreprocessTask(preprocessor=preprocessor, options=options)  # type: ignore[arg-type]
    fields: dict[str, object] = {
        "pixels": pixels,
        "task": task,
        "engine": "local",
        "method": "noise",
        "quality": Quality.FINAL,
        "seconds": 0.25,
        **more,
    }
    return Guide(**fields)  # type: ignore[arg-type]
