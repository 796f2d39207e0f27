"""The user guide: `python3 packaging/guide.py [--options] [FOLDER]`.

With the FOLDER that packaging/screens.py has filled, its pictures are made anew: those of the
window from there, in light and dark, and the guides of the sample by the methods of the pack. With
--options the lists of options are written anew, from the catalogue and the translations. Then, and
without either, the pages of every language are looked through: links, anchors, texts of pictures,
keys and words that the window does not have, and whether all languages have the same. The exit code
says whether all is well.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

import failures
import system_libraries
from environment import ROOT, Environment

GUIDE = ROOT / "resources" / "guide"
PICTURES = GUIDE / "pictures"
WIDTH = 960
"""Of the pictures of the window, in pixels; what is smaller stays as it is."""

WINDOWS = {
    "window": "done-softedge",
    "wipe": "wipe",
    "batch-plan": "batch-plan",
    "batch-working": "batch-working",
    "library": "library",
    "runware-preview": "runware-preview",
    "history": "history",
    "settings": "settings",
}
"""By the name in the guide, the state of the tour."""

THUMB_WIDTH = 288
_QUALITY = 82


def main(arguments: list[str]) -> int:
    """Do it, in the environment that has Qt; returns the exit code."""
    environment = Environment(ROOT)
    with failures.explained():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        inside = Path(sys.prefix).resolve() == environment.folder.resolve()
        if importlib.util.find_spec("PySide6") is None and not inside:
            environment.make_ready(["requirements.txt"])
            system_libraries.make_ready(environment.folder, os.environ)
            return environment.become(str(Path(__file__).resolve()), *arguments)
        sys.path.insert(0, str(ROOT))
        if "--options" in arguments:
            from guide_options import write_lists  # noqa: PLC0415 - imports the application
            from guide_words import all_words  # noqa: PLC0415 - as above

            write_lists(GUIDE, all_words())
        for folder in arguments:
            if folder != "--options":
                rebuild(Path(folder))
        return check()
    return 1


def rebuild(tour: Path, pictures: Path = PICTURES) -> None:
    """Make every picture of the guide anew, into the folder `pictures`."""
    from PIL import Image  # noqa: PLC0415 - there only in the environment

    pictures.mkdir(parents=True, exist_ok=True)
    for name, state in WINDOWS.items():
        for theme in ("light", "dark"):
            with Image.open(tour / f"{state}-{theme}.png") as shot:
                picture = shot.convert("RGB")
                _write(picture, pictures / f"{name}-{theme}.webp", WIDTH)
    for name, guide in _guides().items():
        _write(Image.fromarray(guide).convert("RGB"), pictures / f"guide-{name}.webp", THUMB_WIDTH)


def check(folder: Path = GUIDE) -> int:
    """Print what is wrong with the guide in `folder`; 0 if nothing is."""
    from guide_faults import faults  # noqa: PLC0415 - needs Pillow
    from guide_words import all_words  # noqa: PLC0415 - as above

    found = list(faults(folder, all_words()))
    print("\n".join(found) or "The user guide is in order.")
    return 1 if found else 0


def _guides() -> dict[str, Any]:
    """The small guide of the sample by every preprocessor, with its usual options."""
    import asyncio  # noqa: PLC0415 - only to rebuild

    from core.catalog import CATALOG  # noqa: PLC0415 - only now can it be found
    from core.codec import decode  # noqa: PLC0415 - as above
    from core.fit import Fit  # noqa: PLC0415 - as above
    from core.local.engine import LocalEngine  # noqa: PLC0415 - as above
    from core.paths import sample_picture  # noqa: PLC0415 - as above
    from core.picture import Picture  # noqa: PLC0415 - as above
    from core.rendering import render  # noqa: PLC0415 - as above
    from core.rendition import Rendition  # noqa: PLC0415 - as above
    from core.task import PreprocessTask  # noqa: PLC0415 - as above

    # As they are exported at that size: lines of one pixel stay lines.
    small = Rendition(fit=Fit(target=THUMB_WIDTH))

    async def make() -> dict[str, Any]:
        engine = LocalEngine()
        picture = Picture(decode(sample_picture().read_bytes()), "sample")
        tasks = {name.value: PreprocessTask(preprocessor=name) for name in CATALOG}
        made = {
            name: render(await engine.run(picture, task), small) for name, task in tasks.items()
        }
        await engine.aclose()
        return dict(made)

    return asyncio.run(make())


def _write(picture: Any, path: Path, width: int) -> None:
    """`picture`, a PIL image, no wider than `width`, as WEBP."""
    from PIL import Image  # noqa: PLC0415 - there only in the environment

    if picture.width > width:
        height = round(picture.height * width / picture.width)
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    picture.save(path, "WEBP", quality=_QUALITY, method=6)


if __name__ == "__main__":
    if {"-h", "--help"}.intersection(sys.argv):
        print(__doc__)
        sys.exit()
    sys.exit(main(sys.argv[1:]))
