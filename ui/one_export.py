"""One guide on its way to a file: which picture it is of, where it goes, and writing it there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.export import export_guide, format_of, identity, spare
from core.guide import Guide
from core.rendition import Rendition

if TYPE_CHECKING:
    from core.picture import Picture


@dataclass(frozen=True)
class Source:
    """The picture of a guide, which may be gone: its name, and where it came from.

    `preview`: the guide only stands for one that could be bought. `mark`: see core.mark.
    """

    name: str
    origin: str
    preview: bool = False
    mark: str = ""

    @classmethod
    def of(cls, picture: Picture, *, preview: bool = False) -> Source:
        """That of a picture which is here."""
        return cls(picture.name, picture.origin, preview, picture.mark)

    @property
    def called(self) -> str:
        """What files are called after: a preview is not to pass for what is bought."""
        return f"{self.name}-preview" if self.preview else self.name


@dataclass(frozen=True, eq=False)
class OneExport:
    """A guide that goes to `path`. `overwrite`: whether the user has agreed to what it replaces."""

    guide: Guide
    source: Source
    path: Path
    rendition: Rendition
    overwrite: bool = True

    @property
    def target(self) -> Path:
        """`path`, with one suffix more where it has none of a format that can be written."""
        if format_of(self.path):
            return self.path
        return self.path.with_name(f"{self.path.name}{self.rendition.format.suffix}")

    def write(self) -> None:
        """Write the file, but not over the picture's own. Raises ExportError."""
        spare({identity(Path(self.source.origin))}, self.target)
        rendition = self.rendition.within(format_of(self.path) or self.rendition.format)
        suited = rendition.suited(self.guide)
        name, mark = self.source.name, self.source.mark
        export_guide(self.guide, self.target, suited, name, mark=mark, overwrite=self.overwrite)
