"""A guide's file says what it was made of and how; whatever else comes in says nothing."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.catalog import CATALOG
from core.encoding import encode
from core.export import guide_file
from core.file_format import FileFormat
from core.fit import Fit
from core.mark import mark_of, mark_of_file
from core.options import ChoiceOption, NumberOption, Option, SwitchOption
from core.preprocessor import Preprocessor, Quality
from core.provenance import TEXT_CHARS, Provenance, read_task
from core.rendition import Rendition
from core.task import PreprocessTask
from core.version import version
from core.xmp import packet_of
from tests.core.guides import example, guide_of
from tests.core.pictures import noise, saved

P = Preprocessor
CANNY = PreprocessTask(
    preprocessor=P.CANNY,
    options={"lowThresholdCanny": 40, "highThresholdCanny": 90},
    width=512,
)


def told(found: object) -> Provenance | None:
    """What is read from a file that says `found`."""
    packet = packet_of("task", json.dumps(found), program="")
    return read_task(encode(noise((4, 4)), FileFormat.PNG, 95, xmp=packet))


@pytest.mark.parametrize("format", FileFormat)
@pytest.mark.parametrize("preprocessor", P)
def test_every_guide_in_every_format_says_where_it_comes_from(
    tmp_path: Path, preprocessor: Preprocessor, format: FileFormat
) -> None:
    guide = example(preprocessor)
    path = tmp_path / f"a{format.suffix}"
    path.write_bytes(guide_file(guide, Rendition(format), "Die Brücke 猫"))
    expected = Provenance(
        task=PreprocessTask(preprocessor=preprocessor),
        picture="Die Brücke 猫",
        engine="local",
        method="by hand",
        quality=Quality.FINAL,
        program="Underdrawing",
        version=version(),
    )
    assert read_task(path) == expected
    assert read_task(path.read_bytes()) == expected


@pytest.mark.parametrize("format", FileFormat)
def test_what_is_done_on_the_way_out_does_not_matter(format: FileFormat) -> None:
    wish = Rendition(format, 60, invert=True, fit=Fit(128, multiple=64))
    if format.holds_transparency:
        wish = wish.replace(transparent=True)
    for guide in (example(P.CANNY), example(P.LINEART)):
        found = read_task(guide_file(guide, wish, "a"))
        assert found is not None
        assert found.task == guide.task


def test_the_size_that_was_asked_for_is_told_and_not_that_of_the_guide() -> None:
    guide = guide_of(P.CANNY, noise((9, 9)), width=512, height=7)
    found = read_task(guide_file(guide, Rendition(), "a"))
    assert found is not None
    assert (found.task.width, found.task.height) == (512, 7)


def _values(option: Option) -> st.SearchStrategy[Any]:
    match option:
        case SwitchOption():
            return st.booleans()
        case ChoiceOption():
            return st.sampled_from([word for word, _ in option.choices])
        case NumberOption(whole=True):
            return st.integers(int(option.minimum), int(option.maximum))
        case _:
            return st.floats(option.minimum, option.maximum)


@given(st.sampled_from(P), st.data())
def test_every_task_comes_back_whole(preprocessor: Preprocessor, data: st.DataObject) -> None:
    entry = CATALOG[preprocessor]
    options = {option.name: data.draw(_values(option)) for option in entry.options}
    for low, high in entry.ordered:
        options[low], options[high] = sorted((options[low], options[high]))
        if options[low] == options[high]:
            del options[low], options[high]
    sides = st.none() | st.integers(1, 10**6)
    task = PreprocessTask(
        preprocessor=preprocessor,
        options=options,
        width=data.draw(sides),
        height=data.draw(sides),
    )
    found = read_task(
        encode(
            noise((2, 2)), FileFormat.PNG, 95, xmp=Provenance(task, data.draw(st.text())).packet()
        )
    )
    assert found is not None
    assert found.task == task


@pytest.mark.parametrize("format", FileFormat)
def test_a_file_can_say_nothing(format: FileFormat) -> None:
    file = guide_file(example(P.CANNY), Rendition(format, metadata=False), "secret")
    assert read_task(file) is None
    assert b"secret" not in file
    assert b"canny" not in file


@pytest.mark.parametrize("format", FileFormat)
def test_the_same_guide_gives_the_same_bytes(format: FileFormat) -> None:
    first, second = (
        guide_file(guide_of(P.CANNY, noise((9, 9)), width=9), Rendition(format), "a")
        for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize(
    ("picture", "name"),
    [
        ("/home/ana/secret project/cat", "cat"),
        ("C:\\Users\\ana\\cat", "cat"),
        ("https://ana:word@example.com/a/cat?signature=abc#key", "cat"),
        ("what?", "what?"),
        ("two\nlines\x00\u202e", "two lines"),
        ("half \udcff", "half"),
        ("x" * 5000, "x" * TEXT_CHARS),
        ("", ""),
    ],
)
def test_only_the_name_of_the_picture_goes_out(picture: str, name: str) -> None:
    file = guide_file(example(P.CANNY), Rendition(), picture)
    for secret in (b"ana", b"word", b"signature", b"key"):
        assert secret not in file
    found = read_task(file)
    assert found is not None
    assert found.picture == name


def test_addresses_and_identities_of_a_task_stay_here() -> None:
    guide = guide_of(
        P.CANNY,
        noise((4, 4)),
        webhook_url="https://example.com/hook?token=abc",
        upload_endpoint="https://example.com/put?signature=def",
    )
    file = guide_file(guide, Rendition(), "a")
    for secret in (b"example.com", b"token", b"signature", str(guide.task.task_uuid).encode()):
        assert secret not in file


WHOLE = {
    "preprocessor": "canny",
    "options": dict(CANNY.options),
    "width": 512,
    "picture": "cat",
    "engine": "runware",
    "method": "ControlNet preprocess API",
    "quality": "draft",
    "program": "Underdrawing",
    "version": "9.0",
}


def test_what_a_newer_version_adds_is_left_out_and_the_rest_kept() -> None:
    newer = {
        **WHOLE,
        "options": {**CANNY.options, "blur": 3},
        "quality": "sublime",
        "mood": "calm",
    }
    found = told(newer)
    assert found == Provenance(
        CANNY, "cat", "runware", "ControlNet preprocess API", None, "Underdrawing", "9.0"
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"lowThresholdCanny": 40, "highThresholdCanny": 900}, (40, 200)),
        ({"lowThresholdCanny": "40", "highThresholdCanny": 90}, (100, 200)),
        ({"lowThresholdCanny": 90, "highThresholdCanny": 40}, (100, 200)),
        ({"lowThresholdCanny": True, "highThresholdCanny": None}, (100, 200)),
        ({"lowThresholdCanny": 1e400, "highThresholdCanny": float("nan")}, (100, 200)),
        ({"lowThresholdCanny": [], "highThresholdCanny": {}}, (100, 200)),
        ([], (100, 200)),
        (None, (100, 200)),
    ],
)
def test_options_that_cannot_be_get_their_defaults(
    options: object, expected: tuple[int, int]
) -> None:
    found = told({"preprocessor": "canny", "options": options})
    assert found is not None
    assert tuple(found.task.options.values()) == expected


@pytest.mark.parametrize("side", [0, -1, 2.5, "512", True, None, 10**9, [512]])
def test_a_size_that_cannot_be_is_none(side: object) -> None:
    found = told({"preprocessor": "canny", "width": side, "height": 7})
    assert found is not None
    assert (found.task.width, found.task.height) == (None, 7)


@pytest.mark.parametrize("word", [5, None, ["local"], {"local": 1}])
def test_words_that_are_none_are_empty(word: object) -> None:
    fields = ("picture", "engine", "method", "quality", "program", "version")
    found = told({"preprocessor": "Canny", **dict.fromkeys(fields, word)})
    assert found == Provenance(PreprocessTask(preprocessor=P.CANNY), program="")


@pytest.mark.parametrize(
    "found",
    [
        *(None, 5, "canny", [], ["canny"], {}, {"preprocessor": 5}),
        *({"preprocessor": "dreams"}, {"preprocessor": ["canny"]}, {"Preprocessor": "canny"}),
    ],
)
def test_without_a_preprocessor_there_is_nothing_to_bring_back(found: object) -> None:
    assert told(found) is None


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"preprocessor": canny}', "[" * 60_000, "9" * 10_000, "1" + " " * 70_000, "NaN"],
)
def test_a_text_that_is_no_json_says_nothing(text: str) -> None:
    packet = packet_of("task", text, program="")
    assert read_task(encode(noise((4, 4)), FileFormat.PNG, 95, xmp=packet)) is None


def test_a_text_that_is_very_long_is_not_read() -> None:
    assert told({"preprocessor": "canny", "mood": "x" * 60_000}) is not None
    assert told({"preprocessor": "canny", "mood": "x" * 70_000}) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*WHOLE, "height"]), JSON), st.sampled_from(P))
def test_whatever_it_says_what_is_read_is_valid(found: dict[str, Any], name: Preprocessor) -> None:
    read = told({**found, "preprocessor": name})
    assert read is not None
    assert read.task.preprocessor is name
    for text in (read.picture, read.engine, read.method, read.program, read.version):
        assert text.isprintable()
        assert len(text) <= TEXT_CHARS


def test_pictures_of_other_programs_say_nothing() -> None:
    image = Image.fromarray(noise((9, 9, 3)))
    foreign = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf'
        b'-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        b' xmp:CreatorTool="Painter" xmp:task="canny"/></rdf:RDF></x:xmpmeta>'
    )
    for format in ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP", "AVIF", "HEIF"):
        assert read_task(saved(image, format)) is None
    for file_format in FileFormat:
        assert read_task(encode(noise((9, 9, 3)), file_format, 95, xmp=foreign)) is None


def test_a_picture_that_was_saved_again_with_its_metadata_still_says_it(tmp_path: Path) -> None:
    for format in FileFormat:
        with Image.open(_written(tmp_path, format)) as image:
            packet = image.info["xmp"]
            again = saved(image.convert("RGB"), "JPEG", xmp=packet)
        found = read_task(again)
        assert found is not None
        assert found.task.preprocessor is P.CANNY


def _written(folder: Path, format: FileFormat) -> Path:
    path = folder / f"a{format.suffix}"
    path.write_bytes(guide_file(example(P.CANNY), Rendition(format), "a"))
    return path


def test_what_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    assert read_task(tmp_path / "none.png") is None
    assert read_task(tmp_path) is None
    assert read_task(Path("a\0b")) is None
    assert read_task(Path("x" * 5000)) is None


@pytest.mark.skipif(os.name != "posix", reason="POSIX pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert read_task(tmp_path / "a.png") is None


@given(st.binary(max_size=300))
def test_garbage_never_raises(data: bytes) -> None:
    assert read_task(data) is None


def test_the_mark_of_the_picture_is_told_and_what_is_none_is_left_out() -> None:
    guide = example(P.CANNY)
    mark = mark_of(b"a picture")
    found = read_task(guide_file(guide, Rendition(), "a", mark))
    assert found is not None
    assert found.mark == mark
    for other in (None, 7, "", mark[1:], mark + "0", mark[1:] + "g", "\u0660" * len(mark)):
        found = told({"preprocessor": "canny", "pictureMark": other})
        assert found is not None
        assert not found.mark


def test_a_mark_is_of_the_bytes_and_no_sum_that_others_make(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(bytes(3 * 2**20 + 1))
    assert mark_of_file(path) == mark_of(path.read_bytes())
    assert mark_of(b"") != hashlib.blake2b(b"", digest_size=16).hexdigest()
    assert mark_of_file(tmp_path) == mark_of_file(tmp_path / "none") == ""
