#!/bin/sh
# Everything that has to hold before a change lands. Run it inside of the environment.
set -e
ruff format --check .
ruff check .
mypy
python -m pytest
