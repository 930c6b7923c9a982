"""A second version of the shipped rulebook, with a rule and an option less and other points."""

from __future__ import annotations

from app.engine.rules import Rulebook
from app.rulebooks.library import SHIPPED
from app.rulebooks.loader import parse_rulebook

FIRST = SHIPPED / "flask-fastapi-1.0.0.toml"

CHANGES = [
    ('version = "1.0.0"', 'version = "2.0.0"'),
    # a weight changes with its tier
    ('points = { fastapi = 3 }\ngroup = "structure"\ntier = "works_challenges"',
     'points = { fastapi = 2 }\ngroup = "structure"\ntier = "mild_need"\n'
     'weight_note = "a matter of taste"'),
    # an option goes, and with it one of a multiple choice
    ('  { id = "internal_api", text = "An API for our own front end, apps or services '
     '(microservices too)" },\n', ""),
    ('kind = ["public_api", "internal_api", "ml_service"]', 'kind = ["public_api", "ml_service"]'),
    ('kind = ["public_api", "internal_api"] }\npoints', 'kind = ["public_api"] }\npoints'),
    ('kind = ["public_api", "internal_api"], load', 'kind = ["public_api"], load'),
    ('kind = "internal_api"', 'kind = "public_api"'),
    # a rule goes, and its question gets a reason for it
    ('{ id = "explicit", text = "We want to see every step when we debug" }',
     '{ id = "explicit", text = "We want to see every step", no_effect = "taken back" }'),
    ('[[rule]]\nid = "explicit-debugging"\nwhen = { debugging = ["explicit"] }\n'
     'points = { flask = 2 }\ngroup = "debugging"\ntier = "works_challenges"\nhedged = true\n'
     'because = "FastAPI\'s workings behind the scenes can confuse when debugging"\n'
     'claims = ["AC3"]\n', ""),
    # a question is asked under a condition now
    ('id = "docs"\nsection = "work"\n',
     'id = "docs"\nsection = "work"\nask_when = { situation = ["new", "existing_flask"] }\n'),
]  # fmt: skip


def second_version() -> Rulebook:
    text = FIRST.read_text()
    for old, new in CHANGES:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse_rulebook("flask-fastapi-2.0.0.toml", text.encode())
