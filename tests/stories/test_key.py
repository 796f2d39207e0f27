"""An artist enters the key of a service: taken or refused, it is never shown, sent on or lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.conftest import NO_SERVICE
from tests.stories.desk import Desk, play, write_picture
from tests.stories.shop import KEY, Shop, all_text, enter_key, paste_key, press_of, settings_of
from ui.notice import Kind
from ui.settings.dialog import SettingsDialog

WRONG = "not-the-key-of-the-shop-at-all"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A service that the environment names, without its key."""
    shop = Shop(tmp_path / "shop")
    monkeypatch.setenv("RUNWARE_API_URL", shop.url)
    yield shop
    shop.close()


@pytest.fixture
def cat(tmp_path: Path) -> str:
    write_picture(tmp_path / "cat.png")
    return str(tmp_path / "cat.png")


async def _asked_for_a_key(desk: Desk) -> SettingsDialog:
    """The settings, where the button without a key leads."""
    await desk.settled()
    desk.click(desk.button("Runware"))
    await desk.until(lambda: press_of(desk).text() == "Enter a &key…", "the key is missed")
    desk.click(press_of(desk))
    return await settings_of(desk)


async def _open(desk: Desk) -> SettingsDialog:
    desk.press(Qt.Key.Key_Comma, CTRL)
    dialog = await settings_of(desk)
    dialog.show_section("Runware")
    return dialog


async def _says(desk: Desk, dialog: SettingsDialog, text: str) -> None:
    await desk.until(lambda: text in dialog.key.says, f"it says: {text}")


async def _close(desk: Desk, dialog: SettingsDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await desk.in_front()


def _type_address(dialog: SettingsDialog, address: str) -> None:
    line = dialog.pages.row("Address").editor.field
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, address)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_a_refused_key_leads_to_the_settings_and_a_new_one_works_at_once(
    shop: Shop, cat: str
) -> None:
    async def story(desk: Desk) -> None:
        dialog = await _asked_for_a_key(desk)
        await enter_key(desk, dialog, WRONG)
        await _says(desk, dialog, "did not take the API key")
        await enter_key(desk, dialog, KEY)
        await _says(desk, dialog, "takes this key")
        assert KEY not in all_text(dialog), "it is never shown in full"
        desk.click(desk.button("Close", dialog))
        await desk.in_front()
        await desk.until(lambda: press_of(desk).isEnabled(), "a guide can be bought")
        desk.click(press_of(desk))
        await desk.until(lambda: not desk.session.preview, "the guide has come")

    play(story, cat)


@pytest.mark.parametrize(
    ("wrong", "says"), [(WRONG, "did not take the API key"), ("wrong key 123", "not an API key")]
)
def test_what_is_refused_is_said_beside_it_and_stays_to_be_mended(
    shop: Shop, cat: str, wrong: str, says: str
) -> None:
    async def story(desk: Desk) -> None:
        dialog = await _asked_for_a_key(desk)
        panel, field = dialog.key, dialog.key.field
        await paste_key(desk, dialog, wrong)
        desk.click(desk.button("Keep", panel))
        assert field.hasFocus(), "not the address below, which shows what is pasted"
        await _says(desk, dialog, says)
        assert panel.wrong
        assert not dialog.says, "it is said in one place"
        assert field.hasFocus()
        assert field.text() == field.selectedText() == wrong
        assert field.echoMode() is QLineEdit.EchoMode.Password
        assert "none yet" in all_text(dialog)

        QTest.keyClicks(field, KEY)
        desk.click(desk.button("Keep", panel))
        await _says(desk, dialog, "takes this key")
        assert not panel.wrong
        assert field.hasFocus()
        assert field.text() == ""
        await _close(desk, dialog)

    play(story, cat)


def test_a_refused_key_does_not_take_the_place_of_a_good_one(shop: Shop, cat: str) -> None:
    async def story(desk: Desk) -> None:
        dialog = await _asked_for_a_key(desk)
        await enter_key(desk, dialog, KEY)
        await _says(desk, dialog, "takes this key")
        await enter_key(desk, dialog, WRONG)
        await _says(desk, dialog, "did not take the API key")
        assert f"…{KEY[-4:]}".strip("…") in all_text(dialog)
        await _close(desk, dialog)
        assert await _open(desk) is dialog
        assert dialog.key.field.text() == "", "it is not kept for another time"
        desk.click(desk.button("Check", dialog.key))
        assert desk.button("Check", dialog.key).hasFocus()
        await _says(desk, dialog, "takes this key")
        assert desk.button("Check", dialog.key).hasFocus(), "asking costs no focus"
        await _close(desk, dialog)

    play(story, cat)


