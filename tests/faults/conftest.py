"""A server for the stories of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.scene import Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with nothing unusual about it, the same for all tests of a module."""
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served
