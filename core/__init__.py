"""Underdrawing without its window: values, pictures in and out, engines. Never imports Qt."""
