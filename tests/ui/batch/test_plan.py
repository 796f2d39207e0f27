"""Planning a batch: what is named is found, what is ticked is made, and what cannot be is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from core.batch.budget import Estimate
from core.batch.plan import Plan
from core.errors import ExportError, UnderdrawingError
from core.fit import Fit, Side
from core.preprocessor import Preprocessor
from core.presets import SHIPPED, Preset
from core.rendition import Rendition
from core.service_choices import EngineName
from tests.ui.parts import PatientEngine, until
from ui.batch.plan_panel import BatchPlanPanel
from ui.session import Session

CANNY, TILE, SHUFFLE = Preprocessor.CANNY, Preprocessor.TILE, Preprocessor.SHUFFLE
LOW, HIGH = "lowThresholdCanny", "highThresholdCanny"


def _pictures(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.effect_noise((20, 10), 90).save(folder / name)
    return [folder / name for name in names]


@asynccontextmanager
async def planning(*presets: Preset) -> AsyncIterator[tuple[BatchPlanPanel, Session]]:
    session = Session(PatientEngine())
    panel = BatchPlanPanel(session, lambda: presets)
    panel.show()
    try:
        yield panel, session
    finally:
        await panel.aclose()
        await session.aclose()
        panel.close()
        panel.deleteLater()


async def _found(panel: BatchPlanPanel) -> None:
    await until(lambda: not panel.sources.looking, "all is looked through")


async def test_what_is_named_is_found_once_and_what_is_wrong_is_told(tmp_path: Path) -> None:
    a, b = _pictures(tmp_path / "photos", "a.png", "deep/b.png")
    (tmp_path / "empty").mkdir()
    async with planning() as (panel, _):
        panel.sources.list.add([a, tmp_path / "photos", a, tmp_path / "empty"])
        await _found(panel)
        assert [source.what for source in panel.sources.found.sources] == [a, b]
        assert panel.sources.says.splitlines() == [
            "2 pictures are found.",
            f"There is no picture in {tmp_path / 'empty'}. Choose another folder.",
        ]
        panel.sources.list.selectAll()
        panel.sources.remove.click()
        await _found(panel)
        assert panel.says == "There are no pictures. Choose some."
        assert not panel.start.isEnabled()


async def test_guides_of_before_are_no_pictures_of_the_next_batch(tmp_path: Path) -> None:
    _pictures(tmp_path, "a.png", "out/a-canny.png")
    async with planning() as (panel, _):
        panel.sources.list.add([tmp_path])
        await _found(panel)
        assert panel.to_make == {CANNY: 2}
        panel.names.within.click()
        panel.names.folder.setText(str(tmp_path / "out"))
        await _found(panel)
        assert panel.to_make == {CANNY: 1}, "what lies where they go is left out"


async def test_what_is_there_already_is_not_announced_as_to_be_made(tmp_path: Path) -> None:
    photos = _pictures(tmp_path, "a.png", "b.png", "deep/c.png")
    for name in ("a-canny.png", "deep/c-canny.png", "c-canny.png"):
        Image.new("L", (20, 10)).save(tmp_path / name)
    async with planning() as (panel, _):
        panel.sources.list.add(photos)
        panel.tasks.tick([CANNY, TILE])
        await until(lambda: panel.start.text() == "Make 4 guides", "two are there")
        assert panel.says == "6 guides of 3 pictures. 2 of them are there already."
        assert panel.to_make == {CANNY: 1, TILE: 3}, "which is what is bought"
        panel.files.skip.click()
        assert panel.start.text() == "Make 6 guides", "all are made anew"
        panel.files.skip.click()
        panel.tasks.tick([CANNY])
        panel.names.within.click()
        panel.names.folder.setText(str(tmp_path))
        await until(lambda: panel.start.text() == "Make 1 guide", "two are there as well")
        panel.hide()
        (tmp_path / "b-canny.png").write_bytes((tmp_path / "a-canny.png").read_bytes())
        panel.show()
        await until(lambda: panel.to_make.total() == 0, "all have come meanwhile")
        assert panel.says == "3 guides of 3 pictures: all there already."
        assert panel.start.isEnabled(), "whoever has taken one away since can have it made"


async def test_options_follow_the_main_window_until_they_are_set_here() -> None:
    kept = Preset("My own", CANNY, SHIPPED[0].options)
    async with planning(kept) as (panel, session):
        tasks = panel.tasks
        session.set_options({HIGH: 150})
        assert tasks.chosen == {CANNY: {LOW: 100, HIGH: 150}}
        assert tasks.options.control(HIGH).field.value() == 150  # type: ignore[union-attr]
        assert not tasks.as_in_window.isEnabled()
        tasks.options.changed.emit({LOW: 30})
        session.set_options({HIGH: 160})
        assert tasks.chosen == {CANNY: {LOW: 30, HIGH: 150}}
        assert session.options[LOW] == 100
        tasks.as_in_window.click()
        assert tasks.chosen == {CANNY: {LOW: 100, HIGH: 160}}
        tasks._menu.aboutToShow.emit()
        fine, own = tasks._menu.actions()
        assert (fine.text(), own.text()) == ("Fine detail", "My own")
        fine.trigger()
        assert tasks.chosen == {CANNY: dict(SHIPPED[0].options)}
        tasks.options.reset_asked.emit()
        assert tasks.chosen == {CANNY: {LOW: 100, HIGH: 200}}


async def test_all_are_ticked_at_once_and_each_has_its_options() -> None:
    async with planning() as (panel, session):
        panel.tasks.all.click()
        assert panel.tasks.ticked == [CANNY, TILE, SHUFFLE]
        panel.tasks.list.setCurrentRow(2)
        assert "seed" in panel.tasks.chosen[SHUFFLE]
        panel.show_engine(EngineName.RUNWARE)
        assert "seed" not in panel.tasks.chosen[SHUFFLE], "Runware has no such option"
        with pytest.raises(KeyError):
            panel.tasks.options.control("seed")
        panel.tasks.all.click()
        assert panel.tasks.ticked == []
        assert session.preprocessor is CANNY


async def test_the_example_is_the_name_that_the_first_guide_will_have(tmp_path: Path) -> None:
    photos = _pictures(tmp_path / "photos", *(f"{number}.png" for number in range(12)))
    async with planning() as (panel, _):
        panel.sources.list.add(photos)
        await _found(panel)
        assert panel.names.says.text() == f"For example {Path('photos', '0-canny.png')}"
        panel.names.within.click()
        assert "There is no folder for the guides." in panel.names.says.text()
        assert not panel.start.isEnabled()
        panel.names.folder.setText("guides")
        assert "does not say where it is" in panel.names.says.text()
        panel.names.folder.setText(str(tmp_path / "out"))
        panel.names.pattern.setText("{number} {folder}/{name} {date}.{ext}")
        day = date.today().isoformat()
        first = tmp_path / "out" / "01 photos" / f"0 {day}.png"
        assert panel.names.says.text() == f"For example {first}"
        panel.names.pattern.setText("{name}.{ext")
        assert "has a brace without its other" in panel.names.says.text()
        with pytest.raises(ExportError):
            panel.plan()


async def test_without_pictures_the_example_is_in_the_users_language(qapp: QApplication) -> None:
    german = _German()
    qapp.installTranslator(german)
    try:
        async with planning() as (panel, _):
            panel.names.pattern.setText("{folder}/{name}.{ext}")
            assert panel.names.says.text().endswith(str(Path("Bilder", "Bild.png")))
    finally:
        qapp.removeTranslator(german)


class _German(QTranslator):
    def translate(self, context: str, text: str, note: str | None = None, n: int = -1) -> str:
        return {"picture": "Bild", "pictures": "Bilder"}.get(text, text)


async def test_a_field_is_put_into_the_pattern_where_the_cursor_is() -> None:
    async with planning() as (panel, _):
        panel.names.pattern.setText("-{name}.{ext}")
        panel.names.pattern.setCursorPosition(0)
        menu = panel.names.fields.menu()
        number = next(each for each in menu.actions() if each.text().startswith("{number}"))
        number.trigger()
        assert panel.names.pattern.text() == "{number}-{name}.{ext}"


async def test_the_plan_has_all_that_is_chosen_and_can_be_chosen_again(tmp_path: Path) -> None:
    photos = _pictures(tmp_path, "a.png")
    rendition = Rendition(invert=True, fit=Fit(1024, Side.LONG))
    async with planning() as (panel, _):
        panel.sources.list.add(photos)
        panel.tasks.tick([CANNY, TILE])
        panel.names.within.click()
        panel.names.folder.setText(str(tmp_path / "out"))
        panel.files.show_size(512, None)
        panel.files.show_rendition(rendition)
        panel.files.skip.click()
        await _found(panel)
        plan = panel.plan()
    assert [task.preprocessor for task in plan.tasks] == [CANNY, TILE]
    assert {(task.width, task.height) for task in plan.tasks} == {(512, None)}
    assert (plan.folder, plan.rendition, plan.skip_existing) == (tmp_path / "out", rendition, False)
    assert (plan.engine, plan.limit_usd, plan.keypoints) == (EngineName.LOCAL, None, False)
    async with planning() as (panel, _):
        panel.show_plan(plan)
        panel.sources.list.add(photos)
        await _found(panel)
        assert panel.plan() == plan.replace(tasks=panel.plan().tasks)
        assert panel.plan().tasks == plan.tasks


async def test_what_it_costs_is_told_with_what_nobody_knows_and_the_limit(tmp_path: Path) -> None:
    photos = _pictures(tmp_path, "a.png", "b.png")
    async with planning() as (panel, _):
        asked: list[Plan] = []
        panel.asked.connect(lambda plan, beside: asked.append(plan))
        panel.sources.list.add(photos)
        panel.tasks.tick([CANNY, TILE])
        await _found(panel)
        panel.show_engine(EngineName.RUNWARE)
        says = panel.price.says
        assert says.text() == "What they cost is told here before anything is bought."
        panel.show_estimate(Estimate(0.5, 2))
        assert says.text().startswith("2 guides: about $0.50. What 2 guides cost is told when")
        panel.price.limit.field.setValue(0.25)
        assert "more than the limit" in says.text()
        panel.price.limit.box.click()
        assert "more than the limit" not in says.text()
        assert panel.start.text() == "Buy 4 guides"
        panel.show_key(False)
        assert not panel.start.isEnabled()
        panel.begin()
        assert asked == [], "without a key nothing is asked for"
        panel.show_key(True)
        panel.begin()
        panel.begin()
        (plan,) = asked
        assert (plan.engine, plan.limit_usd) == (EngineName.RUNWARE, None)
        panel.begun()
        panel.show_engine(EngineName.LOCAL)
        assert panel.start.text() == "Make 4 guides"


async def test_nothing_ticked_is_told(tmp_path: Path) -> None:
    photos = _pictures(tmp_path, "a.png")
    async with planning() as (panel, _):
        panel.sources.list.add(photos)
        await _found(panel)
        panel.tasks.tick([])
        assert panel.says == "There is nothing to make of them. Choose a preprocessor."
        with pytest.raises(UnderdrawingError):
            panel.plan()


async def test_drafts_are_marked_as_long_as_this_computer_makes_them_so() -> None:
    async with planning() as (panel, _):
        title = panel.tasks.list.item(0)
        assert title.text() == "Canny edges"
        panel.tasks.show_drafts({CANNY})
        assert title.text() == "Canny edges (draft)"
        panel.show_engine(EngineName.RUNWARE)
        assert title.text() == "Canny edges"
        panel.show_engine(EngineName.LOCAL)
        panel.tasks.show_drafts(())
        assert title.text() == "Canny edges", "a network of the library has taken over"
