"""Every setting of the advisor, declared once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app.files import ROOT as ROOT
from app.files import default_database, place_of
from app.settings_addresses import (
    at_home,
    bare,
    in_url,
    is_here,
    open_without_tls,
    origin_of,
    read_proxies,
    read_public,
    where_it_answers,
)
from app.settings_names import PREFIX as PREFIX
from app.settings_names import SettingsError as SettingsError
from app.store.quotas import QUOTAS, Quotas

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
WRITERS = 8
"""So many requests write at once, or wait for the lock; the others wait without a thread."""
FEWEST_THREADS = WRITERS + 4
MOST_KEPT = 1_024
MOST_THREADS = 40  # so many connections the pools of the store hold
SAVES_PER_ADDRESS = 3_000
MOST_OF_ALL = 1_000_000_000  # what a counter holds on both engines
CONTACT = re.compile(r"(mailto:|https://|tel:)[!-~]+")


def _own_address(values: dict[str, Any]) -> str:
    return where_it_answers(values.get("host", "127.0.0.1"), values.get("port", 8000))


def _guard(default: float, description: str) -> Any:
    """A bound of `app.web.guard`."""
    text = f"{description} Not in force where a proxy is named."
    return Field(default=default, gt=0, description=text)


def _quota(most: int, of: str) -> Any:
    return Field(default=most, ge=1, le=MOST_OF_ALL, description=f"How many {of}.")


class Settings(BaseSettings):
    """The values the application was started with; they never change while it runs.

    Made of what it is given alone: only `load_settings` reads the environment and the file.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    settings: Path | None = Field(
        default=None,
        description="A file with more of these settings, lines `NAME=value`; variables of the "
        "environment overrule it. The option `--settings` names it, too.",
    )
    database: str = Field(
        default_factory=default_database,
        description="Where everything is stored: the path of an SQLite file (a relative one counts "
        "from the folder of `run.py`) or a `postgresql://` address.",
    )
    database_password_file: Path | None = Field(
        default=None,
        description="A file with the password of the PostgreSQL user, so that it stands in no "
        "address.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="The address the server listens on; `0.0.0.0` for all of this machine's, `::` "
        "with those of IPv6.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="The port the server listens on.")
    public_url: str = Field(
        default_factory=_own_address,
        validate_default=True,
        description="The address people type, for example `https://advisor.example`, or "
        "`https://example.org/advisor/` where a host serves other things, too; it decides "
        "the accepted host name, and the kind and name of the cookie. By default "
        "where it listens, by http.",
    )
    allow_http: bool = Field(
        default=False,
        description="Allow a public address with plain http on other machines than this one. "
        "Whoever shares the network can then read everything.",
    )
    hsts_subdomains: bool = Field(
        default=False,
        description="Tell browsers to insist on https for every subdomain of the public host, too. "
        "Only for who runs all of them, by https.",
    )
    proxy_address: str = Field(
        default="",
        description="The address of the reverse proxy in front; only its forwarded headers count. "
        "Several, and networks such as `10.1.0.0/16`, are separated by commas.",
    )
    head_seconds: float = _guard(10, "How long the head of a request may take.")
    body_seconds: float = _guard(10, "How long its body may take, from the end of the head.")
    answer_seconds: float = _guard(30, "How long an answer may wait for somebody to read it.")
    head_bytes: int = _guard(16_384, "How large a head may be: address and headers.")
    headers: int = _guard(64, "How many headers it may have.")
    connections: int = _guard(64, "How many connections one address (of IPv6, a /64) may hold.")
    rulebook: str = Field(
        default="flask-fastapi",
        description="The id of the rulebook to begin with, where nobody names another.",
    )
    threads: int = Field(
        default=MOST_THREADS,
        ge=FEWEST_THREADS,
        le=MOST_THREADS,
        description=f"How many requests are worked on at once, {FEWEST_THREADS} to {MOST_THREADS}: "
        f"up to {WRITERS} of them write, and some have to be left for readers.",
    )
    kept_megabytes: int = Field(
        default=16,
        ge=0,
        le=MOST_KEPT,
        description="How many megabytes of finished pages to keep in memory; 0 keeps none.",
    )
    quota_assessments: int = _quota(QUOTAS.assessments, "assessments one workspace may hold")
    quota_versions: int = _quota(QUOTAS.versions, "versions one assessment may have")
    quota_open_links: int = _quota(
        QUOTAS.open_links, "links of one workspace may be open, neither revoked nor expired"
    )
    quota_browsers: int = _quota(QUOTAS.browsers, "browsers may have one workspace")
    quota_saves: int = _quota(
        QUOTAS.saves,
        "changes one workspace takes within an hour, each answer kept in a draft included",
    )
    saves_per_address: int = _quota(
        SAVES_PER_ADDRESS,
        "changes one address, or one IPv6 network, may make within an hour; each process counts "
        "for itself, and this machine's own address is not limited",
    )
    security_contact: str | None = Field(
        default=None,
        description="Whom to tell of a weakness, as `mailto:`, `https:` or `tel:` address; it is "
        "shown in `/.well-known/security.txt`, which is not there without it.",
    )
    api_docs: bool = Field(
        default=True,
        description="Whether /api tells of the JSON API, operation by operation; the API and its "
        "OpenAPI document are there without the page, too.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least important log lines to write."
    )
    development: bool = Field(
        default=False,
        description="Reread templates and static files at each request; serve /styleguide.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **_others: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """No other source than the arguments."""
        return (init_settings,)

    @field_validator("host")
    @classmethod
    def _is_a_host(cls, value: str) -> str:
        return bare(value)

    @field_validator("proxy_address")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        return read_proxies(value)

    @field_validator("database")
    @classmethod
    def _is_at_home(cls, value: str) -> str:
        return value if "://" in value else at_home(value)

    @field_validator("database_password_file")
    @classmethod
    def _is_at_home_too(cls, value: Path | None) -> Path | None:
        return value and Path(at_home(str(value)))

    @field_validator("public_url")
    @classmethod
    def _is_a_place(cls, value: str) -> str:
        return read_public(value)

    @field_validator("security_contact")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and CONTACT.fullmatch(value) is None:
            raise ValueError(
                "it has to begin with mailto:, https:// or tel:, as in mailto:me@example.org"
            )
        return value

    @model_validator(mode="after")
    def _http_is_meant(self) -> Settings:
        if self.plain_http and not self.allow_http:
            if "public_url" not in self.model_fields_set:
                raise ValueError(open_without_tls(self.host, self.public_url))
            raise ValueError(
                f"{PREFIX}PUBLIC_URL starts with http:// but is not an address of this machine; "
                f"use https://, or set {PREFIX}ALLOW_HTTP=true on a network you trust"
            )
        return self

    @property
    def https(self) -> bool:
        """Whether people reach the advisor by https."""
        return self.public_url.startswith("https://")

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address."""
        return origin_of(urlsplit(self.public_url))

    @property
    def prefix(self) -> str:
        """The path of the public address, as `/advisor`; empty where the host is the advisor's."""
        return urlsplit(self.public_url).path

    @property
    def keeps_pages(self) -> bool:
        """Whether finished pages are kept in memory; while developing, templates change."""
        return self.kept_megabytes > 0 and not self.development

    @property
    def plain_http(self) -> bool:
        """Whether the advisor is reached by plain http from other machines."""
        return not self.https and not is_here(self._public_host)

    @property
    def is_open(self) -> bool:
        """Whether other machines reach the port itself, and nothing speaks TLS for it."""
        return not (is_here(self.host) or self.https or self.proxy_address)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names the server answers to: the public one and those of this machine."""
        return (self._public_host, *(name for name in LOOPBACK if name != self._public_host))

    @property
    def quotas(self) -> Quotas:
        """How much one workspace may hold, as the store wants it."""
        return Quotas(
            assessments=self.quota_assessments,
            versions=self.quota_versions,
            open_links=self.quota_open_links,
            browsers=self.quota_browsers,
            saves=self.quota_saves,
        )

    @property
    def _public_host(self) -> str:
        return in_url(urlsplit(self.public_url).hostname or "")

    @property
    def database_url(self) -> str:
        """The database as the store wants it: an address, or an absolute path."""
        if "://" not in self.database:
            return str(place_of(self.database))
        if self.database_password_file is None:
            return self.database
        return _with_password(self.database, self.database_password_file)


def _with_password(address: str, file: Path) -> str:
    """The address with the password from the file; SettingsError if either cannot be used."""
    variable = f"{PREFIX}DATABASE_PASSWORD_FILE"
    scheme, _, rest = address.partition("://")
    user, at, server = rest.rpartition("@")
    if not at or ":" in user:
        raise SettingsError(
            f"With {variable}, {PREFIX}DATABASE needs a user and no password, "
            "as in postgresql+psycopg://advisor@db/advisor."
        )
    try:
        password = file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(f"The file that {variable} names cannot be read: {reason}.") from None
    return f"{scheme}://{user}:{quote(password, safe='')}@{server}"
