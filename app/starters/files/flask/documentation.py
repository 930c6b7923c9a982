"""The OpenAPI document, written by the decorators of the views<< " that have one" if keep >>."""

<% if docs == "others" %>
from typing import Any

from flask import Request, abort
from spectree import SpecTree, Tag
<% else %>
from typing import Any

from flask import Request, abort
from spectree import SpecTree
<% endif %>

spec = SpecTree(
    "flask",
    title="<< title >>",
    version="0.1.0",
<% if docs == "others" %>
    description="<< description >>",
<% endif %>
    mode="strict",  # only what is decorated
<% if docs == "nobody" %>
    page_templates={},  # the document is for tests and tools; nobody asked for a page
<% endif %>
)
<% if docs == "others" %>

TAG = Tag(name="<< things >>", description="<< tag_words >>")
<% endif %>


def json_only(request: Request, *_: Any) -> None:
    """Refuses a form where JSON is meant: the library would hand on nothing in its place."""
    if not request.is_json:
        abort(415)
