"""A Firefox for the tests is found, and the bridge in front of it changes one answer."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from threading import Thread

import pytest

from tests import firefox
from tests.firefox_bridge import as_frame, bridge, read_frame

LENGTHS = (0, 1, 4, 125, 126, 200, 65_535, 65_536, 70_001)


def masked(text: bytes) -> bytes:
    """A text as a client sends it."""
    mask, size = os.urandom(4), len(text)
    if size < 126:
        length = bytes([0x80 | size])
    else:
        length = b"\xfe" + size.to_bytes(2) if size < 65_536 else b"\xff" + size.to_bytes(8)
    mixed = bytes(one ^ mask[at % 4] for at, one in enumerate(text))
    return b"\x81" + length + mask + mixed


@pytest.mark.parametrize("length", LENGTHS)
def test_a_frame_is_read_whole_and_its_text_is_plain(length: int):
    text = os.urandom(length)
    one, other = socket.socketpair()
    sender = Thread(target=one.sendall, args=(masked(text) + as_frame(b"next"),))
    sender.start()
    first, second = read_frame(other), read_frame(other)
    assert (first.text, first.raw[-length:] != text or length < 2) == (text, True)
    assert second.text == b"next"
    sender.join()
    one.close()
    other.close()


def test_the_bridge_answers_what_firefox_does_not_know_and_passes_on_all_else():
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    client, there = socket.socketpair()
    between = Thread(target=bridge, args=(there, port))
    between.start()
    client.sendall(b"GET /session HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n")
    behind, _ = listener.accept()
    assert f"Host: 127.0.0.1:{port}".encode() in behind.recv(1_000)
    behind.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    assert client.recv(1_000).startswith(b"HTTP/1.1 101")
    client.sendall(masked(b'{"id":7,"method":"emulation.setMediaFeaturesOverride"}'))
    assert json.loads(read_frame(client).text) == {"type": "success", "id": 7, "result": {}}
    client.sendall(masked(b'{"id":8,"method":"session.new"}'))
    assert json.loads(read_frame(behind).text)["id"] == 8
    behind.sendall(as_frame(b'{"id":8}'))
    assert json.loads(read_frame(client).text) == {"id": 8}
    for one in (client, behind, listener):
        one.close()
    between.join()


def test_the_chosen_firefox_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    chosen = tmp_path / "my firefox"
    chosen.write_text("#!/bin/sh\necho Mozilla Firefox 153.8.0esr\n")
    chosen.chmod(0o755)
    monkeypatch.setenv("FIREFOX", str(chosen))
    assert firefox.find() == str(chosen)
    assert firefox.provide() == f"153.8.0esr ({chosen})"


def test_without_packages_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FIREFOX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(firefox, "KEPT", tmp_path / "firefox")
    assert firefox.provide() == firefox.MISSING
