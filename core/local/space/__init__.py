"""Depth and normals, and what is known of space in a picture."""
