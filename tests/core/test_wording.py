"""Sentences that remember what they are made of: as text they are English, and nothing is lost."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import pytest

from core.wording import Said, parse_said, plain_said, say, say_n, together


def same(one: str, other: str) -> bool:
    """Whether both say the same and are made of the same."""
    if not (isinstance(one, Said) and isinstance(other, Said)):
        return type(one) is type(other) and one == other
    told = [(said, said.template, dict(said.values), said.number) for said in (one, other)]
    return told[0] == told[1]


def test_a_sentence_is_its_english_text_and_knows_its_template_and_values() -> None:
    said = say("{name} has {count:,} pixels.", name="a.png", count=65536)
    assert said == "a.png has 65,536 pixels."
    assert said.template == "{name} has {count:,} pixels."
    assert said.values == {"name": "a.png", "count": 65536}


def test_without_values_braces_mean_themselves_and_a_template_can_wait_in_a_table() -> None:
    waiting = say("{name} did not answer.")
    assert waiting == "{name} did not answer."
    assert say(waiting, name="Runware") == "Runware did not answer."


@pytest.mark.parametrize(("count", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_a_counted_text_has_the_form_of_its_number(count: int, text: str) -> None:
    said = say_n("{n} row", "{n} rows", count)
    assert said == text
    assert (said.template, said.number) == ("{n} rows", count)


def test_sentences_are_put_together_less_the_empty_ones() -> None:
    parts = (say("{n} is odd.", n=3), "", "As it stands.")
    said = together(*parts)
    assert said == "3 is odd. As it stands."
    assert list(said.values.values()) == [parts[0], parts[2]]
    assert together(*parts, between=", ") == "3 is odd., As it stands."
    assert together("", "") == ""


SENTENCES = (
    "a plain text",
    say("A sentence."),
    say("{size:.1f} MB", size=2.5),
    say_n("{n} row", "{n} rows", 3),
    say("{why} Again.", why=say_n("{n} row of {name}", "{n} rows of {name}", 1, name="b")),
    together(say("One."), say("Two.")),
)


@pytest.mark.parametrize("said", SENTENCES)
def test_a_sentence_survives_copies_pickles_and_json_whole(said: str) -> None:
    assert same(copy.deepcopy(said), said)
    assert same(pickle.loads(pickle.dumps(said)), said)
    assert same(parse_said(json.loads(json.dumps(plain_said(said)))), said)


def test_in_json_a_value_that_is_neither_number_nor_sentence_becomes_a_word() -> None:
    said = say("There is no folder {folder}.", folder=Path("guides"))
    again = parse_said(json.loads(json.dumps(plain_said(said))))
    assert again == said
    assert isinstance(again, Said)
    assert again.values == {"folder": "guides"}


@pytest.mark.parametrize("plain", [{}, {"english": "a"}, 3, None])
def test_what_was_not_written_so_is_refused(plain: object) -> None:
    with pytest.raises((KeyError, TypeError)):
        parse_said(plain)  # type: ignore[arg-type]
