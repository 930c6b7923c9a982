"""Book a meeting room, in FastAPI: the types are the checks, and the documentation."""

from typing import Annotated, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

app = FastAPI()


class Booking(BaseModel):
    room: Annotated[str, Field(pattern=r"^[A-Za-z0-9 ]{1,40}$")]
    people: Annotated[int, Field(ge=1, le=20, strict=True)]
    equipment: list[Literal["screen", "board"]]


@app.post("/bookings", status_code=201)
def book(booking: Booking) -> Booking:
    return booking


@app.exception_handler(RequestValidationError)
def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    places = (part for fault in error.errors() for part in fault["loc"][1:2])
    fields = {part for part in places if isinstance(part, str)}
    return JSONResponse({"wrong": sorted(fields) or ["body"]}, status_code=422)
