"""A stand-in for your Flask app, as it is today. Put yours in its place: it has to be called `app`.

`<< prefix >>/<< things >>` is answered by FastAPI now; what is left of it here is for comparison, and goes
once nobody misses it. The rest is answered from here, through `<< at >>/main.py`.
"""

<% if sqlite or slow %>
<% if sqlite %>
import json
<% endif %>
import os
<% if sqlite %>
import sqlite3
<% endif %>
from typing import Any

<% if slow %>
import httpx2
<% endif %>
<% else %>
from typing import Any

<% endif %>
from flask import Flask, << "render_template, " if pages >>request
from flask.typing import ResponseReturnValue

app = Flask(__name__)

DEPOTS = {"north": "12 Dock Road", "south": "3 Mill Lane"}


@app.get("/")
def home() -> ResponseReturnValue:
<% if pages %>
    """Show the page."""
    return render_template("home.html", depots=DEPOTS)
<% else %>
    """Say what this is."""
    return {"service": "<< title >>"}
<% endif %>


@app.get("/depots")
def list_depots() -> ResponseReturnValue:
    """List where parcels are handed in."""
    return DEPOTS


@app.post("<< prefix >>/<< things >>")
def make_<< thing >>() -> ResponseReturnValue:
    """<< "Tell how long a delivery takes." if model else "Tell what a delivery costs." >>"""
    sent = request.get_json(silent=True)
    wrong = wrong_fields(sent) if isinstance(sent, dict) else ["body"]
    if wrong:
        return {"error": wrong}, 400
<% if level == "complex" %>
    weight_kg = sum(parcel["weight_kg"] for parcel in sent["parcels"])
<% else %>
    weight_kg = sent["weight_kg"]
<% endif %>
<% set traffic = " * traffic()" if slow else "" %>
<% if model %>
    time = 25.0 + 1.1 * sent["distance_km"]<< traffic >> + 0.4 * weight_kg
<% if level == "little" %>
    minutes = round(time)
<% else %>
    minutes = round(time * 0.7 if sent.get("speed") == "express" else time)
<% endif %>
<% else %>
    price = 400 + 12 * sent["distance_km"]<< traffic >> + 35 * weight_kg
<% if level == "little" %>
    price_cents = round(price)
<% else %>
    price_cents = round(price * 1.5 if sent.get("speed") == "express" else price)
<% endif %>
<% endif %>
<% if sqlite %>
    with database() as connection:
        kept = connection.execute(
            "INSERT INTO << things >> (delivery, << figure >>) VALUES (?, ?)",
            (json.dumps(sent), << figure >>),
        )
    return {"id": kept.lastrowid, "delivery": sent, "<< figure >>": << figure >>}, 201
<% else %>
    return {"<< figure >>": << figure >>}, 201
<% endif %>


def wrong_fields(sent: dict[str, Any]) -> list[str]:
    """Check by hand what FastAPI checks from the types."""
    wrong = []
    if not is_between(sent.get("distance_km"), 1, 1_000):
        wrong.append("distance_km")
<% if level == "complex" %>
    parcels = sent.get("parcels")
    if not isinstance(parcels, list) or not 1 <= len(parcels) <= 20:
        return [*wrong, "parcels"]
    for parcel in parcels:
        if not isinstance(parcel, dict) or not is_between(parcel.get("weight_kg"), 1, 100):
            return [*wrong, "parcels"]
    if sum(parcel["weight_kg"] for parcel in parcels) > 200:
        wrong.append("parcels")
    if sent.get("speed") == "express" and any(parcel.get("fragile") for parcel in parcels):
        wrong.append("speed")
<% else %>
    if not is_between(sent.get("weight_kg"), 1, 100):
        wrong.append("weight_kg")
<% endif %>
<% if level != "little" %>
    if sent.get("speed", "standard") not in ("standard", "express"):
        wrong.append("speed")
    if not isinstance(sent.get("reference"), str) or not sent["reference"]:
        wrong.append("reference")
<% endif %>
    return wrong


def is_between(value: object, least: int, most: int) -> bool:
    """Whether it is a whole number from `least` to `most`; True is one for Python, not here."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
<% if slow %>


def traffic() -> float:
    """Ask how many times as long as usual the roads take, as 1 if nobody answers."""
    url = os.environ.get("SERVICE_TRAFFIC_URL")
    if not url:
        return 1.0
    try:
        return float(httpx2.get(url, timeout=2).raise_for_status().json()["factor"])
    except (httpx2.HTTPError, ValueError, KeyError):
        return 1.0
<% endif %>
<% if sqlite %>


def database() -> sqlite3.Connection:
    """Open the file that the new routes use, too."""
    url = os.environ.get("SERVICE_DATABASE_URL", "sqlite:///service.db")
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute(
        "CREATE TABLE IF NOT EXISTS << things >> "
        "(id INTEGER PRIMARY KEY, delivery JSON NOT NULL, << figure >> INTEGER NOT NULL)"
    )
    return connection
<% endif %>
