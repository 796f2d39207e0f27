"""Tasks, tried with whatever there is: what is in range builds, what is not is refused by name."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.catalog import CATALOG
from core.errors import InvalidTask
from core.options import ChoiceOption, NumberOption, Option, OptionValue
from core.preprocessor import Preprocessor
from core.task import DeliveryMethod, OutputFormat, OutputType, PreprocessTask

HUGE = 10**400  # beyond every float

# In range.
SIDES = st.none() | st.integers(min_value=1)
ADDRESSES = st.none() | st.sampled_from(
    ("https://example.com/a?key=b#c", "http://127.0.0.1:8080", "http://[::1]:1/x")
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "width": SIDES,
    "height": SIDES,
    "output_type": st.sampled_from(OutputType) | st.sampled_from(("URL", "dataURI", "base64Data")),
    "output_format": st.sampled_from(OutputFormat) | st.sampled_from(("JPG", "PNG", "WEBP")),
    "output_quality": st.integers(20, 99),
    "delivery_method": st.sampled_from(DeliveryMethod) | st.sampled_from(("sync", "async")),
    "webhook_url": ADDRESSES,
    "upload_endpoint": ADDRESSES,
    "ttl_s": st.none() | st.integers(min_value=60),
    "include_cost": st.booleans(),
    "task_uuid": st.uuids(version=4),
}

# Out of range.
NO_TEXT: st.SearchStrategy[Any] = st.one_of(
    *(st.booleans(), st.integers(), st.just(HUGE), st.floats(), st.complex_numbers()),
    *(st.binary(), st.tuples(), st.dictionaries(st.text(), st.none(), max_size=2)),
    st.lists(st.sampled_from(("URL", "JPG", "canny", "https://a.example")), max_size=2),
)
NO_WHOLE_NUMBER: st.SearchStrategy[Any] = st.one_of(
    *(st.booleans(), st.floats(), st.sampled_from((20.0, 60.0)), st.complex_numbers()),
    *(st.text(), st.just("60"), st.binary(), st.lists(st.integers(), max_size=2)),
)
NO_WORD = NO_TEXT | st.none() | st.text(alphabet="abcxyz URL\n", max_size=9).filter("URL".__ne__)
NO_ADDRESS = NO_TEXT | st.text(alphabet="aehpst:.", max_size=12)
NO_SIDE = NO_WHOLE_NUMBER | st.integers(max_value=0) | st.just(-HUGE)
REFUSED: dict[str, tuple[str, st.SearchStrategy[Any]]] = {
    "preprocessor": (
        "preProcessorType",
        NO_TEXT | st.none() | st.text(alphabet="xyz -_", max_size=9),
    ),
    "width": ("width", NO_SIDE),
    "height": ("height", NO_SIDE),
    "output_type": ("outputType", NO_WORD),
    "output_format": ("outputFormat", NO_WORD),
    "output_quality": (
        "outputQuality",
        NO_SIDE | st.none() | st.integers(max_value=19) | st.integers(min_value=100),
    ),
    "delivery_method": ("deliveryMethod", NO_WORD),
    "webhook_url": ("webhookURL", NO_ADDRESS),
    "upload_endpoint": ("uploadEndpoint", NO_ADDRESS),
    "ttl_s": ("ttl", NO_WHOLE_NUMBER | st.integers(max_value=59) | st.just(-HUGE)),
    "include_cost": (
        "includeCost",
        NO_TEXT.filter(lambda it: not isinstance(it, bool)) | st.none() | st.text(),
    ),
    "task_uuid": (
        "taskUUID",
        NO_TEXT | st.none() | st.text(max_size=40) | st.uuids(version=1) | st.uuids(version=5),
    ),
    "options": ("options", NO_TEXT.filter(lambda it: not isinstance(it, dict)) | st.none()),
}


def values(option: Option) -> st.SearchStrategy[OptionValue]:
    if isinstance(option, NumberOption) and option.whole:
        return st.integers(int(option.minimum), int(option.maximum))
    if isinstance(option, NumberOption):
        return st.floats(option.minimum, option.maximum)
    if isinstance(option, ChoiceOption):
        return st.sampled_from([word for word, _ in option.choices])
    return st.booleans()


def refused_values(option: Option) -> st.SearchStrategy[Any]:
    if isinstance(option, NumberOption):
        beyond = st.integers(max_value=int(option.minimum) - 1)
        beyond |= st.integers(min_value=int(option.maximum) + 1)
        beyond |= st.sampled_from((HUGE, -HUGE, float("nan"), float("inf"), -float("inf")))
        part = st.just(option.default + 0.25) if option.whole else st.nothing()
        return beyond | part | st.booleans() | st.none() | st.text() | st.binary()
    if isinstance(option, ChoiceOption):
        words = {word for word, _ in option.choices}
        return NO_TEXT | st.none() | st.text().filter(lambda text: text not in words)
    return NO_TEXT.filter(lambda it: not isinstance(it, bool)) | st.none() | st.text()


@st.composite
def tasks_in_range(draw: st.DrawFn) -> dict[str, Any]:
    entry = CATALOG[draw(st.sampled_from(Preprocessor))]
    named = {option.name: values(option) for option in entry.options}
    chosen = draw(st.fixed_dictionaries({}, optional=named))
    complete = {option.name: option.default for option in entry.options} | chosen
    for low, high in entry.ordered:
        assume(float(complete[low]) < float(complete[high]))
    rest = draw(st.fixed_dictionaries({}, optional=FIELDS))
    return {"preprocessor": entry.preprocessor, "options": chosen, **rest}


@given(fields=tasks_in_range())
def test_whatever_is_in_range_builds_and_is_kept(fields: dict[str, Any]) -> None:
    task = PreprocessTask(**fields)
    for name in fields.keys() - {"options"}:
        assert getattr(task, name) == fields[name]
    assert [option.name for option in task.entry.options] == list(task.options)
    for option in task.entry.options:
        assert task.options[option.name] == fields["options"].get(option.name, option.default)


@given(fields=tasks_in_range(), other=tasks_in_range())
def test_tasks_are_equal_exactly_if_their_fields_are(
    fields: dict[str, Any], other: dict[str, Any]
) -> None:
    task, again = PreprocessTask(**fields), PreprocessTask(**{**fields, "task_uuid": uuid4()})
    assert task == again
    assert hash(task) == hash(again)
    assert task.replace() == task
    different = PreprocessTask(**other)
    assert (task == different) == (_asked(task) == _asked(different))


def _asked(task: PreprocessTask) -> dict[str, object]:
    fields = {name: getattr(task, name) for name in FIELDS.keys() - {"task_uuid"}}
    return {"preprocessor": task.preprocessor, "options": dict(task.options), **fields}


@pytest.mark.parametrize("name", REFUSED)
@given(data=st.data())
def test_a_value_out_of_range_is_refused_by_name(name: str, data: st.DataObject) -> None:
    api_name, bad_values = REFUSED[name]
    fields = {"preprocessor": Preprocessor.TILE}
    bad = data.draw(bad_values)
    with pytest.raises(InvalidTask) as caught:
        PreprocessTask(**{**fields, name: bad})
    assert caught.value.field == api_name
    assert caught.value.what.startswith(f"{api_name} cannot be ")
    assert caught.value.remedy == f"Allowed: {caught.value.allowed}."


@given(data=st.data())
def test_a_refused_option_is_named(data: st.DataObject) -> None:
    tunable = [entry for entry in CATALOG.values() if entry.options]
    entry = data.draw(st.sampled_from(tunable))
    option = data.draw(st.sampled_from(entry.options))
    bad = data.draw(refused_values(option))
    with pytest.raises(InvalidTask) as caught:
        PreprocessTask(preprocessor=entry.preprocessor, options={option.name: bad})
    assert caught.value.field == option.name
    assert caught.value.value is bad


SIZES = st.integers(1, 70_000)
EXTREMES = st.integers(1, 10**30)


@given(width=SIZES, height=SIZES, asked=st.tuples(SIDES, SIDES))
def test_a_guide_is_never_larger_than_its_picture(
    width: int, height: int, asked: tuple[int | None, int | None]
) -> None:
    task = PreprocessTask(preprocessor=Preprocessor.CANNY, width=asked[0], height=asked[1])
    new_width, new_height = task.guide_size(width, height)
    assert 1 <= new_width <= min(width, asked[0] or width)
    assert 1 <= new_height <= min(height, asked[1] or height)


@given(width=EXTREMES, height=EXTREMES, asked_width=EXTREMES, asked_height=EXTREMES)
def test_both_sides_give_exactly_that_box_and_none_the_picture_itself(
    width: int, height: int, asked_width: int, asked_height: int
) -> None:
    task = PreprocessTask(preprocessor=Preprocessor.CANNY)
    assert task.guide_size(width, height) == (width, height)
    box = task.replace(width=asked_width, height=asked_height)
    assert box.guide_size(width, height) == (min(asked_width, width), min(asked_height, height))


@given(width=EXTREMES, height=EXTREMES, asked=EXTREMES)
def test_one_side_keeps_the_aspect_within_half_a_pixel(width: int, height: int, asked: int) -> None:
    task = PreprocessTask(preprocessor=Preprocessor.CANNY)
    by_width = task.replace(width=asked).guide_size(width, height)
    by_height = task.replace(height=asked).guide_size(width, height)
    assert by_width == _exactly(width, height, min(asked, width))
    assert by_height == _exactly(height, width, min(asked, height))[::-1]


def _exactly(side: int, other: int, new_side: int) -> tuple[int, int]:
    """Of a picture shrunk to `new_side`, that and the other side, halves up."""
    new_other = Fraction(other * new_side, side)
    rounded = max(1, floor(new_other + Fraction(1, 2)))
    assert rounded == 1 or abs(rounded - new_other) <= Fraction(1, 2)
    return new_side, rounded


@given(width=st.integers(1, 60), height=st.integers(1, 60), asked=st.integers(1, 60))
def test_a_guide_that_is_not_shrunk_is_the_size_of_its_picture(
    width: int, height: int, asked: int
) -> None:
    task = PreprocessTask(preprocessor=Preprocessor.CANNY)
    assert task.replace(width=width + asked).guide_size(width, height) == (width, height)
    assert task.replace(height=height + asked).guide_size(width, height) == (width, height)
