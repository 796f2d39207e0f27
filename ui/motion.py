"""Whether the desktop asks for less motion, which Qt does not tell yet."""

from __future__ import annotations

import asyncio
import os
import plistlib
import sys
from pathlib import Path

_PORTAL_WAITS_MS = 2_000
_SPI_GETCLIENTAREAANIMATION = 0x1042


async def system_wants_less() -> bool:
    """Whether it does, and says so."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - of this system only

        animates = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(
            _SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(animates), 0
        )
        return not animates.value
    if sys.platform == "darwin":
        return await asyncio.to_thread(mac_wants_less, Path.home() / "Library/Preferences")
    return await portal_wants_less()


def mac_wants_less(preferences: Path) -> bool:
    """What the preferences in that folder of macOS say."""
    try:
        found = plistlib.loads((preferences / "com.apple.universalaccess.plist").read_bytes())
    except (OSError, plistlib.InvalidFileException, ValueError):
        return False
    return bool(found.get("reduceMotion", False))


async def portal_wants_less() -> bool:
    """What the desktop portal says, of freedesktop.org's setting or, where there is none, GNOME's.

    Without a session bus, or a portal on it, nobody asks for anything.
    """
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    if not address:
        return False
    reduced = await _portal(address, "org.freedesktop.appearance", "reduced-motion")
    if reduced is not None:
        return reduced == 1
    return await _portal(address, "org.gnome.desktop.interface", "enable-animations") is False


async def _portal(address: str, namespace: str, key: str) -> object:
    from PySide6.QtDBus import (  # noqa: PLC0415 - not on every system
        QDBusConnection,
        QDBusMessage,
        QDBusPendingCallWatcher,
        QDBusVariant,
    )

    name = f"underdrawing-{key}"
    bus = QDBusConnection.connectToBus(address, name)
    try:
        call = QDBusMessage.createMethodCall(
            "org.freedesktop.portal.Desktop",
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.Settings",
            "Read",
        )
        call.setArguments([namespace, key])
        # Not QDBusConnection.call, which holds up all of Python until there is an answer.
        answered = asyncio.Event()
        watcher = QDBusPendingCallWatcher(bus.asyncCall(call, _PORTAL_WAITS_MS))
        watcher.finished.connect(answered.set)
        if not watcher.isFinished():
            await answered.wait()
        answer = watcher.reply()
        if answer.type() is not QDBusMessage.MessageType.ReplyMessage:
            return None
        (value,) = answer.arguments()
        while isinstance(value, QDBusVariant):
            value = value.variant()
        return value
    finally:
        QDBusConnection.disconnectFromBus(name)
