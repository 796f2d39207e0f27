"""The formats that guides are written in on this computer, and what each of them can hold."""

from __future__ import annotations

from enum import StrEnum


class FileFormat(StrEnum):
    """A file format; those that the API has as well are spelled as there (core.task.OutputFormat).

    WEBP is lossless at a quality of 100, PNG and TIFF always.
    """

    PNG = "PNG"
    WEBP = "WEBP"
    JPG = "JPG"
    TIFF = "TIFF"

    @property
    def suffix(self) -> str:
        """What names of such files end in, with the dot."""
        return f".{self.value.lower()}"

    @property
    def holds_transparency(self) -> bool:
        """Whether pixels can be clear."""
        return self is not FileFormat.JPG

    @property
    def holds_16_bits(self) -> bool:
        """Whether grey can have 65,536 levels."""
        return self in (FileFormat.PNG, FileFormat.TIFF)

    @property
    def has_quality(self) -> bool:
        """Whether a quality makes any difference."""
        return self in (FileFormat.WEBP, FileFormat.JPG)

    @property
    def longest_side(self) -> int | None:
        """In pixels; None where no guide comes near it."""
        # Of the WEBP format, and of libjpeg.
        return {FileFormat.WEBP: 16_383, FileFormat.JPG: 65_500}.get(self)


SUFFIXES = {format.suffix: format for format in FileFormat} | {
    ".jpeg": FileFormat.JPG,
    ".tif": FileFormat.TIFF,
}
"""All the ways in which the names of these files end, in small letters."""
