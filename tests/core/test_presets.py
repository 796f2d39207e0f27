"""Presets: what ships fits its purpose, what is kept comes back, what is broken is left out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog import CATALOG
from core.options import Options
from core.preprocessor import Preprocessor
from core.presets import (
    NAME_CHARS,
    SHIPPED,
    Preset,
    kept,
    named,
    parse_presets,
    plain_presets,
)


def _preset(name: str = "Mine", low: int = 33) -> Preset:
    options = CATALOG[Preprocessor.CANNY].complete({"lowThresholdCanny": low})
    return Preset(name, Preprocessor.CANNY, Options(options))


def test_what_ships_serves_five_purposes_and_changes_something() -> None:
    names = [preset.name for preset in SHIPPED]
    assert names == ["Fine detail", "Clean outlines", "Portrait", "Architecture", "Anime"]
    for preset in SHIPPED:
        assert preset.options != Options(CATALOG[preset.preprocessor].complete({}))


def test_what_is_kept_comes_back_from_json() -> None:
    presets = (*SHIPPED, _preset())
    assert parse_presets(json.loads(json.dumps(plain_presets(presets)))) == presets


def test_the_same_name_replaces_in_its_place() -> None:
    presets = kept(kept((), _preset("A")), _preset("B"))
    assert kept(presets, _preset("A", 44)) == (_preset("A", 44), _preset("B"))


@given(st.text())
def test_every_name_that_is_kept_is_one_short_line(text: str) -> None:
    name = named(text)
    assert name == name.strip()
    assert len(name) <= NAME_CHARS
    assert len(name.splitlines()) <= 1
    assert bool(name) == bool(text.split())
    assert named(name) == name


@pytest.mark.parametrize(
    "broken",
    [
        None,
        {"name": 3, "preprocessor": "canny", "options": {}},
        {"name": " ", "preprocessor": "canny", "options": {}},
        {"name": "x", "preprocessor": "of tomorrow", "options": {}},
        {"name": "x", "preprocessor": "canny", "options": {"of": "tomorrow"}},
        {"name": "x", "preprocessor": "canny", "options": {"lowThresholdCanny": 999}},
        {"name": "x", "preprocessor": "canny"},
    ],
)
def test_what_cannot_be_used_is_left_out_and_the_rest_is_kept(broken: object) -> None:
    assert parse_presets([broken, *plain_presets([_preset()])]) == (_preset(),)


def test_what_is_no_list_is_refused() -> None:
    with pytest.raises(TypeError):
        parse_presets({"name": "x"})
