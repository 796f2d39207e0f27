"""Where Underdrawing finds its own files and keeps the user's."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path, user_log_path

_CORE = Path(__file__).resolve().parent
# Installed, they lie in this package, so that nothing of ours lies beside it; see pyproject.toml.
HOME = _CORE if (_CORE / "resources").is_dir() else _CORE.parent
"""The folder of the files that come with the application."""

RESOURCES = HOME / "resources"


def settings_file() -> Path:
    """The file of the user's settings; its folder may not exist yet."""
    return user_config_path("underdrawing", appauthor=False) / "settings.json"


def server_folder() -> Path:
    """Where the served API keeps pictures, guides and tasks; it may not exist yet."""
    return user_data_path("underdrawing", appauthor=False) / "server"


def bought_folder() -> Path:
    """Where bought guides are kept, with what is on its way; it may not exist yet."""
    return user_data_path("underdrawing", appauthor=False) / "runware"


def carried_folder() -> Path:
    """Where guides lie that are dragged or copied out as files; it may not exist yet."""
    return user_cache_path("underdrawing", appauthor=False) / "carried"


def log_file() -> Path:
    """The log of the window and of `serve`; its folder may not exist yet."""
    return user_log_path("underdrawing", appauthor=False) / "underdrawing.log"


def reports_folder() -> Path:
    """Where it is kept what ended a run that should not have ended; it may not exist yet."""
    return user_log_path("underdrawing", appauthor=False) / "reports"


def notice_file() -> Path:
    """Whose work is in the application, and under which licences."""
    return HOME / "NOTICE"


def user_guide(language: str = "en") -> Path:
    """The first page of the user guide in `language`, of ISO 639; in English where it has none."""
    page = RESOURCES / "guide" / language / "index.html"
    return page if page.is_file() else RESOURCES / "guide" / "en" / "index.html"


def history_folder() -> Path:
    """Where every guide is kept that was made or bought; it may not exist yet."""
    return user_data_path("underdrawing", appauthor=False) / "history"


def batch_folder() -> Path:
    """Where the batch is kept that was planned last, with how far it is; it may not exist yet."""
    return user_data_path("underdrawing", appauthor=False) / "batch"


def library_folder() -> Path:
    """Where networks are kept that were added; it may not exist yet."""
    return user_data_path("underdrawing", appauthor=False) / "library"


def translations_folder() -> Path:
    """What the window says in other languages."""
    return RESOURCES / "translations"


def sample_picture() -> Path:
    """The picture that the window offers to try."""
    return RESOURCES / "samples" / "still-life.webp"


def model_pack() -> Path:
    """The folder of the networks that ship with the application, and of their manifest."""
    return RESOURCES / "models"
