"""Book a meeting room, in Flask: the checks are ours to write."""

from datetime import date

from flask import Flask, request

app = Flask(__name__)


@app.post("/bookings")
def book():
    booking = request.get_json(silent=True)
    if not isinstance(booking, dict):
        return {"errors": ["Send a JSON object."]}, 422
    errors = []
    if not isinstance(booking.get("room"), str):
        errors.append("room: a name is missing")
    people = booking.get("people")
    if type(people) is not int or not 1 <= people <= 20:  # True is an int, too
        errors.append("people: a number from 1 to 20")
    try:
        day = date.fromisoformat(booking.get("day", ""))
    except (TypeError, ValueError):
        errors.append("day: a date like 2026-11-22")
    if errors:
        return {"errors": errors}, 422
    return {"room": booking["room"], "day": day.isoformat(), "people": people}, 201
