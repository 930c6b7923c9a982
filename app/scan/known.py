"""What the packages of others are and do: the only list of names the scan goes by."""

from __future__ import annotations

FLASK, FASTAPI, DJANGO = "Flask", "FastAPI", "Django"

APPS = {
    "flask.Flask": FLASK,
    "flask.app.Flask": FLASK,
    "apiflask.APIFlask": FLASK,
    "apiflask.app.APIFlask": FLASK,
    "connexion.FlaskApp": FLASK,
    "eve.Eve": FLASK,
    "flask_openapi3.OpenAPI": FLASK,
    "fastapi.FastAPI": FASTAPI,
    "fastapi.applications.FastAPI": FASTAPI,
    "django.core.management.execute_from_command_line": DJANGO,
    "django.core.wsgi.get_wsgi_application": DJANGO,
    "django.core.asgi.get_asgi_application": DJANGO,
    "aiohttp.web.Application": "aiohttp",
    "bottle.Bottle": "Bottle",
    "cherrypy.quickstart": "CherryPy",
    "falcon.API": "Falcon",
    "falcon.App": "Falcon",
    "falcon.asgi.App": "Falcon",
    "litestar.Litestar": "Litestar",
    "pyramid.config.Configurator": "Pyramid",
    "quart.Quart": "Quart",
    "sanic.Sanic": "Sanic",
    "starlette.applications.Starlette": "Starlette",
    "tornado.web.Application": "Tornado",
}
"""What makes an application of a framework when it is called."""

FRAMEWORK_PACKAGES = {
    "flask": FLASK,
    "apiflask": FLASK,
    "connexion": FLASK,
    "eve": FLASK,
    "flask-openapi3": FLASK,
    "fastapi": FASTAPI,
    "fastapi-slim": FASTAPI,
    "django": DJANGO,
    "djangorestframework": DJANGO,
    "aiohttp": "aiohttp",
    "bottle": "Bottle",
    "cherrypy": "CherryPy",
    "dash": "Dash",
    "falcon": "Falcon",
    "litestar": "Litestar",
    "pyramid": "Pyramid",
    "quart": "Quart",
    "sanic": "Sanic",
    "starlette": "Starlette",
    "streamlit": "Streamlit",
    "gradio": "Gradio",
    "tornado": "Tornado",
    "web-py": "web.py",
}
"""Packages, by their normalised name, that bring a web framework along."""

ALSO_CLIENTS = {"aiohttp", "Tornado"}
"""Frameworks whose packages are declared by many who serve nothing: for the client, or the loop."""

UNDER_FASTAPI = {"Starlette"}
"""FastAPI is built on it, so that its apps stand inside one of FastAPI."""


FLASK_EXTENSIONS = {"flasgger", "flaskext"}
"""Extensions of Flask though no `flask_` begins their names."""

REST_BASES = {
    "flask.views.MethodView",
    "flask_restful.Resource",
    "flask_restx.Resource",
    "flask_restplus.Resource",
}
"""Classes whose methods answer the verbs that they are named after."""

FORM_BASES = {"flask_wtf.FlaskForm", "flask_wtf.Form", "wtforms.Form", "wtforms.form.Form"}
MODEL_BASES = {"pydantic.BaseModel", "pydantic.main.BaseModel", "sqlmodel.SQLModel"}
SCHEMA_BASES = {"marshmallow.Schema", "flask_marshmallow.Schema", "ma.Schema"} | {
    "ma.SQLAlchemySchema",
    "ma.SQLAlchemyAutoSchema",
    "ma.ModelSchema",
    "marshmallow_sqlalchemy.SQLAlchemySchema",
    "marshmallow_sqlalchemy.SQLAlchemyAutoSchema",
}
CHECKERS = {"cerberus.Validator", "jsonschema.validate", "voluptuous.Schema", "schema.Schema"}
"""Calls that check input against a table of rules."""

PAGE_MAKERS = {"render_template", "render_template_string", "TemplateResponse", "stream_template"}
"""Calls that make a page from a template, whatever they belong to."""

DJANGO_PAGES = {"django.shortcuts.render", "django.template.loader.render_to_string"}

MODEL_LOADERS = {
    "joblib.load",
    "torch.load",
    "torch.jit.load",
    "pickle.load",
    "keras.models.load_model",
    "tensorflow.keras.models.load_model",
    "tensorflow.saved_model.load",
    "onnxruntime.InferenceSession",
    "transformers.pipeline",
    "mlflow.pyfunc.load_model",
    "spacy.load",
    "lightgbm.Booster",
}
"""Calls that load a trained model."""

SERVICE_CLIENTS = {
    *("aiohttp", "httpx", "requests", "urllib3", "grpc", "zeep"),
    *("openai", "anthropic", "boto3", "aioboto3", "google", "azure", "cohere", "stripe", "twilio"),
    *("pinecone", "weaviate", "qdrant_client", "elasticsearch", "opensearchpy", "pymilvus"),
}
"""Packages that call a service over the network; a database of one's own is none."""

QUEUES = {
    *("enqueue", "enqueue_in", "enqueue_at", "enqueue_many", "enqueue_call", "enqueue_job"),
    *("apply_async", "send_task", "send_with_options", "add_task"),
}
"""Methods that hand slow work to somebody else: of RQ, arq, Celery, Dramatiq, BackgroundTasks."""

STREAMERS = {
    "fastapi.responses.StreamingResponse",
    "starlette.responses.StreamingResponse",
    "sse_starlette.EventSourceResponse",
    "sse_starlette.sse.EventSourceResponse",
    "flask.stream_with_context",
    "django.http.StreamingHttpResponse",
}
"""Calls that answer bit by bit."""

SOCKET_PACKAGES = {"flask_socketio", "flask_sock", "flask_sockets", "socketio"}
"""Packages whose decorators answer on an open connection."""

FRONT_ENDS = (
    *("react", "vue", "svelte", "@angular/core", "next", "nuxt", "preact", "solid-js"),
    *("@sveltejs/kit", "@remix-run/react", "astro", "lit", "ember-source"),
)
"""Packages of npm that a front end is written with."""

API_DOCUMENTERS = {
    "flasgger.Swagger": "Swagger",
    "flask_restx.Api": "Api",
    "flask_restplus.Api": "Api",
    "flask_smorest.Api": "Api",
    "flask_rest_api.Api": "Api",
    "apispec.APISpec": "APISpec",
    "flask_apispec.FlaskApiSpec": "FlaskApiSpec",
    "spectree.SpecTree": "SpecTree",
    "flask_openapi3.OpenAPI": "OpenAPI",
    "apiflask.APIFlask": "APIFlask",
    "drf_spectacular.views.SpectacularAPIView": "SpectacularAPIView",
}
"""Calls that serve a description of the API."""
