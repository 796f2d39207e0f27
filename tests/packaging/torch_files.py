"""Writes files as torch did before 1.6, step by step, for tests of what reads them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

START, MARK, TUPLE, CALL, SET, END = b"\x80\x02", b"(", b"t", b"R", b"u", b"."
EMPTY_DICTIONARY = b"ccollections\nOrderedDict\n)R"
KINDS = {"f4": b"Float", "f8": b"Double", "i8": b"Long"}


def text(word: str) -> bytes:
    return b"X" + struct.pack("<I", len(word.encode())) + word.encode()


def whole(number: int) -> bytes:
    return b"J" + struct.pack("<i", number)


def sequence(*items: bytes) -> bytes:
    return MARK + b"".join(items) + TUPLE


def tensor(
    kind: bytes,
    key: str,
    count: int,
    *,
    offset: int,
    shape: tuple[int, ...],
    steps: tuple[int, ...],
) -> bytes:
    storage = sequence(
        text("storage"), b"ctorch\n" + kind + b"Storage\n", text(key), text("cpu"), whole(count),
        b"N",
    )  # fmt: skip
    arguments = sequence(
        storage + b"Q",
        whole(offset),
        sequence(*map(whole, shape)),
        sequence(*map(whole, steps)),
        b"\x89",
        EMPTY_DICTIONARY,
    )
    return b"ctorch._utils\n_rebuild_tensor_v2\n" + arguments + CALL


def dictionary(items: Mapping[str, bytes]) -> bytes:
    pairs = b"".join(text(name) + value for name, value in items.items())
    return EMPTY_DICTIONARY + MARK + pairs + SET


def file(saved: bytes, storages: Mapping[str, NDArray[Any]]) -> bytes:
    """A file that saves the pickled value `saved`, with its storages."""
    head = START + b"\x8a\x0a" + 0x1950A86A20F9469CFC6C.to_bytes(10, "little") + END
    version = START + b"M\xe9\x03" + END
    system = START + b"}" + text("little_endian") + b"\x88s" + END
    keys = START + b"](" + b"".join(map(text, storages)) + b"e" + END
    data = b"".join(struct.pack("<q", v.size) + v.tobytes() for v in storages.values())
    return head + version + system + START + saved + END + keys + data


def checkpoint(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """A file that saves `arrays` as its "state_dict"."""
    storages = {str(number): array for number, array in enumerate(arrays.values())}
    tensors = {
        name: tensor(
            KINDS[array.dtype.str[1:]],
            str(number),
            array.size,
            offset=0,
            shape=array.shape,
            steps=tuple(step // array.itemsize for step in array.strides),
        )
        for number, (name, array) in enumerate(arrays.items())
    }
    return file(dictionary({"state_dict": dictionary(tensors)}), storages)
