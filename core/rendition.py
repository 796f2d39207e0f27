"""How a guide goes out: the file's format, and what is done to the guide's pixels before."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

from core.catalog import CATALOG
from core.errors import ExportError
from core.file_format import FileFormat
from core.fit import Fit, Size
from core.preprocessor import Look, Preprocessor
from core.task import FILE_QUALITY, QUALITY_DEFAULT
from core.wording import say

if TYPE_CHECKING:
    from core.guide import Guide

_SWITCHES = ("invert", "transparent", "deep", "metadata")


def can_invert(preprocessor: Preprocessor) -> bool:
    """Whether the guide has a negative that means something: lines, and depth.

    The colours of normals, poses and segments are a language; a negative says something else.
    """
    return CATALOG[preprocessor].look in (Look.BINARY, Look.GREY)


def can_be_transparent(preprocessor: Preprocessor) -> bool:
    """Whether the guide is drawn on an empty ground: all lines, and poses."""
    return preprocessor is Preprocessor.OPENPOSE or (
        can_invert(preprocessor) and preprocessor is not Preprocessor.DEPTH
    )


@dataclass(frozen=True)
class Rendition:
    """One way to write guides.

    `quality`: 20..100, for WEBP, which is lossless at 100, and JPG.
    `invert`: lines black on white, depth with its near side black.
    `transparent`: without the black ground. Lines are white, or black if inverted, as opaque as
    they were bright; poses keep their colours. Laid over black, or white if inverted, they look
    as they did.
    `deep`: with 16 bits, of guides that have them.
    `fit`: the size it is brought to, None to leave it.
    `metadata`: whether the file says what it was made of, and how (core.provenance).

    Raises ExportError when built with what the format cannot hold, or with anything else.
    """

    format: FileFormat = FileFormat.PNG
    quality: int = QUALITY_DEFAULT
    invert: bool = False
    transparent: bool = False
    deep: bool = False
    fit: Fit | None = None
    metadata: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "format", _format(self.format))
        if type(self.quality) is not int or self.quality not in FILE_QUALITY:
            raise ExportError(
                say("A quality of {quality} is not possible.", quality=self.quality),
                say(
                    "Choose one from {least} to {most}.",
                    least=FILE_QUALITY[0],
                    most=FILE_QUALITY[-1],
                ),
            )
        for name in _SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise ExportError(
                    say("{name} cannot be {value!r}.", name=name, value=getattr(self, name)),
                    "Say yes or no.",
                )
        if self.fit is not None and not isinstance(self.fit, Fit):
            raise ExportError(say("{fit!r} is no size.", fit=self.fit), "Choose a side, or none.")
        if self.transparent and not self.format.holds_transparency:
            raise ExportError(
                say("A {format} file cannot be transparent.", format=self.format),
                "Choose PNG, WEBP or TIFF.",
            )
        if self.deep and not self.format.holds_16_bits:
            raise ExportError(
                say("A {format} file has 8 bits.", format=self.format), "Choose PNG or TIFF for 16."
            )
        if self.deep and self.transparent:
            raise ExportError(
                "A guide of 16 bits has no transparent ground.", "Choose one of the two."
            )

    def replace(self, **changes: Any) -> Self:
        """The same with `changes`; raises ExportError."""
        return replace(self, **changes)

    @property
    def lossless(self) -> bool:
        """Whether the file holds the very pixels; else lines get soft and palettes get colours."""
        return not self.format.has_quality or (
            self.format is FileFormat.WEBP and self.quality == FILE_QUALITY[-1]
        )

    @property
    def changes_pixels(self) -> bool:
        """Whether the guide is seen to be another; the file's format and depth are not seen."""
        return self.invert or self.transparent or self.fit is not None

    def plain(self) -> dict[str, Any]:
        """It as what JSON can hold."""
        return asdict(self)

    def within(self, format: FileFormat) -> Self:
        """The same in another format, without what that cannot hold."""
        return self.replace(
            format=format,
            transparent=self.transparent and format.holds_transparency,
            deep=self.deep and format.holds_16_bits,
        )

    def suited(self, guide: Guide) -> Self:
        """The same without what `guide` is not for, so that `check` has nothing to say."""
        preprocessor = guide.task.preprocessor
        return self.replace(
            invert=self.invert and can_invert(preprocessor),
            transparent=self.transparent and can_be_transparent(preprocessor),
            deep=self.deep and guide.deep is not None,
        )

    def size(self, guide: Guide) -> Size:
        """The width and height of what goes out of `guide`. Raises ExportError if too large."""
        given = (guide.width, guide.height)
        return given if self.fit is None else self.fit.result(*given)

    def check(self, guide: Guide) -> None:
        """Raises ExportError if `guide` cannot go out in this way."""
        preprocessor, title = guide.task.preprocessor, guide.task.entry.title
        if self.invert and not can_invert(preprocessor):
            raise ExportError(
                say("{title} cannot be inverted.", title=say(title)), "Only lines and depth can be."
            )
        if self.transparent and not can_be_transparent(preprocessor):
            raise ExportError(
                say("{title} cannot be transparent: all of it is drawn.", title=say(title)),
                "Only lines and poses can be.",
            )
        if self.deep and guide.deep is None:
            raise ExportError(
                "This guide has 8 bits; only depth that is made on this computer has 16.",
                "Write it with 8 bits.",
            )


def parse_rendition(found: object) -> Rendition:
    """What `plain` wrote, less what cannot be used. Raises TypeError if it is no mapping."""
    if not isinstance(found, dict):
        raise TypeError(found)
    rendition = Rendition()
    for name in (item.name for item in fields(Rendition)):
        try:
            value = found[name]
            if name == "fit" and value is not None:
                value = Fit(**value)
            rendition = rendition.replace(**{name: value})
        except (ExportError, KeyError, TypeError):
            # Missing, of another version, or nothing for the format: it keeps its default.
            continue
    return rendition


def _format(value: str) -> FileFormat:
    try:
        return FileFormat(value)
    except ValueError:
        raise ExportError(
            say("Guides are not written as {value}.", value=value),
            say("Choose one of {words}.", words=", ".join(FileFormat)),
        ) from None
