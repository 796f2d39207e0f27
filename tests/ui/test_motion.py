"""The desktop is asked whether things may move: a real session bus, with a portal that answers."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.motion import mac_wants_less, portal_wants_less

jeepney = pytest.importorskip("jeepney")
blocking = pytest.importorskip("jeepney.io.blocking")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the portal is of Linux")

FREEDESKTOP = ("org.freedesktop.appearance", "reduced-motion")
GNOME = ("org.gnome.desktop.interface", "enable-animations")


class Portal:
    """Answers what it knows, on a thread of its own, until it is closed."""

    def __init__(self, address: str) -> None:
        self.knows: dict[tuple[str, str], tuple[str, object]] = {}
        self._connection = blocking.open_dbus_connection(address)
        name = "org.freedesktop.portal.Desktop"
        bus = jeepney.message_bus
        self._connection.send_and_get_reply(bus.RequestName(name))
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def _answer(self) -> None:
        while True:
            asked = self._connection.receive()
            fields = asked.header.fields
            if fields.get(jeepney.HeaderFields.member) == "Stop":
                return
            if fields.get(jeepney.HeaderFields.member) != "Read":
                continue
            found = self.knows.get(tuple(asked.body))
            if found is None:
                reply = jeepney.new_error(asked, "org.freedesktop.portal.Error.NotFound")
            else:
                reply = jeepney.new_method_return(asked, "v", (("v", found),))
            self._connection.send_message(reply)

    def close(self, address: str) -> None:
        where = jeepney.DBusAddress("/", "org.freedesktop.portal.Desktop")
        with blocking.open_dbus_connection(address) as other:
            other.send_message(jeepney.new_method_call(where, "Stop"))
            self._thread.join()
        self._connection.close()


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a session bus of our own."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon")
    started = subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    address = started.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    started.terminate()
    started.wait()
    started.stdout.close()


@pytest.fixture
def portal(bus: str) -> Iterator[Portal]:
    portal = Portal(bus)
    yield portal
    portal.close(bus)


async def test_freedesktops_wish_goes_before_gnomes(portal: Portal) -> None:
    portal.knows = {FREEDESKTOP: ("u", 1), GNOME: ("b", True)}
    assert await portal_wants_less()
    portal.knows = {FREEDESKTOP: ("u", 0), GNOME: ("b", False)}
    assert not await portal_wants_less()


async def test_where_there_is_only_gnomes_it_counts(portal: Portal) -> None:
    portal.knows = {GNOME: ("b", False)}
    assert await portal_wants_less()
    portal.knows = {GNOME: ("b", True)}
    assert not await portal_wants_less()


async def test_a_portal_that_knows_neither_asks_for_nothing(portal: Portal) -> None:
    assert not await portal_wants_less()


@pytest.mark.usefixtures("bus")
async def test_a_bus_without_a_portal_asks_for_nothing() -> None:
    assert not await portal_wants_less()


async def test_without_a_bus_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not await portal_wants_less()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert not await portal_wants_less()


@pytest.mark.parametrize(
    ("found", "less"),
    [({"reduceMotion": True}, True), ({"reduceMotion": False}, False), ({}, False)],
)
def test_a_mac_has_it_in_its_preferences(
    tmp_path: Path, found: dict[str, bool], less: bool
) -> None:
    assert not mac_wants_less(tmp_path)
    (tmp_path / "com.apple.universalaccess.plist").write_bytes(plistlib.dumps(found))
    assert mac_wants_less(tmp_path) is less
    (tmp_path / "com.apple.universalaccess.plist").write_bytes(b"no list")
    assert not mac_wants_less(tmp_path)
