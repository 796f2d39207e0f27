"""Who makes the guides of a batch, and what that costs before anything is bought."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.batch.budget import Estimate
from core.service_choices import EngineName
from ui.engine_choice import EngineChoice
from ui.field_keys import FieldKeys
from ui.scroll_past import ScrollPast
from ui.text import heading
from ui.wording import tr, tr_money, tr_n

USUAL_LIMIT_USD = 1.0
_MOST_USD = 10_000.0


class LimitField(QWidget):
    """A sum that is not exceeded, or none; `changed` tells that the user set it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(tr("Spend no more than"))
        self.box.setToolTip(tr("The batch stops before it would cost more, and can go on later"))
        self.box.setChecked(True)
        self.field = QDoubleSpinBox()
        self.field.setRange(0, _MOST_USD)
        self.field.setDecimals(2)
        self.field.setSingleStep(0.5)
        self.field.setPrefix("$ ")
        self.field.setKeyboardTracking(False)
        self.field.setValue(USUAL_LIMIT_USD)
        self.field.setAccessibleName(tr("Limit in US dollars"))
        self.field.setToolTip(tr("What may be spent on this batch in all, in US dollars"))
        FieldKeys(self.field)
        ScrollPast(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box)
        row.addWidget(self.field)
        row.addStretch(1)
        self.box.toggled.connect(self.field.setEnabled)
        self.box.toggled.connect(lambda _: self.changed.emit())
        self.field.valueChanged.connect(lambda _: self.changed.emit())

    @property
    def has_focus(self) -> bool:
        """Whether somebody may be typing."""
        return self.field.hasFocus()

    @property
    def limit_usd(self) -> float | None:
        """What may be spent; None for no limit."""
        return self.field.value() if self.box.isChecked() else None

    def show_limit(self, limit_usd: float | None) -> None:
        """Show it, without reporting it."""
        with QSignalBlocker(self.box), QSignalBlocker(self.field):
            self.box.setChecked(limit_usd is not None)
            self.field.setEnabled(limit_usd is not None)
            if limit_usd is not None:
                self.field.setValue(limit_usd)


class BatchPrice(QWidget):
    """`chosen` carries the EngineName that was pressed; `changed` tells of another limit."""

    chosen = Signal(object)
    changed = Signal()
    key_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.engine = EngineChoice()
        self.limit = LimitField()
        self.says = QLabel()
        self.says.setWordWrap(True)
        self.key = QPushButton(tr("Enter a key…"))
        self.key.setToolTip(tr("Open the settings, where the API key is kept"))
        self._name = EngineName.LOCAL
        self._estimate: Estimate | None = None
        self._guides = 0
        self._has_key = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr("Who makes them")))
        for widget in (self.engine, self.says, self.key, self.limit):
            layout.addWidget(widget)
        self.engine.chosen.connect(self._choose)
        self.limit.changed.connect(self._show)
        self.limit.changed.connect(self.changed)
        self.key.clicked.connect(self.key_asked)
        self._show()

    @property
    def name(self) -> EngineName:
        """Who is to make the guides."""
        return self._name

    @property
    def has_key(self) -> bool:
        """Whether there is what is needed to buy."""
        return self._has_key or self._name is EngineName.LOCAL

    @property
    def limit_usd(self) -> float | None:
        """What may be spent, None for no limit, or where nothing costs anything."""
        return self.limit.limit_usd if self._name is EngineName.RUNWARE else None

    def show_engine(self, name: EngineName) -> None:
        """Show who is chosen, without reporting it."""
        self._name = name
        self.engine.show_choice(name)
        self._show()

    def show_key(self, there: bool) -> None:
        """Whether there is a key."""
        self._has_key = there
        self._show()

    def show_estimate(self, estimate: Estimate | None, guides: int) -> None:
        """Show what so many guides are expected to cost; None as long as that is not known."""
        self._estimate, self._guides = estimate, guides
        self._show()

    def _choose(self, name: EngineName) -> None:
        self.show_engine(name)
        self.chosen.emit(name)

    def _show(self) -> None:
        bought = self._name is EngineName.RUNWARE
        self.limit.setVisible(bought)
        self.key.setVisible(bought and not self._has_key)
        if not bought:
            self.says.setText(tr("Free, and nothing leaves this computer."))
        elif not self._has_key:
            self.says.setText(tr("There is no API key yet."))
        else:
            self.says.setText(self._told(self._estimate))

    def _told(self, estimate: Estimate | None) -> str:
        if estimate is None or not self._guides:
            return tr("What they cost is told here before anything is bought.")
        said = []
        known = self._guides - estimate.unknown
        if known:
            cost = tr_money(estimate.known_usd)
            said.append(
                tr_n("{n} guide: about {cost}.", "{n} guides: about {cost}.", known, cost=cost)
            )
        if estimate.unknown:
            said.append(
                tr_n(
                    "What {n} guide costs is told when it comes.",
                    "What {n} guides cost is told when the first of their kind comes.",
                    estimate.unknown,
                )
            )
        said.append(tr("Those that were bought before cost nothing."))
        limit = self.limit.limit_usd
        if limit is not None and estimate.known_usd > limit:
            said.append(tr("That is more than the limit: the batch will stop there."))
        return " ".join(said)
