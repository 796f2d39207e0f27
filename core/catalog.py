"""The catalogue: the twelve preprocessors as data, with their options and how they are made here.

Everything that lists, explains or tunes preprocessors is built from this: the picker, the option
panel, the command line, the task's checks. A new preprocessor is one row here and one module that
its `LocalMethod` names. The facts are those of the ControlNet annotators and of Runware's API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from core.errors import InvalidTask
from core.options import NumberOption, Option, OptionValue, SwitchOption


class Preprocessor(StrEnum):
    """The twelve names of the API, in the order in which they are offered."""

    CANNY = "canny"
    SOFTEDGE = "softedge"
    LINEART = "lineart"
    LINEART_ANIME = "lineart_anime"
    SCRIBBLE = "scribble"
    MLSD = "mlsd"
    DEPTH = "depth"
    NORMALBAE = "normalbae"
    OPENPOSE = "openpose"
    SEG = "seg"
    TILE = "tile"
    SHUFFLE = "shuffle"

    @classmethod
    def parse(cls, text: object) -> Preprocessor:
        """The preprocessor that `text` names, whatever its case, `_` and `-` ("OpenPose").

        Raises InvalidTask if there is none.
        """
        if isinstance(text, str):
            folded = _fold(text)
            for preprocessor in cls:
                if _fold(preprocessor.value) == folded:
                    return preprocessor
        raise InvalidTask("preProcessorType", text, "one of " + ", ".join(cls))


class Quality(StrEnum):
    """Whether a guide is as good as the models that read it expect, or a draft of it."""

    FINAL = "final"
    DRAFT = "draft"


class Look(StrEnum):
    """What kind of pixels a guide has."""

    BINARY = "binary"  # black and white only
    GREY = "grey"
    COLOUR = "colour"
    PALETTE = "palette"  # exact colours of a fixed list, or black


@dataclass(frozen=True)
class LocalMethod:
    """How a guide is made on this computer.

    `opener`: "module:function" of an `Opener` (see core.local.method), imported when first used.
    `method`: what makes it, in a few words, for the status line.
    `caveat`: for a draft, what is lacking, in a sentence.
    """

    opener: str
    quality: Quality
    method: str
    caveat: str = ""


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue.

    `guide`: what the guide looks like, in a phrase. `nothing_found`: what to say and try when
    the guide is all black; empty where that is no sign of anything.
    `ordered`: pairs of options of which the first must stay below the second.
    `local`: None while it cannot be made on this computer; such a preprocessor is not offered.
    """

    preprocessor: Preprocessor
    title: str
    description: str
    guide: str
    look: Look
    options: tuple[Option, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    nothing_found: str = ""
    local: LocalMethod | None = None

    def complete(self, given: Mapping[str, object]) -> dict[str, OptionValue]:
        """Every option of this preprocessor with its value, from `given` or by default.

        Raises InvalidTask for an option that is unknown here, a value out of range, or a pair
        of `ordered` that is not in order.
        """
        known = [option.name for option in self.options]
        for name, value in given.items():
            if name not in known:
                have = ", ".join(known) or "none"
                raise InvalidTask(name, value, f"the options of {self.preprocessor}: {have}")
        values = {
            option.name: option.check(given.get(option.name, option.default))
            for option in self.options
        }
        for low, high in self.ordered:
            if not float(values[low]) < float(values[high]):
                raise InvalidTask(low, values[low], f"less than {high}, which is {values[high]}")
        return values


def _fold(name: str) -> str:
    return name.strip().lower().replace("_", "").replace("-", "")


_ROWS = (
    Entry(
        Preprocessor.CANNY,
        title="Canny edges",
        description="Hard, thin edges wherever brightness or colour changes quickly.",
        guide="white lines one pixel wide on black",
        look=Look.BINARY,
        options=(
            NumberOption(
                "lowThresholdCanny",
                "Low threshold",
                "Weak edges above this stay if they touch a strong one. Lower: longer lines.",
                minimum=0,
                maximum=255,
                default=100,
            ),
            NumberOption(
                "highThresholdCanny",
                "High threshold",
                "An edge must be stronger than this to begin. Lower: more lines.",
                minimum=0,
                maximum=255,
                default=200,
            ),
        ),
        ordered=(("lowThresholdCanny", "highThresholdCanny"),),
        nothing_found="No edges at these thresholds. Lower both to find fainter ones.",
        local=LocalMethod("core.local.canny:open_canny", Quality.FINAL, "OpenCV Canny"),
    ),
    Entry(
        Preprocessor.SOFTEDGE,
        title="Soft edges",
        description="Soft outlines of things, weighted by how much they matter.",
        guide="soft grey outlines on black",
        look=Look.GREY,
    ),
    Entry(
        Preprocessor.LINEART,
        title="Line art",
        description="A pencil-like drawing of the picture, for photographs and paintings.",
        guide="grey strokes on black",
        look=Look.GREY,
        options=(
            NumberOption(
                "lineSigma",
                "Stroke scale",
                "How wide a dark area is still a line, in pixels at 512. Lower: finer strokes.",
                minimum=1,
                maximum=12,
                default=6.0,
                step=0.5,
                local=True,
            ),
            NumberOption(
                "noiseFloor",
                "Noise floor",
                "Whatever is fainter than this is left black. Higher: fewer specks.",
                minimum=0,
                maximum=64,
                default=12,
                local=True,
            ),
        ),
        nothing_found="No lines found. Lower the noise floor.",
        local=LocalMethod(
            "core.local.lineart:open_lineart",
            Quality.DRAFT,
            "Gaussian difference",
            caveat="Made without a network: texture can leave specks.",
        ),
    ),
    Entry(
        Preprocessor.LINEART_ANIME,
        title="Anime line art",
        description="Clean ink lines, for anime, comics and flat colour.",
        guide="grey ink lines on black",
        look=Look.GREY,
        options=(
            NumberOption(
                "inkSigma",
                "Line width",
                "The width of the pen, in pixels at 512. Lower: thinner lines.",
                minimum=0.5,
                maximum=4,
                default=1.0,
                step=0.1,
                local=True,
            ),
            NumberOption(
                "inkThreshold",
                "Ink threshold",
                "How different two colours must be for a line between them. Higher: fewer lines.",
                minimum=1,
                maximum=64,
                default=16,
                local=True,
            ),
        ),
        nothing_found="No lines found. Lower the ink threshold.",
        local=LocalMethod(
            "core.local.lineart:open_lineart_anime",
            Quality.DRAFT,
            "XDoG",
            caveat="Made without a network: best on drawings in flat colour.",
        ),
    ),
    Entry(
        Preprocessor.SCRIBBLE,
        title="Scribble",
        description="Thick, rough strokes, as if drawn by hand in a moment.",
        guide="thick white strokes on black",
        look=Look.BINARY,
        options=(
            NumberOption(
                "xdogThreshold",
                "Threshold",
                "How much darker than around it a stroke must be. Lower: more strokes.",
                minimum=1,
                maximum=64,
                default=32,
                local=True,
            ),
        ),
        nothing_found="No strokes found. Lower the threshold.",
        local=LocalMethod("core.local.scribble:open_scribble", Quality.FINAL, "XDoG"),
    ),
    Entry(
        Preprocessor.MLSD,
        title="Straight lines",
        description="Straight lines only: rooms, houses, furniture.",
        guide="straight white lines one pixel wide on black",
        look=Look.BINARY,
    ),
    Entry(
        Preprocessor.DEPTH,
        title="Depth",
        description="How near everything is to the viewer.",
        guide="grey, near is white",
        look=Look.GREY,
    ),
    Entry(
        Preprocessor.NORMALBAE,
        title="Normals",
        description="Which way every surface faces.",
        guide="colours of directions: red left, green up, blue to the viewer",
        look=Look.COLOUR,
    ),
    Entry(
        Preprocessor.OPENPOSE,
        title="Pose",
        description="The skeleton of every person in the picture.",
        guide="coloured sticks and joints on black",
        look=Look.PALETTE,
        options=(
            SwitchOption(
                "includeHandsAndFaceOpenPose",
                "Hands and face",
                "Draw fingers and the face as well.",
                default=False,
            ),
        ),
    ),
    Entry(
        Preprocessor.SEG,
        title="Segments",
        description="What everything is, as flat areas of the ADE20K colours.",
        guide="flat areas in the colours of the ADE20K palette",
        look=Look.PALETTE,
    ),
    Entry(
        Preprocessor.TILE,
        title="Tile",
        description="The picture with its detail taken away, for adding new detail.",
        guide="a blurred copy in colour",
        look=Look.COLOUR,
        options=(
            NumberOption(
                "tileFactor",
                "Blur",
                "How many times smaller the detail is kept. 1 is the picture itself.",
                minimum=1,
                maximum=16,
                default=4.0,
                step=0.5,
                local=True,
            ),
        ),
        local=LocalMethod("core.local.tile:open_tile", Quality.FINAL, "area and Lanczos"),
    ),
    Entry(
        Preprocessor.SHUFFLE,
        title="Shuffle",
        description="The picture's colours and style, swirled so that its shapes are lost.",
        guide="swirled colour",
        look=Look.COLOUR,
        options=(
            NumberOption(
                "seed",
                "Seed",
                "Each number gives another swirl; the same number gives the same one.",
                minimum=-(2**53) + 1,
                maximum=2**53 - 1,
                default=0,
                slider=False,
                local=True,
            ),
        ),
        local=LocalMethod("core.local.shuffle:open_shuffle", Quality.FINAL, "content shuffle"),
    ),
)

CATALOG: Mapping[Preprocessor, Entry] = MappingProxyType({row.preprocessor: row for row in _ROWS})
"""The rows by name, in the order of `Preprocessor`."""
