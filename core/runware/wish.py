"""What makes two orders one: the service, the picture and how its guide is to look."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self

from core.preprocessor import Preprocessor
from core.task import OutputFormat, PreprocessTask


@dataclass(frozen=True)
class Wish:
    """A guide that is wanted; who has bought an equal one has bought this.

    `service`: its host. `picture`: what its pixels are recognised by. `look`: JSON of all that
    decides what the guide looks like: not how it is delivered, nor options that only this
    computer has.
    """

    service: str
    picture: str
    preprocessor: Preprocessor
    look: str

    @classmethod
    def of(cls, service: str, picture: str, task: PreprocessTask, size: tuple[int, int]) -> Self:
        """For what `task` asks for, at `size` (width, height) in pixels."""
        local = {option.name for option in task.entry.options if option.local}
        options = {name: value for name, value in task.options.items() if name not in local}
        lossless = task.output_format is OutputFormat.PNG
        look = {
            "preprocessor": task.preprocessor,
            "options": options,
            "size": size,
            "format": task.output_format,
            "quality": None if lossless else task.output_quality,
        }
        return cls(service, picture, task.preprocessor, json.dumps(look, sort_keys=True))
