<% from "flask/_parts.jinja" import view_imports, views with context %>
"""The views of << things >>."""

<< view_imports() | trim >>

blueprint = Blueprint("<< things >>", __name__)


<< views() | trim >>
