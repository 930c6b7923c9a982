"""What compose.yaml starts of ours, with its commands, environment and secrets, as processes."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from tests.cli.servers import clean_environment, command, free_port, started
from tests.deployment.dockerfile import ROOT, settings, stages

pytestmark = pytest.mark.postgresql
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def environment(service: str, database: str, folder: Path) -> dict[str, str]:
    """The image's and the service's, with a name, and addresses of this machine."""
    given = settings(stages()[-1]) | SERVICES[service]["environment"]
    secret = folder / "advisor-password"
    secret.write_text("not asked for here\n")
    server = make_url(database)
    assert given["ADVISOR_DATABASE"] == "postgresql+psycopg://advisor@database/advisor"
    here = {
        "ADVISOR_DATABASE": f"postgresql+psycopg://{server.username}@/{server.database}"
        f"?host={server.query['host']}",
        "ADVISOR_DATABASE_PASSWORD_FILE": str(secret),
        "ADVISOR_PUBLIC_URL": "https://advisor.example",
        "ADVISOR_HOST": "127.0.0.1",
        "ADVISOR_PORT": str(free_port()),
    }
    return clean_environment(**{name: given[name] for name in given if name != "PATH"} | here)


def words(service: str) -> list[str]:
    """The entry point of the image with the service's command, else with the image's own."""
    return command(*SERVICES[service].get("command", ["serve"]))


def status(own: dict[str, str], path: str) -> int:
    with closing(HTTPConnection("127.0.0.1", int(own["ADVISOR_PORT"]), timeout=30)) as asked:
        asked.request("GET", path, headers={"Host": "advisor.example"})
        return asked.getresponse().status


def test_one_migration_then_two_replicas_that_answer(
    empty_postgresql_url: str, tmp_path: Path
) -> None:
    ours = [name for name, one in SERVICES.items() if one["image"].startswith("framework-advisor")]
    assert sorted(ours) == ["app1", "app2", "migrate"]
    own = environment("migrate", empty_postgresql_url, tmp_path)
    done = subprocess.run(words("migrate"), cwd=ROOT, env=own, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    with ExitStack() as stack:
        for service in ("app1", "app2"):
            own = environment(service, empty_postgresql_url, tmp_path)
            server = stack.enter_context(started(words(service), own, tmp_path / service))
            assert (status(own, "/"), status(own, "/readyz")) == (200, 200)
            assert not [line for line in server.output if line.startswith("Warning")]
