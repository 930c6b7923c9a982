"""What a delivery costs: plain functions, which know nothing of the web."""

from << at >>.models import Delivery

BASE_CENTS = 400
CENTS_PER_KM = 12
CENTS_PER_KG = 35
<% if level != "little" %>
EXPRESS = 1.5
<% endif %>


def price_cents(delivery: Delivery<% if slow %>, traffic: float<% endif %>) -> int:
<% if slow %>
    """The price in cents; `traffic` is how many times as long as usual the roads take."""
    road = CENTS_PER_KM * delivery.distance_km * traffic
<% else %>
    """The price in cents."""
    road = CENTS_PER_KM * delivery.distance_km
<% endif %>
<% if level != "little" %>
    price = BASE_CENTS + road + CENTS_PER_KG * delivery.weight_kg
    return round(price * EXPRESS if delivery.speed == "express" else price)
<% elif slow %>
    return round(BASE_CENTS + road + CENTS_PER_KG * delivery.weight_kg)
<% else %>
    return BASE_CENTS + road + CENTS_PER_KG * delivery.weight_kg
<% endif %>