def test_a_key_that_cannot_be_asked_about_is_kept(
    shop: Shop, cat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runware.asking.TRIES", 1)
    shop.close()

    async def story(desk: Desk) -> None:
        dialog = await _asked_for_a_key(desk)
        await enter_key(desk, dialog, KEY)
        await _says(desk, dialog, "could not be reached")
        assert dialog.key.wrong
        assert dialog.key.field.text() == ""
        assert "for this run only" in all_text(dialog)
        assert "no keyring" in dialog.key.says
        shop.open()
        desk.click(desk.button("Check", dialog.key))
        await _says(desk, dialog, "takes this key")
        assert "no keyring" in dialog.key.says, "it is as true as before"
        await _close(desk, dialog)

    play(story, cat)


def test_a_key_goes_to_no_other_address_and_is_there_again_with_its_own(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUNWARE_API_URL")
    host = shop.url.removeprefix("http://").removesuffix("/v1")

    async def story(desk: Desk) -> None:
        dialog = await _open(desk)
        _type_address(dialog, shop.url)
        await enter_key(desk, dialog, KEY)
        await _says(desk, dialog, "takes this key")

        _type_address(dialog, NO_SERVICE)
        await _says(desk, dialog, "127.0.0.1:9 needs a key of its own.")
        assert f"That of {host} is sent nowhere else; it is kept" in dialog.key.says
        assert "takes this key" not in dialog.key.says, "which was another's"
        assert "none yet" in all_text(dialog)
        await _close(desk, dialog)
        await _open(desk)
        await _says(desk, dialog, f"That of {host} is sent nowhere else")

        _type_address(dialog, shop.url)
        await desk.until(lambda: KEY[-4:] in all_text(dialog), "the key is there again")
        assert "a key of its own" not in dialog.key.says
        desk.click(desk.button("Remove", dialog.key))
        await desk.until(lambda: "none yet" in all_text(dialog), "the key is gone")
        assert dialog.key.field.hasFocus()
        _type_address(dialog, NO_SERVICE)
        desk.click(desk.button("Close", dialog))
        await desk.in_front()
        await _open(desk)
        await desk.until(lambda: "none yet" in all_text(dialog), "it has looked")
        assert "a key of its own" not in dialog.key.says, "none is kept"
        await _close(desk, dialog)

    play(story)


@pytest.mark.parametrize("mended", ["by another key", "by one not asked about", "at the service"])
def test_a_notice_of_a_refused_key_goes_once_it_is_true_no_more(
    shop: Shop, cat: str, mended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runware.asking.TRIES", 1)

    async def story(desk: Desk) -> None:
        dialog = await _asked_for_a_key(desk)
        await enter_key(desk, dialog, KEY)
        await _says(desk, dialog, "takes this key")
        await _close(desk, dialog)
        await _serve_with(shop, "another-key-of-the-shop-0123456")
        await desk.until(lambda: press_of(desk).text() == "&Buy this guide", "it can be bought")
        desk.click(press_of(desk))
        notice = await desk.noticed()
        assert notice.kind is Kind.ERROR
        assert "did not take the API key" in notice.what
        desk.click(desk.button("Settings…"))
        dialog = await settings_of(desk)
        if mended == "at the service":
            await _serve_with(shop, KEY)
            desk.click(desk.button("Check", dialog.key))
        else:
            if mended == "by one not asked about":
                shop.close()
            await enter_key(desk, dialog, shop.key)
        known = mended != "by one not asked about"
        await _says(desk, dialog, "takes this key" if known else "could not be reached")
        await _close(desk, dialog)
        assert desk.notice is None

    play(story, cat)


async def _serve_with(shop: Shop, key: str) -> None:
    shop.close()
    shop.key = key
    shop.open()


def test_an_address_that_cannot_be_used_is_told_until_another_is(
    monkeypatch: pytest.MonkeyPatch, cat: str
) -> None:
    monkeypatch.setenv("RUNWARE_API_URL", "ftp://nowhere")

    async def story(desk: Desk) -> None:
        notice = await desk.noticed()
        assert "not the address of a service" in notice.what
        await desk.settled()
        desk.click(desk.button("Runware"))
        await desk.settled()
        assert desk.notice is notice, "what else is chosen counts, and mends nothing"
        monkeypatch.delenv("RUNWARE_API_URL")
        dialog = await _open(desk)
        _type_address(dialog, NO_SERVICE)
        await _close(desk, dialog)
        assert desk.notice is None

    play(story, cat)


def test_after_a_key_was_entered_space_shows_the_input_and_buys_nothing(
    shop: Shop, cat: str
) -> None:
    async def story(desk: Desk) -> None:
        dialog = await _asked_for_a_key(desk)
        await enter_key(desk, dialog, KEY)
        await _says(desk, dialog, "takes this key")
        desk.press(Qt.Key.Key_Escape)
        await desk.in_front()
        await desk.until(lambda: press_of(desk).text() == "&Buy this guide", "it can be bought")
        assert not press_of(desk).hasFocus()

        where = QApplication.focusWidget() or desk.window
        QTest.keyPress(where, Qt.Key.Key_Space)
        assert desk.window.compare.guide_view.peeking
        QTest.keyRelease(where, Qt.Key.Key_Space)
        assert not desk.window.compare.guide_view.peeking
        await desk.settled()
        assert press_of(desk).text() == "&Buy this guide", "nothing is on its way"
        assert shop.engine.tasks == []

    play(story, cat)
