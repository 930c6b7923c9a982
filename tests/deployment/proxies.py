"""nginx and Caddy of the machine, or of Debian's packages, with the configurations of docs/.

They listen on a port of this machine, with a certificate of their own or none, and reach nobody.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cli.servers import free_port
from tests.deployment.dockerfile import ROOT

NAME = "advisor.example"
ELSE = "Something else."
"""What stands at the root of a host that has the advisor below a path."""
KEPT = Path(sys.prefix) / "proxies"
PACKAGES = ("nginx", "caddy")
PATIENCE = 60.0
MISSING = "install it, or let apt-get download the package"
CERTIFICATE = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
CERTIFICATE += ["-nodes", "-days", "2", "-subj", f"/CN={NAME}"]


def find(name: str) -> str | None:
    """The path of the program: one on the path, or one that was unpacked before."""
    kept = os.pathsep.join(str(KEPT / folder) for folder in ("usr/sbin", "usr/bin"))
    return shutil.which(name) or shutil.which(name, path=kept)


def provide() -> str:
    """Both, unpacked from packages if need be, in words for the report of run.py."""
    if not all(find(name) for name in PACKAGES):
        install()
    missing = [name for name in PACKAGES if find(name) is None]
    if missing:
        return f"no {' and no '.join(missing)}; {MISSING}"
    return ", ".join(f"{name} ({find(name)})" for name in PACKAGES)


def install() -> None:
    """Unpacks the packages beside the environment, as anybody may; nothing is set up."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        for command in (["apt-get", "update"], ["apt-get", "download", *PACKAGES]):
            subprocess.run(command, cwd=folder, capture_output=True, check=False)
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg", "--extract", str(package), str(KEPT)], check=False)


@dataclass(frozen=True)
class Proxy:
    """One that runs; `tls` says how to speak to it."""

    name: str
    port: int
    tls: ssl.SSLContext | None
    log: Path

    def connect(self) -> socket.socket:
        """A connection on which a request can be sent."""
        plain = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        return self.tls.wrap_socket(plain, server_hostname=NAME) if self.tls else plain


@contextmanager
def nginx(port: int, replicas: list[int], folder: Path, **instead: str) -> Iterator[Proxy]:
    """With docs/nginx.conf, in which paths, ports and what stands in `instead` are replaced."""
    text = (ROOT / "docs/nginx.conf").read_text(encoding="utf-8")
    servers = re.search(r"server 127\.0\.0\.1:8000(.*);", text)
    assert servers
    lines = [f"server 127.0.0.1:{replica}{servers[1]};" for replica in replicas]
    text = text.replace(servers[0], "\n".join(lines))
    text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{port}", text)
    text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{free_port()}", text)
    for word, other in {"/etc/ssl/advisor": str(folder), "/var/log/nginx": str(folder)}.items():
        text = text.replace(word, other)
    with _nginx(port, folder, _replaced(text, instead)) as proxy:
        yield proxy


@contextmanager
def nginx_below(port: int, replica: int, folder: Path, *, takes_off: bool) -> Iterator[Proxy]:
    """With docs/nginx-path.conf inside of a host that has something else at its root."""
    text = (ROOT / "docs/nginx-path.conf").read_text(encoding="utf-8")
    if takes_off:
        text = text.replace("127.0.0.1:8000;", "127.0.0.1:8000/;", 1)
    host = (
        f"server {{ listen 127.0.0.1:{port} ssl; server_name {NAME};\n"
        f"ssl_certificate {folder}/fullchain.pem; ssl_certificate_key {folder}/privkey.pem;\n"
        f'{text}\nlocation / {{ return 200 "{ELSE}"; }} }}\n'
    )
    with _nginx(port, folder, host.replace("127.0.0.1:8000", f"127.0.0.1:{replica}")) as proxy:
        yield proxy


@contextmanager
def _nginx(port: int, folder: Path, text: str) -> Iterator[Proxy]:
    """With that inside of http { }, and a certificate in the folder."""
    keys = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*CERTIFICATE, *keys], capture_output=True, check=True)
    (folder / "advisor.conf").write_text(text, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    main = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(
        f"{user} daemon off; pid {folder}/pid; worker_processes 1; error_log {folder}/log;\n"
        f"events {{ }}\nhttp {{ access_log off; {places} include {folder}/advisor.conf; }}\n",
        encoding="utf-8",
    )
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    program = find("nginx") or "nginx"
    words = [program, "-e", str(folder / "log"), "-c", str(main)]
    subprocess.run([*words, "-t"], capture_output=True, check=True)
    with _running(words, {}, Proxy("nginx", port, context, folder / "log")) as proxy:
        yield proxy


@contextmanager
def caddy(port: int, replicas: list[int], folder: Path, **instead: str) -> Iterator[Proxy]:
    """With docs/Caddyfile; by plain http, as a certificate would be asked for elsewhere."""
    text = (ROOT / "docs/Caddyfile").read_text(encoding="utf-8")
    text = text.replace("{\n\tgrace_period", "{\n\tadmin off\n\tgrace_period", 1)
    addresses = " ".join(f"127.0.0.1:{replica}" for replica in replicas)
    with _caddy(port, folder, _replaced(text, instead), ADVISOR_REPLICAS=addresses) as proxy:
        yield proxy


@contextmanager
def caddy_below(port: int, replica: int, folder: Path, *, takes_off: bool) -> Iterator[Proxy]:
    """With docs/Caddyfile-path, the same."""
    text = (ROOT / "docs/Caddyfile-path").read_text(encoding="utf-8")
    if takes_off:
        text = text.replace("handle /advisor/*", "handle_path /advisor/*")
    text = "{\n\tadmin off\n}\n" + text.replace("127.0.0.1:8000", f"127.0.0.1:{replica}")
    with _caddy(port, folder, text) as proxy:
        yield proxy


@contextmanager
def _caddy(port: int, folder: Path, text: str, **more: str) -> Iterator[Proxy]:
    path = folder / "Caddyfile"
    path.write_text(text, encoding="utf-8")
    environment = {
        "ADVISOR_DOMAIN": f"http://{NAME}:{port}",
        **more,
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "HOME": str(folder),
    }
    program = find("caddy") or "caddy"
    options = ["--adapter", "caddyfile", "--config", str(path)]
    words = [program, "run", *options]
    validate = [program, "validate", *options]
    subprocess.run(validate, env=environment, capture_output=True, check=True)
    with _running(words, environment, Proxy("Caddy", port, None, folder / "log")) as proxy:
        yield proxy


STARTERS: dict[str, Callable[..., object]] = {"nginx": nginx, "caddy": caddy}
BELOW = {"nginx": nginx_below, "caddy": caddy_below}


def _replaced(text: str, instead: dict[str, str]) -> str:
    """`client_header_timeout="1s"`: the value that stands behind that word."""
    for name, value in instead.items():
        text, times = re.subn(rf"(?m)\b{name}([ =])[\w.]+", rf"{name}\g<1>{value}", text)
        assert times, name
    return text


def _wait_until_it_listens(process: subprocess.Popen[bytes], proxy: Proxy) -> None:
    """However long that takes; fails if it ends instead."""
    while True:
        try:
            proxy.connect().close()
        except OSError:
            assert process.poll() is None, proxy.log.read_text()
            time.sleep(0.02)
        else:
            return


@contextmanager
def _running(words: list[str], environment: dict[str, str], proxy: Proxy) -> Iterator[Proxy]:
    with proxy.log.open("ab") as log:
        process = subprocess.Popen(words, env=os.environ | environment, stdout=log, stderr=log)
    try:
        _wait_until_it_listens(process, proxy)
        yield proxy
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
