"""The session: what the window is showing now, as one object with a signal for every value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.catalog import CATALOG
from core.engine import Engine
from core.options import Options, OptionValue
from core.preprocessor import Preprocessor
from core.service_choices import EngineName
from core.task import PreprocessTask
from ui.incoming import Incoming
from ui.loading import Loading, Wanted
from ui.making import Making, nothing_bought
from ui.shown import ShownGuide, ShownPicture

if TYPE_CHECKING:
    from ui.making import FindBought

SIZE_TYPING_PAUSE_S = 0.25
"""While a width is being typed, 5 and 51 on the way to 512 are not worth a guide."""


class Session(QObject):
    """Holds the picture, the task and the guide, and keeps the guide in step with the other two.

    While guides are to come from Runware, what is shown is the one that was bought, which
    `find_bought` knows, or else a preview: nothing is spent here. Setting a value that is there
    already does nothing. Errors come through `not_opened` and `not_made`, and leave everything
    that is shown where it is.
    """

    picture_changed = Signal(object)  # ShownPicture
    opening_changed = Signal(str)  # what is being opened, or empty
    engine_changed = Signal(object)  # EngineName
    preprocessor_changed = Signal(object)  # Preprocessor
    options_changed = Signal(object)  # Options of the current preprocessor
    size_changed = Signal(object, object)  # width, height: int or None
    guide_changed = Signal(object)  # ShownGuide or None
    working_changed = Signal(bool)
    not_opened = Signal(str, object)  # what it is called, Exception
    not_made = Signal(object)  # Exception

    def __init__(
        self,
        engine: Engine,
        preprocessor: Preprocessor = Preprocessor.CANNY,
        options: Mapping[Preprocessor, Options] | None = None,
        find_bought: FindBought = nothing_bought,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._engine_name = EngineName.LOCAL
        offers = engine.offers
        self._offers = [name for name in CATALOG if name in offers]
        self._preprocessor = preprocessor if preprocessor in offers else self._offers[0]
        self._options = {name: Options(CATALOG[name].complete({})) for name in CATALOG}
        self._options.update(options or {})
        self._size: tuple[int | None, int | None] = (None, None)
        self._picture: ShownPicture | None = None
        self._guide: ShownGuide | None = None
        self._opening = Loading(
            loaded=self._loaded,
            failed=self.not_opened.emit,
            on_busy=lambda: self.opening_changed.emit(self.opening),
        )
        self._making = Making(
            engine,
            find_bought,
            made=self._set_guide,
            failed=self.not_made.emit,
            on_busy=self.working_changed.emit,
        )

    @property
    def offers(self) -> Sequence[Preprocessor]:
        """What can be chosen, in the catalogue's order."""
        return self._offers

    @property
    def picture(self) -> ShownPicture | None:
        """The input that is shown; None until the first one is opened."""
        return self._picture

    @property
    def guide(self) -> ShownGuide | None:
        """The guide that is shown, which may be `stale`; None until one is made of the picture."""
        return self._guide

    @property
    def engine_name(self) -> EngineName:
        """Who is to make the guides."""
        return self._engine_name

    @property
    def preview(self) -> bool:
        """Whether the guide that is shown stands for one of Runware that is not bought."""
        by_runware = self._engine_name is EngineName.RUNWARE
        return (
            by_runware and self._guide is not None and self._guide.guide.engine == self._engine.name
        )

    @property
    def preprocessor(self) -> Preprocessor:
        """What guides are made by."""
        return self._preprocessor

    @property
    def options(self) -> Options:
        """The options of the current preprocessor, complete."""
        return self._options[self._preprocessor]

    @property
    def all_options(self) -> Mapping[Preprocessor, Options]:
        """Of every preprocessor, the options last chosen."""
        return dict(self._options)

    @property
    def size(self) -> tuple[int | None, int | None]:
        """The width and height asked for in pixels, None where the picture's own is meant."""
        return self._size

    @property
    def task(self) -> PreprocessTask:
        """What the guide is to be; options that Runware lacks have their defaults there."""
        local = {option.name for option in CATALOG[self._preprocessor].options if option.local}
        own = self._engine_name is EngineName.LOCAL
        return PreprocessTask(
            preprocessor=self._preprocessor,
            options={n: value for n, value in self.options.items() if own or n not in local},
            width=self._size[0],
            height=self._size[1],
        )

    @property
    def opening(self) -> str:
        """What is being opened, or empty."""
        return self._opening.label

    @property
    def stale(self) -> bool:
        """Whether a guide is shown that is not what is asked for now."""
        if self._guide is None:
            return False
        guide = self._guide.guide
        elsewhere = self._engine_name is EngineName.LOCAL and guide.engine != self._engine.name
        return elsewhere or guide.task != self.task

    @property
    def working(self) -> bool:
        """Whether a guide is being made."""
        return self._making.busy

    def open(self, forms: Sequence[Incoming], wanted: Wanted | None = None) -> None:
        """Open the first of `forms` that can be read, and ask for what is `wanted` of it.

        Until then all stays as it is: where none can be read, nothing else is asked for either.
        """
        if forms:
            self._opening.ask(forms, wanted)

    def choose_engine(self, name: EngineName) -> None:
        """Have guides made by `name` from now on."""
        if name != self._engine_name:
            self._engine_name = name
            self.engine_changed.emit(name)
            self._submit()

    def choose(self, preprocessor: Preprocessor) -> None:
        """Make guides by `preprocessor` from now on, with the options it had last."""
        if preprocessor != self._preprocessor:
            self._preprocessor = preprocessor
            self.preprocessor_changed.emit(preprocessor)
            self.options_changed.emit(self.options)
            self._submit()

    def set_options(self, changes: Mapping[str, OptionValue]) -> None:
        """Change options of the current preprocessor; raises InvalidTask and changes nothing."""
        options = Options(CATALOG[self._preprocessor].complete({**self.options, **changes}))
        if options != self.options:
            self._options[self._preprocessor] = options
            self.options_changed.emit(options)
            self._submit()

    def reset_options(self) -> None:
        """Give the current preprocessor its defaults."""
        entry = CATALOG[self._preprocessor]
        self.set_options({option.name: option.default for option in entry.options})

    def set_size(self, width: int | None, height: int | None) -> None:
        """Ask for guides of at most that size in pixels; None for the picture's own."""
        if (width, height) != self._size:
            self._size = (width, height)
            self.size_changed.emit(width, height)
            self._submit(delay_s=SIZE_TYPING_PAUSE_S)

    def ask_for(self, task: PreprocessTask, name: EngineName) -> None:
        """Set all that `task` says of a guide, and who is to make it; raises InvalidTask."""
        self.choose_engine(name)
        self.choose(task.preprocessor)
        self.set_options(task.options)
        self.set_size(task.width, task.height)

    def stop(self) -> None:
        """Give up what is being opened and made; what is shown stays."""
        self._opening.cancel()
        self._making.cancel()

    def make_again(self) -> None:
        """Make the guide once more, for instance after an error."""
        self._submit()

    def make_anew(self) -> None:
        """Make the guide that is there once more: it would be another one now."""
        self._submit(anew=True)

    async def aclose(self) -> None:
        """Stop, and wait until nothing runs."""
        await self._opening.aclose()
        await self._making.aclose()

    def _loaded(self, shown: ShownPicture, wanted: Wanted | None) -> None:
        self._picture = shown
        self._making.cancel()
        self._set_guide(None)
        if wanted is not None:
            self.ask_for(*wanted)
        self.picture_changed.emit(shown)
        self._submit()

    def _submit(self, delay_s: float = 0.0, *, anew: bool = False) -> None:
        if self._picture is None:
            return
        picture, task = self._picture.picture, self.task
        made = self._guide is not None and not self.stale and not self.preview
        if not self._making.busy and made and not anew:
            return
        self._making.ask(picture, task, self._engine_name, delay_s=delay_s)

    def _set_guide(self, shown: ShownGuide | None) -> None:
        if shown is not self._guide:
            self._guide = shown
            self.guide_changed.emit(shown)
