"""How long the roads take just now, asked of a service that may be slow."""

import logging
from typing import Annotated

import httpx2
from pydantic import BaseModel, Field, ValidationError

USUAL = 1.0

logger = logging.getLogger(__name__)


class Traffic(BaseModel):
    """What the service answers: how many times as long as usual."""

    factor: Annotated[float, Field(ge=0.5, le=10)]


def traffic_now(client: httpx2.Client, url: str | None) -> float:
    """The factor of now; the usual one if nobody is asked, or does not answer in time."""
    if url is None:
        return USUAL
    try:
        answer = client.get(url)
        return Traffic.model_validate_json(answer.raise_for_status().content).factor
    except (httpx2.HTTPError, ValidationError) as error:
        logger.warning("Traffic is not known: %r", error)
        return USUAL
