"""The catalogue: rows that say the same as the API, in words that a person can read."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog import CATALOG
from core.errors import InvalidTask
from core.options import ChoiceOption, NumberOption, Option, SwitchOption
from core.preprocessor import Entry, LocalMethod, Preprocessor, Quality

NAMES = [
    *("canny", "softedge", "lineart", "lineart_anime", "scribble", "mlsd"),
    *("depth", "normalbae", "openpose", "seg", "tile", "shuffle"),
]
SPELLINGS = {name.replace("_", "") for name in Preprocessor}
ROWS = list(CATALOG.values())
OPTIONS = [(row, option) for row in ROWS for option in row.options]
NUMBERS = [option for _, option in OPTIONS if isinstance(option, NumberOption)]
LOCAL = [(row, row.local) for row in ROWS if row.local is not None]
SENTENCE = re.compile(r"[A-Z][^.!?]+\.")
PHRASE = re.compile(r"[a-z][^.!?]+[^.!? ]")

each_row = pytest.mark.parametrize("row", ROWS, ids=list(CATALOG))
each_option = pytest.mark.parametrize(("row", "option"), OPTIONS, ids=[o.name for _, o in OPTIONS])
each_local = pytest.mark.parametrize(
    ("row", "local"), LOCAL, ids=[row.preprocessor for row, _ in LOCAL]
)


def test_there_are_the_twelve_of_the_api_in_the_order_in_which_they_are_offered() -> None:
    assert [row.preprocessor for row in ROWS if row.of_the_api] == NAMES
    assert [row.preprocessor for row in ROWS] == list(CATALOG) == list(Preprocessor)


def test_the_catalogue_cannot_be_written_to() -> None:
    with pytest.raises(TypeError):
        CATALOG[Preprocessor.CANNY] = ROWS[1]  # type: ignore[index]  # what must fail is tried


@pytest.mark.parametrize(
    ("text", "preprocessor"),
    [
        *((name, Preprocessor(name)) for name in NAMES),
        *((name.upper(), Preprocessor(name)) for name in NAMES),
        *((name.replace("_", "-"), Preprocessor(name)) for name in NAMES),
        *(("OpenPose", Preprocessor.OPENPOSE), ("open_pose", Preprocessor.OPENPOSE)),
        *(("soft-edge", Preprocessor.SOFTEDGE), ("SoftEdge", Preprocessor.SOFTEDGE)),
        *(("normal_bae", Preprocessor.NORMALBAE), ("NormalBAE", Preprocessor.NORMALBAE)),
        *(("lineart-anime", Preprocessor.LINEART_ANIME), ("MLSD", Preprocessor.MLSD)),
        *(("LineArtAnime", Preprocessor.LINEART_ANIME), ("m-lsd", Preprocessor.MLSD)),
        *(("line_art", Preprocessor.LINEART), (" canny\n", Preprocessor.CANNY)),
        (Preprocessor.SEG, Preprocessor.SEG),
    ],
)
def test_a_preprocessor_is_known_however_other_clients_spell_it(
    text: str, preprocessor: Preprocessor
) -> None:
    assert Preprocessor.parse(text) is preprocessor


@given(
    st.text().filter(lambda text: re.sub("[_-]", "", text.strip().lower()) not in SPELLINGS)
    | st.sampled_from((None, 0, True, 1.5, b"canny", ["canny"], ("canny",), {"canny": 1}))
)
def test_what_names_no_preprocessor_is_refused_with_the_names_that_there_are(text: object) -> None:
    with pytest.raises(InvalidTask) as caught:
        Preprocessor.parse(text)
    assert caught.value.field == "preProcessorType"
    assert caught.value.value is text
    assert caught.value.allowed == "one of " + ", ".join(Preprocessor)


def test_the_options_of_the_api_are_these_three_and_all_others_stay_here() -> None:
    of_the_api = {
        (row.preprocessor.value, option.name): option for row, option in OPTIONS if not option.local
    }
    assert set(of_the_api) == {
        ("canny", "lowThresholdCanny"),
        ("canny", "highThresholdCanny"),
        ("openpose", "includeHandsAndFaceOpenPose"),
    }
    for name, default in (("lowThresholdCanny", 100), ("highThresholdCanny", 200)):
        threshold = of_the_api["canny", name]
        assert isinstance(threshold, NumberOption)
        assert threshold.whole
        assert (threshold.minimum, threshold.maximum, threshold.default) == (0, 255, default)
    hands = of_the_api["openpose", "includeHandsAndFaceOpenPose"]
    assert isinstance(hands, SwitchOption)
    assert hands.default is False
    assert CATALOG[Preprocessor.CANNY].ordered == (("lowThresholdCanny", "highThresholdCanny"),)


@each_row
def test_a_row_can_be_read(row: Entry) -> None:
    assert re.fullmatch(r"[A-Z][a-z]+( [a-z]+)*", row.title)
    assert SENTENCE.fullmatch(row.description)
    assert PHRASE.fullmatch(row.guide)
    assert not row.nothing_found or re.fullmatch(r"(No [^.]+\. )[A-Z][^.]+\.", row.nothing_found)
    assert [other.title for other in ROWS].count(row.title) == 1


@each_option
def test_an_option_can_be_read(row: Entry, option: Option) -> None:
    assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", option.name)
    assert re.fullmatch(r"[A-Z][a-z]+( [a-z]+)*", option.title)
    assert re.fullmatch(r"([A-Z0-9][^.!?]+\. ?)+", option.hint)
    assert option.hint.endswith(".")
    assert [other.name for other in row.options].count(option.name) == 1
    assert [other.title for other in row.options].count(option.title) == 1


@each_option
def test_a_default_is_a_value(row: Entry, option: Option) -> None:
    checked = option.check(option.default)
    assert checked == option.default
    assert type(checked) is type(option.default)
    assert not isinstance(option, ChoiceOption) or len(dict(option.choices)) > 1


@pytest.mark.parametrize("option", NUMBERS, ids=[option.name for option in NUMBERS])
def test_steps_lead_from_the_lowest_value_to_the_default_and_the_highest(
    option: NumberOption,
) -> None:
    assert option.minimum < option.maximum
    assert option.step > 0
    for value in (option.default, option.maximum):
        steps = (value - option.minimum) / option.step
        assert steps == pytest.approx(round(steps))
    assert not option.whole or option.step == int(option.step)
    assert option.slider == (option.maximum - option.minimum <= 1000 * option.step)


@each_row
def test_a_row_completes_what_is_chosen_with_its_defaults(row: Entry) -> None:
    defaults = {option.name: option.default for option in row.options}
    assert row.complete({}) == defaults
    assert list(row.complete({})) == list(defaults)
    assert row.complete(dict(reversed(defaults.items()))) == defaults
    with pytest.raises(InvalidTask) as caught:
        row.complete({"unheardOf": 1})
    assert caught.value.field == "unheardOf"
    assert all(name in caught.value.allowed for name in defaults or ["none"])


@each_row
def test_what_must_be_in_order_exists_and_is_kept_in_order(row: Entry) -> None:
    names = [option.name for option in row.options]
    for low, high in row.ordered:
        assert {low, high} <= set(names)
        assert row.complete({low: 7, high: 8}) == {**row.complete({}), low: 7, high: 8}
        for values in ({low: 8, high: 8}, {low: 9, high: 8}):
            with pytest.raises(InvalidTask) as caught:
                row.complete(values)
            assert (caught.value.field, caught.value.value) == (low, values[low])
            assert caught.value.allowed == f"less than {high}, which is 8"


def test_a_new_row_needs_nothing_but_its_data() -> None:
    styles = ChoiceOption("style", "Style", "A hint.", (("a", "A"), ("b", "B")), default="b")
    row = replace(CATALOG[Preprocessor.MLSD], options=(styles,))
    assert row.complete({}) == {"style": "b"}
    assert row.complete({"style": "a"}) == {"style": "a"}
    with pytest.raises(InvalidTask, match="one of a, b"):
        row.complete({"style": "c"})


@each_local
def test_what_makes_a_guide_here_is_there_and_says_what_it_is(
    row: Entry, local: LocalMethod
) -> None:
    module, function = local.opener.split(":")
    assert callable(getattr(import_module(module), function))
    assert PHRASE.fullmatch(local.method[0].lower() + local.method[1:])


@each_local
def test_a_draft_says_what_is_lacking_and_a_final_guide_lacks_nothing(
    row: Entry, local: LocalMethod
) -> None:
    if local.quality is Quality.DRAFT:
        assert SENTENCE.fullmatch(local.caveat)
    else:
        assert local.caveat == ""
