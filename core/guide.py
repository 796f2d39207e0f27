"""A guide: the image that an engine made of a picture, with the task and how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from core.preprocessor import Quality
from core.task import PreprocessTask

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.picture import Pixels
    from core.pose import People

    _Sample = TypeVar("_Sample", np.uint8, np.uint16)


@dataclass(frozen=True, eq=False)
class Guide:
    """What an engine gives back.

    `pixels`: `uint8` grey (height, width) or sRGB (height, width, 3), of exactly the size that
    `task.guide_size` says, made read-only here.
    `engine`: the engine's name; `method`: what made it, in a few words.
    `seconds`: wall time of the making; `cost_usd`: what was paid, None where nothing could be.
    `remark`: what the artist should know, such as that nothing was found; often empty.
    `people`: for a pose, who is drawn.
    `deep`: for depth, the same picture in 16 bits, `uint16` (height, width), for those who export
    it; made read-only as well.
    """

    pixels: Pixels
    task: PreprocessTask
    engine: str
    method: str
    quality: Quality
    seconds: float
    cost_usd: float | None = None
    remark: str = ""
    people: People | None = None
    deep: NDArray[np.uint16] | None = None

    def __post_init__(self) -> None:
        shape, dtype = self.pixels.shape, self.pixels.dtype
        grey_or_rgb = len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)
        if not grey_or_rgb or 0 in shape or dtype.name != "uint8":
            raise ValueError(f"a guide is uint8, grey or RGB, not {dtype} {shape}")
        object.__setattr__(self, "pixels", _kept(self.pixels))
        if self.deep is None:
            return
        if self.deep.shape != shape[:2] or self.deep.dtype.name != "uint16":
            found = f"{self.deep.dtype} {self.deep.shape}"
            raise ValueError(f"16 bits are uint16 {shape[:2]} like the guide, not {found}")
        object.__setattr__(self, "deep", _kept(self.deep))

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[0])


def _kept(samples: NDArray[_Sample]) -> NDArray[_Sample]:
    """`samples` in a row and read-only, copied only if they are not in a row."""
    kept = samples if samples.flags.c_contiguous else samples.copy()
    kept.flags.writeable = False
    return kept
