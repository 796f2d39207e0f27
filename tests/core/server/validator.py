"""Is the description, read from standard input, one of OpenAPI? In an environment of its own.

Every example in it must be what it is an example of. Prints what was looked at.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate  # type: ignore[import-not-found]


def media(inside: Any) -> Iterator[dict[str, Any]]:
    """Every media type in the description."""
    if isinstance(inside, dict):
        if "schema" in inside and ("example" in inside or "examples" in inside):
            yield inside
        inside = list(inside.values())
    if isinstance(inside, list):
        for each in inside:
            yield from media(each)


described = json.load(sys.stdin)
validate(described)
looked_at = 0
for found in media(described):
    validator = Draft202012Validator({**described, **found["schema"]})
    examples = [each["value"] for each in found.get("examples", {}).values()]
    for example in examples or [found["example"]]:
        validator.validate(example)
        looked_at += 1
print(f"{looked_at} examples")
