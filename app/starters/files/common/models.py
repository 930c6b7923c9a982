"""What comes in and what goes out, and which input makes sense."""

<% if level == "complex" %>
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
<% elif level == "some" %>
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
<% else %>
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
<% endif %>

<% if docs == "others" %>
Kilometres = Annotated[int, Field(ge=1, le=1_000, description="How far, by road.", examples=[120])]
Kilograms = Annotated[int, Field(ge=1, le=100, description="What it weighs.", examples=[12])]
<% else %>
Kilometres = Annotated[int, Field(ge=1, le=1_000)]
Kilograms = Annotated[int, Field(ge=1, le=100)]
<% endif %>
<% if level != "little" %>
<% if docs == "others" %>
Speed = Annotated[
    Literal["standard", "express"],
    Field(description="Express goes straight to the door.", examples=["standard"]),
]
Reference = Annotated[
    str,
    Field(pattern=r"^[A-Z0-9-]{1,20}$", description="Your own number for it.", examples=["A-17"]),
]
<% else %>
Speed = Literal["standard", "express"]
Reference = Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,20}$")]
<% endif %>
<% endif %>
<% if level == "complex" %>

HEAVIEST = 200
"""How many kilograms one delivery may have."""


class Parcel(BaseModel):
    """One parcel of a delivery."""

    model_config = ConfigDict(extra="forbid")

    weight_kg: Kilograms
    fragile: bool = False
<% endif %>


class Delivery(BaseModel):
    """What is to be delivered."""

    model_config = ConfigDict(extra="forbid")

<% if level != "little" %>
    reference: Reference
<% endif %>
    distance_km: Kilometres
<% if level == "complex" %>
    parcels: Annotated[list[Parcel], Field(min_length=1, max_length=20)]
<% else %>
    weight_kg: Kilograms
<% endif %>
<% if level != "little" %>
    speed: Speed = "standard"
<% endif %>
<% if level == "complex" %>

    @property
    def weight_kg(self) -> int:
        """What all parcels weigh together."""
        return sum(parcel.weight_kg for parcel in self.parcels)

    @model_validator(mode="after")
    def refuse_what_no_van_takes(self) -> Self:
        """The rules that concern several fields."""
        if self.weight_kg > HEAVIEST:
            raise ValueError(f"all parcels together weigh more than {HEAVIEST} kg")
        if self.speed == "express" and any(parcel.fragile for parcel in self.parcels):
            raise ValueError("express takes nothing fragile")
        return self
<% endif %>


class << Out >>(BaseModel):
    """<< "How long it will take." if model else "What it costs." >>"""

<% if sqlite %>
    id: int
    delivery: Delivery
<% endif %>
<% if docs == "others" %>
    << figure >>: Annotated[int, Field(description="<< figure_words >>.", examples=[<< figure_example >>])]
<% else %>
    << figure >>: int
<% endif %>
