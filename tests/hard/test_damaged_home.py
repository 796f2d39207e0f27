"""All that the application remembers is damaged, or of a newer version: it starts, says so, and
loses nothing of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from core.batch.batch import Batch
from core.errors import UnderdrawingError
from core.history.history import GuideHistory
from core.paths import batch_folder, bought_folder, history_folder, settings_file
from core.runware.purchases import GUIDES, Purchases
from core.settings import SettingsFile
from tests.core.batch.given import pictures, plan_of
from tests.hard.homes import (
    BOUGHT,
    DAMAGE,
    GUIDE,
    NEWER,
    PRESET,
    TILE,
    copied,
    files,
    live_in,
    same,
)
from tests.stories.desk import Desk, play, write_picture
from tests.stories.many import asked_for

KINDS = {**DAMAGE, "newer": NEWER}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A home that somebody has worked in; where what is damaged there is kept to compare with."""
    live_in(tmp_path / "pictures")
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


def _damage(kind: str, kept: Path) -> dict[str, Path]:
    """Do that to every file; what they were like then, by what they hold."""
    for path in files().values():
        KINDS[kind](path)
    return {name: copied(path, kept / name) for name, path in files().items()}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_damaged_is_put_aside_as_it_is(kind: str, kept: Path) -> None:
    before = _damage(kind, kept)
    there = {name for name, path in before.items() if path.exists()}

    settings = SettingsFile(settings_file())
    settings.load()
    aside = settings_file().with_name("settings.json.damaged")
    assert (settings.damaged == aside) == ("settings" in there and kind != "newer")
    if settings.damaged is not None:
        assert same(aside, before["settings"])

    history = GuideHistory(history_folder())
    assert history.entries() == []
    assert "was set aside" in history.take_remark()
    history.close()
    (set_aside,) = history_folder().glob("set-aside-*")
    assert len(list((set_aside / "files").iterdir())) == 6
    if "history" in there:
        assert same(set_aside / "history.sqlite3", before["history"])

    plan = plan_of(pictures(kept / "more", 1), TILE, to=kept / "out")
    try:
        assert Batch.open(batch_folder()) is None
    except UnderdrawingError as error:
        assert "cannot be read" in error.what
        Batch.begin(plan, batch_folder()).close()
        assert same(batch_folder() / "damaged-batch.sqlite3", before["batch"])
    else:
        assert kind in ("empty", "gone")

    purchases = Purchases(bought_folder())
    try:
        assert purchases.find(BOUGHT) is None
    except UnderdrawingError as error:
        assert "cannot be read" in error.what
        assert same(files()["purchases"], before["purchases"])
    else:
        assert kind == "gone"
    purchases.close()
    (guide,) = (bought_folder() / GUIDES).iterdir()
    assert guide.read_bytes() == GUIDE


@pytest.mark.parametrize("kind", ["empty", "junk", "a folder", "newer"])
def test_the_window_starts_says_what_is_wrong_and_works(
    kind: str, kept: Path, tmp_path: Path
) -> None:
    _damage(kind, kept)
    write_picture(tmp_path / "cat.png")
    said: list[str] = []

    async def hear(desk: Desk) -> None:
        notice = await desk.noticed()
        said.append(notice.what)
        desk.window.notices.put_away()

    async def story(desk: Desk) -> None:
        if kind != "newer":
            await hear(desk)
        await desk.settled()
        desk.window.commands.history.trigger()
        await hear(desk)
        await desk.until(lambda: len(desk.window.history.entries) == 1, "the new guide is kept")
        desk.click(desk.button("Runware"))
        await hear(desk)
        desk.click(desk.button("This computer"))
        await desk.settled()
        many = await asked_for(desk)
        if kind != "empty":
            await desk.until(many.notice, "it is told of the batch")
            said.append(many.notice())
        many.drop(tmp_path / "cat.png")
        await many.begin(tmp_path / "out", TILE)
        await many.over()
        many.press(Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)

    async def next_start(desk: Desk) -> None:
        await desk.settled()
        assert desk.notice is None, "nothing is told twice"

    assert play(story, str(tmp_path / "cat.png")) == 0
    expected = {
        "settings": kind != "newer",
        "history": True,
        "list of what was bought": True,
        "list of the batch": kind != "empty",
    }
    assert len(said) == sum(expected.values())
    for about, is_told in expected.items():
        assert any(about in each for each in said) == is_told, about
    assert (tmp_path / "out" / "cat-tile.png").exists()
    assert play(next_start, str(tmp_path / "cat.png")) == 0


def test_what_a_newer_version_remembers_outlasts_an_older_one_in_use(tmp_path: Path) -> None:
    live_in(tmp_path / "pictures")
    found = json.loads(settings_file().read_text())
    newer = {"name": "Of tomorrow", "preprocessor": "hologram", "options": {"depth": 4}}
    found |= {"theme": "sepia", "beams": {"on": True}}
    found["presets"].append(newer)
    found["options"]["hologram"] = {"depth": 4}
    found["rendition"]["layers"] = 3
    settings_file().write_text(json.dumps(found))

    async def story(desk: Desk) -> None:
        desk.session.choose(TILE)
        desk.session.set_options({"tileFactor": 2.0})
        desk.window.presets.keep("Another")

    assert play(story) == 0
    after = json.loads(settings_file().read_text())
    assert after["beams"] == {"on": True}
    assert after["theme"] == "sepia", "nobody has chosen another"
    assert after["options"]["hologram"] == {"depth": 4}
    assert after["rendition"]["layers"] == 3
    assert after["options"]["tile"] == {"tileFactor": 2.0}
    assert newer in after["presets"]
    assert [each["name"] for each in after["presets"]] == [PRESET.name, "Of tomorrow", "Another"]
