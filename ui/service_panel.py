"""How a guide is asked of Runware and delivered: the advanced choices, folded away at first."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import InvalidTask
from core.service_choices import ServiceChoices
from core.task import TTL_MIN_S, DeliveryMethod, OutputType, checked_url
from core.wording import say
from ui.field_keys import FieldKeys
from ui.scroll_past import ScrollPast
from ui.text import quiet
from ui.wording import tr

OUTPUT: dict[OutputType, tuple[str, str]] = {
    OutputType.URL: (
        say("An address"),
        say("The guide is fetched from an address; the smallest answer."),
    ),
    OutputType.BASE64: (say("base64"), say("The guide comes in the answer itself.")),
    OutputType.DATA_URI: (
        say("A data URI"),
        say("The guide comes in the answer itself, as a data URI."),
    ),
}
DELIVERY: dict[DeliveryMethod, tuple[str, str]] = {
    DeliveryMethod.ASYNC: (
        say("When it is done"),
        say("Asked for until it is there; nothing is lost."),
    ),
    DeliveryMethod.SYNC: (
        say("In one answer"),
        say("The connection is held until the guide is there."),
    ),
}
TTL_S = range(TTL_MIN_S - 1, 31_536_001)
"""How long a guide may be kept, in seconds; the least stands for the service's own time."""


class ServicePanel(QWidget):
    """`changed` tells that something was chosen; `webhook` and `endpoint` are None where not given.

    Neither of those two is remembered beyond this run. `unfolded`: the choices are seen now.
    """

    changed = Signal()
    unfolded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = ServiceChoices()
        self._fold = QToolButton()
        self._fold.setText(tr("A&dvanced"))
        self._fold.setCheckable(True)
        self._fold.setAutoRaise(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fold.setToolTip(tr("How the guide is asked for and delivered (Alt+D)"))
        self._fold.toggled.connect(self._show_fold)

        self._body = QWidget()
        form = QFormLayout(self._body)
        form.setContentsMargins(0, 0, 0, 0)
        self.delivery = self._words(form, tr("Delivery"), DELIVERY)
        self.output_type = self._words(form, tr("Comes as"), OUTPUT)
        self.ttl = QSpinBox()
        self.ttl.setRange(TTL_S[0], TTL_S[-1])
        self.ttl.setSpecialValueText(tr("as Runware likes"))
        self.ttl.setSuffix(tr(" s"))
        self.ttl.valueChanged.connect(self._report)
        FieldKeys(self.ttl)
        ScrollPast(self.ttl)
        self._row(
            form, tr("Kept for"), self.ttl, tr("How long Runware keeps the guide at its address.")
        )
        self._webhook = self._address(
            form, tr("Webhook"), tr("Runware posts the result to this address.")
        )
        self._endpoint = self._address(
            form, tr("Upload to"), tr("Runware puts the finished file to this address.")
        )
        self._wrong = quiet("")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        form.addRow(self._wrong)
        self.cost = QCheckBox(tr("Tell the cost"))
        self.cost.setToolTip(
            tr("Ask for the price of every guide; without it no sums can be told.")
        )
        self.cost.toggled.connect(self._report)
        form.addRow(self.cost)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._fold)
        layout.addWidget(self._body)
        self._show_fold(False)
        self.show_choices(self._choices)

    @property
    def choices(self) -> ServiceChoices:
        """What is chosen; the fields that this panel has not are as they were shown."""
        return self._choices

    @property
    def webhook(self) -> str | None:
        """Where the result is posted to."""
        return _valid(self._webhook)

    @property
    def endpoint(self) -> str | None:
        """Where the file is put."""
        return _valid(self._endpoint)

    def show_choices(self, choices: ServiceChoices) -> None:
        """Show `choices`, without reporting them."""
        self._choices = choices
        with QSignalBlocker(self):
            self.delivery.setCurrentIndex(self.delivery.findData(choices.delivery))
            self.output_type.setCurrentIndex(self.output_type.findData(choices.output_type))
            self.ttl.setValue(choices.ttl_s or self.ttl.minimum())
            self.cost.setChecked(choices.include_cost)
        self.ttl.setEnabled(choices.output_type is OutputType.URL)

    def unfold(self, open_: bool) -> None:
        """Show the choices, or fold them away."""
        self._fold.setChecked(open_)

    def _show_fold(self, open_: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow
        self._fold.setArrowType(arrow)
        self._body.setVisible(open_)
        if open_:
            self.unfolded.emit()

    def _words(
        self,
        form: QFormLayout,
        label: str,
        words: dict[OutputType, tuple[str, str]] | dict[DeliveryMethod, tuple[str, str]],
    ) -> QComboBox:
        combo = QComboBox()
        for value, (title, hint) in words.items():
            combo.addItem(tr(title), value)
            combo.setItemData(combo.count() - 1, tr(hint), Qt.ItemDataRole.ToolTipRole)
        combo.currentIndexChanged.connect(self._report)
        ScrollPast(combo)
        self._row(form, label, combo, " ".join(tr(hint) for _, hint in words.values()))
        return combo

    def _address(self, form: QFormLayout, label: str, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText("https://…")
        field.setClearButtonEnabled(True)
        field.textChanged.connect(self._report)
        self._row(form, label, field, f"{hint} {tr('It is not remembered: it may hold secrets.')}")
        return field

    def _row(self, form: QFormLayout, label: str, field: QWidget, hint: str) -> None:
        field.setToolTip(hint)
        field.setAccessibleName(label)
        field.setAccessibleDescription(hint)
        caption = QLabel(label)
        caption.setBuddy(field)
        form.addRow(caption, field)

    def _report(self) -> None:
        ttl = self.ttl.value()
        self._choices = self._choices.replace(
            delivery=DeliveryMethod(self.delivery.currentData()),
            output_type=OutputType(self.output_type.currentData()),
            ttl_s=ttl if ttl >= TTL_MIN_S else None,
            include_cost=self.cost.isChecked(),
        )
        self.ttl.setEnabled(self._choices.output_type is OutputType.URL)
        wrong = [f for f in (self._webhook, self._endpoint) if f.text().strip() and not _valid(f)]
        names = ", ".join(field.accessibleName() for field in wrong)
        says = tr("{names}: not an http or https address; left out.", names=names)
        self._wrong.setText(says if wrong else "")
        self._wrong.setVisible(bool(wrong))
        self.changed.emit()


def _valid(field: QLineEdit) -> str | None:
    """The address in `field`, None where there is none or none that could be used."""
    text = field.text().strip()
    try:
        return checked_url(field.accessibleName(), text or None)
    except InvalidTask:
        return None
