"""What a batch makes of each picture: preprocessors that are ticked, each with its options."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.catalog import CATALOG
from core.options import Option, Options, OptionValue
from core.preprocessor import Preprocessor
from core.presets import SHIPPED, Preset
from core.service_choices import EngineName
from ui.option_panel import OptionPanel
from ui.option_words import options_text
from ui.preprocessor_picker import choice_sentence, choice_title
from ui.session import Session
from ui.text import heading, paragraph
from ui.wording import tr

_ROW_ROOM_PX = 5
_LIST_PX = 150
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class BatchTasks(QWidget):
    """A list of preprocessors to tick, and beside it the options of the one that is selected.

    Options are those that `session` had last, until others are set here. `presets` gives those
    that the artist has kept. `changed` tells that something else is asked for.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        presets: Callable[[], Sequence[Preset]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._presets = presets
        self._engine = EngineName.LOCAL
        self._own: dict[Preprocessor, Options] = {}
        self._offers = list(session.offers)
        self._drafts: Collection[Preprocessor] = ()
        self.all = QCheckBox(tr("All of them"))
        self.all.setToolTip(tr("Every kind of guide of every picture"))
        self.list = QListWidget()
        self.options = OptionPanel()
        self.as_in_window = QPushButton(tr("As in the main &window"))
        self.as_in_window.setToolTip(tr("Use the options that were set last in the main window"))
        self._says = paragraph(3)
        self._menu = QMenu(self)
        self._build()
        self.list.itemChanged.connect(lambda _: self._ticked())
        self.list.currentRowChanged.connect(lambda _: self._show_options())
        self.all.clicked.connect(self._tick_all)
        self.options.changed.connect(self._set_options)
        self.options.reset_asked.connect(self._reset)
        self.as_in_window.clicked.connect(self._follow_window)
        self._menu.aboutToShow.connect(self._fill_menu)
        session.options_changed.connect(self._options_are_set)
        self.tick([session.preprocessor])
        self.list.setCurrentRow(self._offers.index(session.preprocessor))

    @property
    def ticked(self) -> list[Preprocessor]:
        """What is to be made, in the catalogue's order."""
        rows = zip(self._offers, map(self.list.item, range(len(self._offers))), strict=True)
        return [name for name, item in rows if item.checkState() is _CHECKED]

    @property
    def chosen(self) -> Mapping[Preprocessor, Mapping[str, OptionValue]]:
        """The options of each that is ticked, as far as its maker has them."""
        return {
            name: {
                option.name: self.options_of(name)[option.name] for option in self._options(name)
            }
            for name in self.ticked
        }

    def options_of(self, name: Preprocessor) -> Options:
        """Those that are set here, or else in the main window; complete."""
        return self._own.get(name, self._session.all_options[name])

    def tick(
        self,
        names: Iterable[Preprocessor],
        own: Mapping[Preprocessor, Options] | None = None,
    ) -> None:
        """Tick `names` and no others; with `own`, set those options."""
        asked = set(names)
        with QSignalBlocker(self.list):
            for row, name in enumerate(self._offers):
                self.list.item(row).setCheckState(_CHECKED if name in asked else _UNCHECKED)
        for name, options in (own or {}).items():
            self._keep(name, options)
        rows = [row for row, name in enumerate(self._offers) if name in asked]
        if rows and self.list.currentRow() not in rows:
            self.list.setCurrentRow(rows[0])  # whose options are shown, is one that is made
        self._ticked()
        self._show_options()

    def choose_engine(self, engine: EngineName) -> None:
        """Guides are made by `engine`: what it does not have is not shown."""
        if engine is not self._engine:
            self._engine = engine
            self._show_options()
            self._tell_rows()

    def show_drafts(self, drafts: Collection[Preprocessor]) -> None:
        """Mark these, whose guides are drafts where this computer makes them."""
        self._drafts = drafts
        self._tell_rows()

    @property
    def _current(self) -> Preprocessor:
        return self._offers[max(0, self.list.currentRow())]

    def _options(self, name: Preprocessor) -> list[Option]:
        local = self._engine is EngineName.LOCAL
        return [option for option in CATALOG[name].options if local or not option.local]

    def _keep(self, name: Preprocessor, options: Options) -> None:
        if options == self._session.all_options[name]:
            self._own.pop(name, None)
        else:
            self._own[name] = options

    def _set_options(self, changes: Mapping[str, OptionValue]) -> None:
        name = self._current
        self._own[name] = Options({**self.options_of(name), **changes})
        self._options_are_set()

    def _reset(self) -> None:
        self._own[self._current] = Options(CATALOG[self._current].complete({}))
        self._options_are_set()

    def _follow_window(self) -> None:
        self._own.pop(self._current, None)
        self._options_are_set()

    def _options_are_set(self) -> None:
        self.options.show_values(self.options_of(self._current))
        self._tell_rows()
        self._tell_options()
        self.changed.emit()

    def _show_options(self) -> None:
        local = self._engine is EngineName.LOCAL
        self.options.show_entry(CATALOG[self._current], with_local=local)
        self.options.show_values(self.options_of(self._current))
        self._tell_options()

    def _tell_options(self) -> None:
        own = self._current in self._own
        self.as_in_window.setEnabled(own)
        title = tr(CATALOG[self._current].title)
        self._says.setText(
            tr("{guide}: options for this batch only.", guide=title)
            if own
            else tr("{guide}: options as in the main window.", guide=title)
        )

    def _tick_all(self, on: bool) -> None:
        self.tick(self._offers if on else ())

    def _ticked(self) -> None:
        count = len(self.ticked)
        with QSignalBlocker(self.all):
            self.all.setChecked(count == len(self._offers))
        self._tell_rows()
        self.changed.emit()

    def _tell_rows(self) -> None:
        with QSignalBlocker(self.list):
            for row, name in enumerate(self._offers):
                item = self.list.item(row)
                draft = self._engine is EngineName.LOCAL and name in self._drafts
                item.setText(choice_title(CATALOG[name], draft=draft))
                sentence = choice_sentence(CATALOG[name], draft=draft)
                told = "\n".join(filter(None, (sentence, self.sentence(name))))
                item.setToolTip(told)
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, told)

    def sentence(self, name: Preprocessor) -> str:
        """The options of `name` in words."""
        return options_text(self._options(name), self.options_of(name))

    def _fill_menu(self) -> None:
        self._menu.clear()
        name = self._current
        for preset in (*SHIPPED, *self._presets()):
            if preset.preprocessor is name:
                action = self._menu.addAction(tr(preset.name).replace("&", "&&"))
                action.setCheckable(True)
                action.setChecked(preset.options == self.options_of(name))
                action.triggered.connect(lambda _=False, to=preset.options: self._set_options(to))
        if self._menu.isEmpty():
            self._menu.addAction(tr("There are none for this guide.")).setEnabled(False)

    def _build(self) -> None:
        for name in self._offers:
            item = QListWidgetItem(tr(CATALOG[name].title))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_UNCHECKED)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + _ROW_ROOM_PX))
            self.list.addItem(item)
        self.list.setAccessibleName(tr("Guides to make"))
        self.list.setAccessibleDescription(tr("Space ticks; arrow keys show the options of each."))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = len(self._offers) * self.list.sizeHintForRow(0) + 2 * self.list.frameWidth()
        self.list.setFixedHeight(rows + 2)
        self.list.setMinimumWidth(_LIST_PX)
        self.options.show_presets(self._menu)
        title = heading(tr("Guides"))
        title.setBuddy(self.list)
        left, right, row = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        left.addWidget(title)
        left.addWidget(self.list)
        left.addWidget(self.all)
        left.addStretch(1)
        right.addWidget(self.options)
        right.addWidget(self._says)
        right.addWidget(self.as_in_window)
        right.addStretch(1)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
