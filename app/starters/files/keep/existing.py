"""A stand-in for the rest of your app: views that stay as they are, without a decorator.

Put your own blueprints in its place. None of them changes, and none is documented until you
decorate it.
"""

from flask import Blueprint
from flask.typing import ResponseReturnValue

blueprint = Blueprint("existing", __name__)

DEPOTS = {"north": "12 Dock Road", "south": "3 Mill Lane"}


@blueprint.get("/depots")
def list_depots() -> ResponseReturnValue:
    """List where parcels are handed in."""
    return DEPOTS


@blueprint.get("/depots/<name>")
def show_depot(name: str) -> ResponseReturnValue:
    """Show one depot."""
    if name not in DEPOTS:
        return {"error": "no such depot"}, 404
    return {"name": name, "address": DEPOTS[name]}
