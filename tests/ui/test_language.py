"""The languages of the window: which one is spoken, and that translations are whole and right."""

from __future__ import annotations

import os
import re
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from core.library.rows import ROWS
from core.paths import translations_folder
from ui.language import ENGLISH, LANGUAGES, Language, spoken, spoken_now
from ui.wording import tr, tr_n

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "packaging"))

import translations  # noqa: E402 - only now can it be found
from texts import Text, all_texts  # noqa: E402 - as above
from ts_file import merged, read, unfinished, written  # noqa: E402 - as above

OTHERS = [name for name in LANGUAGES if name != ENGLISH]
TEXTS = all_texts()
KEY = re.compile(r"&(.)")


@pytest.fixture
def german(qapp: QApplication) -> Iterator[Language]:
    language = Language(qapp, "de", translations_folder())
    yield language
    language.close()


def messages(language: str) -> list[ElementTree.Element]:
    return list(read(_ts(language)).iter("message"))


def forms(message: ElementTree.Element) -> list[str]:
    """What `message` says in the other language: one text, or one for each number.

    What is not translated yet, the first test of translations tells of.
    """
    translation = message.find("translation")
    assert translation is not None
    several = [form.text or "" for form in translation.findall("numerusform")]
    return [form for form in several or [translation.text or ""] if form]


@pytest.mark.parametrize(
    ("wanted", "preferred", "language"),
    [
        ("", ["de-Latn-AT", "de-AT", "de"], "de"),
        ("", ["fr-FR", "fr", "de-DE", "en"], "de"),
        ("", ["fr-FR", "fr"], "en"),
        ("", ["C"], "en"),
        ("en", ["de-DE", "de"], "en"),
        ("de", ["en-US", "en"], "de"),
        ("tlh", ["de_DE"], "de"),
    ],
)
def test_the_language_chosen_is_spoken_or_the_first_of_the_users_that_there_is(
    wanted: str, preferred: list[str], language: str
) -> None:
    assert spoken(wanted, preferred) == language


def test_a_language_is_spoken_with_its_numbers_until_it_is_closed(qapp: QApplication) -> None:
    language = Language(qapp, "de", translations_folder())
    assert tr("Zoom in") == "Vergrößern"
    assert tr_n("{n} guide", "{n} guides", 1) == "1 Vorlage"
    assert tr_n("{n} guide", "{n} guides", 3) == "3 Vorlagen"
    assert QLocale().decimalPoint() == ","
    assert spoken_now() == "de"
    language.close()
    assert tr("Zoom in") == "Zoom in"
    assert tr_n("{n} guide", "{n} guides", 3) == "3 guides"
    assert QLocale().decimalPoint() == "."
    assert spoken_now() == ENGLISH


NUMBERS = """
from PySide6.QtWidgets import QApplication
from core.paths import translations_folder
from ui.language import Language
from ui.settings.disk import disk_text
from ui.wording import tr_money
app = QApplication([])
language = Language(app, "de", translations_folder())
print(tr_money(0.5), disk_text(76_450_000_000))
"""


