"""compose.yaml keeps its promises: no default secret, pinned images, least rights, two replicas."""

from __future__ import annotations

import re
import tomllib
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
import yaml

from app.settings import Settings
from app.settings_loading import variables
from app.store.postgresql import POOL
from tests.deployment.dockerfile import ROOT

TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
REPLICAS = ("app1", "app2")
OURS = (*REPLICAS, "migrate")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
POSTGRESQL_ALLOWS = 100


@pytest.mark.parametrize("service", SERVICES)
def test_every_image_is_pinned_to_a_full_version(service: str) -> None:
    assert re.fullmatch(r"[a-z-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", SERVICES[service]["image"])


def test_our_image_bears_the_version_of_the_project() -> None:
    assert {SERVICES[one]["image"] for one in OURS} == {f"framework-advisor:{PROJECT['version']}"}


def test_no_password_is_written_here_or_has_a_default() -> None:
    assert not re.search(r"(?i)password: *[^/\s]|:-|://[^/@\s]*:[^/@\s]*@", TEXT)
    assert {list(one) == ["file"] for one in COMPOSE["secrets"].values()} == {True}
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or value.startswith("/run/secrets/")


def test_secrets_stay_out_of_the_repository() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "secrets/" in ignored
    assert {one["file"].split("/")[1] for one in COMPOSE["secrets"].values()} == {"secrets"}


def test_the_name_people_type_has_to_be_given() -> None:
    assert "${ADVISOR_DOMAIN:?" in SERVICES["app1"]["environment"]["ADVISOR_PUBLIC_URL"]


@pytest.mark.parametrize("service", OURS)
def test_ours_have_no_rights_they_do_not_need(service: str) -> None:
    one = SERVICES[service]
    assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
    assert "no-new-privileges:true" in one["security_opt"]
    assert "ports" not in one
    assert one["networks"] == ["inside"]


def test_the_database_and_the_replicas_reach_nobody_outside() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert {name for name, one in SERVICES.items() if "ports" in one} == {"proxy"}


def test_both_replicas_wait_for_one_migration() -> None:
    migrate = SERVICES["migrate"]
    assert (migrate["command"], migrate["restart"]) == (["migrate"], "no")
    assert migrate["depends_on"] == {"database": {"condition": "service_healthy"}}
    for one in REPLICAS:
        condition = {"condition": "service_completed_successfully"}
        assert SERVICES[one]["depends_on"] == {"migrate": condition}


def test_only_settings_that_exist_are_set_and_they_fit_together() -> None:
    given = SERVICES["app1"]["environment"]
    assert set(given) <= set(variables())
    settings = Settings(
        database=given["ADVISOR_DATABASE"],
        public_url="https://advisor.example",
        proxy_address=given["ADVISOR_PROXY_ADDRESS"],
    )
    assert settings.https
    address = SERVICES["proxy"]["networks"]["inside"]["ipv4_address"]
    assert str(settings.proxy_address) == address


def test_fixed_addresses_are_none_that_are_given_out() -> None:
    (config,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    subnet, given_out = ip_network(config["subnet"]), ip_network(config["ip_range"])
    assert given_out.subnet_of(subnet)
    for service in SERVICES.values():
        if isinstance(service["networks"], dict):
            fixed = ip_address(service["networks"]["inside"]["ipv4_address"])
            assert fixed in subnet
            assert fixed not in given_out
            assert fixed != subnet.network_address + 1  # the gateway's


@pytest.mark.parametrize("service", SERVICES)
def test_nobodys_log_fills_the_disk(service: str) -> None:
    logging = SERVICES[service]["logging"]
    assert (logging["driver"], logging["options"]) == (
        "json-file",
        {"max-size": "10m", "max-file": "5"},
    )


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_lasts_is_watched(service: str) -> None:
    one = SERVICES[service]
    watched = one.get("healthcheck", {"test": "of the image"} if service in OURS else {})
    assert ("test" in watched) == (one["restart"] != "no")


def test_the_name_is_kept_where_the_next_command_finds_it() -> None:
    guide = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
    assert "echo ADVISOR_DOMAIN=advisor.example > .env" in guide
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_every_pinned_image_is_in_the_command_that_tells_its_digest() -> None:
    guide = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
    (line,) = [line for line in guide.splitlines() if "docker image inspect" in line]
    images = {one["image"] for name, one in SERVICES.items() if name not in OURS}
    assert all(image in line for image in images)


def test_the_proxy_knows_both_replicas() -> None:
    told = SERVICES["proxy"]["environment"]["ADVISOR_REPLICAS"]
    assert told.split() == [f"{one}:8000" for one in REPLICAS]
    assert "./docs/Caddyfile:/etc/caddy/Caddyfile:ro" in SERVICES["proxy"]["volumes"]


def test_a_stopping_replica_has_longer_than_it_takes() -> None:
    from app.cli.serve import SECONDS_TO_FINISH

    assert int(SERVICES["app1"]["stop_grace_period"].removesuffix("s")) > SECONDS_TO_FINISH


def test_the_replicas_leave_the_database_connections_to_spare() -> None:
    most = (POOL["pool_size"] + POOL["max_overflow"]) * len(REPLICAS)
    assert most <= 0.8 * POSTGRESQL_ALLOWS


def test_the_advisor_has_an_account_of_its_own() -> None:
    made = COMPOSE["configs"]["make_database"]["content"]
    assert "CREATE ROLE advisor LOGIN PASSWORD :'password';" in made
    assert "SUPERUSER" not in made
    assert SERVICES["app1"]["environment"]["ADVISOR_DATABASE"].startswith(
        "postgresql+psycopg://advisor@database/"
    )


def test_the_databases_volume_is_where_its_image_keeps_data() -> None:
    # From version 18 on the image has the folder above, with one folder for each version in it.
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql"]
