"""The pack's files: the stored networks, their rows in the manifest, and how they are replaced.

A row has the form that the application reads (`core.local.pack`); a network's inputs and outputs
are read off its graph, so the manifest says what is in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import onnx
from onnx import helper

from core.local.pack import MANIFEST, NetworkFile, Tensor
from models.packages import digest
from models.recipe import OwnRecipe, Recipe
from models.weights import stored

UNFINISHED = ".unfinished"
"""What the names of files end in that are not in their place yet."""


def finished(recipe: Recipe | OwnRecipe, model: onnx.ModelProto) -> bytes:
    """The file of the pack for `model`, the network of `recipe` with 32-bit weights.

    The same network gives the same bytes. Raises ValueError where it is not what `recipe` says.
    """
    small = stored(model, recipe.bits)
    expected = ([recipe.seen.input], list(recipe.outputs))
    found = ([value.name for value in small.graph.input], [v.name for v in small.graph.output])
    if found != expected:
        raise ValueError(f"{recipe.name} has the inputs and outputs {found}, not {expected}")
    small.producer_name, small.producer_version = "underdrawing", ""
    small.graph.name = recipe.name
    small.doc_string = (
        f"{recipe.title}, from {recipe.source}; {recipe.licence}."
        f" Changed: written as ONNX, weights stored in {recipe.bits} bits."
    )
    del small.metadata_props[:]
    onnx.checker.check_model(small, full_check=True)
    return bytes(small.SerializeToString(deterministic=True))


def row(recipe: Recipe | OwnRecipe, content: bytes) -> NetworkFile:
    """What the manifest says of the file `content` of `recipe`."""
    graph = onnx.load_model_from_string(content).graph
    return NetworkFile(
        name=recipe.name,
        title=recipe.title,
        file=f"{recipe.name}.onnx",
        bytes=len(content),
        sha256=digest(content),
        source=recipe.source,
        licence=recipe.licence,
        trained_on=recipe.trained_on,
        input=_tensor(graph.input[0], recipe.seen.meaning),
        outputs=tuple(_tensor(value, recipe.outputs[value.name]) for value in graph.output),
    )


def replace_pack(
    folder: Path,
    rows: Iterable[NetworkFile],
    networks: Mapping[str, bytes],
    licences: Mapping[str, bytes],
) -> None:
    """Let the pack in `folder` be `rows`, with the new files `networks` by name, and `licences`.

    Everything is written beside its place first, and the manifest is moved last. Networks that are
    not in `rows` are removed. Raises OSError, and then nothing has been replaced, unless it is the
    moving itself that fails.
    """
    manifest = json.dumps({"networks": [asdict(item) for item in rows]}, indent=1) + "\n"
    files = {folder / f"{name}.onnx": content for name, content in networks.items()}
    files |= {folder / "licences" / name: content for name, content in licences.items()}
    files[folder / MANIFEST] = manifest.encode()
    unfinished: dict[Path, Path] = {}
    try:
        for place, content in files.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            path = place.with_name(place.name + UNFINISHED)
            with path.open("wb") as file:
                unfinished[path] = place
                file.write(content)
        for path, place in unfinished.items():
            path.replace(place)
    finally:
        for path in unfinished:
            path.unlink(missing_ok=True)
    named = {item.file for item in rows}
    for path in folder.glob("*.onnx"):
        if path.name not in named:
            path.unlink()


def _tensor(value: onnx.ValueInfoProto, meaning: str) -> Tensor:
    tensor = value.type.tensor_type
    shape = tuple(side.dim_param or side.dim_value for side in tensor.shape.dim)
    dtype = helper.tensor_dtype_to_np_dtype(tensor.elem_type).name
    return Tensor(value.name, dtype, shape, meaning)
