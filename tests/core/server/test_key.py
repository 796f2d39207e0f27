"""The key of the API served here: the same as long as it can be, and in no file of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from core.errors import UnderdrawingError
from core.secrets import KeyStore, Place
from core.server.key import VARIABLE, ServedKeys

PORT = 7813


class _Held(KeyringBackend):
    """A keyring that works."""

    priority = 1.0

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


@pytest.fixture
def held() -> Iterator[_Held]:
    """The system's keyring."""
    before, ring = keyring.get_keyring(), _Held()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


async def test_where_a_keyring_keeps_it_it_is_the_same_at_every_start(held: _Held) -> None:
    first, next_start = ServedKeys({}), ServedKeys({})
    key = await first.of(PORT)
    assert key.place is Place.KEYRING
    assert key.trouble is None
    assert (await next_start.of(PORT)).text == key.text
    assert (await next_start.of(PORT + 1)).text != key.text, "another port may be another's"
    as_a_service = KeyStore(f"http://127.0.0.1:{PORT}/v1", {})
    assert await as_a_service.key() == key.text, "guides can be had from here at once"
    for each in (first, next_start, as_a_service):
        each.close()


async def test_without_a_keyring_it_is_the_same_until_the_end_and_says_why(
    own_home: Path,
) -> None:
    keys, next_start = ServedKeys({}), ServedKeys({})
    key = await keys.of(PORT)
    assert key.place is Place.RUN
    assert key.trouble is not None
    assert len(key.text) >= 32
    assert key.text not in repr(key)
    assert await keys.of(PORT) == key
    assert (await next_start.of(PORT)).text != key.text
    assert _files(own_home) == [], "in no file"
    for each in (keys, next_start):
        each.close()


async def test_that_of_the_environment_goes_before_and_is_kept_nowhere(held: _Held) -> None:
    keys = ServedKeys({VARIABLE: "my-own-key", "RUNWARE_API_KEY": "of-a-service-elsewhere"})
    key = await keys.of(PORT)
    assert (key.text, key.place) == ("my-own-key", Place.ENVIRONMENT)
    assert held.held == {}
    keys.close()


async def test_that_of_a_service_elsewhere_is_not_served_with(held: _Held) -> None:
    keys = ServedKeys({"RUNWARE_API_KEY": "of-a-service-elsewhere"})
    assert (await keys.of(PORT)).place is Place.KEYRING
    keys.close()


@pytest.mark.parametrize("given", ["two words", "ключ", "line\nbreak"])
async def test_what_is_no_key_is_refused_and_not_repeated(given: str) -> None:
    keys = ServedKeys({VARIABLE: given})
    with pytest.raises(UnderdrawingError, match=VARIABLE) as refused:
        await keys.of(PORT)
    assert given not in f"{refused.value}"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
