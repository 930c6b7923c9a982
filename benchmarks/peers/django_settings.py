"""The settings of the Django peer."""

from __future__ import annotations

import sys

from app.main import LARGEST_BODY
from app.store.sqlite.connection import driver, pragmas
from benchmarks.peers import site

# Django knows the driver of the standard library only; the advisor has a newer SQLite.
sys.modules["sqlite3"] = sys.modules[driver().__name__.rpartition(".")[0]]
sys.modules["sqlite3.dbapi2"] = driver()

_PRAGMAS = pragmas(driver().sqlite_version_info)
ALLOWED_HOSTS = list(site.HOSTS)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": site.DATABASE,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": ";".join(f"PRAGMA {name}={value}" for name, value in _PRAGMAS.items()),
        },
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
MIDDLEWARE = ["benchmarks.peers.django_pages.guarded"]
ROOT_URLCONF = "benchmarks.peers.django_pages"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
