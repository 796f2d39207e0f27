"""A loopback hub and a shelf, and our real downloads between them: the scene of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.library.scene import PROXY_VARIABLES, Scene
from tests.hub.hub import LoopbackHub, loopback_hub


@pytest.fixture(autouse=True)
def no_proxy_and_no_hub_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HF_ENDPOINT", "HF_HUB_OFFLINE", *PROXY_VARIABLES):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="session")
def shared_hub() -> Iterator[LoopbackHub]:
    with loopback_hub() as hub:
        yield hub


@pytest.fixture
def scene(shared_hub: LoopbackHub, tmp_path: Path) -> Iterator[Scene]:
    """A hub that has one network, and a shelf that is empty."""
    shared_hub.reset()
    yield Scene(shared_hub, tmp_path / "library")
    shared_hub.released.set()
