"""Planning a batch: pictures at the left, what is made of them at the right, one press below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.batch.beside import WAY, is_beside
from core.batch.budget import Estimate
from core.batch.plan import Plan, tasks_of
from core.errors import ExportError, UnderdrawingError
from core.preprocessor import Preprocessor
from core.presets import Preset
from core.service_choices import EngineName
from ui.batch.column import Column
from ui.batch.files import BatchFiles
from ui.batch.names import BatchNames
from ui.batch.price import BatchPrice
from ui.batch.sources import BatchSources
from ui.batch.standing import Standing
from ui.batch.start_row import MARGIN_PX, StartRow
from ui.batch.tasks import BatchTasks
from ui.session import Session
from ui.wording import tr


class BatchPlanPanel(QWidget):
    """`asked` carries a Plan, and whether guides go beside the pictures, once it is pressed.

    `price_asked` tells that the guides, `to_make`, or who makes them are others now. Guides that
    are there and are to be left alone are no part of them.
    """

    asked = Signal(object, bool)
    price_asked = Signal()

    def __init__(
        self,
        session: Session,
        presets: Callable[[], Sequence[Preset]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.sources = BatchSources()
        self.tasks = BatchTasks(session, presets)
        self.names = BatchNames()
        self.files = BatchFiles()
        self.price = BatchPrice()
        self._row = StartRow()
        self.start = self._row.button
        self._standing = Standing(self)
        self._beginning = False
        self._priced: tuple[EngineName, Counter[Preprocessor]] | None = None
        self._build()
        for changed in (
            self.sources.changed,
            self.tasks.changed,
            self.names.changed,
            self.files.changed,
            self.price.changed,
            self._standing.changed,
        ):
            changed.connect(self._show)
        self.price.chosen.connect(self._choose_engine)
        self.start.clicked.connect(self.begin)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.begin)
        self._show()

    @property
    def asked_for(self) -> Counter[Preprocessor]:
        """How many guides are asked for, by preprocessor."""
        count = len(self.sources.found.sources)
        return Counter({name: count for name in self.tasks.ticked if count})

    @property
    def to_make(self) -> Counter[Preprocessor]:
        """The same less those that are there already, as far as that is known by now."""
        return self.asked_for - self._standing.counts

    @property
    def says(self) -> str:
        """What is to be made, or why nothing can be."""
        return self._row.says

    def begin(self) -> None:
        """Ask for the batch, if it can be; `begun` is to be called when it is there, or is not."""
        if self.start.isEnabled():
            self._beginning = True
            self._show()
            self.asked.emit(self.plan(), self.names.is_beside)

    def begun(self) -> None:
        """Another one can be asked for."""
        self._beginning = False
        self._show()

    def plan(self) -> Plan:
        """What is asked for. Raises UnderdrawingError where that cannot be."""
        width, height = self.files.sides
        chosen, local = self.tasks.chosen, self.price.name is EngineName.LOCAL
        return Plan(
            sources=tuple(self.sources.found.sources),
            tasks=tasks_of(chosen, {}, chosen, width=width, height=height),
            folder=self.names.target(),
            pattern=self.names.names(),
            rendition=self.files.rendition,
            keypoints=self.files.joints.isChecked() and local,
            skip_existing=self.files.skip.isChecked(),
            limit_usd=self.price.limit_usd,
            engine=self.price.name,
        )

    async def aclose(self) -> None:
        """Look for pictures and guides no longer."""
        await self.sources.aclose()
        await self._standing.aclose()

    def show_plan(self, plan: Plan) -> None:
        """Choose again what an earlier plan had, all but its pictures and who was to make them."""
        beside = is_beside(plan)
        pattern = plan.pattern.text.removeprefix(WAY) if beside else plan.pattern.text
        folder = None if beside else plan.folder
        self.names.show_choices(beside=beside, folder=folder, pattern=pattern)
        self.files.show_rendition(plan.rendition)
        self.files.skip.setChecked(plan.skip_existing)
        self.files.joints.setChecked(plan.keypoints)
        self.files.show_size(plan.tasks[0].width, plan.tasks[0].height)
        self.tasks.tick(task.preprocessor for task in plan.tasks)
        self._show()

    def show_engine(self, name: EngineName) -> None:
        """Choose who makes the guides."""
        self.price.show_engine(name)
        self._choose_engine(name)

    def show_estimate(self, estimate: Estimate | None) -> None:
        """Show what the guides are expected to cost."""
        self.price.show_estimate(estimate, self.to_make.total())

    def show_key(self, there: bool) -> None:
        """Whether there is a key for the service."""
        self.price.show_key(there)
        self._show()

    def _choose_engine(self, name: EngineName) -> None:
        self.tasks.choose_engine(name)
        self._show()

    def _show(self) -> None:
        local = self.price.name is EngineName.LOCAL
        self.files.joints.setEnabled(local and Preprocessor.OPENPOSE in self.tasks.ticked)
        self._show_example()
        problem = self._problem()
        self._look_what_stands()
        guides, left = self.asked_for.total(), self.to_make.total()
        pictures = len(self.sources.found.sources)
        self._row.show_plan(problem, guides=guides, pictures=pictures, there=guides - left)
        self._row.show_press(left, local=local)
        self._ask_price()

    def _look_what_stands(self, *, again: bool = False) -> None:
        # While nobody sees it a batch may run, and every moment another is there.
        if not self.isVisible() or self._beginning:
            return
        try:
            plan = None if self.sources.looking else self.plan()
        except UnderdrawingError:
            plan = None
        self._standing.look(plan, beside_pictures=self.names.is_beside, again=again)

    def _show_example(self) -> None:
        sources, ticked = self.sources.found.sources, self.tasks.ticked
        self.names.show_example(
            sources[0] if sources else None,
            len(sources),
            ticked[0] if ticked else Preprocessor.CANNY,
            self.files.rendition.format,
        )
        apart = None
        if not self.names.is_beside and Path(self.names.folder.text().strip()).is_absolute():
            apart = Path(self.names.folder.text().strip())
        self.sources.set_apart(apart)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_what_stands(again=True)

    def _problem(self) -> str:
        """Why nothing can be made of it yet; empty if it can."""
        if self._beginning:
            return tr("Making guides…")
        if self.sources.looking:
            return tr("Looking for pictures…")
        if not self.price.has_key:
            return tr("There is no API key yet.")
        try:
            self.plan()
        except UnderdrawingError as error:
            # Of names and folders what to do is said there.
            remedy = "" if isinstance(error, ExportError) else tr(error.remedy)
            return f"{tr(error.what)} {remedy}".rstrip()
        return ""

    def _ask_price(self) -> None:
        asked = (self.price.name, self.to_make)
        if asked != self._priced:
            self._priced = asked
            self.show_estimate(None)
            self.price_asked.emit()

    def _build(self) -> None:
        column = Column((self.tasks, self.names, self.files, self.price), MARGIN_PX)
        left = QWidget()
        beside = QVBoxLayout(left)
        beside.setContentsMargins(MARGIN_PX, MARGIN_PX, 0, MARGIN_PX)
        beside.addWidget(self.sources)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(column)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(split, 1)
        layout.addWidget(self._row)
