"""Render the sample picture: `python packaging/samples/render_still_life.py --help`."""

import runpy

if __name__ == "__main__":
    runpy.run_module("still_life", run_name="__main__")
