"""Segments: what everything in a picture is."""
