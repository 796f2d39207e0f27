"""What a shared library takes from others and offers to them: on Linux, macOS and Windows alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from failures import SetupError

_MACHINES = {"X86_64": "x86_64", "AMD64": "x86_64", "AARCH64": "aarch64", "ARM64": "aarch64"}
"""From how the formats call processors to how a compiler does."""


@dataclass(frozen=True)
class Library:
    """One library, as far as linking is concerned."""

    needs: frozenset[str]
    """The file names of those that are loaded with it."""

    wants: Mapping[str, str]
    """The functions that it takes from them, each with the version that it asks for, or ""."""

    offers: frozenset[str]
    """The functions that others can take from it."""

    target: str
    """What it runs on, as compilers have it: x86_64-linux, aarch64-macos, x86_64-windows."""

    compatibility: str = ""
    """On macOS the version that it can stand for."""


def read(path: Path) -> Library:
    """The library at `path`; raises SetupError if it is of no format that is known."""
    import lief  # noqa: PLC0415 - one of the tools that are there when packages are made

    binary = lief.parse(str(path))
    if isinstance(binary, lief.MachO.FatBinary):
        binary = binary.at(0)
    if isinstance(binary, lief.ELF.Binary):
        return Library(
            frozenset(binary.libraries),
            {symbol.name: _version(symbol) for symbol in binary.imported_symbols},
            frozenset(symbol.name for symbol in binary.exported_symbols),
            f"{_machine(binary.header.machine_type)}-linux",
        )
    if isinstance(binary, lief.MachO.Binary):
        return Library(
            frozenset(_file_name(library.name) for library in binary.libraries),
            {symbol.name[1:]: "" for symbol in binary.imported_symbols},
            # Each begins with an underscore that C does not write.
            frozenset(symbol.name[1:] for symbol in binary.exported_symbols),
            f"{_machine(binary.header.cpu_type)}-macos",
            _compatibility(binary, path.name),
        )
    if isinstance(binary, lief.PE.Binary):
        return Library(
            frozenset(binary.libraries),
            {function.name: "" for function in binary.imported_functions},
            frozenset(function.name for function in binary.exported_functions),
            f"{_machine(binary.header.machine)}-windows",
        )
    raise SetupError(f"{path} is no library of a system that packages are made for.")


def _version(symbol: Any) -> str:
    said = symbol.symbol_version
    return said.symbol_version_auxiliary.name if said and said.has_auxiliary_version else ""


def _compatibility(binary: Any, name: str) -> str:
    """What the library says of itself, in the first entry of those that it names."""
    own = [library for library in binary.libraries if _file_name(library.name) == name]
    return ".".join(map(str, own[0].compatibility_version)) if own else ""


def _machine(kind: Any) -> str:
    name = str(kind).rpartition(".")[2]
    if name not in _MACHINES:
        raise SetupError(f"Packages are not made for the processor {name}.")
    return _MACHINES[name]


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]
