"""Which pictures a service has been given, so that each is uploaded once."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from weakref import WeakValueDictionary

REMEMBERED = 256


class Uploads:
    """What uploads were named, by account and picture; in memory only.

    Uploads belong to the account, so to the key; of keys only salted hashes are held.
    """

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(32)
        self._names: OrderedDict[bytes, str] = OrderedDict()
        self._turns: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    def place(self, key: str, image: str) -> bytes:
        """Where `image` is remembered for the account of `key`: milliseconds for a large one."""
        account = hashlib.blake2b(key.encode(), key=self._salt).digest()
        return hashlib.blake2b(image.encode(), key=account).digest()

    def turn(self, place: bytes) -> asyncio.Lock:
        """Held by who uploads that image, so that others need not."""
        return self._turns.setdefault(place, asyncio.Lock())

    def find(self, place: bytes) -> str | None:
        """What the service called that image, None if it has not been given it."""
        return self._names.get(place)

    def remember(self, place: bytes, name: str) -> None:
        """What `place` holds is called `name` there; of too many the oldest is forgotten."""
        self._names[place] = name
        while len(self._names) > REMEMBERED:
            self._names.popitem(last=False)

    def forget(self, name: str) -> bool:
        """Drop the upload called `name`; whether there was one."""
        places = [place for place, known in self._names.items() if known == name]
        for place in places:
            del self._names[place]
        return bool(places)
