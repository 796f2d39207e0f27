"""A network of the library as its adapter runs it: by role, in 32 bits whatever its file has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.library.row import ONLY, RowFile
from core.local.method import Maker, TellingMaker
from core.local.networks import Added, Networks, Port
from core.local.pack import Tensor
from core.picture import Pixels, Plane
from core.preprocessor import Preprocessor


@dataclass(frozen=True)
class Part:
    """A file of a network: what the catalogue says of it, and how it is run."""

    file: RowFile
    added: Added


class Model:
    """What makes guides of `preprocessor`: a network of the library, run by `networks`."""

    def __init__(
        self, preprocessor: Preprocessor, parts: Mapping[str, Part], networks: Networks
    ) -> None:
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

    def run(self, *values: NDArray[Any] | float, role: str = ONLY) -> tuple[Plane, ...]:
        """What the file of that role makes of `values`; both in the catalogue's order.

        Whatever type of number it works in, fractions come back as float32. Raises what
        `Networks.run` raises.
        """
        part = self._parts[role]
        inputs, outputs = self._networks.ports(part.added)
        given = dict(zip(_places(part.file.inputs, inputs), values, strict=True))
        taken = (np.asarray(given[place], port.dtype) for place, port in enumerate(inputs))
        made = self._networks.run(part.added, *taken)
        return tuple(_as_float32(made[place]) for place in _places(part.file.outputs, outputs))


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


def _as_float32(output: NDArray[Any]) -> NDArray[Any]:
    return output.astype(np.float32, copy=False) if output.dtype.kind == "f" else output
