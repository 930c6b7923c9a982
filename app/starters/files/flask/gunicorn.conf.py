"""How gunicorn serves it."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", "2"))
<% if slow %>
# A request that waits holds a thread, so there are many; two dozen may wait in each process.
worker_class = "gthread"
threads = 24
<% endif %>
