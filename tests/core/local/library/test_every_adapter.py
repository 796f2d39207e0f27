"""Every adapter of the library keeps the contract of a method, at any size and with any option."""

from __future__ import annotations

import numpy as np
import pytest

from core.catalog import CATALOG
from core.library.row import Row
from core.library.rows import ROWS
from core.local.library.model import Model
from core.local.method import Drawn
from core.picture import Pixels
from tests.core.local.library.standing import model, noise, opener
from tests.core.local.test_every_local_method import check_look, choices
from tests.hub.graphs import stand_ins

SERVED = [(row, name) for row in ROWS.values() for name in row.serves]
SIZES = ((1, 1), (1, 7), (7, 1), (2, 2), (33, 20), (64, 640), (900, 20), (1, 2000), (420, 560))


def name_of(case: object) -> str:
    return case.name if isinstance(case, Row) else str(case)


@pytest.fixture(scope="module", params=SERVED, ids=lambda one: f"{one[0].name}, {one[1]}")
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Model:
    row, preprocessor = request.param
    return model(row, preprocessor, stand_ins(row), tmp_path_factory.mktemp("library"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} x {size[1]}")
def test_guides_have_the_exact_size_and_look_and_repeat(
    served: Model, size: tuple[int, int]
) -> None:
    pixels = noise(*size)
    make, fresh = (opener(served)(pixels, served) for _ in range(2))
    entry = CATALOG[served.preprocessor]
    guides = [(options, pixels_of(make(options)).copy()) for options in choices(entry)]
    for options, guide in reversed(guides):
        check_look(entry.look, guide, size)
        again = pixels_of(make(options))
        np.testing.assert_array_equal(guide, again, err_msg=f"again, {options}")
        assert again.flags.c_contiguous
    np.testing.assert_array_equal(guides[0][1], pixels_of(fresh(guides[0][0])))


def pixels_of(made: Pixels | Drawn) -> Pixels:
    return made.pixels if isinstance(made, Drawn) else made
