"""Which method makes the guides of the window: chosen, remembered, and followed."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.catalog import CATALOG
from core.local.methods import PACK, Methods, Use
from core.preprocessor import Preprocessor, Quality
from core.service_choices import EngineName
from ui.library.stock import Stock
from ui.main_window import MainWindow
from ui.method_choice import Offered, method_text
from ui.preprocessor_picker import choice_title
from ui.remember import Memory
from ui.shown import ShownGuide
from ui.thumbnails import Thumbnails
from ui.wording import tr


class LibraryMethods(QObject):
    """Keeps the guide, the thumbnails and the marks of drafts in step with `methods`.

    `idle`: the methods of the thumbnails. They are the same, but for networks that take too long
    even for a small copy: of those the pack's guide stands on the contact sheet.
    """

    def __init__(
        self,
        methods: Methods,
        idle: Methods,
        *,
        stock: Stock,
        window: MainWindow,
        thumbnails: Thumbnails,
        memory: Memory,
    ) -> None:
        super().__init__(window)
        self._methods = methods
        self._idle = idle
        self._stock = stock
        self._window = window
        self._session = session = window.session
        self._thumbnails = thumbnails
        self._memory = memory
        self._slow: set[str] = set()
        self._choice = window.side.method
        self._choice.chosen.connect(self._choose)
        session.preprocessor_changed.connect(self._show)
        session.engine_changed.connect(self._show)
        session.guide_changed.connect(self._look_at_guide)
        stock.came_or_went.connect(self._follow_network)
        thumbnails.slow.connect(self._note_slow)
        self.look_again()

    def look_again(self) -> None:
        """See what is here now: another window may have added or removed something."""
        self._show_drafts()
        self._show()

    def _choose(self, name: str) -> None:
        """Use the method called `name`; the best that is here is used as long as it is that."""
        preprocessor = self._session.preprocessor
        best = self._methods.all(CATALOG[preprocessor])[0].name
        chosen = None if name == best else name
        self._methods.choose(preprocessor, chosen)
        # What is not there would be taken from another window's settings.
        methods = {**self._memory.settings.methods, preprocessor: chosen or ""}
        self._memory.choose(methods=methods)
        self._follow([preprocessor])

    def _follow_network(self, name: str) -> None:
        row = self._stock.rows[name]
        # Nothing is known of another file by its name.
        self._slow.discard(row.name)
        self._follow(row.serves)

    def _follow(self, preprocessors: tuple[Preprocessor, ...] | list[Preprocessor]) -> None:
        """The method of these is another now, or may be."""
        session = self._session
        for preprocessor in preprocessors:
            self._spare(preprocessor)
            self._thumbnails.make_anew(preprocessor)
        for row in self._stock.rows.values():
            if set(row.serves) & set(preprocessors):
                self._stock.changed.emit(row.name)
        self._show_drafts()
        self._show()
        guide = session.guide.guide if session.guide else None
        use = self._used(session.preprocessor)
        if session.preprocessor not in preprocessors or use is None:
            return
        by_other = guide is not None and guide.method != use.method.local.method
        if session.working or (by_other and guide and guide.engine == EngineName.LOCAL):
            session.make_anew()

    def _spare(self, preprocessor: Preprocessor) -> None:
        """Have thumbnails made by what makes guides, unless that takes too long."""
        use = self._used(preprocessor)
        name = None if use is None else use.method.name
        self._idle.choose(preprocessor, PACK if name in self._slow else name)

    def _note_slow(self, preprocessor: Preprocessor, method: str) -> None:
        use = self._idle.used(CATALOG[preprocessor])
        row = None if use is None else use.method.row
        if row is not None and row.title == method:
            self._slow.add(row.name)
            self._spare(preprocessor)

    def _look_at_guide(self, shown: ShownGuide | None) -> None:
        """A network may have been found out to be of no use when it was run."""
        if shown is not None and shown.guide.remark:
            for row in self._stock.rows.values():
                if shown.guide.task.preprocessor in row.serves:
                    self._stock.changed.emit(row.name)
            self.look_again()

    def _used(self, preprocessor: Preprocessor) -> Use | None:
        return self._methods.used(CATALOG[preprocessor])

    def _show_drafts(self) -> None:
        drafts = set()
        for preprocessor, action in self._window.commands.preprocessors.items():
            use = self._used(preprocessor)
            draft = use is not None and use.method.local.quality is Quality.DRAFT
            action.setText(choice_title(CATALOG[preprocessor], draft=draft))
            if draft:
                drafts.add(preprocessor)
        self._window.side.picker.show_drafts(drafts)

    def _show(self) -> None:
        session, preprocessor = self._session, self._session.preprocessor
        use = self._used(preprocessor)
        if session.engine_name is not EngineName.LOCAL or use is None:
            self._choice.show_nothing()
            return
        offered = [
            Offered(method.name, method_text(method.local))
            for method in self._methods.all(CATALOG[preprocessor])
        ]
        wanted = self._methods.choices.get(preprocessor, use.method.name)
        row = self._stock.rows.get(wanted)
        if row is not None and all(each.name != wanted for each in offered):
            offered.append(Offered(wanted, tr("{title} (not here)", title=row.title)))
        if len(offered) > 1:
            names = [each.name for each in offered]
            self._choice.show_methods(offered, wanted if wanted in names else use.method.name)
        elif any(preprocessor in each.serves for each in self._stock.rows.values()):
            draft = use.method.local.quality is Quality.DRAFT
            self._choice.show_offer(
                tr("Better networks can be added.") if draft else tr("Other networks can be added.")
            )
        else:
            self._choice.show_nothing()
