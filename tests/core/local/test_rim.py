"""What scanners leave along the sides of a picture is no line; what is drawn there is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.catalog import CATALOG
from core.local.lines.lineart import open_lineart, open_lineart_anime
from core.local.lines.mlsd import open_mlsd
from core.local.lines.rim import without_rim
from core.local.lines.scribble import open_scribble
from core.local.lines.softedge import open_softedge
from core.local.method import NetworkOpener
from core.options import Options
from core.picture import Pixels
from core.preprocessor import Preprocessor
from tests.core.local.drawings import flat, quadrangles, texture
from tests.methods import networks

SIDES = pytest.mark.parametrize("side", range(4))
TONE = np.array((18, 15, 20), np.uint8)
OPENERS: dict[Preprocessor, NetworkOpener] = {
    Preprocessor.SOFTEDGE: open_softedge,
    Preprocessor.SCRIBBLE: open_scribble,
    Preprocessor.LINEART: open_lineart,
    Preprocessor.LINEART_ANIME: open_lineart_anime,
    Preprocessor.MLSD: open_mlsd,
}


def rimmed(pixels: Pixels, deep: int, side: int = 0) -> Pixels:
    """`pixels` with a rim `deep` pixels wide, above or `side` quarters of a turn from there."""
    turned = np.rot90(pixels, side).copy()
    turned[:deep] = TONE + np.random.default_rng(1).integers(0, 6, (deep, turned.shape[1], 1))
    return np.ascontiguousarray(np.rot90(turned, -side))


@SIDES
@pytest.mark.parametrize("deep", [1, 3, 6])
def test_a_rim_goes_on_as_what_is_inside_does(side: int, deep: int) -> None:
    pixels = texture(320, 480) // 2 + np.uint8(100)
    seen = np.rot90(without_rim(rimmed(pixels, deep, side)), side)
    inside = np.rot90(pixels, side)
    np.testing.assert_array_equal(seen[deep + 1 :], inside[deep + 1 :])
    assert (seen[: deep + 1] == inside[deep + 1]).all()


def test_a_picture_without_a_rim_is_returned_as_it_is() -> None:
    bars = rimmed(texture(320, 480) // 2 + np.uint8(100), 24)  # of a letterbox
    sky = flat(320, 480, (120, 170, 240))
    sky[200:] = texture(120, 480)
    narrow = flat(1, 4000, (20, 20, 20))
    page = flat(320, 480, (250, 250, 250))
    cv2.rectangle(page, (3, 3), (300, 200), (0, 0, 0), 2)
    for pixels in (texture(320, 480), bars, sky, narrow, narrow.transpose(1, 0, 2), page):
        assert without_rim(pixels) is pixels


@pytest.mark.parametrize("name", OPENERS)
def test_no_line_is_drawn_along_a_rim(name: Preprocessor) -> None:
    picture, _ = quadrangles(321, 481, seed=3)
    picture[:14] = (150, 160, 170)
    options = Options(CATALOG[name].complete({}))
    guide = np.asarray(OPENERS[name](rimmed(picture, 4), networks())(options))
    assert (guide[:9] > 100).mean() < 0.02
    assert (guide > 100).any()
