from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from toolkit.labelstudio.server import LocalServerError, access, cache_folder, free_port


def test_secrets_are_made_once_and_are_the_owners_only(tmp_path):
    first = access(tmp_path / "a")
    assert access(tmp_path / "a") == first
    assert access(tmp_path / "b").password != first.password
    file = tmp_path / "a/access.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(first.token) == 40 and len(first.password) >= 16
    assert first.password not in repr(first) and first.token not in repr(first)


def test_damaged_secrets_are_named(tmp_path):
    (tmp_path / "access.json").write_text("{")
    with pytest.raises(LocalServerError, match=r"access\.json is damaged"):
        access(tmp_path)


def test_a_wanted_port_is_taken_where_it_is_free(tmp_path):
    wanted = free_port()
    assert free_port(wanted) == wanted
    with socket.socket() as other:
        other.bind(("127.0.0.1", wanted))
        other.listen()
        assert free_port(wanted) != wanted


def test_the_environment_lies_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "event-coding-toolkit"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder().is_relative_to(Path.home())
