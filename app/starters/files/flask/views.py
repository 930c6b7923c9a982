<% from "flask/_parts.jinja" import view_imports, views with context %>
"""The views of the service."""

<< view_imports() | trim >>

blueprint = Blueprint("views", __name__)


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Say that the service runs."""
    return {"status": "ok"}


<< views(prefix) | trim >>
