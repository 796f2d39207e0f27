"""The catalogue of the library: complete, pinned to the last bit, and free of what may not be."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from core.catalog import CATALOG
from core.library.checking import check
from core.library.row import DETECTOR, POSE, Row
from core.library.rows import ROWS
from core.local.pack import Tensor
from core.preprocessor import Preprocessor
from tests.hub.graphs import plain

every_row = pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.name)
FREE = {"MIT", "Apache-2.0"}
NOT_OFFERED = ("segformer", "maskformer", "depthpro", "omnidata", "dsine", "pidinet", "annotators")
BETTERED = (
    *(Preprocessor.DEPTH, Preprocessor.NORMALBAE, Preprocessor.SEG, Preprocessor.LINEART),
    *(Preprocessor.LINEART_ANIME, Preprocessor.OPENPOSE, Preprocessor.SOFTEDGE),
)


def test_every_guide_that_can_be_bettered_has_a_network() -> None:
    served = {preprocessor for row in ROWS.values() for preprocessor in row.serves}
    assert served == set(BETTERED)
    assert served < set(CATALOG)


def test_of_those_that_serve_the_same_one_is_the_first() -> None:
    for preprocessor in BETTERED:
        ranks = [row.rank for row in ROWS.values() if preprocessor in row.serves]
        assert len(set(ranks)) == len(ranks), preprocessor


@every_row
def test_a_row_says_what_it_is_in_whole_sentences(row: Row) -> None:
    assert ROWS[row.name] is row
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.name)
    for sentence in (row.good_for, row.licence_note, row.training):
        assert sentence.endswith(".")
        assert sentence[0].isupper()
    assert row.bytes > 1_000_000


@every_row
def test_its_licence_is_free_and_it_is_none_of_those_that_may_not_be_offered(row: Row) -> None:
    assert row.licence in FREE
    told = f"{row.repo} {row.title}".lower()
    assert not [name for name in NOT_OFFERED if name in told]


@every_row
def test_a_pin_is_a_revision_and_hashes_and_never_a_branch(row: Row) -> None:
    assert row.revision is None or re.fullmatch("[0-9a-f]{40}", row.revision)
    for file in row.files:
        for sha256 in (file.sha256, file.member_sha256):
            assert sha256 is None or re.fullmatch("[0-9a-f]{64}", sha256)
        assert file.bytes is not None or file.about_bytes
        assert not file.path.startswith("/")
        assert ".." not in file.path
    assert row.is_pinned == (row.revision is not None and all(f.sha256 for f in row.files))


def test_no_two_files_have_the_same_hash() -> None:
    hashes = [file.sha256 for row in ROWS.values() for file in row.files if file.sha256]
    assert len(set(hashes)) == len(hashes)


@every_row
def test_its_adapter_is_there(row: Row) -> None:
    module, _, function = row.adapter.partition(":")
    assert callable(getattr(import_module(module), function))


@every_row
def test_its_files_are_told_apart_by_their_roles(row: Row) -> None:
    roles = [file.role for file in row.files]
    expected = [DETECTOR, POSE] if Preprocessor.OPENPOSE in row.serves else ["network"]
    assert roles == expected
    for role in roles:
        assert row.file(role).role == role
    with pytest.raises(KeyError):
        row.file("another")


@every_row
def test_its_inputs_and_outputs_say_what_they_mean(row: Row) -> None:
    for file in row.files:
        for tensor in (*file.inputs, *file.outputs):
            assert isinstance(tensor, Tensor)
            assert tensor.meaning


@every_row
def test_a_stand_in_has_its_form(row: Row) -> None:
    for file in row.files:
        check(plain(file), row, file)
