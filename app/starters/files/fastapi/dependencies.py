"""What handlers ask for: made once at the start, or for one request."""

<% if sqlite %>
from collections.abc import Iterator
<% endif %>
from typing import Annotated

from fastapi import Depends, Request
<% if sqlite %>
from sqlalchemy.orm import Session
<% endif %>
<% if model or slow %>

<% if model %>
from << at >>.predicting import Model
<% endif %>
<% if slow %>
from << at >>.traffic import traffic_now
<% endif %>
<% endif %>
<% if sqlite %>


def database_session(request: Request) -> Iterator[Session]:
    """One transaction: kept if the handler returns, undone if it raises."""
    with Session(request.state.engine) as session, session.begin():
        yield session
<% endif %>
<% if model %>


def loaded_model(request: Request) -> Model:
    """The model that was loaded at the start."""
    model: Model = request.state.model
    return model
<% endif %>
<% if slow %>


async def traffic(request: Request) -> float:
    """Waits for another service; meanwhile the event loop works on other requests."""
    url = request.state.settings.traffic_url
    return await traffic_now(request.state.client, str(url) if url else None)
<% endif %>


<% if sqlite %>
# Committed before the answer is sent: whoever reads it can rely on it.
DatabaseSession = Annotated[Session, Depends(database_session, scope="function")]
<% endif %>
<% if model %>
LoadedModel = Annotated[Model, Depends(loaded_model)]
<% endif %>
<% if slow %>
TrafficNow = Annotated[float, Depends(traffic)]
<% endif %>
