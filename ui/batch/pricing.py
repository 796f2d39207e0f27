"""Asks what a batch that is planned would cost, and whether there is a key to buy it with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from core.batch.budget import estimated
from core.errors import UnderdrawingError
from core.service_choices import EngineName
from ui.background import Background
from ui.batch.plan_panel import BatchPlanPanel
from ui.cloud import Cloud
from ui.notice import Notice


class Pricing(QObject):
    """Asks `cloud` about what `panel` plans, as long as that is to be bought."""

    def __init__(
        self,
        panel: BatchPlanPanel,
        cloud: Cloud,
        background: Background,
        notify: Callable[[Notice], None],
    ) -> None:
        super().__init__(panel)
        self._panel = panel
        self._cloud = cloud
        self._background = background
        self._notify = notify
        panel.price_asked.connect(self._ask)
        cloud.key_changed.connect(self._look_for_key)

    @property
    def _is_bought(self) -> bool:
        return self._panel.price.name is EngineName.RUNWARE

    def _ask(self) -> None:
        if self._is_bought:
            self._look_for_key()
            self._background.spawn(self._estimate())

    def _look_for_key(self) -> None:
        # Not asked for unless it is needed: the keyring may want to be unlocked.
        if self._is_bought:
            self._background.spawn(self._show_key())

    async def _show_key(self) -> None:
        self._panel.show_key(await self._cloud.has_key())

    async def _estimate(self) -> None:
        to_make = self._panel.to_make
        try:
            estimate = await estimated(self._cloud.engine, to_make)
        except UnderdrawingError as error:
            self._notify(Notice.of(error))
            return
        if to_make == self._panel.to_make:
            self._panel.show_estimate(estimate)
