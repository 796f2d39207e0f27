"""The flags of `convert` that say how guides go out: format, negative, ground, bits and size."""

from __future__ import annotations

import argparse
from collections.abc import Collection

from core.errors import ExportError, InvalidTask, UsageError
from core.file_format import FileFormat
from core.fit import MULTIPLES, Filling, Fit, Side
from core.preprocessor import Preprocessor
from core.rendition import Rendition, can_be_transparent, can_invert
from core.task import FILE_QUALITY, QUALITY_DEFAULT


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add them to the parser of `convert`."""
    add = parser.add_argument
    formats = [format.lower() for format in FileFormat]
    add("--format", choices=formats, help="png, unless PATH is a file of another")
    add(
        "--quality",
        metavar="N",
        type=int,
        default=QUALITY_DEFAULT,
        help=f"of webp and jpg, {FILE_QUALITY[0]} to {FILE_QUALITY[-1]}; %(default)s if not given, "
        "100 makes webp lossless, and png and tiff always are",
    )
    add("--invert", action="store_true", help="lines black on white, depth with near black")
    add("--transparent", action="store_true", help="lines and poses without the black ground")
    add("--16-bit", action="store_true", dest="deep", help="depth with 16 bits, as png or tiff")
    add("--no-metadata", action="store_true", help="do not write into files how they were made")
    sides = parser.add_mutually_exclusive_group()
    for side in Side:
        sides.add_argument(
            f"--{side}-side",
            metavar="N",
            type=int,
            help=f"scale the guide so that its {side} side has N pixels; this enlarges as well",
        )
    add(
        "--multiple",
        metavar="N",
        type=int,
        default=1,
        help="cut both sides to a multiple of N, "
        + " or ".join(map(str, MULTIPLES[1:]))
        + "; ground is added to a side shorter than that",
    )
    add("--pad", action="store_true", help="for --multiple: add ground instead of cutting")


def rendition_of(
    given: argparse.Namespace, format: FileFormat, asked: Collection[Preprocessor]
) -> Rendition:
    """How guides by those preprocessors go out in that format, as `given` says.

    Raises UsageError, or InvalidTask with a flag as its field.
    """
    if given.quality not in FILE_QUALITY:
        allowed = f"a whole number from {FILE_QUALITY[0]} to {FILE_QUALITY[-1]}"
        raise InvalidTask("--quality", given.quality, allowed)
    if given.pad and given.multiple == 1:
        raise UsageError("--pad is for --multiple only.", "Leave it out, or add that.")
    for flag, wanted, suits in (
        ("--invert", given.invert, can_invert),
        ("--transparent", given.transparent, can_be_transparent),
        ("--16-bit", given.deep, lambda name: name is Preprocessor.DEPTH),
    ):
        if wanted and not any(map(suits, asked)):
            names = ", ".join(name for name in Preprocessor if suits(name))
            raise UsageError(f"{flag} is for {names} only.", "Leave it out, or add one to -p.")
    try:
        return Rendition(
            format,
            given.quality,
            invert=given.invert,
            transparent=given.transparent,
            deep=given.deep,
            fit=_fit(given),
            metadata=not given.no_metadata,
        )
    except ExportError as error:
        raise UsageError(error.what, error.remedy) from error


def _fit(given: argparse.Namespace) -> Fit | None:
    long = given.long_side is not None
    target = given.long_side if long else given.short_side
    if target is None and given.multiple == 1:
        return None
    return Fit(
        target,
        Side.LONG if long else Side.SHORT,
        given.multiple,
        Filling.PAD if given.pad else Filling.CROP,
    )
