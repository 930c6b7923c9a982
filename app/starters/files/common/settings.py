"""What differs from place to place, read from the environment."""

<% if slow %>
from pydantic import HttpUrl
<% endif %>
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Each is a variable, for example `SERVICE_<< "DATABASE_URL" if sqlite else "TRAFFIC_URL" >>`."""

    model_config = SettingsConfigDict(env_prefix="SERVICE_")

<% if sqlite %>
    database_url: str = "sqlite:///service.db"
<% endif %>
<% if slow %>
    traffic_url: HttpUrl | None = None
    traffic_seconds: float = 2.0
<% endif %>
