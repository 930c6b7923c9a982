"""The advisor's pages in Django, with Jinja and the ORM.

`gunicorn benchmarks.peers.django_peer:app`; static files by WhiteNoise. It writes no log of its
requests, while the advisor does.
"""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from benchmarks.peers import site

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peers.django_settings")
app = WhiteNoise(get_wsgi_application(), site.STATIC, **site.STATIC_OPTIONS)
