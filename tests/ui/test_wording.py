"""Every text of the window is asked for in the user's language, and none stands there bare."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from core.errors import PictureError
from core.fit import Fit
from core.wording import say, together
from ui.wording import told, tr, tr_key, tr_money, tr_n

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "packaging"))

from texts import SAYING, error_classes, modules, texts_of  # noqa: E402 - only now can it be found

SHOWING = {
    *("setText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle", "setTitle"),
    *("setAccessibleName", "setAccessibleDescription", "setPlaceholderText", "setInformativeText"),
    *("setLabelText", "setOkButtonText", "setCancelButtonText", "setSuffix", "setPrefix"),
    *("setSpecialValueText", "setNameFilters", "setHeaderLabels", "showMessage", "drawText"),
    *("addAction", "addMenu", "addItem", "addItems", "addRow", "addTab", "insertItem", "addButton"),
    *("QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu"),
    *("QFileDialog", "QListWidgetItem", "QTableWidgetItem", "Notice", "Caption", "PictureView"),
    *("heading", "title", "quiet", "getOpenFileName", "getExistingDirectory", "show_text"),
}
"""Functions and classes that are given what is read in the window."""
NAMES = {
    *(
        "Underdrawing",
        " - Underdrawing",
        "Runware",
        "https://…",
        "OpenPose JSON (*.json)",
        "MB",
        "GB",
    ),
    "PNG, JPEG, WEBP, AVIF, HEIC, TIFF, PSD, GIF, BMP",
}
"""What is the same in every language."""


class German(QTranslator):
    """Knows three texts."""

    KNOWN = (
        ("The file {name} is empty.", ["Die Datei {name} ist leer."]),
        ("{n} files of {size:.1f} MB", ["{n} Datei, {size:.1f} MB", "{n} Dateien, {size:.1f} MB"]),
        ("{what}, said {who}", ["{who} sagt: {what}"]),
    )

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        forms = dict(self.KNOWN).get(source)
        return (forms[0] if n in (-1, 1) else forms[-1]) if forms else None

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translator, before = German(), QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    QLocale.setDefault(before)


def test_without_a_translation_it_is_english_with_the_form_that_the_number_wants() -> None:
    assert tr("The file {name} is empty.", name="a.png") == "The file a.png is empty."
    assert tr_n("{n} file", "{n} files", 1) == "1 file"
    assert tr_n("{n} file", "{n} files", 0) == "0 files"
    assert tr("") == ""
    for braces in ("Braces {stay} as they are", say("Braces {stay} as they are")):
        assert tr(braces) == "Braces {stay} as they are"


@pytest.mark.usefixtures("german")
def test_values_numbers_and_nested_sentences_follow_the_language() -> None:
    assert tr("The file {name} is empty.", name="{a}.png") == "Die Datei {a}.png ist leer."
    forms = ("{n} file of {size:.1f} MB", "{n} files of {size:.1f} MB")
    assert tr_n(*forms, 1, size=2.5) == "1 Datei, 2,5 MB"
    assert tr_n(*forms, 3, size=2.5) == "3 Dateien, 2,5 MB"
    inner = say("The file {name} is empty.", name="b")
    assert tr(say("{what}, said {who}", what=inner, who="Ada")) == "Ada sagt: Die Datei b ist leer."
    assert tr("{share:,.1f} of {all:,}", share=1234.5, all=65535) == "1.234,5 of 65.535"
    assert tr_money(0.004) == "$0,004"


def test_sizes_have_the_sign_for_them_and_names_stay_as_they_are() -> None:
    assert tr("{width} x {height} pixels", width=640, height=480) == "640 × 480 pixels"
    sized = Fit(512).explain(640, 480)
    assert tr(sized).startswith("640 × 480 becomes 512 × 384: ")
    assert tr("The file {name} is empty.", name="2 x 3.png") == "The file 2 x 3.png is empty."


@pytest.mark.usefixtures("german")
def test_an_error_is_told_with_what_core_said_and_others_as_they_are() -> None:
    error = PictureError(say("The file {name} is empty.", name="c"), "Copy it again.")
    assert told(error) == "Die Datei c ist leer. Copy it again."
    assert str(error) == "The file c is empty. Copy it again."
    assert told(ValueError("so and so")) == "so and so"


@pytest.mark.usefixtures("german")
def test_sentences_are_put_together_and_still_translated_one_by_one() -> None:
    said = together("", say("The file {name} is empty.", name="d"), "As it stands.")
    assert said == "The file d is empty. As it stands."
    assert tr(said) == "Die Datei d ist leer. As it stands."
    assert together("", "") == ""


def test_keys_are_written_as_the_system_has_them() -> None:
    assert "E" in tr_key("Ctrl+E")
    assert tr_key("Ctrl+E") != ""


def test_no_module_of_the_window_shows_a_bare_text() -> None:
    bare = [
        f"{path.name}:{line}: {text!r}"
        for path in modules()
        if path.parent.name == "ui"
        for line, text in _bare_texts(path)
    ]
    assert not bare, "these go through tr() of ui/wording.py:\n" + "\n".join(bare)


def test_what_is_said_is_never_put_together_before_it_is_said() -> None:
    """`tr(f"...")` and `PictureError(f"...")` could not be looked up."""
    errors = error_classes(modules())
    wrong = []
    for path in modules():
        for call in _calls(path):
            name = _name(call)
            said = call.args[: SAYING.get(name, 2 if name in errors else 0)]
            if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in said):
                wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert not wrong, "say it with a template and values:\n" + "\n".join(wrong)


def test_the_search_for_bare_texts_finds_them(tmp_path: Path) -> None:
    module = tmp_path / "bad.py"
    module.write_text(
        'label.setText("Bare")\nQLabel(f"{count} pictures")\nx.setToolTip(tr("Fine"))'
    )
    assert [text for _, text in _bare_texts(module)] == ["Bare", " pictures"]
    assert [text.source for text in texts_of(module, Path("bad.py"), frozenset())] == ["Fine"]


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def _name(call: ast.Call) -> str:
    func = call.func
    return func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")


def _bare_texts(path: Path) -> Iterator[tuple[int, str]]:
    for call in _calls(path):
        if _name(call) in SHOWING:
            for argument in (*call.args, *(key.value for key in call.keywords)):
                yield from ((call.lineno, text) for text in _words(argument))


_MADE_OF_OTHERS = (
    *(ast.JoinedStr, ast.FormattedValue, ast.BinOp, ast.IfExp, ast.BoolOp),
    *(ast.List, ast.Tuple, ast.Starred),
)


def _words(node: ast.AST) -> Iterator[str]:
    """The texts with letters in them, as far as nothing has translated them."""
    if isinstance(node, ast.Constant):
        text = node.value
        if isinstance(text, str) and text not in NAMES and any(map(str.isalpha, text)):
            yield text
    elif isinstance(node, _MADE_OF_OTHERS):
        for child in ast.iter_child_nodes(node):
            yield from _words(child)
