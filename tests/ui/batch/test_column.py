"""The controls of a plan stay where they are, whatever is said between them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QScrollArea, QScrollBar, QWidget

from tests.ui.batch.test_plan import planning
from tests.ui.parts import until
from ui.batch.column import Column
from ui.batch.plan_panel import BatchPlanPanel
from ui.batch.window import SIZE


@pytest.mark.parametrize("margin_px", [4, 16])
async def test_a_scroll_bar_that_comes_moves_nothing_sideways(margin_px: int) -> None:
    low, high = QWidget(), QWidget()
    low.setFixedHeight(20)
    high.setFixedHeight(50)
    column = Column((low, high), margin_px)
    column.resize(300, 200)
    column.show()
    bar = column.verticalScrollBar()
    end = 300 - max(margin_px, bar.sizeHint().width())
    await until(lambda: low.geometry().right() + 1 == end, "it is laid out")
    high.setFixedHeight(400)
    await until(bar.isVisible, "the bar has come")
    await until(lambda: low.geometry().right() + 1 == end, "it ends where it did")
    high.setFixedHeight(50)
    await until(lambda: not bar.isVisible(), "the bar has gone")
    await until(lambda: low.geometry().right() + 1 == end, "it ends where it did")
    assert low.x() == margin_px
    column.close()
    column.deleteLater()


async def test_what_is_wrong_with_a_name_moves_nothing() -> None:
    async with planning() as (panel, _):
        panel.resize(*SIZE)
        bar = _bar(panel)
        await until(lambda: bar.pageStep() > 600 and not bar.isVisible(), "all is in sight")
        places = _places(panel)
        panel.names.pattern.setText("{what}.{ext}")
        says = panel.names.says
        two_lines = says.fontMetrics().horizontalAdvance(says.text()) > says.width()
        assert two_lines, "which is the case that once needed more room"
        assert says.heightForWidth(says.width()) <= says.height(), "there is room for them"
        assert (_places(panel), bar.isVisible()) == (places, False)


def _bar(panel: BatchPlanPanel) -> QScrollBar:
    (column,) = (each for each in panel.findChildren(QScrollArea) if isinstance(each, Column))
    return column.verticalScrollBar()


def _places(panel: BatchPlanPanel) -> list[object]:
    parts = (panel.tasks, panel.names, panel.files, panel.price, panel.names.folder)
    return [part.geometry() for part in parts]
