"""The model: loaded once when the service starts, then asked by plain functions."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from << at >>.models import Delivery

MODEL_FILE = Path(__file__).with_name("model.json")


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model of how many minutes a delivery takes; put yours in its place."""

    intercept: float
    per_km: float
    per_kg: float
<% if level != "little" %>
    express: float
<% endif %>

    def minutes(self, delivery: Delivery<% if slow %>, traffic: float<% endif %>) -> int:
<% if slow %>
        """How long it will take; `traffic` is how many times as long as usual the roads take."""
        road = self.per_km * delivery.distance_km * traffic
<% else %>
        """How long it will take."""
        road = self.per_km * delivery.distance_km
<% endif %>
        time = self.intercept + road + self.per_kg * delivery.weight_kg
<% if level != "little" %>
        return round(time * self.express if delivery.speed == "express" else time)
<% else %>
        return round(time)
<% endif %>


def load_model(file: Path = MODEL_FILE) -> Model:
    """The model in that file; ValidationError if it is not one."""
    return TypeAdapter(Model).validate_json(file.read_bytes())
