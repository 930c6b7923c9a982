"""The names that settings have outside, and what is raised of one; quick to import."""

from __future__ import annotations

PREFIX = "ADVISOR_"
OF_THE_FILE = f"{PREFIX}SETTINGS"


class SettingsError(ValueError):
    """A setting cannot be used; the message is one plain sentence that names the variable."""
