"""Which version of Underdrawing this is."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def version() -> str:
    """The version of the installed distribution, or of the source tree that this runs from."""
    try:
        return metadata.version("underdrawing")
    except metadata.PackageNotFoundError:
        with _PROJECT.open("rb") as file:
            return str(tomllib.load(file)["project"]["version"])
