"""Which pictures a service has been given, so that each is uploaded once."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict

REMEMBERED = 256


class Uploads:
    """What uploads were named, by account and picture; in memory only.

    Uploads belong to the account, so to the key; of keys only salted hashes are held.
    """

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(32)
        self._names: OrderedDict[tuple[bytes, bytes], str] = OrderedDict()

    def find(self, key: str, image: str) -> str | None:
        """What the service called `image`, None if it has not been given it."""
        return self._names.get(self._place(key, image))

    def remember(self, key: str, image: str, name: str) -> None:
        self._names[self._place(key, image)] = name
        while len(self._names) > REMEMBERED:
            self._names.popitem(last=False)

    def forget(self, name: str) -> bool:
        """Drop the upload called `name`; whether there was one."""
        places = [place for place, known in self._names.items() if known == name]
        for place in places:
            del self._names[place]
        return bool(places)

    def _place(self, key: str, image: str) -> tuple[bytes, bytes]:
        account = hashlib.blake2b(key.encode(), key=self._salt).digest()
        return account, hashlib.blake2b(image.encode()).digest()