@pytest.mark.parametrize("system", ["C.UTF-8", "C", "en_US.UTF-8"])
def test_numbers_follow_the_language_chosen_whatever_the_systems_is(system: str) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    environ |= {"LANG": system, "LANGUAGE": "", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", NUMBERS],
        env=environ,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == ["0,50", "$", "71,2", "GB"]


@pytest.mark.usefixtures("german")
def test_of_the_name_of_a_network_what_is_ours_is_translated() -> None:
    assert tr(ROWS["depth-anything-v2-small"].title) == "Depth Anything V2 Small, 32 Bit"
    assert tr(ROWS["informative-drawings-coarse"].title) == "Informative Drawings, grob"


@pytest.mark.usefixtures("german")
def test_the_buttons_of_qt_speak_it_as_well(qtbot: QtBot) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    assert "Abbrechen" in buttons.buttons()[0].text().replace("&", "")


def test_a_language_whose_files_are_missing_leaves_the_window_in_english(
    qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    language = Language(qapp, "de", tmp_path)
    assert tr("Zoom in") == "Zoom in"
    language.close()
    assert "underdrawing_de" in caplog.text


def test_the_tests_speak_english_whatever_the_computer_does(qapp: QApplication) -> None:
    language = Language(qapp, "", translations_folder())
    language.close()
    assert language.name == ENGLISH


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_the_window_is_translated_and_nothing_besides(language: str) -> None:
    ts = merged(read(_ts(language)), TEXTS, language)
    lacking = unfinished(ts)
    remedy = f"Run `{translations.COMMAND}`, translate what it lists, and run it again"
    assert not lacking, f"{remedy}: {lacking}"
    there = {(m.findtext("source"), m.get("numerus") == "yes") for m in messages(language)}
    assert there == {(text.source, text.counted) for text in TEXTS}, remedy


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_compiled_is_what_is_written(language: str, tmp_path: Path) -> None:
    copy = shutil.copy(_ts(language), tmp_path)
    translations.update(folder=tmp_path)
    compiled = Path(copy).with_suffix(".qm").read_bytes()
    remedy = f"run `{translations.COMMAND}`"
    assert compiled == _ts(language).with_suffix(".qm").read_bytes(), remedy


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_values_of_its_source(language: str) -> None:
    for message in messages(language):
        source = message.findtext("source", "")
        for form in forms(message):
            # One may be told without its number: "It is ready."
            count = {"n"} if message.get("numerus") == "yes" else set()
            assert _values(form) | count == _values(source) | count, f"{source!r}: {form!r}"


@pytest.mark.parametrize("language", OTHERS)
def test_a_key_is_underlined_in_both_or_in_neither(language: str) -> None:
    for message in messages(language):
        source = message.findtext("source", "")
        for form in forms(message):
            there = [bool(KEY.search(text)) for text in (source, form)]
            assert there[0] == there[1], f"{source!r}: {form!r}"


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_ends_and_breaks_of_lines(language: str) -> None:
    for message in messages(language):
        source = message.findtext("source", "")
        for form in forms(message):
            assert form.strip(), source
            assert form.count("\n") == source.count("\n"), source
            assert (form[0] == " ", form[-1] == " ") == (source[0] == " ", source[-1] == " ")
            for end in ("…", ":"):
                assert form.endswith(end) == source.endswith(end), f"{source!r}: {form!r}"


@pytest.mark.parametrize("language", OTHERS)
def test_counted_texts_have_a_form_for_one_and_one_for_many(language: str) -> None:
    for message in messages(language):
        if message.get("numerus") == "yes" and forms(message):
            assert len(forms(message)) == 2, message.findtext("source")


def test_no_text_means_two_things_or_holds_what_qt_would_replace() -> None:
    counted = {text.source for text in TEXTS if text.counted}
    plain = {text.source for text in TEXTS if not text.counted}
    assert not counted & plain, "a text is either counted or not"
    assert not [text.source for text in TEXTS if re.search("%L?[n1-9]", text.source)]


def test_placeholders_of_one_and_of_many_are_the_same() -> None:
    for text in TEXTS:
        if text.counted:
            assert _values(text.one) | {"n"} == _values(text.source) | {"n"}, text.one


def test_what_is_new_is_to_be_translated_and_what_is_gone_vanishes() -> None:
    old = merged(ElementTree.Element("TS"), [Text("Old", "a.py"), Text("Kept", "a.py")], "de")
    for message in old.iter("message"):
        translation = message.find("translation")
        assert translation is not None
        translation.text = "schon übersetzt"
        del translation.attrib["type"]
    new = merged(old, [Text("Kept", "b.py"), Text("{n} new", "b.py", "{n} new one")], "de")
    assert unfinished(new) == ["{n} new", "Old"]
    assert "schon übersetzt" in written(new)
    # It comes back with its translation when it is said again.
    again = merged(new, [Text("Old", "a.py"), Text("Kept", "b.py")], "de")
    assert unfinished(again) == []


def test_the_window_asks_in_the_context_that_the_files_have() -> None:
    assert {read(_ts(name)).findtext("context/name") for name in OTHERS} == {"Underdrawing"}
    assert QCoreApplication.translate("Underdrawing", "Zoom in") == "Zoom in"


def _ts(language: str) -> Path:
    return translations_folder() / f"underdrawing_{language}.ts"


def _values(template: str) -> set[str]:
    """The names in braces, and how each is written: those of what has a value are all filled in."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:  # it has no values, and braces that mean themselves
        return set()
    return {f"{name}{spec and ':' + spec}{flag or ''}" for _, name, spec, flag in parts if name}
