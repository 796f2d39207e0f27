"""Whether the desktop asks for less motion, which Qt does not tell yet."""

from __future__ import annotations

import os
import plistlib
import sys
from pathlib import Path

_PORTAL_WAITS_MS = 2_000
_SPI_GETCLIENTAREAANIMATION = 0x1042


def system_wants_less() -> bool:
    """Whether it does, and says so; it may take a moment. For a worker thread."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - of this system only

        animates = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(
            _SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(animates), 0
        )
        return not animates.value
    if sys.platform == "darwin":
        return _mac_wants_less(Path.home() / "Library/Preferences")
    return portal_wants_less()


def _mac_wants_less(preferences: Path) -> bool:
    try:
        found = plistlib.loads((preferences / "com.apple.universalaccess.plist").read_bytes())
    except (OSError, plistlib.InvalidFileException, ValueError):
        return False
    return bool(found.get("reduceMotion", False))


def portal_wants_less() -> bool:
    """What the desktop portal says, of freedesktop.org's setting or, where there is none, GNOME's.

    Without a session bus, or a portal on it, nobody asks for anything.
    """
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    reduced = _portal("org.freedesktop.appearance", "reduced-motion")
    if reduced is not None:
        return reduced == 1
    return _portal("org.gnome.desktop.interface", "enable-animations") is False


def _portal(namespace: str, key: str) -> object:
    from PySide6.QtDBus import (  # noqa: PLC0415 - not on every system
        QDBus,
        QDBusConnection,
        QDBusMessage,
        QDBusVariant,
    )

    name = f"underdrawing-{key}"
    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, name)
    try:
        call = QDBusMessage.createMethodCall(
            "org.freedesktop.portal.Desktop",
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.Settings",
            "Read",
        )
        call.setArguments([namespace, key])
        answer = bus.call(call, QDBus.CallMode.Block, _PORTAL_WAITS_MS)
        if answer.type() is not QDBusMessage.MessageType.ReplyMessage:
            return None
        (value,) = answer.arguments()
        while isinstance(value, QDBusVariant):
            value = value.variant()
        return value
    finally:
        QDBusConnection.disconnectFromBus(name)
