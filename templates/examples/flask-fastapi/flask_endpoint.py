"""Book a meeting room, in Flask: the checks are ours to write."""

import re

from flask import Flask, request

app = Flask(__name__)


@app.post("/bookings")
def book():
    booking = request.get_json(silent=True)
    if not isinstance(booking, dict):
        return {"wrong": ["body"]}, 422
    equipment, people, room = (booking.get(name) for name in ("equipment", "people", "room"))
    wrong = []
    if not isinstance(equipment, list) or any(
        item not in ("screen", "board") for item in equipment
    ):
        wrong.append("equipment")
    if type(people) is not int or not 1 <= people <= 20:  # True is an int, too
        wrong.append("people")
    if not isinstance(room, str) or not re.fullmatch(r"[A-Za-z0-9 ]{1,40}", room):
        wrong.append("room")
    if wrong:
        return {"wrong": wrong}, 422
    return {"room": room, "people": people, "equipment": equipment}, 201
