"""What is true of the client before anything is asked of it; its stories are in tests/faults."""

from __future__ import annotations

import subprocess
import sys

from core.runware.client import RunwareClient
from core.runware.service import Service

ROOT = "import sys, logging; sys.path.insert(0, '.')\n"


def in_a_process_of_its_own(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ROOT + code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_httpx_is_not_loaded_before_something_is_asked_for() -> None:
    code = "import core.runware.client\nprint('httpx' in sys.modules)"
    assert in_a_process_of_its_own(code) == "False"


def test_httpx_does_not_log_the_addresses_that_it_asks() -> None:
    code = (
        "logging.basicConfig(level=logging.DEBUG)\n"
        "import core.runware.connection\n"
        "names = ('httpx', 'httpcore', 'httpcore.http11')\n"
        "print([logging.getLogger(name).isEnabledFor(logging.INFO) for name in names])"
    )
    assert in_a_process_of_its_own(code) == "[False, False, False]"


async def test_a_client_that_was_never_used_is_closed_like_any_other() -> None:
    async def key() -> str:
        raise AssertionError("nobody asked for anything")

    client = RunwareClient(Service(), key)
    assert client.service.name == "Runware"
    assert not client.forget("an upload that never was")
    await client.aclose()
