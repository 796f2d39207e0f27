"""Guides from Runware as the window needs them: the service, the key, and what was bought."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import KeyRefused, ServiceError, UnderdrawingError
from core.runware.service import VARIABLE as URL_VARIABLE
from core.runware.service import Service, chosen_address
from core.secrets import KeyState, KeyStore, Place
from core.service_choices import RUNWARE_ADDRESS, ServiceChoices
from core.task import PreprocessTask
from ui.buy_panel import Spending
from ui.wording import tr, tr_money

if TYPE_CHECKING:
    from core.engine import ProgressListener
    from core.guide import Guide
    from core.picture import Picture
    from core.preprocessor import Preprocessor
    from core.runware.engine import RunwareEngine


class Cloud(QObject):
    """The service that `choices` name, at an address that the environment may set.

    `folder`: where what was bought is kept. The engine is made when it is first needed, and anew
    when the service changes. `choices_changed` tells what is to be remembered, `key_changed` that
    another key, or another service, may be there, `key_taken` that the service takes the one that
    is. An address that cannot be used is replaced by Runware's own, and `trouble` says so until
    another is chosen.
    """

    choices_changed = Signal()
    key_changed = Signal()
    key_taken = Signal()

    def __init__(
        self,
        choices: ServiceChoices,
        folder: Path,
        environ: Mapping[str, str] = os.environ,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.webhook: str | None = None
        self.endpoint: str | None = None
        self._choices = choices
        self._folder = folder
        self._environ = environ
        self.trouble: ServiceError | None = None
        try:
            self._service = self._service_of(choices)
        except ServiceError as error:
            self.trouble = error
            self._service = Service(RUNWARE_ADDRESS, wait_s=choices.wait_s)
        self._stores: dict[str, KeyStore] = {}
        self._keys = self._store()
        self._engine: RunwareEngine | None = None
        self._left: list[RunwareEngine] = []
        self._balance: float | None = None

    @property
    def choices(self) -> ServiceChoices:
        """Which service, and how guides are wanted from it."""
        return self._choices

    @property
    def engine(self) -> RunwareEngine:
        """Who buys from the service; it may be used until this is closed."""
        return self._ready()

    @property
    def address(self) -> str:
        """Where the service is."""
        return self._service.url

    @property
    def name(self) -> str:
        """What to call it: Runware, or the host."""
        return tr(self._service.name)

    @property
    def address_is_given(self) -> bool:
        """Whether the environment says where it is."""
        return bool(self._environ.get(URL_VARIABLE, "").strip())

    def choose(self, choices: ServiceChoices) -> None:
        """Want guides that way from now on; what is on its way stays as it was asked for."""
        if choices == self._choices:
            return
        try:
            service = self._service_of(choices)
        except ServiceError:
            if choices.address != self._choices.address:
                raise
            # That of the environment cannot be used; what else is chosen counts all the same.
            service = replace(self._service, wait_s=choices.wait_s)
        else:
            self.trouble = None
        self._choices = choices
        if service != self._service:
            self._leave()
            moved = service.host != self._service.host
            self._service = service
            if moved:
                self._balance = None
                self._keys = self._store()
                self.key_changed.emit()
        self.choices_changed.emit()

    def set_address(self, address: str) -> None:
        """Use the service at `address` from now on. Raises ServiceError, and all stays."""
        self.choose(self._choices.replace(address=Service(address).url))

    def order(self, task: PreprocessTask) -> PreprocessTask:
        """`task` with what is chosen about its delivery: lossless, and as it is to come."""
        from core.runware.outgoing import ordered  # noqa: PLC0415 - not all use it

        wanted = ordered(task, self._choices)
        return wanted.replace(webhook_url=self.webhook, upload_endpoint=self.endpoint)

    async def find(self, picture: Picture, task: PreprocessTask) -> Guide | None:
        """The guide that was bought for `picture` and the look of `task`, if there is one."""
        return await self._ready().find(picture, self.order(task))

    async def buy(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener
    ) -> Guide:
        """The guide, bought unless it is already. Raises UnderdrawingError."""
        guide = await self._ready().run(picture, self.order(task), progress)
        self._balance = None
        return guide

    async def fetch_waiting(self) -> int:
        """How many guides have come of those that were being made when the program ended."""
        if not await asyncio.to_thread(self._folder.exists) or not await self.has_key():
            return 0
        return await self._ready().fetch_waiting()

    async def spending(self, preprocessor: Preprocessor) -> Spending:
        """What guides have cost, and the balance if it was asked for."""
        sums = await self._ready().spending(preprocessor)
        return Spending(sums.last, sums.today, sums.month, sums.all, self._balance)

    async def refresh_balance(self) -> bool:
        """Ask for the balance; whether it is known now. It is no error if it is not."""
        try:
            self._balance = await self._ready().client.balance()
        except UnderdrawingError:
            # Whoever buys is told what is wrong; a sum that nobody asked for is no reason to.
            self._balance = None
        return self._balance is not None

    async def has_key(self) -> bool:
        """Whether there is a key."""
        return (await self._keys.state()).place is not Place.NOWHERE

    async def key_state(self) -> KeyState:
        """Where the key is, and how it may be shown."""
        return await self._keys.state()

    async def take_key(self, key: str) -> UnderdrawingError | None:
        """Keep `key`, unless the service refuses it: raises KeyRefused, and what is kept stays.

        One that cannot be asked about, as without a network, is kept; why is returned.
        """
        # Whatever address is set until there is an answer: it is a key of the one that was asked.
        client, keys = self._ready().client, self._keys
        unknown = None
        try:
            await client.check_key(key)
        except KeyRefused:
            raise
        except UnderdrawingError as error:
            unknown = error
        await keys.keep(key)
        self._balance = None
        self.key_changed.emit()
        return unknown

    async def remove_key(self) -> None:
        """Forget the key. Raises KeyringError."""
        await self._keys.remove()
        self._balance = None
        self.key_changed.emit()

    async def check_key(self) -> str:
        """A sentence that says that the service takes the key. Raises UnderdrawingError if not."""
        client = self._ready().client
        await client.check_key(await self._keys.key())
        self._balance = await client.balance()
        return self._taken()

    async def told_key(self) -> str:
        """The same of a key that was taken just now."""
        await self.refresh_balance()
        return self._taken()

    async def aclose(self) -> None:
        """Let go of everything; what is on its way is fetched at the next start."""
        self._leave()
        for engine in self._left:
            await engine.aclose()
        for store in self._stores.values():
            store.close()

    def _taken(self) -> str:
        self.key_taken.emit()
        if self._balance is None:
            return tr("{service} takes this key.", service=self.name)
        left = tr_money(self._balance)
        return tr("{service} takes this key, and {sum} are left.", service=self.name, sum=left)

    def _store(self) -> KeyStore:
        """Where the key of the service is; that of another is kept, also where that is this run."""
        host = self._service.host
        if host not in self._stores:
            self._stores[host] = KeyStore(self._service.url, self._environ)
        return self._stores[host]

    def _ready(self) -> RunwareEngine:
        if self._engine is None:
            from core.runware.engine import RunwareEngine  # noqa: PLC0415 - not all use it

            self._engine = RunwareEngine.at(self._service, self._keys.key, self._folder)
        return self._engine

    def _leave(self) -> None:
        """The engine is used no more, but by those who wait for it."""
        if self._engine is not None:
            self._left.append(self._engine)
            self._engine = None

    def _service_of(self, choices: ServiceChoices) -> Service:
        return Service(chosen_address(choices.address, self._environ), wait_s=choices.wait_s)
