"""The window of many pictures: planned, watched, and gone on with."""
