"""The catalogue: the twelve preprocessors as data, with their options and how they are made here.

Everything that lists, explains or tunes preprocessors is built from this: the picker, the option
panel, the command line, the task's checks. A new preprocessor is one row here and one module that
its `LocalMethod` names. The facts are those of the ControlNet annotators and of Runware's API.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.options import NumberOption, SwitchOption
from core.preprocessor import Entry, LocalMethod, Look, Preprocessor, Quality

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
