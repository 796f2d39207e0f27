"""Edges, outlines and line drawings."""
