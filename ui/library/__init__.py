"""The model library in the window: networks that are added, and the methods that are chosen."""
