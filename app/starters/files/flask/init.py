"""The service, made by `create_app`; `flask --app << at >> run` finds it."""

<% if slow %>
import httpx2
<% endif %>
from flask import Flask
from pydantic import ValidationError

<% if docs_library %>
from << at >>.documentation import spec
<% endif %>
from << at >>.errors import refuse
<% if keep %>
from << at >>.existing import blueprint as existing
<% endif %>
<% if pages %>
from << at >>.pages import blueprint as pages
<% endif %>
<% if model %>
from << at >>.predicting import load_model
<% endif %>
<% if sqlite or slow %>
from << at >>.settings import Settings
<% endif %>
<% if sqlite %>
from << at >>.store import open_database
<% endif %>
<% if size == "long" %>
from << at >>.views.health import blueprint as health
from << at >>.views.<< things >> import blueprint as << things >>
<% else %>
from << at >>.views import blueprint as views
<% endif %>


def create_app(<% if sqlite or slow %>settings: Settings | None = None<% endif %>) -> Flask:
<% if sqlite or slow %>
    """The service with these settings, or those of the environment."""
    settings = settings or Settings()
<% else %>
    """The service."""
<% endif %>
    app = Flask(__name__)
<% if model %>
    app.extensions["model"] = load_model()
<% endif %>
<% if slow %>
    app.extensions["traffic"] = httpx2.Client(timeout=settings.traffic_seconds)
    app.config["TRAFFIC_URL"] = str(settings.traffic_url) if settings.traffic_url else None
<% endif %>
<% if sqlite %>
    app.extensions["engine"] = open_database(settings.database_url)
<% endif %>
    app.register_error_handler(ValidationError, refuse)
<% if size == "long" %>
    app.register_blueprint(health)
    app.register_blueprint(<< things >><% if prefix %>, url_prefix="<< prefix >>"<% endif %>)
<% else %>
    app.register_blueprint(views)
<% endif %>
<% if pages %>
    app.register_blueprint(pages)
<% endif %>
<% if keep %>
    app.register_blueprint(existing)
<% endif %>
<% if docs_library %>
    spec.register(app)
<% endif %>
    return app
