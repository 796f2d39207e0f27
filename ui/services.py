"""What the window has from outside: guides from Runware, and the API that is served here."""

from __future__ import annotations

from core.errors import ServiceError
from core.service_choices import EngineName
from ui.background import Background
from ui.buying import Buying
from ui.cloud import Cloud
from ui.history_desk import HistoryDesk
from ui.main_window import MainWindow
from ui.notice import Kind, Notice
from ui.remember import Memory
from ui.serving import Serving
from ui.settings.dialog import SettingsDialog
from ui.wording import tr


class Services:
    """Connects the `window` with the `cloud` and `serving`, and opens the settings of both."""

    def __init__(
        self,
        window: MainWindow,
        cloud: Cloud,
        serving: Serving,
        background: Background,
        *,
        memory: Memory,
        desk: HistoryDesk,
    ) -> None:
        self._window = window
        self._cloud = cloud
        self._serving = serving
        self._background = background
        self._memory = memory
        self._desk = desk
        self._limit_mb = memory.settings.history_limit_mb
        self._settings: SettingsDialog | None = None
        notices, commands = window.notices, window.commands
        self.buying = Buying(window.session, cloud, window.side, background, notices)
        self.buying.told.connect(window.telling.show_buying)
        self.buying.settings_asked.connect(self.ask_for_key)
        service = window.side.service
        cloud.choices_changed.connect(lambda: service.show_choices(cloud.choices))
        commands.buy.triggered.connect(self.buying.buy)
        window.side.buy.changed.connect(self._show_use)
        window.session.engine_changed.connect(self._show_use)
        self._show_use()
        commands.stop.triggered.connect(self.buying.stop)
        commands.settings.triggered.connect(self.open_settings)
        serving.changed.connect(
            lambda reached, _: window.status.show_served(reached.address if reached else "")
        )
        window.status.served.clicked.connect(self.open_served)

    def _show_use(self) -> None:
        by_runware = self._window.session.engine_name is EngineName.RUNWARE
        self._window.commands.buy.setEnabled(by_runware and self._window.side.buy.has_use)

    def start(self) -> None:
        """Fetch what was on its way, and serve if that was wanted; call it with a loop running."""
        choices = self._cloud.choices
        if self._cloud.trouble is not None:
            self._tell_address(self._cloud.trouble)
        self.buying.fetch_what_waits()
        if choices.serves:
            self._background.spawn(self._serve_as_before())

    def open_settings(self) -> None:
        """Show the settings, above the window; there is one of them."""
        if self._settings is None:
            self._settings = SettingsDialog(
                self._window,
                self._memory,
                self._cloud,
                serving=self._serving,
                desk=self._desk,
                background=self._background,
            )
            self._settings.serving_chosen.connect(self._choose_serving)
            # Not while it is being set: what goes by a limit does not come back.
            self._settings.finished.connect(self._keep_to_limit)
        self._settings.open()

    def open_served(self) -> None:
        """Show the settings where the API is served."""
        self.open_settings()
        assert self._settings is not None
        self._settings.show_section(tr("Served API"))
        self._settings.served.switch.setFocus()

    def ask_for_key(self) -> None:
        """Show the settings where a key is entered."""
        self.open_settings()
        assert self._settings is not None
        self._settings.show_section(tr("Runware"))
        self._settings.key.field.setFocus()

    async def aclose(self) -> None:
        """Stop buying and serving."""
        await self.buying.aclose()
        await self._serving.aclose()

    def _tell_address(self, trouble: ServiceError) -> None:
        """Say that the address cannot be used, until another is."""
        notice, notices = Notice.of(trouble), self._window.notices

        def look() -> None:
            if self._cloud.trouble is None:
                notices.withdraw(notice)

        notices.show_notice(notice)
        self._cloud.choices_changed.connect(look)

    def _keep_to_limit(self) -> None:
        limit_mb = self._memory.settings.history_limit_mb
        if limit_mb != self._limit_mb:
            self._limit_mb = limit_mb
            self._background.spawn(self._desk.set_limit(limit_mb * 2**20))

    def _choose_serving(self, serves: bool, port: int) -> None:
        choices = self._cloud.choices.replace(serves=serves, port=port)
        if choices != self._cloud.choices:
            self._cloud.choose(choices)
            self._background.spawn(self._serve(serves, port))

    async def _serve(self, serves: bool, port: int) -> None:
        await self._serving.set(serves, port)
        if serves and self._serving.reached is None:
            # What cannot be is not tried again at every start; the settings say why.
            self._cloud.choose(self._cloud.choices.replace(serves=False))
            if self._settings is not None:
                self._settings.served.show_choice(serves=False, port=port)

    async def _serve_as_before(self) -> None:
        choices = self._cloud.choices
        if not choices.serves:
            return  # a user was quicker, and has heard what came of it
        await self._serving.set(choices.serves, choices.port)
        if self._serving.says:
            self._window.notices.show_notice(
                Notice(Kind.REMARK, tr("The API is not served."), self._serving.says)
            )
