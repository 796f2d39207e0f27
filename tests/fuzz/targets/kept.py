"""Targets of what is kept in files, which may be damaged, of another version, or mended by hand."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from core.errors import LibraryError, PackError
from core.library.records import Record, Records
from core.library.rows import ROWS
from core.library.shelf import Shelf
from core.local.pack import MANIFEST, Pack
from core.paths import model_pack
from core.preprocessor import Preprocessor
from core.presets import SHIPPED
from core.rendition import Rendition
from core.settings import Settings, SettingsFile
from tests.fuzz.rule import Broken, Target, in_due_form, same
from tests.fuzz.scratch import scratch

_folder = scratch()
_ROW = next(iter(ROWS.values()))


def _settings(data: bytes) -> None:
    path = _folder / "settings.json"
    path.write_bytes(data)
    file = SettingsFile(path)
    settings = file.load()
    if file.damaged is not None:
        same(file.damaged.read_bytes(), data)
        file.damaged.unlink()
    for each in (settings.replace(window="another"), settings):
        file.save(each)
    same(_told(SettingsFile(path).load()), _told(settings))


def _told(settings: Settings) -> dict[str, str]:
    return {item.name: repr(getattr(settings, item.name)) for item in dataclasses.fields(settings)}


def _library(data: bytes) -> None:
    """The first byte says what the others are: a record of the library, or the pack's manifest."""
    kind, body = data[:1], data[1:]
    if kind == b"r":
        _record(body)
    elif kind == b"m":
        (_folder / MANIFEST).write_bytes(body)
        pack = Pack(_folder)
        for name in ("canny", *_networks(pack)):
            try:
                pack.read(name)
            except PackError as error:
                in_due_form(error)


def _record(body: bytes) -> None:
    shelf = Shelf(_folder / "library")
    for file in _ROW.files:
        path = _folder / "library" / "installed" / f"{_ROW.name}.{file.role}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    shelf.state(_ROW)
    shelf.verify()
    try:
        shelf.read(_ROW, _ROW.files[0].role)
    except LibraryError as error:
        in_due_form(error)
    else:
        raise Broken("a network that is not there was read")
    records = Records(_folder / "again")
    found = shelf.records.find(_ROW, _ROW.files[0])
    if found is not None:
        records.save(_ROW, _ROW.files[0], found)
        same(records.find(_ROW, _ROW.files[0]), found)


def _networks(pack: Pack) -> list[str]:
    try:
        return list(pack.networks)
    except PackError as error:
        in_due_form(error)
        return []


def _settings_seeds() -> Iterable[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        every = dict.fromkeys((Preprocessor.CANNY,), SHIPPED[0].options)
        for settings in (
            Settings(presets=SHIPPED, window="abc", unknown={"newer": [1, {"a": None}]}),
            Settings(options=every, rendition=Rendition(invert=True), start_history=True),
            Settings(methods={Preprocessor.DEPTH: "x"}, language="de", history_limit_mb=100),
        ):
            SettingsFile(path).save(settings)
            yield json.dumps(json.loads(path.read_bytes())).encode()
    for name in (item.name for item in dataclasses.fields(Settings)):
        for value in _ODD:
            yield json.dumps({name: value}).encode()
    yield b"[" * 500


_ODD: tuple[object, ...] = ([], {}, None, "\ud800", 1e308, [[]], {"a": {"b": []}})


def _library_seeds() -> Iterable[bytes]:
    record = Record("0" * 64, 123, "1" * 64)
    yield b"r" + json.dumps(dataclasses.asdict(record)).encode()
    pin = _ROW.files[0].sha256 or "2" * 64
    yield b"r" + json.dumps({"sha256": pin, "bytes": 9, "archive": ""}).encode()
    manifest = json.loads((model_pack() / MANIFEST).read_bytes())
    yield b"m" + json.dumps({**manifest, "networks": manifest["networks"][:1]}).encode()
    yield b'm{"networks": []}'


_WORDS = (
    *(f'"{item.name}": '.encode() for item in dataclasses.fields(Settings)),
    *(f'"{name}"'.encode() for name in (*Preprocessor, "wait_s", "port", "fit", "target", "side")),
    *(b'"name"', b'"preprocessor"', b'"options"', b'"sha256"', b'"bytes"', b'"archive"'),
    *(b'"networks"', b'"shape"', b'"input"', b'"outputs"', b'"file"', b"1e999", b"-1e999", b"NaN"),
    *(b"[" * 300, b'{"a":' * 300, b"null", b"[]", b"{}", b"9" * 4400, b"9" * 400, b"\\ud800"),
)

TARGETS = {
    "settings": Target("settings", _settings, _settings_seeds, _WORDS, json_at=0),
    "library": Target("library", _library, _library_seeds, _WORDS, json_at=1),
}
