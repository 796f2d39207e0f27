"""Presets in the window: a menu that gives options, keeps them under a name, and forgets them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from core.catalog import CATALOG
from core.presets import NAME_CHARS, SHIPPED, Preset, kept, named
from ui.bringing_back import BringingBack
from ui.notice_bar import NoticeBar
from ui.session import Session
from ui.wording import tr, tr_n


class Presets(QObject):
    """Fills `menu` with what ships, what was kept, and a way to keep more.

    `changed` tells that `own`, the kept ones, are others now. Those of preprocessors that this
    session does not offer are not shown.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        menu: QMenu,
        own: Sequence[Preset],
        window: QWidget,
        notices: NoticeBar,
    ) -> None:
        super().__init__(menu)
        self._session = session
        self._menu = menu
        self._window = window
        self._own = tuple(own)
        self._bringing_back = BringingBack(notices, _forgotten_words, self._bring_back)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        self._fill()

    @property
    def own(self) -> tuple[Preset, ...]:
        """What the artist has kept."""
        return self._own

    def apply(self, preset: Preset) -> None:
        """Choose its preprocessor and its options."""
        self._session.choose(preset.preprocessor)
        self._session.set_options(preset.options)

    def keep(self, name: str) -> bool:
        """Keep the options that are set under `name`; whether that is a name."""
        name = named(name)
        if not name:
            return False
        session = self._session
        self._set_own(kept(self._own, Preset(name, session.preprocessor, session.options)))
        return True

    def forget(self, preset: Preset) -> None:
        """Keep `preset` no longer, unless it is brought back."""
        place = self._own.index(preset)
        self._set_own((*self._own[:place], *self._own[place + 1 :]))
        self._bringing_back.add((place, preset))

    def _bring_back(self, forgotten: Sequence[tuple[int, Preset]]) -> None:
        own = list(self._own)
        for place, preset in reversed(forgotten):
            # One that was kept under its name meanwhile stays.
            if len(kept(own, preset)) > len(own):
                own.insert(place, preset)
        self._set_own(own)

    def _set_own(self, own: Sequence[Preset]) -> None:
        self._own = tuple(own)
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        menu = self._menu
        menu.clear()
        offered = set(self._session.offers)
        for preset in SHIPPED:
            if preset.preprocessor in offered:
                self._add(menu, preset)
        own = [preset for preset in self._own if preset.preprocessor in offered]
        if own:
            menu.addSeparator()
        for preset in own:
            self._add(menu, preset)
        menu.addSeparator()
        keep = menu.addAction(tr("&Keep these options…"))
        keep.setToolTip(tr("Give the options that are set a name, to have them again"))
        keep.triggered.connect(self._ask)
        forget = menu.addMenu(tr("&Forget"))
        forget.setEnabled(bool(own))
        for preset in own:
            action = forget.addAction(_title(preset))
            action.triggered.connect(lambda _=False, which=preset: self.forget(which))

    def _add(self, menu: QMenu, preset: Preset) -> QAction:
        action = menu.addAction(_title(preset))
        set_now = preset.preprocessor == self._session.preprocessor
        action.setCheckable(True)
        action.setChecked(set_now and preset.options == self._session.options)
        action.triggered.connect(lambda _=False: self.apply(preset))
        return action

    def _ask(self) -> None:
        title = CATALOG[self._session.preprocessor].title
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Keep these options"))
        dialog.setLabelText(
            tr(
                "A name for these options of {title}, at most {most} letters:",
                title=tr(title),
                most=NAME_CHARS,
            )
        )
        dialog.setOkButtonText(tr("&Keep"))
        dialog.textValueSelected.connect(self.keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _title(preset: Preset) -> str:
    # An ampersand in a name is a letter, not a key.
    name = tr(preset.name) if preset in SHIPPED else preset.name
    return f"{name.replace('&', '&&')}   ({tr(CATALOG[preset.preprocessor].title)})"


def _forgotten_words(forgotten: Sequence[tuple[int, Preset]]) -> str:
    if len(forgotten) > 1:
        many = len(forgotten)
        return tr_n("{n} preset is forgotten.", "{n} presets are forgotten.", many)
    ((_, preset),) = forgotten
    return tr("The preset {name} is forgotten.", name=preset.name)
