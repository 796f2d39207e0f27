"""The settings: rows in sections, applied at once, each with a way back."""
