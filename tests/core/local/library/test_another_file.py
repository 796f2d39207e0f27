"""Who tries one file after the other for a network without a pin sees what each makes."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path

from core.library.adding import add_file
from core.library.rows import ROWS
from core.library.shelf import Shelf
from core.local.engine import LocalEngine
from core.local.methods import Methods
from core.local.networks import Networks
from core.local.pack import Pack
from core.local.seg.ade20k import PALETTE
from core.paths import model_pack
from core.picture import Picture
from core.preprocessor import Preprocessor
from core.task import PreprocessTask
from tests.core.local.library.standing import noise
from tests.hub.graphs import class_by_position

SEGMENTS = "upernet-convnext-tiny-ade"


async def test_another_file_makes_another_guide_of_the_same_picture(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "library")
    row = ROWS[SEGMENTS]
    picture, task = Picture(noise(60, 80), "noise"), PreprocessTask(preprocessor=Preprocessor.SEG)
    networks = Networks(Pack(model_pack()))
    async with aclosing(LocalEngine(networks=networks, methods=Methods(shelf))) as engine:
        for kind in (4, 12):
            path = tmp_path / f"{kind}.onnx"
            path.write_bytes(class_by_position(row.files[0], [[kind]]))
            add_file(shelf, path, row)
            guide = await engine.run(picture, task)
            assert guide.pixels[30, 40].tolist() == PALETTE[kind].tolist()
            shelf.remove(row)
