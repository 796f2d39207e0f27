"""Lets the tests import the scripts in packaging/, which are no package."""

from __future__ import annotations

import sys
from pathlib import Path

# At the end, since one of them is called test, as a module of Python is.
sys.path.append(str(Path(__file__).parents[2] / "packaging"))
