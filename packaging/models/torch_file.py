"""Reads the tensors in a file of torch's legacy format as data, without torch or pickle.

Such a file is five pickles (a magic number, the version, the machine it was saved on, the saved
value, the keys of its storages) followed by the storages, each a count and raw little-endian
numbers (`torch.serialization`; the format of torch before 1.6).

A pickle is a program, and to run one from elsewhere is to trust it. So none is run here, not even
with what it may import restricted: `pickletools.genops` lists its steps, and of the few kinds that
dictionaries of tensors need, none calls anything. A name of torch's is only compared with two
that are known; what torch would have been called with is read off instead.
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = 0x1950A86A20F9469CFC6C
VERSION = 1001

DTYPES = {
    "torch DoubleStorage": "<f8",
    "torch FloatStorage": "<f4",
    "torch HalfStorage": "<f2",
    "torch IntStorage": "<i4",
    "torch LongStorage": "<i8",
}
DICTIONARY = "collections OrderedDict"
TENSOR = "torch._utils _rebuild_tensor_v2"

Array = NDArray[Any]


def read_tensors(content: bytes, name: str) -> dict[str, Array]:
    """The dictionary of tensors that the file `content` saves under `name`, as read-only arrays.

    Raises ValueError if it is no such file, is cut off, or needs anything else to be read.
    """
    try:
        return _tensors(io.BytesIO(content), content, name)
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"not what torch saves a dictionary of tensors as: {error!r}") from error


@dataclass(frozen=True)
class _Tensor:
    """A view of the storage called `key`: `offset` and `strides` count numbers, not bytes."""

    key: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def array(self, storages: Mapping[str, Array]) -> Array:
        storage = storages[self.key]
        size = storage.itemsize
        strides = [stride * size for stride in self.strides]
        return np.ndarray(self.shape, storage.dtype, storage, self.offset * size, strides)


def _tensors(file: io.BytesIO, content: bytes, name: str) -> dict[str, Array]:
    if _Pickle(file).value != MAGIC or _Pickle(file).value != VERSION:
        raise ValueError("not a file of torch's legacy format")
    if _Pickle(file).value["little_endian"] is not True:
        raise ValueError("saved on a big-endian machine")
    saved, keys = _Pickle(file), _Pickle(file).value
    storages = {}
    for key in keys:
        count = int.from_bytes(file.read(8), "little")
        storages[key] = np.frombuffer(content, saved.dtypes[key], count, file.tell())
        file.seek(storages[key].nbytes, io.SEEK_CUR)
    if file.tell() != len(content):
        raise ValueError(f"{len(content) - file.tell()} bytes are left over")
    return {key: tensor.array(storages) for key, tensor in saved.value[name].items()}


class _Pickle:
    """The pickle at the place where `file` is, read to its end.

    `value`: what it holds; `dtypes`: of the storages that its tensors are views of, by key.
    """

    def __init__(self, file: io.BytesIO) -> None:
        self.dtypes: dict[str, np.dtype[Any]] = {}
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memo: dict[int, Any] = {}
        steps: dict[str, Callable[[Any], object]] = {
            **dict.fromkeys(("PROTO", "STOP"), lambda _: None),
            **dict.fromkeys(
                ("BINUNICODE", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "GLOBAL"),
                self._stack.append,
            ),
            "NONE": lambda _: self._stack.append(None),
            "NEWTRUE": lambda _: self._stack.append(True),
            "NEWFALSE": lambda _: self._stack.append(False),
            "EMPTY_DICT": lambda _: self._stack.append({}),
            "EMPTY_LIST": lambda _: self._stack.append([]),
            "EMPTY_TUPLE": lambda _: self._stack.append(()),
            "MARK": lambda _: self._marks.append(len(self._stack)),
            "TUPLE": lambda _: self._stack.append(tuple(self._since_mark())),
            "TUPLE1": lambda _: self._stack.append(tuple(self._last(1))),
            "TUPLE2": lambda _: self._stack.append(tuple(self._last(2))),
            "APPENDS": lambda _: self._extend(self._since_mark()),
            "SETITEM": lambda _: self._update(self._last(2)),
            "SETITEMS": lambda _: self._update(self._since_mark()),
            **dict.fromkeys(("BINPUT", "LONG_BINPUT"), self._remember),
            **dict.fromkeys(("BINGET", "LONG_BINGET"), self._recall),
            "BINPERSID": lambda _: self._stack.append(self._storage(*self._stack.pop())),
            "REDUCE": lambda _: self._stack.append(self._named(*self._last(2))),
            "BUILD": lambda _: self._last(1),  # attributes of a dictionary: versions, not values
        }
        for operation, argument, _ in pickletools.genops(file):
            steps[operation.name](argument)
        (self.value,) = self._stack

    def _since_mark(self) -> list[Any]:
        return self._last(len(self._stack) - self._marks.pop())

    def _last(self, count: int) -> list[Any]:
        if count > len(self._stack):
            raise IndexError("the stack is too short")
        taken = self._stack[len(self._stack) - count :]
        del self._stack[len(self._stack) - count :]
        return taken

    def _extend(self, items: list[Any]) -> None:
        self._stack[-1].extend(items)

    def _update(self, items: list[Any]) -> None:
        self._stack[-1].update(zip(items[::2], items[1::2], strict=True))

    def _remember(self, place: int) -> None:
        self._memo[place] = self._stack[-1]

    def _recall(self, place: int) -> None:
        self._stack.append(self._memo[place])

    def _storage(
        self, kind: str, name: str, key: str, _device: str, _count: int, part_of: object
    ) -> str:
        if kind != "storage" or part_of is not None:
            raise ValueError(f"{kind!r} instead of a whole storage")
        self.dtypes[key] = np.dtype(DTYPES[name])
        return key

    def _named(self, name: str, arguments: tuple[Any, ...]) -> object:
        """What a call of `name` would give, which is known for two names and refused for others."""
        if name == DICTIONARY:
            return dict(*arguments)
        if name == TENSOR:
            return _Tensor(*arguments[:4])
        raise ValueError(f"{name} is not data")
