"""The menu of the pictures that were opened last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from core.recent import opened
from core.wording import on_one_line
from ui.session import Session
from ui.shown import ShownPicture
from ui.wording import tr

_WIDEST_PX = 420
"""No name makes the menu wider."""


class Recent(QObject):
    """Fills `menu` with the files that `session` has opened, and opens one by `open_named`.

    `changed` tells that `paths` are others now. The picture at `sample`, which has an entry of its
    own, is not among them. No file is looked for until it is chosen: a drive may be asleep.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        menu: QMenu,
        open_named: Callable[[str], None],
        paths: Sequence[str],
        sample: Path,
    ) -> None:
        super().__init__(menu)
        self._menu = menu
        self._open_named = open_named
        self._paths = tuple(paths)
        self._sample = str(sample)
        menu.setToolTipsVisible(True)
        session.picture_changed.connect(self._add)
        self._fill()

    @property
    def paths(self) -> tuple[str, ...]:
        """The latest first."""
        return self._paths

    def clear(self) -> None:
        """Forget all of them."""
        self._set(())

    def _add(self, shown: ShownPicture) -> None:
        origin = shown.picture.origin
        if origin != self._sample and Path(origin).is_absolute():
            self._set(opened(self._paths, origin))

    def _set(self, paths: tuple[str, ...]) -> None:
        if paths != self._paths:
            self._paths = paths
            self._fill()
            self.changed.emit()

    def _fill(self) -> None:
        menu, names = self._menu, Counter(Path(path).name for path in self._paths)
        menu.clear()
        for number, path in enumerate(self._paths, start=1):
            name = Path(path).name
            if names[name] > 1:
                # Two folders of it tell apart what one does not.
                folder = Path(*Path(path).parent.parts[-2:])
                name = tr("{name} in {folder}", name=name, folder=folder)
            middle = Qt.TextElideMode.ElideMiddle
            shown = menu.fontMetrics().elidedText(on_one_line(name), middle, _WIDEST_PX)
            action = menu.addAction(f"&{number % 10}  {shown.replace('&', '&&')}")
            action.setToolTip(path)
            action.triggered.connect(lambda _=False, path=path: self._open_named(path))
        menu.addSeparator()
        clear = menu.addAction(tr("&Clear this list"))
        clear.setToolTip(tr("Forget which pictures were opened; no file is touched"))
        clear.triggered.connect(self.clear)
        menu.setEnabled(bool(self._paths))
