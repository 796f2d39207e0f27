"""How guides from the cloud are wanted: each choice comes back, a wrong one alone is forgotten."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from core.service_choices import EngineName, ServiceChoices, parse_service_choices
from core.task import DeliveryMethod, OutputType

CHOSEN = ServiceChoices(
    engine=EngineName.RUNWARE,
    address="http://127.0.0.1:7000/v1",
    wait_s=60,
    delivery=DeliveryMethod.SYNC,
    output_type=OutputType.BASE64,
    ttl_s=120,
    include_cost=False,
    serves=True,
    port=7000,
)
WRONG: dict[str, tuple[object, ...]] = {
    "engine": ("cloud", None, 1),
    "address": ("", None, 1),
    "wait_s": (9, 3601, 60.0, True, None),
    "delivery": ("stream", None),
    "output_type": ("GIF", None),
    "ttl_s": (59, 60.5, True, "60"),
    "include_cost": (None, 1, "yes"),
    "serves": (None, 0),
    "port": (80, 65536, None, True),
}


def test_nothing_costs_and_nothing_is_served_until_it_is_chosen() -> None:
    first = ServiceChoices()
    assert (first.engine, first.serves) == (EngineName.LOCAL, False)
    assert first.delivery is DeliveryMethod.ASYNC, "so that a broken connection loses nothing"
    assert first.wait_s == 300


def test_every_choice_comes_back() -> None:
    assert all(getattr(CHOSEN, f.name) != f.default for f in fields(CHOSEN)), "each is another"
    assert parse_service_choices(json.loads(json.dumps(CHOSEN.plain()))) == CHOSEN


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in WRONG.items() for value in values]
)
def test_a_choice_that_is_wrong_is_the_only_one_to_be_forgotten(key: str, value: object) -> None:
    found = parse_service_choices({**CHOSEN.plain(), key: value})
    assert found == CHOSEN.replace(**{key: getattr(ServiceChoices(), key)})


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(TypeError):
        parse_service_choices([])
