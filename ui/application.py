"""The composition root of the window: everything is made here, handed on, and closed again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from core.catalog import CATALOG
from core.history.history import GuideHistory
from core.library.shelf import Shelf
from core.local.engine import LocalEngine
from core.local.methods import Methods
from core.local.networks import Networks
from core.local.pack import Pack
from core.log import end_log, keep_log
from core.paths import (
    batch_folder,
    bought_folder,
    history_folder,
    library_folder,
    log_file,
    model_pack,
    reports_folder,
    sample_picture,
    settings_file,
    translations_folder,
)
from core.server.key import ServedKeys
from core.settings import SettingsFile
from ui.appearance import Appearance
from ui.background import Background
from ui.batch.desk import BatchDesk
from ui.cloud import Cloud
from ui.crash import CrashReports
from ui.history_desk import HistoryDesk
from ui.icons import application_icon
from ui.language import Language
from ui.library.desk import LibraryDesk
from ui.loop import new_loop
from ui.main_window import MainWindow
from ui.remember import Memory
from ui.screen import NO_SCREEN
from ui.services import Services
from ui.serving import Serving
from ui.session import Session
from ui.style import apply_style
from ui.system_requests import Application, SystemRequests
from ui.thumbnails import Thumbnails
from ui.trouble import of_error, tell_of_the_start, told_at_once, unsaved
from ui.wording import tr

Guest = Callable[[MainWindow], Awaitable[None]]
"""A scripted user: runs beside the shown window, which closes when the script ends."""


def run_window(pictures: list[str], guest: Guest | None = None) -> int:
    """Open the window, with the one of `pictures` in it (paths and addresses), or a batch of many.

    Returns the exit status once the window is closed. An exception of `guest` is raised here.
    """
    app = QApplication.instance()
    if not isinstance(app, Application):
        qInstallMessageHandler(_explain_fatal)
        app = Application(sys.argv[:1])
    app.setApplicationName("Underdrawing")
    app.setDesktopFileName("underdrawing")
    apply_style(app)
    app.setWindowIcon(application_icon())
    app.setQuitOnLastWindowClosed(False)
    requests = SystemRequests(app, pictures)
    log = keep_log(log_file())
    reports = CrashReports(reports_folder())
    left = reports.begin()
    try:
        with asyncio.Runner(loop_factory=lambda: new_loop(app)) as runner:
            return runner.run(_main(app, requests, guest, reports, left))
    finally:
        reports.end()
        end_log(log)


async def _main(
    app: Application,
    requests: SystemRequests,
    guest: Guest | None,
    reports: CrashReports,
    report: Path | None,
) -> int:
    closed = asyncio.Event()
    file = SettingsFile(settings_file())
    settings = file.load().at_start()
    language = Language(app, settings.language, translations_folder())
    networks = Networks(Pack(model_pack()))
    shelf = Shelf(library_folder())
    methods, idle_methods = Methods(shelf, settings.methods), Methods(shelf, settings.methods)
    local = partial(LocalEngine, CATALOG, networks)
    engine, idle_engine = local(methods), local(idle_methods)
    cloud = Cloud(settings.service, bought_folder())
    session = Session(engine, settings.preprocessor, settings.options, cloud.find)
    session.choose_engine(settings.service.engine)
    thumbnails = Thumbnails(session, idle_engine)
    background = Background(lambda error: notify(of_error(error)))
    appearance = Appearance(app, settings)
    window = MainWindow(session, background, sample_picture(), settings, closed.set)
    notify = window.notices.show_notice
    thumbnails.changed.connect(window.side.picker.show_thumbnail)
    thumbnails.failed.connect(window.side.picker.show_failure)
    serving = Serving(lambda: local(methods), ServedKeys())
    desk = HistoryDesk(
        GuideHistory(
            history_folder(),
            settings.history_limit_mb * 2**20,
            title=lambda name: tr(CATALOG[name].title),
        ),
        window,
        background,
    )
    memory = Memory(file, settings, window, cloud, lambda error: notify(unsaved(error)))
    appearance.follow(window, memory)
    services = Services(window, cloud, serving, background, memory=memory, desk=desk)
    batch = BatchDesk(
        batch_folder(), window, cloud, lambda: local(methods), background, memory=memory
    )
    batch.settings_asked.connect(services.ask_for_key)
    library = LibraryDesk(
        shelf,
        methods,
        idle_methods,
        window=window,
        thumbnails=thumbnails,
        sample=sample_picture(),
        engine=local,
        memory=memory,
        background=background,
    )
    window.show()
    background.spawn(_after_show(window, services, desk, appearance, batch))
    tell_of_the_start(window.notices, report, file.damaged)
    requests.serve(window)
    try:
        with _closed_by_ctrl_c(window), told_at_once(reports, notify):
            if guest is None:
                await closed.wait()
            else:
                await guest(window)
                window.close()
    finally:
        requests.close()
        memory.write()
        appearance.close()
        async with AsyncExitStack() as last:
            # Python does not see what Qt's connections hold, so it would never collect these.
            for part in (memory, serving, cloud, thumbnails, window.rendering, session, window):
                last.callback(part.deleteLater)
            last.callback(window.hide)
            last.callback(language.close)
            last.callback(networks.release)
            # Whoever asks another goes before it; one that fails keeps no other from its end.
            for aclose in reversed(
                (
                    background.aclose,
                    batch.aclose,
                    library.aclose,
                    services.aclose,
                    session.aclose,
                    window.rendering.aclose,
                    thumbnails.aclose,
                    desk.aclose,
                    cloud.aclose,
                    engine.aclose,
                    idle_engine.aclose,
                )
            ):
                last.push_async_callback(aclose)
        await asyncio.sleep(0)
    return 0


@contextmanager
def _closed_by_ctrl_c(window: MainWindow) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # Windows has no signal handlers in its loop
        loop.add_signal_handler(signal.SIGINT, window.close)
    yield
    with suppress(NotImplementedError):
        loop.remove_signal_handler(signal.SIGINT)


async def _after_show(
    window: MainWindow,
    services: Services,
    desk: HistoryDesk,
    appearance: Appearance,
    batch: BatchDesk,
) -> None:
    """What the window can do without while it comes up: pictures, and the slow imports."""
    await asyncio.sleep(0)
    window.drop_zone.show_sample()
    await asyncio.to_thread(_import_engines)
    services.start()
    desk.refresh()
    batch.start()
    await appearance.ask_system()
    await asyncio.to_thread(window.carrier.sweep)


def _import_engines() -> None:
    import cv2  # noqa: F401, PLC0415 - the window comes first
    import onnxruntime  # noqa: F401, PLC0415 - the window comes first

    import core.source  # noqa: F401, PLC0415 - the window comes first


def _explain_fatal(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Say in a sentence what Qt would end the process about with a page and a core dump."""
    if kind is QtMsgType.QtFatalMsg and "platform plugin" in message:
        print(f"underdrawing: {NO_SCREEN}", file=sys.stderr, flush=True)
        os._exit(1)
    if not context.category.startswith("qt.qpa"):  # its warnings come before such an end
        print(message, file=sys.stderr)
