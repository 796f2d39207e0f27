"""Where input comes in: each target by its name, with the module that has it in `TARGETS`."""

from __future__ import annotations

from importlib import import_module

from tests.fuzz.rule import Target

MODULES = {
    "pictures": "pictures",
    "parts": "pictures",
    "metadata": "metadata",
    "packets": "metadata",
    "texts": "texts",
    "requests": "messages",
    "replies": "messages",
    "http": "serving",
    "websocket": "serving",
    "settings": "kept",
    "library": "kept",
    "batches": "remembered",
    "history": "remembered",
}
"""Loaded only when asked for: what is fuzzed is instrumented while it is imported."""


def target(name: str) -> Target:
    """The target called `name`."""
    targets: dict[str, Target] = import_module(f"{__name__}.{MODULES[name]}").TARGETS
    return targets[name]
