"""Settings: what was chosen comes back, and a file of another version does no harm."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog import CATALOG
from core.comparison import Comparison
from core.file_format import FileFormat
from core.fit import Fit
from core.options import Options
from core.paths import sample_picture, settings_file
from core.preprocessor import Entry, Preprocessor
from core.rendition import Rendition
from core.service_choices import EngineName, ServiceChoices
from core.settings import Motion, Settings, SettingsFile, Theme
from core.task import DeliveryMethod, OutputType

CANNY, SHUFFLE = Preprocessor.CANNY, Preprocessor.SHUFFLE
CHOSEN = Settings(
    theme=Theme.DARK,
    language="de",
    text_size=130,
    motion=Motion.REDUCED,
    start_preprocessor=CANNY,
    start_comparison=Comparison.WIPE,
    start_history=False,
    history_limit_mb=500,
    methods={CANNY: "pack", SHUFFLE: ""},
    offline=True,
    preprocessor=SHUFFLE,
    options={SHUFFLE: Options({"seed": -5})},
    recent=("/home/a/Bilder/cat.png", "/home/a/dog.jpg"),
    open_folder="/home/a/Bilder",
    export_folder="C:\\Users\\a",
    rendition=Rendition(FileFormat.WEBP, 100, invert=True, fit=Fit(768)),
    window="AdnQywAD",
    service=ServiceChoices(
        engine=EngineName.RUNWARE,
        address="http://127.0.0.1:7000/v1",
        wait_s=60,
        delivery=DeliveryMethod.SYNC,
        output_type=OutputType.BASE64,
        ttl_s=120,
        include_cost=False,
        serves=True,
        port=7000,
    ),
)
KEYS = sorted(set(vars(CHOSEN)) - {"unknown"})
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FOLDERS = st.text() | st.sampled_from((os.fsdecode(b"/home/\xff\xfe"), "C:\\ü", "\ud83c", "\n"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def write(path: Path, **found: object) -> None:
    path.write_text(json.dumps(found), "utf-8")


def plain(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _options(entry: Entry) -> st.SearchStrategy[Options]:
    values = [st.just(entry.complete({}))]
    if entry.preprocessor is CANNY:
        numbers = st.tuples(st.integers(0, 127), st.integers(128, 255))
        values.append(
            numbers.map(lambda it: dict(zip(entry.complete({}), it, strict=True)))  # low, high
        )
    if entry.preprocessor is SHUFFLE:
        values.append(st.integers(-(2**53) + 1, 2**53 - 1).map(lambda seed: {"seed": seed}))
    if entry.preprocessor is Preprocessor.TILE:
        values.append(st.floats(1, 16).map(lambda factor: {"tileFactor": factor}))
    return st.one_of(values).map(Options)


SETTINGS = st.builds(
    Settings,
    theme=st.sampled_from(Theme),
    preprocessor=st.sampled_from(Preprocessor),
    options=st.fixed_dictionaries({}, optional={n: _options(e) for n, e in CATALOG.items()}),
    open_folder=FOLDERS,
    export_folder=FOLDERS,
    rendition=st.builds(
        Rendition, st.sampled_from(FileFormat), st.integers(20, 100), invert=st.booleans()
    ),
    window=st.text(alphabet="ABCabc019+/="),
    methods=st.dictionaries(st.sampled_from(Preprocessor), st.text()),
    offline=st.booleans(),
    unknown=st.dictionaries(st.text().filter(lambda key: key not in KEYS), JSON, max_size=3),
)


@given(settings=SETTINGS)
def test_whatever_was_chosen_comes_back(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    SettingsFile(path).save(settings)
    found = SettingsFile(path).load()
    assert found == settings
    assert [type(getattr(found, key)) for key in KEYS] == [
        type(getattr(settings, key)) for key in KEYS
    ]


def test_the_first_start_finds_nothing_and_leaves_nothing(path: Path) -> None:
    assert SettingsFile(path).load() == Settings()
    assert names(path.parent) == []
    assert SettingsFile(path / "below" / "settings.json").load() == Settings()


def test_without_a_file_the_application_follows_the_system_and_starts_with_canny() -> None:
    settings = Settings()
    assert (settings.theme, settings.preprocessor) == (Theme.SYSTEM, CANNY)
    assert settings.rendition == Rendition(FileFormat.PNG, 95)
    assert (settings.open_folder, settings.export_folder, settings.window) == ("", "", "")
    assert (settings.options, settings.unknown) == ({}, {})
    assert settings.replace(theme=Theme.DARK) == Settings(theme=Theme.DARK)


def test_folders_on_the_way_to_the_file_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "settings.json"
    SettingsFile(path).save(CHOSEN)
    assert SettingsFile(path).load() == CHOSEN


def test_what_another_version_knows_is_written_back_as_it_was(path: Path) -> None:
    write(path, theme="dark", batch={"folder": "/x", "depth": [1, 2.5, None]}, unknown=7)
    file = SettingsFile(path)
    settings = file.load()
    assert settings.theme is Theme.DARK
    file.save(settings.replace(theme=Theme.LIGHT))
    found = plain(path)
    assert found["theme"] == "light"
    assert found["batch"] == {"folder": "/x", "depth": [1, 2.5, None]}
    assert found["unknown"] == 7
    assert sorted(found) == sorted([*KEYS, "batch", "unknown"])


BAD_FORMATS: tuple[object, ...] = ("png", "GIF", None, 1, [], ["PNG"], {})
BAD_FORMATS = tuple({"format": form} for form in BAD_FORMATS)
BAD_QUALITIES: tuple[object, ...] = (19, 101, 95.0, "95", None, True, [], float("nan"), 10**400)
BAD_QUALITIES = tuple({"quality": quality} for quality in BAD_QUALITIES)


WRONG: dict[str, tuple[object, ...]] = {
    "theme": ("purple", "Dark", None, 1, True, [], ["dark"], {"dark": 1}),
    "preprocessor": ("cany", "Canny", None, 0, True, [], ["canny"], {}),
    "options": (None, 1, "canny", True, [], [["canny", {}]]),
    "recent": (None, 1, "/cat.png", {}, [1], ["/cat.png", None]),
    "open_folder": (None, 1, True, [], ["/"], {}),
    "export_folder": (None, 1, True, [], ["/"], {}),
    "rendition": ("PNG", None, 1, [], ["PNG"], *BAD_FORMATS, *BAD_QUALITIES),
    "window": (None, 1, True, [], {}),
    "service": (None, 1, "runware", []),
    "language": (None, 1, ["de"]),
    "text_size": (None, 99, 1000, "130", True, 130.5),
    "motion": ("none", None, True),
    "start_preprocessor": ("cany", 1, []),
    "start_comparison": ("", 0),
    "start_history": (0, "yes"),
    "history_limit_mb": (None, 0, -1, 99, "2048", True, 10**400),
    "methods": (None, [], "pack", 1),
    "offline": (0, "yes", None),
}


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in WRONG.items() for value in values]
)
def test_a_setting_that_is_wrong_is_the_only_one_to_be_forgotten(
    path: Path, key: str, value: object
) -> None:
    SettingsFile(path).save(CHOSEN)
    write(path, **{**plain(path), key: value})
    assert SettingsFile(path).load() == CHOSEN.replace(**{key: getattr(Settings(), key)})
    assert names(path.parent) == ["settings.json"]


@pytest.mark.parametrize("key", KEYS)
def test_a_setting_that_is_missing_is_the_only_one_to_be_new(path: Path, key: str) -> None:
    SettingsFile(path).save(CHOSEN)
    found = plain(path)
    del found[key]
    write(path, **found)
    assert SettingsFile(path).load() == CHOSEN.replace(**{key: getattr(Settings(), key)})


@given(found=st.dictionaries(st.sampled_from(KEYS) | st.text(), JSON, max_size=6))
def test_no_file_keeps_the_application_from_starting(
    found: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    write(path, **found)
    file = SettingsFile(path)
    settings = file.load()
    file.save(settings)
    assert SettingsFile(path).load() == settings


def test_options_that_no_longer_fit_start_anew_and_the_others_stay(path: Path) -> None:
    write(
        path,
        options={
            "canny": {"lowThresholdCanny": 200, "highThresholdCanny": 100},
            "shuffle": {"seed": 7},
            "tile": {"tileFactor": float("nan")},
            "scribble": {"gone": 1},
            "openpose": [],
            "lineart": {"lineWidth": 3},
            "lineart-anime": None,
            "unheard-of": {"a": 1},
        },
    )
    assert dict(SettingsFile(path).load().options) == {
        SHUFFLE: {"seed": 7},
        Preprocessor.OPENPOSE: CATALOG[Preprocessor.OPENPOSE].complete({}),
        Preprocessor.LINEART: CATALOG[Preprocessor.LINEART].complete({"lineWidth": 3.0}),
    }


def test_methods_of_preprocessors_that_are_not_known_are_forgotten(path: Path) -> None:
    write(path, methods={"canny": "pack", "unheard-of": "pack", "tile": 3, "depth": ""})
    assert SettingsFile(path).load().methods == {CANNY: "pack", Preprocessor.DEPTH: ""}


def test_nothing_is_written_while_nothing_changes(path: Path) -> None:
    file = SettingsFile(path)
    file.save(CHOSEN)
    path.write_text("another program was here")
    file.save(CHOSEN.replace())
    assert path.read_text() == "another program was here"
    file.save(CHOSEN.replace(window=""))
    assert SettingsFile(path).load() == CHOSEN.replace(window="")


def test_two_windows_do_not_undo_each_others_choices(path: Path) -> None:
    SettingsFile(path).save(CHOSEN)
    one, other = SettingsFile(path), SettingsFile(path)
    in_one, in_other = one.load(), other.load()
    service = in_one.service
    in_one = in_one.replace(theme=Theme.LIGHT, service=service.replace(wait_s=10))
    one.save(in_one)
    in_other = in_other.replace(
        text_size=150,
        service=service.replace(port=9000),
        options={**in_other.options, CANNY: Options(CATALOG[CANNY].complete({}))},
    )
    other.save(in_other)
    one.save(in_one.replace(history_limit_mb=700))
    both = SettingsFile(path).load()
    assert (both.theme, both.text_size, both.history_limit_mb) == (Theme.LIGHT, 150, 700)
    assert (both.service.wait_s, both.service.port) == (10, 9000)
    assert set(both.options) == {CANNY, SHUFFLE}


def test_what_two_windows_opened_is_in_the_list_of_both_unless_one_was_cleared(path: Path) -> None:
    SettingsFile(path).save(CHOSEN)
    one, other = SettingsFile(path), SettingsFile(path)
    in_one, in_other = one.load(), other.load()
    one.save(in_one.replace(recent=("/fox.png", *in_one.recent)))
    other.save(in_other.replace(recent=("/owl.png", *in_other.recent)))
    assert SettingsFile(path).load().recent == ("/owl.png", *CHOSEN.recent, "/fox.png")
    other.save(in_other.replace(recent=()))
    assert set(SettingsFile(path).load().recent) <= {"/fox.png"}


def test_of_two_windows_that_choose_the_same_the_later_one_is_heeded(path: Path) -> None:
    one, other = SettingsFile(path), SettingsFile(path)
    in_one, in_other = one.load(), other.load()
    one.save(in_one.replace(theme=Theme.LIGHT, text_size=115))
    other.save(in_other.replace(theme=Theme.DARK))
    assert SettingsFile(path).load() == Settings(theme=Theme.DARK, text_size=115)


def test_what_every_start_begins_with_goes_before_what_there_was_last() -> None:
    last = Settings(preprocessor=SHUFFLE, comparison=Comparison.WIPE, shows_history=True)
    assert last.at_start() == last
    begun = last.replace(start_preprocessor=CANNY, start_history=False).at_start()
    assert (begun.preprocessor, begun.shows_history) == (CANNY, False)
    assert begun.comparison is Comparison.WIPE


def test_settings_live_in_the_folder_of_the_user(own_home: Path) -> None:
    assert settings_file().is_relative_to(own_home)
    assert settings_file().name == "settings.json"
    assert not settings_file().exists()


def test_the_sample_picture_is_there() -> None:
    assert sample_picture().is_file()
