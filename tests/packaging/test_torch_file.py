"""Files of torch's legacy format are read to the bit, and nothing in them is ever run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.torch_file import read_tensors
from tests.packaging.torch_files import (
    CALL,
    checkpoint,
    dictionary,
    file,
    sequence,
    tensor,
    text,
)


def test_all_tensors_are_read() -> None:
    random = np.random.default_rng(1)
    saved: dict[str, NDArray[Any]] = {
        "weight": random.normal(size=(4, 3, 2, 5)).astype(np.float32),
        "exact": random.normal(size=(7,)),
        "steps": np.array(370_000),
    }
    read = read_tensors(checkpoint(saved), "state_dict")
    assert list(read) == list(saved)
    for name, array in saved.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array)


def test_tensors_may_share_a_storage_and_be_turned() -> None:
    numbers = np.arange(12, dtype=np.float32)
    views = {
        "rows": tensor(b"Float", "a", 12, offset=4, shape=(2, 4), steps=(4, 1)),
        "turned": tensor(b"Float", "a", 12, offset=0, shape=(4, 3), steps=(1, 4)),
    }
    read = read_tensors(file(dictionary({"model": dictionary(views)}), {"a": numbers}), "model")
    np.testing.assert_array_equal(read["rows"], numbers[4:].reshape(2, 4))
    np.testing.assert_array_equal(read["turned"], numbers.reshape(3, 4).T)


def test_what_is_read_cannot_be_written_to() -> None:
    read = read_tensors(checkpoint({"a": np.ones(3, np.float32)}), "state_dict")
    with pytest.raises(ValueError, match="read-only"):
        read["a"][0] = 2


@pytest.mark.parametrize("name", ["io\nopen", "builtins\neval", "torch\nload"])
def test_a_file_that_would_run_something_is_refused(name: str, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    call = b"c" + name.encode() + b"\n" + sequence(text(str(trace)), text("w")) + CALL
    with pytest.raises(ValueError, match="is not data"):
        read_tensors(file(dictionary({"a": call}), {}), "a")
    assert not trace.exists()


def test_a_view_beyond_its_storage_is_refused() -> None:
    def content(offset: int) -> bytes:
        views = {
            "view": tensor(b"Float", "a", 4, offset=offset, shape=(3,), steps=(1,)),
            "after": tensor(b"Float", "b", 9, offset=0, shape=(9,), steps=(1,)),
        }
        storages = {"a": np.arange(4, dtype=np.float32), "b": np.ones(9, np.float32)}
        return file(dictionary({"model": dictionary(views)}), storages)

    np.testing.assert_array_equal(read_tensors(content(1), "model")["view"], [1, 2, 3])
    with pytest.raises(ValueError):
        read_tensors(content(2), "model")


def test_a_damaged_file_is_refused() -> None:
    good = checkpoint({"a": np.ones((3, 2), np.float32), "b": np.zeros(4, np.float32)})
    assert set(read_tensors(good, "state_dict")) == {"a", "b"}
    for bad in (b"", b"PK\x03\x04", good[:-1], good + b"\0", good[1:], good[:100], good[:-30]):
        with pytest.raises(ValueError):
            read_tensors(bad, "state_dict")
    with pytest.raises(ValueError):
        read_tensors(good, "model")
