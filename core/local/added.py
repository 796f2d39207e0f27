"""A network that is none of the pack's: what it is called, where its file is, how it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Added:
    """A network that was added.

    `key`: its own among all, with a "/" in it. `title`: what it is called in messages. `path` gives
    its file, checked, when it is to be loaded, and may raise LibraryError. `optimised`: whether
    onnxruntime may put its graph in a form of its own, which some in half precision do not bear.
    """

    key: str
    title: str
    path: Callable[[], Path] = field(compare=False)
    optimised: bool = True


@dataclass(frozen=True)
class Port:
    """An input or output as the session has it: `dtype` as numpy calls it; sides that may vary are
    words, or None."""

    name: str
    dtype: str
    shape: tuple[int | str | None, ...]


def dtype_name(kind: str) -> str:
    """What numpy calls the type that onnxruntime calls "tensor(float)" and the like."""
    word = kind.removeprefix("tensor(").removesuffix(")")
    return {"float": "float32", "double": "float64"}.get(word, word)
