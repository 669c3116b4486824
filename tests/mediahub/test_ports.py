"""Ports on this machine."""

import socket
from pathlib import Path

import pytest

from mediahub import ports


def test_a_port_in_use_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(ports.PortInUse):
        ports.listen("127.0.0.1", other.getsockname()[1])


def test_the_remembered_port_stays_the_same(tmp_path: Path) -> None:
    first = ports.remembered(tmp_path / "port")
    assert ports.remembered(tmp_path / "port") == first


def test_a_remembered_port_that_is_taken_is_replaced(tmp_path: Path) -> None:
    first = ports.remembered(tmp_path / "port")
    with ports.listen("127.0.0.1", first):
        assert ports.remembered(tmp_path / "port", wait=0) != first


@pytest.mark.parametrize("held", ["", "nonsense", "0", "70000", "80"])
def test_a_spoilt_note_is_replaced(tmp_path: Path, held: str) -> None:
    (tmp_path / "port").write_text(held)
    assert 1024 <= ports.remembered(tmp_path / "port") <= 65535
