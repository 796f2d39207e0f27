"""A preprocess task: all that is asked of an engine beside the picture, valid by construction."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from core.catalog import CATALOG
from core.errors import InvalidTask
from core.options import Options, OptionValue
from core.preprocessor import Entry, Preprocessor
from core.wording import say

QUALITY_MIN, QUALITY_MAX, QUALITY_DEFAULT = 20, 99, 95
FILE_QUALITY = range(QUALITY_MIN, 101)
"""Quality of files written on this computer; at 100 WEBP is lossless."""
TTL_MIN_S = 60
SIDE_MIN = 1
"""Pixels of a guide."""


class OutputType(StrEnum):
    """How the API hands over the guide."""

    URL = "URL"
    DATA_URI = "dataURI"
    BASE64 = "base64Data"


class OutputFormat(StrEnum):
    """The file format that the API encodes the guide in."""

    JPG = "JPG"
    PNG = "PNG"
    WEBP = "WEBP"


class DeliveryMethod(StrEnum):
    """Whether the API answers with the guide, or with a receipt to ask for it later."""

    SYNC = "sync"
    ASYNC = "async"


@dataclass(frozen=True, kw_only=True)
class PreprocessTask:
    """One task of the ControlNet preprocess API, less its image, plus options that are local.

    Words may be given as plain strings; they are read as the API's enums. `options` holds every
    option of the preprocessor by the API's spelling (`lowThresholdCanny`), completed with
    defaults. `width` and `height` are in pixels and only ever shrink; `ttl_s` is in seconds.
    Two tasks are equal if they ask for the same; `task_uuid` (v4, new by default) tells them apart.

    Raises InvalidTask, naming the field in the API's spelling, when built with anything else.
    """

    preprocessor: Preprocessor
    options: Mapping[str, OptionValue] = field(default_factory=Options)
    width: int | None = None
    height: int | None = None
    output_type: OutputType = OutputType.URL
    output_format: OutputFormat = OutputFormat.JPG
    output_quality: int = QUALITY_DEFAULT
    delivery_method: DeliveryMethod = DeliveryMethod.SYNC
    webhook_url: str | None = None
    upload_endpoint: str | None = None
    ttl_s: int | None = None
    include_cost: bool = False
    task_uuid: uuid.UUID = field(default_factory=uuid.uuid4, compare=False)

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("preprocessor", Preprocessor.parse(self.preprocessor))
        if not isinstance(self.options, Mapping):
            raise InvalidTask("options", self.options, say("a mapping of option names to values"))
        put("options", Options(self.entry.complete(self.options)))
        _check_whole("width", self.width, SIDE_MIN)
        _check_whole("height", self.height, SIDE_MIN)
        put("output_type", _word("outputType", self.output_type, OutputType))
        put("output_format", _word("outputFormat", self.output_format, OutputFormat))
        if self.output_quality is None:
            raise InvalidTask("outputQuality", None, _range_text(QUALITY_MIN, QUALITY_MAX))
        _check_whole("outputQuality", self.output_quality, QUALITY_MIN, QUALITY_MAX)
        put("delivery_method", _word("deliveryMethod", self.delivery_method, DeliveryMethod))
        checked_url("webhookURL", self.webhook_url)
        checked_url("uploadEndpoint", self.upload_endpoint)
        _check_whole("ttl", self.ttl_s, TTL_MIN_S)
        if not isinstance(self.include_cost, bool):
            raise InvalidTask("includeCost", self.include_cost, say("true or false"))
        put("task_uuid", _uuid4(self.task_uuid))

    @property
    def entry(self) -> Entry:
        """The catalogue's row for this preprocessor."""
        return CATALOG[self.preprocessor]

    def replace(self, **changes: Any) -> Self:
        """The same task with `changes` and a new `task_uuid`; raises InvalidTask."""
        return replace(self, **{"task_uuid": uuid.uuid4(), **changes})

    def guide_size(self, width: int, height: int) -> tuple[int, int]:
        """The (width, height) in pixels of the guide of a picture of that size.

        Never larger than the picture on any side. One side asked for keeps the aspect ratio;
        both give that box.
        """
        new_width = min(self.width or width, width)
        new_height = min(self.height or height, height)
        if self.width is not None and self.height is None:
            new_height = max(1, (2 * height * new_width + width) // (2 * width))
        elif self.height is not None and self.width is None:
            new_width = max(1, (2 * width * new_height + height) // (2 * height))
        return new_width, new_height


_Word = TypeVar("_Word", bound=StrEnum)


def _word(field_name: str, value: Any, words: type[_Word]) -> _Word:
    try:
        return words(value)
    except ValueError:
        raise InvalidTask(
            field_name, value, say("one of {words}", words=", ".join(words))
        ) from None


def _range_text(minimum: int, maximum: int | None) -> str:
    if maximum is None:
        return say("a whole number from {least} on", least=minimum)
    return say("a whole number from {least} to {most}", least=minimum, most=maximum)


def _check_whole(field_name: str, value: object, minimum: int, maximum: int | None = None) -> None:
    if value is None:
        return
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or value < minimum
        or (maximum is not None and value > maximum)
    ):
        raise InvalidTask(field_name, value, _range_text(minimum, maximum))


def checked_url(field_name: str, value: object) -> str | None:
    """`value` if it is None or an http or https address with a host; raises InvalidTask."""
    if value is None:
        return None
    allowed = say("an http or https address with a host")
    if not isinstance(value, str):
        raise InvalidTask(field_name, value, allowed)
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    # urlsplit drops control characters in silence, and lets spaces pass.
    if not valid or not value.isprintable() or " " in value:
        raise InvalidTask(field_name, _without_secrets(value), allowed)
    return value


def _without_secrets(address: str) -> str:
    """`address` less its query and its user: what is shown to people must not have their keys."""
    return re.sub("[^/]*@", "", re.split("[?#]", address)[0])


def _uuid4(value: object) -> uuid.UUID:
    found = value
    if isinstance(value, str):
        with suppress(ValueError):
            found = uuid.UUID(value)
    if not isinstance(found, uuid.UUID) or found.version != 4:
        raise InvalidTask("taskUUID", value, say("a UUID of version 4"))
    return found
