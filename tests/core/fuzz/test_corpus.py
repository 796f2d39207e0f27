"""Every input that the fuzzer found of use ends in a valid value, or a refusal in due form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.rule import hold
from tests.fuzz.targets import MODULES, target

CORPUS = Path(__file__).parents[2] / "fuzz" / "corpus"


@pytest.mark.parametrize("name", MODULES)
def test_what_was_tried_once_goes_well_again(
    name: str, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # texts are taken for paths as well
    wanted = target(name)
    seeds = {f"seed {place}": data for place, data in enumerate(wanted.seeds())}
    files = {path.name: path.read_bytes() for path in sorted((CORPUS / name).iterdir())}
    assert seeds
    assert files
    broken = {}
    for title, data in {**seeds, **files}.items():
        try:
            hold(wanted, data)
        except Exception as error:
            broken[title] = f"{type(error).__name__}: {error}"
    assert not broken
    assert capfd.readouterr() == ("", "")


def test_the_corpus_stays_small() -> None:
    sizes = [path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()]
    assert sum(sizes) < 1_500_000
    assert {path.name for path in CORPUS.iterdir()} == set(MODULES)
