"""The model pack: the networks that ship with the application, as its manifest names them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core.errors import PackError
from core.json_text import parse_json
from core.wording import say

MANIFEST = "manifest.json"
_FILE_NAME = re.compile(r"[\w-][\w.-]*", re.ASCII)
REMEDY = say("Install Underdrawing again.")


@dataclass(frozen=True)
class Tensor:
    """An input or output: `shape` holds whole numbers, and words for sides that may vary.

    `meaning`: layout, order of the channels and range of the values, in a phrase.
    """

    name: str
    dtype: str
    shape: tuple[int | str, ...]
    meaning: str


@dataclass(frozen=True)
class NetworkFile:
    """One network of the pack: a row of the manifest.

    `source`: which published file the weights come from; `licence`: of the weights, as SPDX names
    it; `trained_on`: the data sets, as far as they are known.
    """

    name: str
    title: str
    file: str
    bytes: int
    sha256: str
    source: str
    licence: str
    trained_on: str
    input: Tensor
    outputs: tuple[Tensor, ...]


class Pack:
    """The networks in `folder`, which is not looked at before one of them is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def networks(self) -> Mapping[str, NetworkFile]:
        """The networks by name; raises PackError where the manifest cannot be used."""
        try:
            manifest = parse_json((self._folder / MANIFEST).read_text("utf-8"))
            rows = [_network(row) for row in manifest["networks"]]
        except (OSError, ValueError, TypeError, KeyError, OverflowError) as error:
            raise PackError(
                "The list of the networks that come with Underdrawing is missing or damaged.",
                REMEDY,
                details=f"{self._folder / MANIFEST}: {error!r}",
            ) from error
        return {row.name: row for row in rows}

    def read(self, name: str) -> bytes:
        """The file of the network called `name`, whole and as the pack was built.

        Raises PackError if there is no such file or its sha256 is not that of the manifest.
        """
        row = self.networks.get(name)
        if row is None:
            raise PackError(
                say("There is no network called {name} in the model pack.", name=name), REMEDY
            )
        path = self._folder / row.file
        try:
            content = path.read_bytes()
        except OSError as error:
            raise PackError(
                say(
                    "The network for this guide, {file}, cannot be read: {reason}.",
                    file=row.file,
                    reason=error.strerror,
                ),
                REMEDY,
                details=str(error),
            ) from error
        found = hashlib.sha256(content).hexdigest()
        if found != row.sha256:
            raise PackError(
                say("The network for this guide, {file}, is damaged.", file=row.file),
                REMEDY,
                details=f"{path}: {len(content)} bytes, sha256 {found}; "
                f"{row.bytes} bytes, sha256 {row.sha256} were expected",
            )
        return content


def _network(row: Mapping[str, Any]) -> NetworkFile:
    texts = {
        name: str(row[name])
        for name in ("name", "title", "file", "sha256", "source", "licence", "trained_on")
    }
    if not _FILE_NAME.fullmatch(texts["file"]):
        raise ValueError(f"{texts['file']!r} is not the name of a file")
    return NetworkFile(
        **texts,
        bytes=int(row["bytes"]),
        input=_tensor(row["input"]),
        outputs=tuple(_tensor(output) for output in row["outputs"]),
    )


def _tensor(row: Mapping[str, Any]) -> Tensor:
    return Tensor(str(row["name"]), str(row["dtype"]), tuple(row["shape"]), str(row["meaning"]))
