"""The vector drawings that line art is learned from: fetched from packages, as SVG texts.

`openclipart-svg` of Debian is public domain; of DiceBear's styles only those are taken whose
designs are CC0: Lorelei, Notionists, Open Peeps and Thumbs. The characters are put together by
DiceBear itself, from seeds, in node.
"""

from __future__ import annotations

import io
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from environment import clean_environ
from failures import SetupError, say
from models.packages import Package, digest, fetch
from output import captured

CLIPART = "openclipart-svg", "1:0.18+dfsg-19"
CLIPART_SHA256 = "989712d90d57dfa3230049f553bb43b76c30ee4d4b8c5f6e106e33f7db5cbdc5"
LEFT_OUT = ("geography", "signs_and_symbols/flags", "buttons", "logos")
"""Folders of the clip art in which flags and maps lie, which all look alike."""
LARGEST = 300_000
"""Bytes of a drawing; what is larger is traced from photographs, or takes long."""

CHARACTERS = {"lorelei": 200, "notionists": 200, "open-peeps": 330, "thumbs": 60}
"""How many characters of each style."""

_NPM = "npm", "9.4.3"
_DICEBEAR = {
    "core": "6ca7dae651c74ad547e548fbe7c41f49aaa377cf4617259277518389bf6b1a3d",
    "lorelei": "78cbba0a6c4d14e1af7c62ffa9a73bd98a8cda02e28690110e199348cd6a9c06",
    "notionists": "edb28f4a346e50b9a810b754960cda924cfb2e05763cefddb4acb940dfb96445",
    "open-peeps": "65b664ec00dc69c068051461f2b5bd97c8335af676e36c284e906a3017c23d4f",
    "thumbs": "87b95a01503debb55e8e98a55e06cd0f19f3951864da08b89a682b4b009df766",
}
_SCRIPT = """
import { createAvatar } from '@dicebear/core';
import { writeFileSync } from 'node:fs';
const styles = JSON.parse(process.argv[2]);
for (const [name, count] of Object.entries(styles)) {
  const style = await import('@dicebear/' + name);
  for (let seed = 0; seed < count; seed += 1) {
    const options = { seed: `${name}${seed}`, backgroundColor: ['transparent'] };
    const file = `${process.argv[3]}/${name}_${seed}.svg`;
    writeFileSync(file, createAvatar(style, options).toString());
  }
}
"""


@dataclass(frozen=True)
class Vector:
    """A drawing: its name, the group of those drawn alike by the same hand, and its SVG text."""

    name: str
    group: str
    svg: str


def vectors(cache: Path) -> Iterator[Vector]:
    """All drawings, always in the same order; packages are kept in `cache`.

    Raises SetupError where a package cannot be had or is not the one that was pinned.
    """
    yield from _characters(cache)
    yield from _clipart(cache)


def _clipart(cache: Path) -> Iterator[Vector]:
    members = _data_of(_debian(cache))
    seen = set()
    for name in sorted(members):
        folder = name.partition("/svg/")[2]
        content = members[name]
        if folder.startswith(LEFT_OUT) or len(content) > LARGEST or digest(content) in seen:
            continue
        seen.add(digest(content))
        # The files of one author are called `thing_of_author_01.svg`, a series of one `thing_02`.
        group = re.sub(r"[\d_]*[a-z]?\.svg$", "", folder)
        yield Vector(folder, group, content.decode("utf-8", "replace"))


def _characters(cache: Path) -> Iterator[Vector]:
    node = shutil.which("node")
    if node is None:
        raise SetupError("The characters are drawn with node, which is not installed here.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for style, sha256 in _DICEBEAR.items():
            archive = f"dicebear-{style}-{_NPM[1]}.tgz"
            package = Package("npm", f"@dicebear/{style}", _NPM[1], archive, sha256)
            home = folder / "node_modules" / "@dicebear" / style
            with tarfile.open(fetch(package, cache)) as tar:
                tar.extractall(folder / style, filter="data")
            home.parent.mkdir(parents=True, exist_ok=True)
            (folder / style / "package").rename(home)
        script = folder / "characters.mjs"
        script.write_text(_SCRIPT, "utf-8")
        wanted = "{" + ",".join(f'"{name}":{count}' for name, count in CHARACTERS.items()) + "}"
        done = captured([node, script, wanted, folder], clean_environ())
        if done.returncode:
            raise SetupError("DiceBear's characters could not be drawn.", done.stdout)
        for style, count in CHARACTERS.items():
            for seed in range(count):
                svg = (folder / f"{style}_{seed}.svg").read_text("utf-8")
                yield Vector(f"{style}/{seed}.svg", style, svg)


def _debian(cache: Path) -> Path:
    name, version = CLIPART
    kept = cache / f"{name}.deb"
    if not kept.exists():
        say(f"Downloading {name} {version} (Debian).")
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            command = ["env", "-C", folder, "apt-get", "download", f"{name}={version}"]
            done = captured(command, clean_environ())
            found = list(Path(folder).glob("*.deb"))
            if done.returncode or not found:
                raise SetupError(f"{name} was not downloaded with apt-get.", done.stdout)
            found[0].replace(kept)
    if digest(kept.read_bytes()) != CLIPART_SHA256:
        raise SetupError(f"{kept} is not {name} {version}. Delete it and start again.")
    return kept


def _data_of(package: Path) -> dict[str, bytes]:
    """The SVG files in a Debian package, by path: an `ar` archive with a tar archive in it."""
    content = package.read_bytes()
    at = len(b"!<arch>\n")
    while at < len(content):
        name, size = content[at : at + 16].decode().strip(), int(content[at + 48 : at + 58])
        if name.startswith("data.tar"):
            with tarfile.open(fileobj=io.BytesIO(content[at + 60 : at + 60 + size])) as tar:
                files = [(member.name, tar.extractfile(member)) for member in tar if member.isreg()]
                return {name: file.read() for name, file in files if file and name.endswith(".svg")}
        at += 60 + size + size % 2
    raise SetupError(f"{package} has no data in it.")
