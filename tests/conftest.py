"""What all tests share: a home of their own, a loop for coroutines, and nothing left behind.

A test that is a coroutine runs on an asyncio loop: its own, or for those of the window, and all
stories, Qt's, of which there is one for all. Nothing here imports Qt until such a test does.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests import no_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

WINDOW_FOLDERS = ("ui", "stories", "hard")
HOME_VARIABLES = (
    *("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"),
    *("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"),
)
NO_SERVICE = "http://127.0.0.1:9/v1"
"""Port 9, "discard", is below those that programs get; nobody answers."""
TASKS_END_S = 2.0

# The window speaks English, and writes numbers so, whatever the computer's own language is.
os.environ.update(LANGUAGE="en", LC_ALL="C.UTF-8")

no_screen.use(no_screen.COMMON)

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("underdrawing", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("underdrawing")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give every coroutine the loop that it runs on."""
    if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.function):
        item.fixturenames.append("qt_runner" if _has_windows(item) else "runner")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine; pytest runs all else."""
    test = pyfuncitem.obj
    if not inspect.iscoroutinefunction(test):
        return None
    given: dict[str, Any] = pyfuncitem.funcargs
    arguments = {name: given[name] for name in inspect.signature(test).parameters}
    runner: asyncio.Runner = given["qt_runner" if _has_windows(pyfuncitem) else "runner"]
    runner.run(_leaving_no_task(test(**arguments)))
    return True


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """The loop of one test."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """Of which pytest-qt makes the one application of all tests: the real one."""
    from ui.system_requests import Application

    return Application


@pytest.fixture(scope="session")
def qt_runner(qapp: QApplication) -> Iterator[asyncio.Runner]:
    """Qt's loop, the same for all tests of the window."""
    from ui.loop import new_loop

    with asyncio.Runner(loop_factory=lambda: new_loop(qapp)) as runner:
        yield runner


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for each test, so that none meets the user's files or another's."""
    home = tmp_path_factory.mktemp("home")
    for variable in HOME_VARIABLES:
        folder = home if variable in ("HOME", "USERPROFILE") else home / variable.lower()
        folder.mkdir(exist_ok=True)
        monkeypatch.setenv(variable, str(folder))
    return home


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key of the user's is seen, and no service is reached but one that a test has started."""
    monkeypatch.delenv("RUNWARE_API_KEY", raising=False)
    monkeypatch.setenv("RUNWARE_API_URL", NO_SERVICE)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture(autouse=True)
def no_window_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test of the window that leaves one behind."""
    if not _has_windows(request.node):
        yield
        return
    before = set(_windows())
    yield
    _clear_clipboard()
    left = set(_windows()) - before
    if left:
        # A window that nobody holds any more may wait to be collected, with what it refers to.
        left.clear()
        gc.collect()
        left = set(_windows()) - before
    assert not left, f"left behind: {left}"


def _has_windows(item: Any) -> bool:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return folder in WINDOW_FOLDERS


def _clear_clipboard() -> None:
    """Without a screen Qt lets go of what is copied after Python has ended, which crashes."""
    from PySide6.QtGui import QGuiApplication

    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()


def _windows() -> list[QWidget]:
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return QApplication.topLevelWidgets()


async def _leaving_no_task(test: Coroutine[Any, Any, None]) -> None:
    """Await `test`, which must not leave tasks that nobody ends."""
    await test
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=TASKS_END_S)
    for task in left:
        task.cancel()
    assert not left, f"left running: {left}"
