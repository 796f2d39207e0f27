"""What rendered scenes are made from: Debian's furniture and the skies of an npm package.

Both are pinned by sha256. `sweethome3d-furniture` holds five libraries of models: two of
BlendSwap (CC0, CC-BY 3.0), those of Scopia, Reallusion and Kator Legaz (CC-BY 3.0).
`@pmndrs/assets` holds CC0 panoramas. Networks are trained with them; neither is part of
what is shipped.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from failures import SetupError
from models.packages import Package, fetch

FURNITURE = "sweethome3d-furniture=1.8-1"
FURNITURE_FILE = "sweethome3d-furniture_1.8-1_all.deb"
FURNITURE_SHA256 = "3ccb90c63f9525e887a767b9cd5c8b6933b8b6b2973a615a5359ee68a2118668"
LIBRARIES = ("BlendSwap-CC-0", "BlendSwap-CC-BY", "KatorLegaz", "Reallusion", "Scopia")

ASSETS = Package(
    "npm",
    "@pmndrs/assets",
    "1.7.0",
    "pmndrs-assets-1.7.0.tgz",
    "152bd218a3390703f184f0c6ce16e73c8f0a87f32d38530d418a09d33d8208dc",
)


def libraries(cache: Path) -> Iterator[zipfile.ZipFile]:
    """The libraries of models, downloaded into `cache` with apt-get if they are not there.

    Raises SetupError where the package cannot be had or is not the one that was pinned.
    """
    cache.mkdir(parents=True, exist_ok=True)
    archive = cache / FURNITURE_FILE
    if not archive.exists():
        subprocess.run(["apt-get", "--quiet", "download", FURNITURE], cwd=cache, check=False)
    if not archive.exists():
        raise SetupError(f"{FURNITURE} was not downloaded. The lines above say why.")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != FURNITURE_SHA256:
        raise SetupError(f"{archive} has the sha256 {found}. Delete it and start again.")
    with tempfile.TemporaryDirectory(dir=cache) as name:
        subprocess.run(["dpkg-deb", "-x", archive, name], check=True)
        folder = Path(name) / "usr" / "share" / "sweethome3d" / "furniture"
        for library in LIBRARIES:
            with zipfile.ZipFile(folder / f"{library}.sh3f") as opened:
                yield opened


def skies(cache: Path) -> Iterator[tuple[str, bytes]]:
    """The panoramas, name and OpenEXR file of each, in the order of their names."""
    with tarfile.open(fetch(ASSETS, cache), "r:gz") as tar:
        names = sorted(name for name in tar.getnames() if name.endswith(".exr.js"))
        for name in names:
            file = tar.extractfile(name)
            assert file is not None, name
            encoded = file.read().decode().split("base64,")[1].split("'")[0]
            yield Path(name).name.removesuffix(".exr.js"), base64.b64decode(encoded)
