"""Options: what each may be, from both sides of its limits, and chosen values that stay."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidTask
from core.options import ChoiceOption, NumberOption, Options, OptionValue, SwitchOption

THRESHOLD = NumberOption("low", "Low", "A hint.", minimum=0, maximum=255, default=100)
SIGMA = NumberOption("sigma", "Sigma", "A hint.", minimum=0.5, maximum=4, default=1.0, step=0.1)
SEED = NumberOption("seed", "Seed", "A hint.", minimum=-(2**53) + 1, maximum=2**53 - 1, default=0)
HANDS = SwitchOption("hands", "Hands", "A hint.", default=False)
MODEL = ChoiceOption("model", "Model", "A hint.", (("s", "Small"), ("l", "Large")), default="s")

VALUES: st.SearchStrategy[dict[str, OptionValue]] = st.dictionaries(
    st.text(max_size=3), st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
)


@given(st.integers(0, 255))
def test_a_whole_number_may_be_written_with_a_point(number: int) -> None:
    for given_number in (number, float(number)):
        checked = THRESHOLD.check(given_number)
        assert checked == number
        assert type(checked) is int


@given(st.floats(0.5, 4))
def test_a_fraction_is_kept_between_the_steps_too(number: float) -> None:
    assert SIGMA.check(number) == number
    assert type(SIGMA.check(2)) is float


def test_a_number_is_whole_if_its_default_is() -> None:
    assert THRESHOLD.whole
    assert SEED.whole
    assert not SIGMA.whole


@pytest.mark.parametrize(
    "bad",
    [
        *(-1, 256, 99.5, math.nan, math.inf, -math.inf, 10**400, -(10**400), 2**63),
        *(True, False, None, "100", b"100", [100], (100,), 100j),
    ],
)
def test_what_is_no_whole_number_in_range_is_refused(bad: object) -> None:
    with pytest.raises(InvalidTask) as caught:
        THRESHOLD.check(bad)
    assert caught.value.field == "low"
    assert caught.value.value is bad
    assert caught.value.allowed == "a whole number from 0 to 255"


@pytest.mark.parametrize(
    "bad", [math.nextafter(0.5, 0), math.nextafter(4, 5), math.nan, math.inf, True, None, "1.0"]
)
def test_what_is_no_number_in_range_is_refused(bad: object) -> None:
    with pytest.raises(InvalidTask) as caught:
        SIGMA.check(bad)
    assert (caught.value.field, caught.value.allowed) == ("sigma", "a number from 0.5 to 4")


@given(st.integers())
def test_limits_are_exact_however_wide(number: int) -> None:
    for edge in (-(2**53), 2**53):
        with pytest.raises(InvalidTask, match="from -9007199254740991 to 9007199254740991"):
            SEED.check(edge)
    if abs(number) < 2**53:
        assert SEED.check(number) == number


@pytest.mark.parametrize("bad", [0, 1, None, "true", "", 0.0, [], b""])
def test_a_switch_is_on_or_off_and_nothing_else(bad: object) -> None:
    assert HANDS.check(True) is True
    assert HANDS.check(False) is False
    with pytest.raises(InvalidTask) as caught:
        HANDS.check(bad)
    assert (caught.value.field, caught.value.allowed) == ("hands", "true or false")


@pytest.mark.parametrize("bad", ["S", "Small", "", None, 0, True, b"s", ["s"], {"s": 1}])
def test_a_choice_is_one_of_its_words(bad: object) -> None:
    assert [MODEL.check(word) for word, _ in MODEL.choices] == ["s", "l"]
    with pytest.raises(InvalidTask) as caught:
        MODEL.check(bad)
    assert (caught.value.field, caught.value.allowed) == ("model", "one of s, l")


@given(values=VALUES, others=VALUES)
def test_chosen_values_read_and_compare_like_the_mapping_they_were_made_of(
    values: dict[str, OptionValue], others: dict[str, OptionValue]
) -> None:
    options = Options(values)
    assert dict(options) == values
    assert list(options) == list(values)
    assert len(options) == len(values)
    assert options == values
    assert (options == Options(others)) == (values == others)


@given(VALUES)
def test_the_order_in_which_values_were_chosen_does_not_matter(
    values: dict[str, OptionValue],
) -> None:
    options, turned = Options(values), Options(dict(reversed(values.items())))
    assert options == turned
    assert hash(options) == hash(turned)


def test_chosen_values_stay_as_they_are() -> None:
    given_values: dict[str, OptionValue] = {"low": 1}
    options: Any = Options(given_values)
    given_values["low"] = 2
    given_values["high"] = 3
    assert dict(options) == {"low": 1}
    with pytest.raises(TypeError):
        options["low"] = 2
    with pytest.raises(TypeError):
        del options["low"]
    with pytest.raises(AttributeError):
        options.low = 2
    assert eval(repr(options)) == options
    assert dict(Options()) == {}
    with pytest.raises(KeyError):
        options["high"]


def test_a_number_is_read_as_a_number() -> None:
    options = Options({"low": 1, "sigma": 0.5, "model": "s"})
    assert (options.number("low"), options.number("sigma")) == (1, 0.5)
    with pytest.raises(AssertionError, match="model"):
        options.number("model")
    with pytest.raises(KeyError):
        options.number("high")
