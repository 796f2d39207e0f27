"""Where the key is kept: the environment, a real keyring, or this run; and that it is not shown."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.core import load_keyring

from core.errors import KeyRefused, KeyringError
from core.secrets import KeyStore, Place, masked

RUNWARE = "https://api.runware.ai/v1"
OWN = "http://127.0.0.1:7813/v1"
KEY = "rw-0123456789abcdefghijklmnop"
NO_KEYRING = "PYTHON_KEYRING_BACKEND"
"""With which the tests keep from the keyring of whoever runs them."""
ROOT = Path(__file__).resolve().parents[2]

WITH_KEYRING = """
import asyncio, sys
from core.errors import KeyringError
from core.secrets import KeyStore, Place
KEY, OWN, RUNWARE = sys.argv[1:]

async def main():
    store, other = KeyStore(RUNWARE, {}), KeyStore(OWN, {})
    assert (await store.state()).place is Place.NOWHERE
    assert (await store.keep(KEY)).place is Place.KEYRING
    again = KeyStore(RUNWARE, {})
    assert await again.key() == KEY, "another start finds it"
    assert (await other.state()).place is Place.NOWHERE, "it belongs to its host"
    await store.keep(KEY + "new")
    assert await again.key() == KEY + "new"
    assert (await again.remove()).place is Place.NOWHERE
    assert (await store.state()).place is Place.NOWHERE
    assert (await store.remove()).place is Place.NOWHERE, "twice does no harm"
    for each in (store, other, again):
        each.close()

asyncio.run(main())
print("kept, found, replaced and removed")
"""


class _Raising(KeyringBackend):
    """A keyring that is there and fails, as those of systems do."""

    priority = 1.0

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error

    def delete_password(self, service: str, username: str) -> None:
        raise self.error


class _Empty(KeyringBackend):
    """A keyring that works and holds nothing."""

    priority = 1.0

    def __init__(self) -> None:
        """Nothing needs to be known."""

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        """It is not asked to."""

    def delete_password(self, service: str, username: str) -> None:
        """It is not asked to."""


@pytest.fixture
def use() -> Iterator[object]:
    """Makes a backend the system's keyring; afterwards it is what it was."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def store() -> Iterator[KeyStore]:
    store = KeyStore(RUNWARE, {})
    yield store
    store.close()


def test_a_key_lives_in_a_real_keyring_until_it_is_removed(tmp_path: Path) -> None:
    tools = ("dbus-run-session", "gnome-keyring-daemon")
    if not all(shutil.which(tool) for tool in tools):
        pytest.skip("needs a D-Bus session and GNOME Keyring")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    script = (
        "printf secret | gnome-keyring-daemon --unlock --components=secrets > /dev/null;"
        f' exec "$0" -P -c "$1" {KEY} {OWN} {RUNWARE}'
    )
    environ = {name: value for name, value in os.environ.items() if name != NO_KEYRING}
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script, sys.executable, WITH_KEYRING],
        check=False,
        cwd=ROOT,
        env={**environ, "PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": str(runtime)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "kept, found, replaced and removed" in done.stdout, done.stderr
    files = [path for path in tmp_path.parent.rglob("*") if path.is_file()]
    assert not [path for path in files if KEY.encode() in path.read_bytes()], "in clear in a file"


async def test_the_environment_goes_before_everything() -> None:
    store = KeyStore(RUNWARE, {"RUNWARE_API_KEY": f" {KEY}\n"})
    assert await store.key() == KEY
    state = await store.state()
    assert (state.place, state.masked) == (Place.ENVIRONMENT, "••••••••mnop")
    store.close()


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        (load_keyring("keyring.backends.null.Keyring"), "no keyring"),
        (load_keyring("keyring.backends.fail.Keyring"), "no keyring"),
        (_Raising(keyring.errors.KeyringLocked("locked")), "is locked"),
        (_Raising(keyring.errors.InitError(f"prompt dismissed, {KEY}")), "did not answer"),
        (_Raising(OSError(f"the bus is gone, {KEY}")), "did not answer"),
    ],
)
async def test_without_a_keyring_a_key_is_kept_for_this_run(
    use: object, store: KeyStore, ring: KeyringBackend, says: str
) -> None:
    assert callable(use)
    use(ring)
    with pytest.raises(KeyRefused, match=says) as refused:
        await store.key()
    assert "RUNWARE_API_KEY" in refused.value.remedy
    state = await store.keep(KEY)
    assert state.place is Place.RUN
    assert state.trouble is not None
    assert says in state.trouble.what
    assert KEY not in repr((state, state.trouble.details, state.trouble.__cause__))
    assert await store.key() == KEY
    assert (await store.remove()).place is Place.NOWHERE
    with pytest.raises(KeyRefused):
        await store.key()


async def test_a_keyring_that_does_not_let_a_key_go_says_so(use: object, store: KeyStore) -> None:
    assert callable(use)
    use(_Raising(keyring.errors.KeyringLocked()))
    with pytest.raises(KeyringError, match="locked"):
        await store.remove()


@pytest.mark.parametrize(("address", "name"), [(RUNWARE, "Runware"), (OWN, "127.0.0.1:7813")])
async def test_whose_key_is_missing_is_said(use: object, address: str, name: str) -> None:
    assert callable(use)
    use(_Empty())
    store = KeyStore(address, {})
    with pytest.raises(KeyRefused) as missing:
        await store.key()
    assert missing.value.what == f"There is no API key for {name}."
    with pytest.raises(KeyRefused) as refused:
        await store.keep("two words")
    assert f"your account at {name}" in refused.value.remedy
    store.close()


@pytest.mark.parametrize("text", ["", "  ", "two words", "ключ", "line\nbreak"])
async def test_what_is_no_key_is_refused(store: KeyStore, text: str) -> None:
    with pytest.raises(KeyRefused, match="not an API key"):
        await store.keep(text)


def test_a_short_key_shows_nothing_of_itself() -> None:
    assert masked("short") == "•" * 8
    assert KEY[:-4] not in masked(KEY)
