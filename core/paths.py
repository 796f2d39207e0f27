"""Where Underdrawing finds its own files and keeps the user's."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path, user_data_path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def settings_file() -> Path:
    """The file of the user's settings; its folder may not exist yet."""
    return user_config_path("underdrawing", appauthor=False) / "settings.json"


def server_folder() -> Path:
    """Where the served API keeps pictures, guides and tasks; it may not exist yet."""
    return user_data_path("underdrawing", appauthor=False) / "server"


def sample_picture() -> Path:
    """The picture that the window offers to try."""
    return RESOURCES / "samples" / "still-life.webp"


def model_pack() -> Path:
    """The folder of the networks that ship with the application, and of their manifest."""
    return RESOURCES / "models"
