"""Book a meeting room, in FastAPI: the types are the checks, and the documentation."""

from datetime import date
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Booking(BaseModel):
    room: str
    day: date
    people: Annotated[int, Field(ge=1, le=20, strict=True)]


@app.post("/bookings", status_code=201)
def book(booking: Booking) -> Booking:
    return booking
