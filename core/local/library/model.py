"""A network of the library as its adapter runs it: by role, in 32 bits whatever its file has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.library.row import ANY, ONLY, REST, Row, RowFile
from core.library.sentences import differs
from core.local.added import Added, Port
from core.local.method import Maker, TellingMaker
from core.local.networks import Networks
from core.local.pack import Tensor
from core.picture import Pixels, Plane
from core.preprocessor import Preprocessor

_Shape = tuple[int | str, ...]


@dataclass(frozen=True)
class Part:
    """A file of a network: what the catalogue says of it, and how it is run."""

    file: RowFile
    added: Added


class Model:
    """What makes guides of `preprocessor`: the network of `row`, run by `networks`."""

    def __init__(
        self,
        row: Row,
        preprocessor: Preprocessor,
        parts: Mapping[str, Part],
        networks: Networks,
    ) -> None:
        self.row = row
        self.preprocessor = preprocessor
        self._parts = parts
        self._networks = networks

    def inputs(self, role: str = ONLY) -> tuple[Port, ...]:
        """What the file of that role takes, in the catalogue's order.

        Raises what `Networks.ports` raises.
        """
        part = self._parts[role]
        real, _ = self._networks.ports(part.added)
        return tuple(real[place] for place in _places(part.file.inputs, real))

    def outputs(self, role: str = ONLY) -> tuple[Port, ...]:
        """What the file of that role gives, likewise."""
        part = self._parts[role]
        _, real = self._networks.ports(part.added)
        return tuple(real[place] for place in _places(part.file.outputs, real))

    def run(self, *values: NDArray[Any] | float, role: str = ONLY) -> tuple[Plane, ...]:
        """What the file of that role makes of `values`; both in the catalogue's order.

        Whatever type of number it works in, fractions come back as float32. Raises what
        `Networks.run` raises, and LibraryError where an output has not the form that it must have.
        """
        part = self._parts[role]
        inputs, outputs = self._networks.ports(part.added)
        given = dict(zip(_places(part.file.inputs, inputs), values, strict=True))
        taken = (np.asarray(given[place], port.dtype) for place, port in enumerate(inputs))
        made = self._networks.run(part.added, *taken)
        made = tuple(made[place] for place in _places(part.file.outputs, outputs))
        for expected, found in zip(_shapes(part.file, values), made, strict=False):
            if expected is not None and not _fits(expected, found.shape):
                sides = _shown(expected), _shown(found.shape)
                raise differs(self.row, *sides, details=f"{part.file.name}, of {role}")
        return tuple(map(_as_float32, made))


LibraryOpener = Callable[[Pixels, Model], Maker | TellingMaker]
"""As `core.local.method.NetworkOpener`, with a network of the library in place of the pack's."""


def _places(told: Sequence[Tensor], real: Sequence[Port]) -> list[int]:
    """Where each of those that the catalogue tells of is in the file: by name, else by its place.

    What the file has beyond them comes after.
    """
    names = [port.name for port in real]
    return [
        names.index(told[place].name) if place < len(told) and told[place].name in names else place
        for place in range(len(real))
    ]


def _shapes(file: RowFile, values: Sequence[NDArray[Any] | float]) -> Iterator[_Shape | None]:
    """The sides that outputs must have for `values`; None of those that may have any."""
    known: dict[int | str, int] = {}
    for tensor, value in zip(file.inputs, values, strict=True):
        known.update(zip(tensor.shape, np.shape(value), strict=True))
    known.pop(ANY, None)
    for tensor in file.outputs:
        sides = tuple(known.get(side, side) for side in tensor.shape)
        yield None if REST in sides else sides


def _fits(expected: _Shape, found: _Shape) -> bool:
    return len(expected) == len(found) and all(
        side == real for side, real in zip(expected, found, strict=True) if isinstance(side, int)
    )


def _shown(shape: _Shape) -> str:
    return "[" + ", ".join("?" if side == ANY else str(side) for side in shape) + "]"


def _as_float32(output: NDArray[Any]) -> NDArray[Any]:
    return output.astype(np.float32, copy=False) if output.dtype.kind == "f" else output
