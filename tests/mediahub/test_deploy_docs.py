"""The configurations in docs/deploy.md, judged by the programs that they are for, where those are installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mediahub.env import BASE_DIR
from tests.mediahub.hub import free_port

DOC = (BASE_DIR / "docs" / "deploy.md").read_text()


def blocks(language: str) -> list[str]:
    """All configurations in this language."""
    return [str(found) for found in re.findall(rf"```{language}\n(.*?)```", DOC, re.DOTALL)]


def block(language: str) -> str:
    """The one configuration in this language."""
    (found,) = blocks(language)
    return found


def judged(*command: str) -> str:
    """What a program says of a configuration; "" where it takes it."""
    done = run(*command)
    return "" if done.returncode == 0 else done.stderr


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """A program that may not be here."""
    program = shutil.which(command[0], path="/usr/sbin:/usr/bin:/bin:/usr/local/bin")
    if not program:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=60, check=False)


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    without_certificate = re.sub(r"(?m)^\s+ssl_certificate.*$", "", block("nginx")).replace(" ssl http2", "")
    written = f"pid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\nhttp {{\n{without_certificate}}}\n"
    for port in ("443", "80"):
        written = re.sub(rf"(listen (?:\[::\]:)?){port};", rf"\g<1>{free_port()};", written)
    (tmp_path / "nginx.conf").write_text(written)
    assert judged("nginx", "-t", "-c", str(tmp_path / "nginx.conf")) == ""


@pytest.mark.parametrize("written", blocks("caddy"), ids=["everything", "callbacks"])
def test_caddy_takes_its_configuration(tmp_path: Path, written: str) -> None:
    (tmp_path / "Caddyfile").write_text(written)
    assert judged("caddy", "validate", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile") == ""


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"])
def test_nginx_replaces_what_a_visitor_says_of_itself(name: str) -> None:
    (value,) = re.findall(rf'proxy_set_header {name}\s+("?[^;]*);', block("nginx"))
    assert "$http_x_forwarded" not in value
    assert "$proxy_add" not in value


def test_secret_addresses_stay_out_of_nginxs_log() -> None:
    for place in ("/callbacks/", "/welcome/"):
        written = block("nginx").partition(f"location {place} {{")[2].partition("}")[0]
        assert "access_log off" in written
        assert "error_log /dev/null" in written


def test_systemd_takes_its_service(tmp_path: Path) -> None:
    here = {"/opt/mediahub/.venv/bin/python": sys.executable, "/opt/mediahub": str(tmp_path), "User=mediahub\n": ""}
    written = block("ini")
    for there, found in here.items():
        written = written.replace(there, found)
    (tmp_path / "mediahub.service").write_text(written)
    done = run("systemd-analyze", "verify", str(tmp_path / "mediahub.service"))
    assert (done.returncode, [line for line in done.stderr.splitlines() if "mediahub.service" in line]) == (0, [])
