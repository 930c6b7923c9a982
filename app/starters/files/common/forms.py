"""Reads a delivery from the fields of a form."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from << at >>.models import Delivery

Fields = Mapping[str, Sequence[str]]
"""Each name with all its values."""


def read_delivery(fields: Fields) -> Delivery:
    """The delivery; ValidationError tells which fields make no sense."""
<% if level == "complex" %>
    fragile = fields.get("fragile", ())
    parcels = [
        {"weight_kg": weight, "fragile": str(row) in fragile}
        for row, weight in enumerate(fields.get("weight_kg", ()))
        if weight
    ]
    single = {name: _first(fields, name) for name in ("reference", "distance_km", "speed")}
    return Delivery.model_validate({**single, "parcels": parcels})
<% else %>
    names = <% if level == "little" %>("distance_km", "weight_kg")<% else %>("reference", "distance_km", "weight_kg", "speed")<% endif %>

    return Delivery.model_validate({name: _first(fields, name) for name in names})
<% endif %>


def problems(error: ValidationError) -> list[str]:
    """What is wrong, field by field."""
    return [
        ": ".join(filter(None, [" ".join(map(str, fault["loc"])), fault["msg"]]))
        for fault in error.errors()
    ]


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")
